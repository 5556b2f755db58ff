"""Words that tell Roman Urdu from English, written for a shop's chat.

FRAME words carry a sentence (pronouns, verbs, postpositions) and weigh most; CONTENT words less; LEANING words are said
in both but more in the one. SHARED words say nothing, so that "ok", "order 1042" or "size XL" keeps the language spoken
before; nor does a word that stands in a list of each language because both spell it alike (to, is, me, so, do, or).
"""

from hamrah.language.word_list import words

URDU_FRAME = words("""
    hai hain hy hei hae he hoon hun hn tha thi thay thin thein hoga hogi hogay honge hongi hounga ho hua hui
    huay hue huwa howa hota hoti hotay hote hona honi hone honay hojaye hojaega hogaya hogya hogayi hogai
    hoye hojata ka ki kay ko say mein mei mai mn pe pr tak taak nay ne se mera meri mere meray mujhe mujhay
    mujay muje mjhe mjhy mujhy mujhko mujko mjy main hamara hamari hamare hamaray humara humari humare
    hamein humein hamen humen hum ham hmara hmari hme tum tumhara tumhari aap ap apka apki apke apkay aapka
    aapki aapke aapko apko apna apni apne apnay aapne app unka unki unke unko unhein unhon inka inki inke
    inko us usay usko uska uski uske uskay isko iska iski iske iskay isay ise usse isse woh wo wou yeh ye
    yeah yay yahi wohi wahi jo jis jisko jiska jiski jin kya kia kiya kyun kyon kyu kiyun q kyunke kyunki
    kiun kaisa kaisi kaise kesay kese kesa kesi kaisay kahan kahaan kaha kidhar kidher kab kon kaun konsa
    konsi konse kaunsa kaunsi kaunse kitna kitni kitne kitnay kis kisi kisko kiska kuch kch kuchh koi koyi
    kai nahi nahin nahe nai nahii nhi nhe nahn naheen mat na nah haan han haa hanji hanjee jee ji bilkul
    zaroor zarur aur or ya magar lekin lkin laikin lakin par phir phr fir toh tou tau agar agr warna warnah
    balkay balke bhi bhe hi sirf sirif srf bas bus abhi abi ab tab jab jub kabhi kbhi hamesha phle pehle
    pehlay pahle baad bad liye liay lye leye liya saath sath bina baghair beghair chahiye chahye chahie
    chaiye chahiyay chaheye chahta chahti chahtay chahte chahtee chaie chaye karo karein karen karain kren
    krain kro kr kar kare karna karni karne karnay krna krni krne krny karta karti karte kartay krta krti
    krte karun karoon karon krun karunga karungi kiye kijiye kijye kijiyega karwana karwani karwao krwana
    krwani karado kardo kardein krdo krdein krden kardiya krdiya kardi krdi karke krke krwa karwa kara karlo
    krlo karloon karlein do dein den dain dena deni dene denay dedo dedein diya dia diye di deta deti dete
    detay doon dun dunga dijiye dijye dijiyega dijiay lo lena leni lene lenay lein len lain loon lun lunga
    leta leti letay lete lijiye lijye lagi laga lage lagay lagta lagti lagte lagaya raha rahi rahe rahay rha
    rhi rhe rhay rehta rehti gaya gayi gaye gae gai gya gyi gye jaye jaega jayega jaayega jaigi jayegi
    jaengay jana jani jane janay jao jaen jayen jata jati jate jaata jaati ja jaa jaun aaya aya aayi ayi aai
    aaye aye aae aata aati aate ata ati ate aana ana ani aane aaega aayega ayega aegi aayegi ayegi aao aa
    agaya agya agayi aagaya aajaye mila mili milay mile milta milti milte milega milegi milayga milaga
    milegay mily mil milna batao bataein batayein batain btao btain bta bata batana btana batado batadein
    btado btaye bataiye btayen batayen btaen btadein btaden dikhao dikhaein dikhayein dikhain dikha dikhana
    dikhaye dikhado dikhaden dikhaiye dekhao dekhain dekhna dekhni dekho dekhen dekhein dekh dekha dekhi
    dekhiye bhej bhejo bhejein bhejen bhejain bheja bheji bhejna bhejni bhejdo bhejden bhejdein bhejwao
    bhejiye sakta sakti sakte saktay skta skti skte sakun sakay saken skty wala wali walay wale wla wli wle
    waala waali vala vali waly mangwaya mangwayi mangwana mangwani mangwane mangwaye mangwai mangaya mangaye
    mangayi mangwaay mangwa mangi manga kharida kharidi kharidna kharidni khareeda khareedi khareedna
    khareedni pohancha pohanchi pohncha pohnchi pahuncha puhncha pohanche pohnche pohanchay pohonchay wapas
    wapis waapis vapis vapas badal badalna badalni badlo badlna tabdeel chalo chalega chalay chale chal
    chala chalta chalti chahe parhta padta parta parti kehna kehta kaho kahein keh boli bola bolo bolein bol
    bolna boltay samajh samjha samjhe samajhna rakhna rakho rakh rakhein dalo daal daalo hata hatao hatado
    hatayein ruko rukein rok roko chor chorein choro chhoro chhorein chorr thora thori thoray thore bohat
    bohut buhat bht boht bahut bhot zyada ziada zyda ziyada kam kaafi kafi itna itni itne itnay utna waqai
    waqt dafa dafah baar bar martaba kyunkay isliye islye jaldi jldi jaldee foran fauran sab sb saray saare
    sare sari saari sara dono donon dusra dusri doosra doosri dosra dosri dusray pehla pehli akhri aakhri
    khud wahan wahaan wahn yahan yahaan yahn idhar idher udhar udher andar bahar bahir upar uper oopar
    neeche neechay samne paas pas taake takay takey jaisa jaisi jaise jesa jesi jese waisa waisi waise wese
    aisa aisi aise esa esi ese is to me so men julta julti tareen shuda hawale hawalay paay payi pai paya
    paye sakey sako denge dungi karega karegi karenge hojati hogaye hogae lagega lagegi rakhi rakha rakhay
    rakhti hoke jayein kehte kehne bataya batati likhwa likhwana beshak chordo chhordo chordein samjhao
    khuli khulta khulti kholo kholein banao banaein banayein dikhayen dikhaen kisne kisnay unhone mainay
    maine mene menay mne hamne humne humnay tumne jinhon kyonke lagaen lagayein
""")

