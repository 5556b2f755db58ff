"""Words that ask for the next of what was shown ("show me more", "aur dikhao", "مزید"), or for things like it."""

import re
from collections.abc import Sequence

from rapidfuzz.distance import OSA

from hamrah.language.normalise import normalise, tokenise
from hamrah.language.recipients import recipient_named
from hamrah.language.wearers import is_wearer
from hamrah.language.word_list import words

_MORE = words(
    """
    more others other another else next further additional rest remaining
    aur or ore mazeed mazid mazeid baqi baaqi baki agla agle agli aage doosra doosre doosray doosri dusre dusra dusray
    اور مزید باقی اگلا اگلے اگلی آگے دوسرا دوسرے دوسری دیگر
    """
)
_BESIDE = words(
    """
    show shw sho see view load give let want have got get can could would do does you your i me us we to the a any some
    few is are there what which whats anything something things thing ones one options option choices choice items item
    products product results result of them these those please pls plz page list suggestions suggestion ideas and ok
    okay yes then also too here shop store left different like hmm hm um oh well so now
    dikhao dikha dikhaen dikhain dikhayen dikhayein dikhaye dikhaiye dikhado dikhana dikhaein den dein de do dain dijiye
    batao bataen batain batayen batayein bataiye btao bata btaen btayen kuch kch koi kya kia hai hain he hy bhi bh
    cheez cheezen cheezein cheezain chez mal maal wala wale walay wali zara sa se si ji jee haan han acha achha ap aap
    ke k ka ki pas paas mujhe mjhe mujhay hamen chahiye chahye chaiye design designs nazar aata sab sub to toh na
    dekhna dekhne dekhni dekhen dekhein dekhain sakta sakti sakte hoon hun ho
    دکھاؤ دکھا دکھائیں دکھائیے دکھانا دکھاو دیں دو دیجیے دیجئے بتاؤ بتائیں بتا بتائیے کچھ کوئی کیا ہے ہیں بھی چیز چیزیں
    والا والے والی ذرا سا سے سی جی ہاں اچھا آپ کے پاس کا کی مجھے ہمیں چاہیے سب تو نا پلیز دیکھنا دیکھنے دیکھنی دیکھیں
    سکتا سکتی سکتے ہوں ڈیزائن آپشن آپشنز
    """
)
_OF_GOODS = words(
    """
    for in of on with new latest my his her our mere meri mera hamare liye liay lie k kay mein mai main par pe
    collection range variety stuff
    saman samaan size sizes number numbers no color colour colors rang want wants looking need needed buy dekhne naya
    nai naye نمبر
    لیے لئے میں پر کو سامان سائز رنگ نیا نئی نئے کلیکشن ورائٹی کے
    """
)
_AGE = words("saal sal year years yr yrs old month months mahine mahinay umar age سال ماہ مہینے عمر")
_SURE_ALONE = _MORE - words("or ore other else rest left")
"""What asks for more without any other word; "or" is "aur" only among words that ask for something."""
_LONG_ENOUGH, _SURELY_ONE = 4, 6
"""Letters from which on two may have changed places, and from which on one may be wrong ("maal" is not "haal")."""
_START, _END = r"(?<![^\W_])", r"(?![^\W_])"
_ALIKE = re.compile(
    rf"{_START}(?:similar|alike|alternatives?|resembl\w+"
    r"|(?:something|anything|things?|ones?|more|others?|products?) like"
    r"|same (?:kind|type|sort|style|vibe|look)|(?<!\bi )(?<!\byou )(?<!\bwe )like (?:this|that|these|those|it|the)"
    r"|(?:is|iss|us|in|un|isi|usi|inhi|isay) (?:jais[aei]|jaisay|tarah|qism|type|style)"
    r"|[ae]is[aei] h?i|waisa h?i|waise h?i|milt[aei] jult[aei]|jais[aei] (?:aur|koi|kuch|hi)"
    r"|(?:اس|ان|اسی|انہی|اُس|اس کے) (?:جیسا|جیسی|جیسے|طرح|قسم)|(?:ایسا|ایسی|ایسے|ویسا|ویسی|ویسے) ہی"
    rf"|ملتا جلتا|ملتی جلتی|ملتے جلتے|جیسا (?:کوئی|کچھ|اور)){_END}"
)
_BESIDE_IT = re.compile(
    rf"{_START}(?:go(?:es|ing)?|wear\w*|match\w*|pair\w*|suits?|along|combin\w+|complement\w*|sath|saath|sth|jach\w*"
    rf"|pehn\w*|ساتھ|میچ|میچنگ|جچے|جچتا|جچتی|سوٹ|پہن\w*){_END}"
)


def wants_more(text: str) -> bool:
    """Tell whether a raw text asks for more of what was shown, and says nothing else: "any others?", "aur dikhayen".

    Not "more kurtas" or "something cheaper", which say what of; a slip in a longer word does no harm.
    """
    said = [token.text for token in tokenise(text) if any(letter.isalpha() for letter in token.text)]
    found = {word: _meaning(word) for word in said}
    asking = [word for word in said if found[word] in _MORE]
    if not asking or None in found.values():
        return False
    return len(said) > 1 or found[asking[0]] in _SURE_ALONE


def wants_alike(text: str) -> bool:
    """Tell whether a raw text asks for things like those shown, and not for what is worn or used with them."""
    plain = " ".join(normalise(text).text.split())
    return _ALIKE.search(plain) is not None and _BESIDE_IT.search(plain) is None


def _meaning(word: str) -> str | None:
    """The word that was meant; None for one that speaks of something else."""
    if word in _MORE or word in _BESIDE:
        return word
    if len(word) < _LONG_ENOUGH:
        return None
    return next((known for known in sorted(_MORE) if _is_slip(word, known)), None) or next(
        (known for known in sorted(_BESIDE) if _is_slip(word, known)), None
    )


def _is_slip(word: str, known: str) -> bool:
    if len(known) < _LONG_ENOUGH or OSA.distance(word, known, score_cutoff=1) > 1:
        return False
    return len(known) >= _SURELY_ONE or sorted(word) == sorted(known)


def names_only_goods(text: str, named: Sequence[tuple[int, int]]) -> bool:
    """Whether a raw text says nothing but what is looked for and for whom: "women clothes", "bachon ke joote dikhao".

    `named` are the places in it where goods are named; a question of their price, fabric or warranty has other words.
    """
    return bool(named) and not goods_left(text, named)


def goods_left(text: str, known: Sequence[tuple[int, int]] = ()) -> str:
    """The words of a raw text that are not at one of the `known` places and say neither whom it is for nor that it is
    wanted: of "bachon k jooty dikhao" it is "jooty"."""
    rest = [token.text for token in tokenise(text) if not any(start <= token.start < end for start, end in known)]
    for_whom = recipient_named(text)
    left = [word for word in rest if word not in _BESIDE and word not in _OF_GOODS and not is_wearer(word)]
    if not _AGE.isdisjoint(rest):
        left = [word for word in left if word not in _AGE and not word.isdigit()]
    return " ".join(word for word in left if for_whom is None or word != for_whom.word)
