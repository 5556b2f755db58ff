"""Number words of Urdu, Roman Urdu and English, as typed and normalised."""

from fractions import Fraction

from hamrah.language.word_list import words

_URDU_SCRIPT = """
    صفر ایک دو تین چار پانچ چھ سات آٹھ نو دس گیارہ بارہ تیرہ چودہ پندرہ سولہ سترہ اٹھارہ انیس بیس اکیس
    بائیس تئیس چوبیس پچیس چھبیس ستائیس اٹھائیس انتیس تیس اکتیس بتیس تینتیس چونتیس پینتیس چھتیس سینتیس
    اڑتیس انتالیس چالیس اکتالیس بیالیس تینتالیس چوالیس پینتالیس چھیالیس سینتالیس اڑتالیس انچاس پچاس
    اکاون باون ترپن چون پچپن چھپن ستاون اٹھاون انسٹھ ساٹھ اکسٹھ باسٹھ ترسٹھ چونسٹھ پینسٹھ چھیاسٹھ سڑسٹھ
    اڑسٹھ انہتر ستر اکہتر بہتر تہتر چوہتر پچھتر چھہتر ستتر اٹھہتر اناسی اسی اکیاسی بیاسی تراسی چوراسی
    پچاسی چھیاسی ستاسی اٹھاسی نواسی نوے اکانوے بانوے ترانوے چورانوے پچانوے چھیانوے ستانوے اٹھانوے ننانوے
"""
_URDU_VARIANTS = {
    **{"زیرو": 0, "پانج": 5, "چھے": 6, "چھہ": 6, "اٹھ": 8, "تیئیس": 23, "تئس": 23, "پنتیس": 35, "پنتالیس": 45},
    **{"پنسٹھ": 65, "پینسٹ": 65, "پچھہتر": 75, "پچہتر": 75},
}

# One line a number from 0 to 99, spellings separated by blanks.
_ROMAN = """
zero sifar
ek aik ik
do
teen tin theen
char chaar
paanch panch panj paanchh punch
chay che chhe chhay cheh chhey
saat sat
aath ath aat aatth
nau nao
das dus duss
gyarah gyara giyara giyarah gyaara
barah baarah
terah tairah tehra
chaudah chauda chodah choda
pandrah pandra pandara pundra pandarah
solah sola
satrah satra sattra satarah
atharah athara athaara
unnis unees anees unnees
bees bis bess beess
ikkis ikees ikkees
bais baees baaees
teis taees teais
chaubis chobees chobis
pachis pachees pacchis pachchees
chabbis chabees chabbees
sattais satais satayis
athais athaees atthais
untis unattees unatees
tees tis
ikattis ikatees
battis batees
taintis taintees
chauntis chontees
paintis paintees pentis paintes
chattis chatees
saintis saintees
artis artees adtis
untalis untalees
chalis chalees chaalis chaalees chalish
iktalis iktalees
bayalis bayalees bialis
taintalis taintalees
chawalis chawalees
paintalis paintalees pentalis pentalees
chiyalis chialis
saintalis saintalees
artalis artalees
unchas unchaas
pachas pachaas pachass
ikyawan ikawan
bawan baawan
tirpan tarpan
chawwan
pachpan
chappan
sattawan satawan
athawan
unsath
saath
iksath
basath
tirsath
chaunsath chonsath
painsath
chiyasath
sarsath
arsath
unhattar
sattar
ikhattar
bahattar
tihattar
chauhattar
pichattar pachattar pichhattar
chihattar
satattar
athattar
unasi
assi
ikyasi
bayasi
tirasi
chaurasi chorasi
pachasi
chiyasi
satasi
athasi
nawasi
nabbe nabay nawway nabbay navvay nabey nawwe
ikyanwe
banwe
tiranwe
chauranwe
pachanwe pachanway
chiyanwe
sattanwe
athanwe
ninanwe ninyanwe ninanway
"""
_ENGLISH_SMALL = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen
"""
_ENGLISH_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"


def _cardinals() -> dict[str, int]:
    table = dict(_URDU_VARIANTS)
    table.update({word: number for number, word in enumerate(_URDU_SCRIPT.split())})
    for number, line in enumerate(_ROMAN.strip().splitlines()):
        for word in line.split():
            table.setdefault(word, number)
    table.update({word: number for number, word in enumerate(_ENGLISH_SMALL.split())})
    table.update({word: (place + 2) * 10 for place, word in enumerate(_ENGLISH_TENS.split())})
    table["fourty"] = 40
    return table


CARDINALS: dict[str, int] = _cardinals()
"""0 to 99."""

ENGLISH_TENS = frozenset(_ENGLISH_TENS.split()) | {"fourty"}
ENGLISH_UNITS = frozenset(_ENGLISH_SMALL.split()[1:10])

HUNDREDS = words("سو سؤ sau sao sow so hundred hundreds")
SCALES: dict[str, int] = {
    **dict.fromkeys(words("ہزار hazar hazaar hazr hzar hzr hazzar hajar thousand thousands k"), 1_000),
    **dict.fromkeys(words("لاکھ lakh lac lakhs lacs laakh lack"), 100_000),
    **dict.fromkeys(words("million millions ملین"), 1_000_000),
    **dict.fromkeys(words("کروڑ crore karor karore crores karod"), 10_000_000),
}

ADDED_QUARTERS: dict[str, Fraction] = {
    **dict.fromkeys(words("سوا sawa sava swa"), Fraction(1, 4)),
    **dict.fromkeys(
        words(
            """
    ساڑھے ساڑے sarhay sarhe sadhe saare sarre saarhe saarhay sadhay sadday saadhe saadhi saadhay sarhey saarhey sadhey
    """
        ),
        Fraction(1, 2),
    ),
    **dict.fromkeys(words("پونے paune ponay paunay pone poney paunei"), Fraction(-1, 4)),
}
"""Said before a number, they change it: sawa do is 2¼, sarhay do 2½, paune do 1¾."""

FRACTIONS: dict[str, Fraction] = {
    **dict.fromkeys(words("ڈیڑھ ڈیڑ derh dairh dedh dhed daerh deirh dehr derhh"), Fraction(3, 2)),
    **dict.fromkeys(words("ڈھائی اڑھائی dhai dhaai dhayi arhai adhai dhaee dai"), Fraction(5, 2)),
    **dict.fromkeys(words("آدھا آدھے aadha adha adhe aadhe half"), Fraction(1, 2)),
    **dict.fromkeys(words("پونا پون pauna paun pona poun"), Fraction(3, 4)),
}
"""Stand for a number themselves, before a hundred, thousand …"""

NOT_NUMBERS_ALONE = words(
    """
    so sow one sat che chay saath tin theen punch tis bis ik dai lack nao k بہتر اسی نو چون
    """
)
"""Commoner as other words (with, better, this very …); a number only beside another one or as the whole message."""

TWO = frozenset({"do", "دو"})
"""Also "give" and English "do"; told by its neighbours."""