URDU_CONTENT = words("""
    manzoor bajae bajaye nani dadi susral aala dhanyawad khol dobara dubara shukrya shukriyaa shab bakhair
    mubarak asslam aslam alikum alaykum slm salamun alvida marhaba namaste barakallah mukammal jama panj
    tare sitaray sitare umeed umid tasveer tasveerein zariye zariya raye rai hisaab hisab nazdeek nazdik
    qareeb qareebi jitna utni jitni jitne faltu bekaar mota patla bareek banda bande bandi poora poori pora
    pori pure alag wesa faltoo hargiz khafa naraz mukhtalif baray bareey bare shukriya shukria shukriyah
    shukran meherbani mehrbani meharbani mehrbaani nawazish jazakallah jazak allah hafiz khuda assalam
    asalam asalamualaikum assalamualaikum salam salaam slam aoa walaikum alaikum walaikumassalam adaab
    inshallah mashallah alhamdulillah bhai bhae bhaya bahi bhaijan behan baji bajee sahab sahib janab jnab
    yaar yar dost beta beti ammi abbu abu walid walida biwi shohar bacha bachi bachay bachon bache larki
    larka aurat mard khawateen log logon ghar gaon shehr mulk paisay paise paisa pesay pese paisy rupay
    rupaye rupees rupiya raqam qeemat qimat keemat qeemt daam mehnga mehngi mehnge mehngay sasta sasti saste
    sastay kapra kapray kapre kapde kapda jora joray jore jooti jootay joote jotay jutay jute juta joota
    juti jutiya chappal chadar dupatta dupata cheez cheezein cheezain cheezen chez cheezon saman samaan
    dukan dukaan bazar bazaar daftar rasta pata patah patta rang naap nap kapas phool sona chandi barra bara
    bari chota choti chotay chote chhota acha achi achay ache achha achhi achhay acchi behtreen behtareen
    zabardast khoobsurat khubsurat pyara pyari pyare umda kamaal kamal kharab khraab ghatiya gatiya bekar
    bakwas bura buri bure galat ghalat glat galti ghalti sahi sahih theek thik theak thk tek durust pakka
    asli naqli nakli masla maslay masail mushkil pareshan pareshani shikayat shikayet shikayt jawab jawaab
    sawal baat bat baatein maloomat malomat maaloomat khabar madad maddad intezar intizar intazar wada jhoot
    fazool aaj aj kal parson parsoon subah subha shaam sham raat rat din dinon hafta haftay hafte haftah
    mahina mahinay mahine maheena saal sal pichla pichli pichlay pichle guzishta agla agli aglay agle jumma
    juma eid ramzan shadi shaadi mehndi walima tohfa tohfay tuhfa garmi garmiyon sardi sardiyon barish
    mausam gareeb dil ankh hath haath sar pait khana pani chai chawal doodh ek aik teen char chaar paanch
    panch chay saat aath nau das bees tees chalees pachas hazar hazaar lakh crore sau adha dhai derh sawa
    naya nayi naye nai purana purani purane taza tayyar tyar mojood mojud maujood dastyab dastiyab khatam
    khtm khatm band khula khuli shuru munasib makhsoos khas khaas aam pasand psand pasandeeda napasand
    sochna socha lagta yaad naam nam umar dafatar dhaga silai kadhai karhai kaam chhutti chutti dushman
    tareeqa tareeka tarika tariqa waja wajah matlab mtlb yani yaani toota tooti toot phata phati phat gum
    gaib ghayab jala ganda gandi gande tang zaya mangta faida fayda nuqsan nuksan rabta raabta ijazat maaf
    maafi muaf barah karam meherban guzarish darkhwast rozana hafton mahinon zindagi duniya khareedari
    kharidari gahak graahak malik munshi sunna suno sunein sunain suna bharosa aitmaad yaqeen dhoka farq
    sabr gussa khush khushi udas afsos ehsan angrezi zuban zaban alfaz likh likho likhein likhain likhna
    likha parh parhna padh
    hal har taraf nikal isi jagah baqi walon zara baje lagao wapsi haal sach chuka mita nikalo maal
    nikla tarah tafseel lag rehne mje hue bhool yehi para darj nazar insaan dikhaya bhejte roz insan
    behtar mile shamil aage bikri mujh mujhse reh khareed pohanch ginti khali asal jaan zaroorat chuki
    shikayatein gahakon shehar mana dekhne tajweez kamai dabba guzar tareekh bhar dikhaun parega wah der
    mashwara bhejne maza lambi tareef bibi garam ghante teesri pooch istemal nikle kharcha paon ruk
    zaroori usi dekhte iss dhoond soch khatoon kahin khulasa kapron likhi bhejun saaf shukar dua rahega
    bete bane gali kul khushbu raste jal lao muft seedha poochna mutmain chalu sunao chalte banta utha
    nikalna banaya uthaya tamam khata kharch teeno doge khule nikli khane aadmi thak dimagh awaz halat
    khayal yahin isme qist kaat ishtehar rakhte ilawa unhe riayat bika kholte mumkin bijli kehti tumhare
    likhwaya dekhun shayad nikala badla likhun dino dard asan bolun raazi mehman waghera gayin dopahar
    nikaal sheher barh lauta lambai pehna baal bik kitny andaza tajurba tabsira zimmedari khola safar
    khamoshi khilaf rakhun lagani mazeed samjhein nipat tasdeeq chuke jhagra samjho wahin jaga qabool
    lagwa nikalta rahein bharna beech poocha rehte wazan mra paigham shoq ghanti naqal bani salgirah
    fehrist pate kamar ayenge jild halka becha pehnun pehenta shikayaton zimme nipta tadad bechun pooche
    khari chakkar banti bulao mulazim bolne behen lagana dalun poochte chalao poocho badli arz chalein
    mizaj aram tumhe radd jante taaruf baitha khate maloom peeche thanda begum rehna jeb mutaliq inaam
    sukoon milen ayen zaati daalna mitana rakhne ikathe atka khara kitab bhijwana uthane bori mardana
    dhang pehnne teesra teesre aadhi layak chalegi tareeqe pehenti zamanat mazaq dabbe karwai likhwani
    sunta mulaqat paregi mardon insani darkar bula dekhe faisla suni dalna raseed hissa maang sambhal
    adhoora khairiyat bohot batane manana pakra haq kahani bech tarjuma dila bhao dilwa pehchan itla
    ishtehari bheje mashwaray mery jahan auqat uthaun uth bjy bhijwa nishan kahun barha khulne mansookh
    lelo karwaun mazboot bechte halki lungi dikhai dala naram mutabiq pehen sifarish chuna darje arsay
    utar khul usool bolta lagado dheere kamaya banani firse chahte rehn
""")

