"""How people point at what was shown and at what they asked: "the second one", "rang koi bhi", "rehne dein"."""

import re

from hamrah.language.normalise import normalise, words_of
from hamrah.language.numerals import parse_number
from hamrah.language.word_list import words

_WHICH = re.compile(
    r"(?:w[ou]h? |وہ )?(?:jis|jin|jo|جس|جن|جو)\b.{0,40}\b(?:tha|thi|thay|the|hai|hain|تھا|تھی|تھے|ہے|ہیں)\W*$"
    r"|(?:the )?(?:one|order) (?:with|that|which)\b"
)
LAST = -1
"""What `find_ordinals` returns for "the last one"."""

_END = r"(?![^\W_])"
_START = r"(?<![^\W_])"

_ORDINALS = (
    (1, r"1st|first|pehla|pehli|pahla|pahli|phla|phli|pehlaa|awwal|پہلا|پہلی|اول"),
    (2, r"2nd|second|sec?ond|do+sra|do+sri|do+sre|do+sray|dusra|dusri|dusre|dusray|doosara|doosari|دوسرا|دوسری|دوسرے"),
    (3, r"3rd|third|te+sra|te+sri|te+sre|te+sray|tisra|tisri|tisre|tisray|تیسرا|تیسری|تیسرے"),
    (4, r"4th|fourth|forth|chautha|chauthi|chauthe|chautay|chotha|chothi|chothay|chouthi|choutha|چوتھا|چوتھی|چوتھے"),
    (5, r"5th|fifth|pa+nchwa+n?|pa+nchwi+n?|pa+nchvi+n?|pa+nchwe+n|پانچواں|پانچویں|پانچواں"),
    (6, r"6th|sixth|chh?ata|chh?ati|chh?atha|chh?athi|chh?atta|چھٹا|چھٹی|چھٹے"),
    (7, r"7th|seventh|sa+twa+n?|sa+twi+n?|sa+twe+n|ساتواں|ساتویں"),
    (8, r"8th|eighth|a+thwa+n?|a+thwi+n?|a+thwe+n|آٹھواں|آٹھویں"),
    (9, r"9th|ninth|na+wa+n|na+wi+n|nauwa+n?|نواں|نویں"),
    (10, r"10th|tenth|daswa+n?|daswi+n?|daswe+n|دسواں|دسویں"),
    (LAST, r"last|a+khri|a+khiri|a+khari|a+khree|آخری"),
)
# "last week", "second hand", "doosri baar", "koi doosra" (another) point at nothing that was shown.
_NOT_POINTING_AFTER = (
    r"(?!\s(?:week|month|year|quarter|time|night|day|name|friday|monday|\d|hand|thoughts?|half|of all|class|"
    r"ba+r|dafa|dafah|daffa|martaba|din|hafte|mahine|saal|jagah|shehr|number pe|"
    r"بار|دفعہ|مرتبہ|دن|ہفتے|مہینے|سال|جگہ|شہر))"
)
_NOT_POINTING_BEFORE = "".join(
    rf"(?<!\b{word} )" for word in ("koi", "kisi", "kuch", "کوئی", "کسی", "کچھ", "ek", "one", "a")
)
_BY_WORD = tuple(
    (place, re.compile(rf"{_NOT_POINTING_BEFORE}{_START}(?:{words}){_END}{_NOT_POINTING_AFTER}"))
    for place, words in _ORDINALS
)
_WALA = r"(?:wala|wali|wale|walay|wla|wli|waala|waali|vala|vali|والا|والی|والے)"
_PEHLE = re.compile(rf"{_START}(?:pehle|pehlay|pahle|phle|پہلے)\s(?:number\s|نمبر\s)?{_WALA}{_END}")
_SMALL = (
    r"(?:\d{1,2}|ek|aik|do|teen|char|chaar|pa+nch|che|chay|saat|aath|nau|das|one|two|three|four|"
    r"five|six|ایک|دو|تین|چار|پانچ|چھ|سات|آٹھ|نو|دس)"
)
_BY_NUMBER = re.compile(
    rf"{_START}(?:number|nmbr|num|no\.|option|item|product|pick|choice|نمبر|آپشن)\s?#?(?P<a>{_SMALL}){_END}"
    rf"|(?<![\w#])#(?P<b>\d{{1,2}})(?!\w)"
    rf"|{_START}(?P<c>{_SMALL})\s?(?:number|no|num|nmbr|نمبر)\s(?:pe\s|par\s|پر\s)?(?:{_WALA}|pe|par|پر){_END}"
)
_MOST_SHOWN = 20
_NEAR = 40
_NOT_THIS_BEFORE = re.compile(rf"{_START}not\s(?:the\s)?$")
_NOT_THIS_AFTER = re.compile(
    rf"^\s?(?:(?:{_WALA}|order|one|آرڈر)\s)?(?:nahi|nahin|naheen|nhi|nai|نہیں)\s?"
    rf"(?=[^\w\s]|$|(?:balke|balki|balkay|بلکہ|{'|'.join(words for _, words in _ORDINALS)}){_END})"
)


