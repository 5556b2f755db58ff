"""How good something was, in words: "theek tha", "bohat acha nahi tha", "not easy at all", "ہرگز نہیں"."""

from collections.abc import Sequence
from itertools import pairwise

from hamrah.language.normalise import words_of
from hamrah.language.word_list import words

_VERDICTS = {
    5: """
    excellent|perfect|amazing|awesome|superb|outstanding|brilliant|great|wonderful|fantastic|loved|love|best|
    super|fabulous|zabardast|zbrdst|zabrdast|behtareen|behtreen|shandar|shandaar|kamal|kamaal|lajawab|umda|a1|
    maza aa gaya|maza agaya|dil khush ho gaya|mashallah|wah|waah|very much|a lot|bohat zyada|bohat ziada|
    زبردست|بہترین|شاندار|کمال|لاجواب|عمدہ|مزہ آ گیا|دل خوش ہو گیا|ماشاءاللہ|واہ|ایکسیلنٹ|پرفیکٹ|بہت زیادہ
    """,
    4: """
    good|gud|nice|nyc|satisfied|happy|easy|liked|badhiya|badiya|barhiya|acha|achha|accha|achi|achhi|ache|mutmain|
    mutmaeen|khush|behtar|khaas|khas|
    asaan|aasaan|aasan|asan|asani|aasani|pasand|maza|maze ka|mazay ka|theek thaak acha|bilkul theek|bilkul thik|
    اچھا|اچھی|اچھے|مطمئن|خوش|بہتر|خوب|خاص|آسان|آسانی|پسند|مزہ|مزے کا|گڈ|بڑھیا|بالکل ٹھیک
    """,
    3: """
    ok|okay|okey|fine|average|so so|normal|alright|all right|decent|meh|could be better|theek|thik|thek|teek|
    theek thak|theek thaak|guzara|guzaare layak|munasib|darmiyana|
    ٹھیک|ٹھیک ٹھاک|گزارا|گزارہ|مناسب|درمیانہ|اوکے|نارمل
    """,
    2: """
    bad|poor|unhappy|dissatisfied|unsatisfied|disappointed|disappointing|hard|difficult|no good|not really|not much|
    nothing special|bura|buraa|buri|kharab|khrab|kharaab|naraz|naraaz|mayoos|mayus|mayoos kun|na khush|ghair mutmain|
    mushkil|zyada nahi|
    برا|بری|برے|خراب|ناراض|مایوس|مایوس کن|ناخوش|غیر مطمئن|مشکل|زیادہ نہیں
    """,
    1: """
    terrible|horrible|worst|awful|pathetic|useless|hated|hate|disgusting|zero|bakwas|bakwaas|ghatiya|bekar|bekaar|
    fazool|not at all|bilkul nahi|bilkul bhi nahi|bilkul nahin|bilkul nhi|
    بکواس|گھٹیا|بیکار|بے کار|فضول|بدترین|بالکل نہیں|بالکل بھی نہیں
    """,
}
"""Plain verdicts and the ends of the scale that a question names, each as the stars of five that it stands for."""
_LIKELIHOODS = {
    5: """
    certainly|definitely|absolutely|of course|for sure|surely|zaroor|zarur|yaqeenan|bilkul|haan zaroor|ji zaroor|
    haan bilkul|ji bilkul|yes definitely|yes of course|ضرور|یقیناً|بالکل|جی ضرور|ہاں ضرور|جی بالکل|ہاں بالکل
    """,
    3: "maybe|perhaps|shayad|ho sakta|شاید|ہو سکتا",
    1: """
    never|certainly not|definitely not|absolutely not|of course not|no way|hargiz nahi|hargiz nahin|hargiz nhi|
    kabhi nahi|kabhi nahin|kabhi nhi|kabhi bhi nahi|ہرگز نہیں|کبھی نہیں|کبھی بھی نہیں
    """,
}
"""What is said of how likely somebody is to recommend the shop, and says nothing of how good something was."""
_AROUND = words(
    """
    it it's its was is are were be i i'm im am me my that the this just with your you u tha thi thay hai hain he ho
    hun hoon hu hua hui hue raha rahi rahe laga lagi lage lga aaya aya aayi ayi aaye main mein mai mujhe mjhe aap ap ki
    ka ke ne se sab kuch koi sara service experience overall delivery order ever bas bs ji jee yeh ye wo woh tou to bhi
    bhai please thanks shukriya thank madam sir kafi quite pretty thora thori itna itni hi honestly sirf
    تھا تھی تھے ہے ہیں ہوں ہوا ہوئی ہوئے رہا رہی رہے لگا لگی لگے آیا آئی آئے میں مجھے آپ کی کا کے نے سے سب کچھ کوئی
    جی بس یہ وہ سروس شکریہ تو بھی بھائی کافی تھوڑا تھوڑی اتنا اتنی ہی صرف
    """
)
"""Words that change nothing about a verdict beside them."""
_YES = words("haan han haanji yes yeah yep ہاں")
"""They change nothing about a strong verdict; beside a weaker one they agree: "haan theek hai", "acha haan"."""
_STRONG = words(
    """
    very v so really extremely too super bohat bohot bohut bahut bht bhot bhut boht buhat intehai nihayat bilkul
    بہت انتہائی نہایت بالکل
    """
)
_UTTERLY = words("bilkul hargiz qatai zara بالکل ہرگز قطعی ذرا")
_AT_ALL = {"at", "all"}
_NOT_BEFORE = words(
    "not never wasn't wasnt isn't isnt aren't arent weren't werent didn't didnt don't dont wasn isn aren weren didn"
)
_BEFORE_NOT = _STRONG | _UTTERLY | words("bhi hi بھی ہی")
_NOT_AFTER = words("nahi nahin nhi nai naheen نہیں نہی")
"""An English no stands before what it denies, an Urdu one after it: "nahi acha tha" may be a no, and it was good."""
_PLENTY = words("thanks thank shukriya شکریہ kafi کافی")
"""After a strong word they are no verdict: "theek hai, bohat shukriya"."""
_MIDDLING, _BEST = 3, 5
_LONGEST = 4
MOST_WORDS = 8