ENGLISH_FRAME = words("""
    he she him ya the a an this that these those there here it its it's i'm im i've ive i'd i'll i my mine
    myself you your yours ur youre you're u we our ours they them their theirs he's her his and but because
    since if when where which who whose what what's whats why how how's whether while was were are am been
    being be isn't isnt aren't wasn't wasnt weren't does doesn't doesnt did didn't didnt don't dont done
    doing has have haven't havent hasn't had having will won't wont would wouldn't can can't cant cannot
    could couldn't should shouldn't may might must shall let lets let's from with without about into onto
    than then not any some anything something nothing everything someone anyone everyone so do to is in as
    or me us down after before between during until till against through just only also too very really
    still yet already ever never always often soon later now maybe perhaps quite rather get got getting give
    gave given giving want wants wanted need needs needed like liked looking look looks see saw seen show
    shows showing find found tell told telling know knew known think thought make made take took taken
    taking go goes going went gone come came coming buy bought buying sell sold selling send sent sending
    receive received receiving pay paid paying cost costs work works worked working wear wearing keep kept
    put say said ask asked asking help helped use used using try tried trying talk speak write wrote read
    wait waiting waited stop start started much many more most less least few little lot lots other another
    same different each every all both either neither one ones yes yeah yep no nope nah sure alright doesnot
""")