def tells_which(text: str) -> bool:
    """Tell whether a raw text only says which one is meant: "jis mein kurta tha", "the one with the shawl"."""
    return _WHICH.match(" ".join(normalise(text).text.split())) is not None


def find_ordinals(text: str) -> list[int]:
    """Return the places a raw text points at, in the order it names them, each once: 1 is the first, -1 the last.

    "the second one", "doosra wala", "پہلی", "aakhri", "number 2", "2nd", "do number wala". Not "last week", and not
    the one that is refused in "not the first, the second".
    """
    plain = " ".join(normalise(text).text.split())
    found = ((match, place) for place, pattern in _BY_WORD for match in pattern.finditer(plain))
    places = [(match.start(), place) for match, place in found if not _is_refused(plain, match.start(), match.end())]
    first = (match for match in _PEHLE.finditer(plain) if not _is_refused(plain, match.start(), match.end()))
    places += [(match.start(), 1) for match in first]
    for match in _BY_NUMBER.finditer(plain):
        number = parse_number(next(group for group in match.groups() if group))
        if number is not None and 1 <= number <= _MOST_SHOWN:
            places.append((match.start(), number))
    return list(dict.fromkeys(place for _, place in sorted(places)))


def _is_refused(plain: str, start: int, end: int) -> bool:
    after = _NOT_THIS_AFTER.search(plain[end : end + _NEAR])
    before = _NOT_THIS_BEFORE.search(plain[max(0, start - _NEAR) : start])
    return after is not None or before is not None


_BESIDE_PLACE = words(
    """
    the one wala wali wale walay wla wli waala waali vala vali number no nmbr num option item product pick choice please
    plz ji jee ok okay wo woh voh yeh ye
    والا والی والے نمبر آپشن جی وہ یہ
    """
)
_STARRED = re.compile("[*⭐🌟★/]")
"""What makes of a number a rating."""


def find_place(text: str) -> int | None:
    """Return the place that a raw text points at, if it says nothing else: "2", "#2", "۲ والا", "the second one"."""
    said = [] if _STARRED.search(text) else [word.lstrip("#") for word in words_of(text)]
    telling = [word for word in said if word not in _BESIDE_PLACE]
    if len(telling) != 1:
        return None
    if telling[0].isascii() and telling[0].isdigit():
        return int(telling[0]) if len(telling[0]) < 3 else None
    places = find_ordinals(text)
    return places[0] if len(places) == 1 else None


_FACETS = {
    "color": r"colou?rs?|rang|rung|رنگ|کلر",
    "size": r"sizes?|saiz|naap|nap|سائز|ناپ",
    "brand": r"brands?|company|make|label|برانڈ|کمپنی",
    "price": r"prices?|budget|qeemat|qimat|keemat|daam|rates?|paise|paisay|paison|cost|قیمت|بجٹ|دام|ریٹ|پیسے|پیسوں",
    "material": r"materials?|fabric|stuff|kapra|kapre|kapray|cloth|مٹیریل|فیبرک|کپڑا|کپڑے",
    "city": r"city|cities|branch|branches|shehr|sheher|shahar|شہر|برانچ",
    "category": r"category|categories|type|kind|qism|kisam|کیٹیگری|قسم",
}
_FACET = "|".join(_FACETS.values())
_FACET_NAMES = tuple((facet, re.compile(rf"(?:{words})")) for facet, words in _FACETS.items())
_JOIN = r"(?:\s?,\s?|\s)(?:(?:and|or|aur|ya|&|اور|یا)\s)?(?:(?:the|any|koi bhi|کوئی بھی)\s)?"
_GROUP = rf"(?P<facets>(?:{_FACET}){_END}(?:{_JOIN}(?:{_FACET}){_END}){{0,4}})"
_NAHI = r"(?:nahi|nahin|nhi|nai|نہیں)"
_DROP_BEFORE = re.compile(
    rf"{_START}(?:(?:drop|remove|forget|ignore|skip|clear|lose|take off|take out|leave out|never mind|"
    rf"nevermind)(?:\sabout)?(?:\s(?:the|my|that|any))?"
    rf"|any|whatever|whichever|all|koi bhi|koi si bhi|kisi bhi|jo bhi|jonsa bhi|jonsi bhi|har|کوئی بھی|"
    rf"کوئی سا بھی|کسی بھی|جو بھی|ہر|"
    rf"no preference (?:for|on|in|about)|don't care (?:about|for)|dont care (?:about|for)|regardless of|"
    rf"irrespective of)"
    rf"(?:\sthe)?\s{_GROUP}"
)
_DROP_AFTER = re.compile(
    rf"{_START}{_GROUP}(?:\s(?:wali|wala|ki|ka|ke|filter|limit|condition|restriction|bhi|to|toh|shart|qaid|والی|کی|"
    rf"کا|کے|بھی|تو|شرط|قید|فلٹر|is|are|se|سے)){{0,3}}\s"
    rf"(?:does not matter|doesn'?t matter|don'?t matter|do not matter|no matter|not important|no issue|"
    rf"no problem|no bar|isn'?t important|"
    rf"irrelevant|any|anything|whatever|whichever|koi bhi|koi sa bhi|koi si bhi|jo bhi|jonsa bhi|kuch bhi|"
    rf"chh?or|chh?oro|chh?orr|chh?oren|chh?orein|hata|hatao|hatado|hatayein|hataen|nikal|nikalo|rehne|"
    rf"rehnay|bhool|bhul|khatam|"
    rf"(?:koi )?(?:qaid|kaid|qayd|shart|pabandi|parwah|parwa|fikar|fikr|tension|farq|faraq|masla|"
    rf"issue)\s(?:\w+\s)?{_NAHI}|"
    rf"{_NAHI} dekhna|matter {_NAHI}|important {_NAHI}|"
    rf"کوئی بھی|کوئی سا بھی|جو بھی|کچھ بھی|چھوڑ|چھوڑیں|ہٹا|ہٹائیں|نکال|رہنے|بھول|ختم|"
    rf"(?:کوئی )?(?:قید|شرط|پابندی|پرواہ|فکر|فرق|مسئلہ)\s(?:\w+\s)?نہیں)"
)