def _sayings(listed: dict[int, str]) -> dict[tuple[str, ...], int]:
    found = {tuple(words_of(saying)): stars for stars, line in listed.items() for saying in line.split("|")}
    return {saying: stars for saying, stars in found.items() if saying}


_SAID = _sayings(_VERDICTS)
_SAID_OF_LIKELIHOOD = _SAID | _sayings(_LIKELIHOODS)


def verdict(said: Sequence[str], kind: str = "csat") -> int | None:
    """The verdict, 1 to 5 stars, that all of these words are, but for those that change nothing; None for other talk.

    What is denied counts for its opposite, but mildly: "acha nahi tha" is 2, "bilkul acha nahi" 1, "bura nahi" 3. Words
    of likelihood count where that was asked, as `nps` does.
    """
    spoken = [word for word in said if any(map(str.isalnum, word))]
    if len(spoken) > MOST_WORDS or any(one in _STRONG and then in _PLENTY for one, then in pairwise(spoken)):
        return None
    sayings = _SAID_OF_LIKELIHOOD if kind == "nps" else _SAID
    for length in range(min(_LONGEST, len(spoken)), 0, -1):
        for start in range(len(spoken) - length + 1):
            stars = sayings.get(tuple(spoken[start : start + length]))
            found = None if stars is None else _beside(stars, spoken[:start], spoken[start + length :])
            if found is not None:
                return found
    return None


def _beside(stars: int, before: list[str], after: list[str]) -> int | None:
    """What a verdict of `stars` comes to among the other words; None where these say something else."""
    denied_before = [word for word in before if word in _NOT_BEFORE]
    place = next((place for place, word in enumerate(after) if word not in _BEFORE_NOT), len(after))
    is_denied_after = place < len(after) and after[place] in _NOT_AFTER
    rest = [word for word in before if word not in _NOT_BEFORE]
    rest += [word for at, word in enumerate(after) if not (is_denied_after and at == place)]
    if len(denied_before) + is_denied_after > 1:
        return None
    utterly = not _UTTERLY.isdisjoint(rest) or set(rest) >= _AT_ALL
    strongly = not _STRONG.isdisjoint(rest)
    known = _AROUND | _STRONG | _UTTERLY | (_AT_ALL if utterly else set())
    known |= _YES if strongly or stars == _BEST else set()
    if not known.issuperset(rest):
        return None
    if denied_before or is_denied_after:
        return _MIDDLING if stars < _MIDDLING else 1 if utterly else 2
    return {4: _BEST, 2: 1}.get(stars, stars) if strongly else stars