ENGLISH_CONTENT = words("""
    main thin bar band mile ham nap log bus den tab ate hue right light bright high eight eighteen eighty
    tonight train rain certain contain complain plain obtain noon moon soon pass plane everyday enough
    weight height outstanding upset copy policy on at by of for up out off over under again play pay stay
    away display delay say says way spray tray holiday birthday sunday monday tuesday wednesday thursday
    friday saturday company hungry music song search lookup nevermind correct agree exit close operator
    timing timings class case cases person real negative pathetic worst overall absolutely definitely
    especially history overview queue risk favourite favorite prefer live full half double good great nice
    best better worse bad terrible awful amazing excellent lovely beautiful wonderful happy sad angry sorry
    disappointed new old big small large long short cheap cheaper cheapest expensive costly affordable free
    fast slow quick quickly late early last next first second third black white red blue green yellow pink
    brown grey gray purple shop store stores shopping bought purchase purchased purchases customer service
    morning afternoon evening night today tomorrow yesterday week weeks month months year years day days
    hour hours minute time times date ago where's when's who's there's that's thats broken damaged torn
    wrong missing lost dirty faulty damage arrived arrive arrives arriving delivered shipped shipping
    returned returning cancelled canceled exchange exchanged replaced replace replacement refunded change
    changed changing money cash prices card bank account paid twice charged men's women's mens womens kids
    baby boy girl man woman men women children mother father wife husband sister brother friend mom dad
    daughter son clothes dress dresses shoe shoes shirt shirts pants bag bags watch gift gifts human agent
    someone manager team staff people anybody nobody bot robot open opens opening closed closes closing
    nearest near located location address recommend suggest suggestion suggestions suggested similar else
    instead available stock question questions answer answers problem problems issue issues solved fixed
    resolved fix solve english language understand understood explain mean means reason weather joke cricket
    news goodbye bye later welcome appreciate appreciated congratulations add added remove removed delete
    erase forget download list latest recent previous tracking below above around within both fabric wash
    washing made thing things stuff place home office work school wedding party summer winter
    rate love loved hate hated enjoy enjoyed fine perfect poor quality message messages notify
    contact subscribe unsubscribe offers emails wallet customers tickets assign resolve report summary
    segment revenue sales overdue
    back name ordered leave two drop left possible client whole three lady placed even well guys
    finished once opened far rupees five bring exactly somebody hand hold mind comes buyers inside
    reached reach such accepted ten saved earlier anymore longer interested regarding matter mistake
    sorted complained called kind include satisfied behind ready shops age buyer sizes bigger discounts
    likely own wanna actually stitching mention carry guy sitting switch leaving along shut ahead feel
    pieces based whom happened abt picked forgot neighbour settled talking none turn others whoever ppl
    moved attached further required finish typing saying standing whatever gets dispatched advise likes
    unhappy meant supposed stuck word reported honestly current outside agreed fault chance words
    overseas become provide related gives together suits lose passed difference repaired actual fetch
    filed running original reversed bless fits trust calling true withdraw alone cold figures linked frm
    future belongs spending whenever prepare trace tall girls bit recommending takes
""")

URDU_LEANING = words("""
    g sb kal yr
""")
ENGLISH_LEANING = words("""
    thanks thank thankyou thx thnx thnks thnk thanku tysm thk ty hi hey bye goodnight hello sorry check
    confirm track cancel return offer discount cheap latest status available any colour color send stop call
    refund sir hlo yup
""")
"""Said in both; they decide only where nothing else does and no language was spoken before."""

SHARED = words("""
    ok okay k oky order orders number no nmbr num hmm oh ah wow ha size color colour delivery payment
    account online email mail phone mobile whatsapp sms call sim app bill receipt parcel courier address
    code cod tracking tcs leopards ticket complaint feedback review brand suit kurta kurti shalwar kameez
    qameez lawn khaddar dupatta shawl abaya sherwani khussa cotton silk chiffon denim jeans shirt tshirt
    t-shirt handbag perfume cream lipstick shampoo soap charger cover earphones power xl xxl medium large
    small lahore karachi islamabad multan peshawar rawalpindi faisalabad quetta pakistan rs pkr hi hello
    please plz pls plzz kindly sir madam item items product discount sale offer voucher update stock branch
    refund exchange return staff report customer house flat floor street road block phase sector town
    colony society plaza near opposite rating ratings star stars
""")
"""Said in both alike; they count for neither."""