def find_dropped(text: str) -> set[str]:
    """Return the facets of a search that a raw text drops: color, size, brand, price, material, city, category.

    "drop the colour", "any size", "rang koi bhi", "برانڈ کی کوئی قید نہیں", "price doesn't matter".
    """
    plain = " ".join(normalise(text).text.split())
    dropped: set[str] = set()
    for pattern in (_DROP_BEFORE, _DROP_AFTER):
        for match in pattern.finditer(plain):
            named = match.group("facets")
            dropped |= {facet for facet, words in _FACET_NAMES if words.search(named)}
    return dropped


_LEAVE = re.compile(
    rf"{_START}(?:leave (?:it|this|that)|forget (?:it|this|that|about it)|never ?mind|drop (?:it|this|"
    rf"that)|skip (?:it|this|that)|let it (?:be|go)|"
    rf"stop (?:it|this)?|quit|exit|abort|cancel (?:this|the) form|cancel form|"
    rf"rehne (?:do|dein|den|dijiye|de)|rehnay (?:do|dein|den|dijiye)|rehny (?:do|den|dein)|rahne (?:do|dein)|"
    rf"jane (?:do|dein|den)|jaane (?:do|dein|den)|"
    rf"chh?or+(?:o| do| dein| den| dijiye|ein|en|iye|do|dein|den)|chh?od(?:o| do)|chh?oro|chordo|chhordo|"
    rf"رہنے (?:دو|دیں|دیجیے|دے)|جانے (?:دو|دیں)|چھوڑو|چھوڑیں|چھوڑیے|چھوڑ (?:دو|دیں|دیجیے)){_END}|^\W*stop\W*$"
)
_ASIDE = re.compile(
    rf"{_START}(?:yaar|yar|yr|bhai|bhaya|please|plz|pls|ok|okay|acha|accha|achha|no|nahi|nahin|nhi|na|"
    rf"ji|jee|bas|bus|abhi|ab|isay|ise|is|ko|isko|ye|yeh|wo|"
    rf"woh|sab|for|now|then|just|it|all|koi|baat|the|this|sorry|thanks|shukriya|aur|to|phir|fir|hai|filhal|form|"
    rf"یار|بھائی|پلیز|اچھا|نہیں|جی|بس|ابھی|اسے|اس|کو|یہ|وہ|سب|کوئی|بات|شکریہ|پھر|تو|فی الحال){_END}|[^\w\s]"
)


def is_leave_it(text: str) -> bool:
    """Tell whether a raw text says to abandon what is being done, and nothing else ("leave it", "rehne dein yaar").

    A text that also says what is to be left ("rang chhor do", "leave the order") is none.
    """
    plain = " ".join(normalise(text).text.split())
    if not _LEAVE.search(plain):
        return False
    return not re.search(r"\w", _ASIDE.sub(" ", _LEAVE.sub(" ", plain)))
