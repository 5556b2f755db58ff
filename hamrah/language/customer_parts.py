"""What of a customer a member of staff wants to see: "Ali ke pichlay 3 orders aur shikayat" is orders (3), tickets."""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass

from hamrah.language.normalise import normalise
from hamrah.language.numerals import scan_numbers
from hamrah.language.word_list import words

_START, _END = r"(?<![^\W_])", r"(?![^\W_])"
_PARTS = {
    "orders": r"orders?|ordrs?|purchases?|bills?|kharee?dar(?:i|iyan?)|kharee?di|bought|buy|khareeda|kharida|"
    r"آرڈرز?|آرڈروں|خریداری|خریداریاں|خریدا|بل|"
    r"kya (?:kya )?(?:let[aie]|khareed\w+)|کیا (?:کیا )?(?:لیت[اےی]|خرید\w+)",
    "tickets": r"complaints?|complains?|tickets?|shikay[ae]?te?(?:in|ein|en|on)?|shikait(?:ein|en|on)?|"
    r"شکایت|شکایات|شکایتیں|شکایتوں|ٹکٹ|ٹکٹس|ٹکٹیں|کمپلینٹ|کمپلینٹس",
    "summary": r"summary|overview|profile|card|khulasa|sara haal|sab kuch|everything|glance|snapshot|360|"
    r"خلاصہ|سمری|پروفائل|کارڈ|سب کچھ",
    "ratings": r"ratings?|rated?|reviews?|feedback|csat|sentiment|mood|satisf(?:ied|action)|ریٹنگز?|فیڈبیک|رائے",
    "suggestions": r"suggest(?:ions?)?|recommend(?:ations?)?|mashwara|tajweez|تجویز|مشورہ|پیش کروں|پیش کریں",
    "contact": r"(?:phone|mobile|contact|fon|cell)(?: (?:no|number|num|nambar|detail|details|info))?|number|nambar|"
    r"e-?mail(?: (?:address|id))?|رابطہ نمبر|رابطہ|نمبر|فون نمبر|فون|موبائل|ای ?میل",
}
_NAMED = tuple((part, re.compile(rf"{_START}(?:{words}){_END}")) for part, words in _PARTS.items())
_CODE_AFTER = re.compile(r"^\s*(?:(?:number|no\.?|num|nambar|نمبر)\s*)?[#:]?\s*(?:[a-z]{1,2}-?)?\d{3,}")
_LAST_ONE = re.compile(
    rf"{_START}(?:last|latest|aa?khi?ri|آخری)\s(?:order|purchase|complaint|ticket|shikayat|آرڈر|شکایت){_END}"
)
_NEAR = 14
"""Letters between a number and the word that it counts: "last 3 of his orders"."""
MOST, _BELIEVED = 10, 99
_LONGEST_NAME = 4
_AROUND_NAME = re.compile(r"^\W+|['’]s?$|\W+$")
_PRONOUNS = re.compile(
    rf"{_START}(?:his|her|hers|him|he|she|their|theirs|them|they|this (?:customer|client|buyer|lady|man|person|one)|"
    r"the (?:customer|client|buyer)|(?:yeh?|woh?) (?:customer|client|gahak|band[aei]|khatoon|sahab|madam)|"
    r"(?:یہ|وہ) (?:گاہک|کسٹمر|بند[اےی]|خاتون|صاحب|میڈم)|"
    r"(?:yeh?|woh?) (?:\w+ ){0,4}kya (?:kya )?(?:let[aie]|khareed\w+)|"
    r"(?:یہ|وہ) (?:\w+ ){0,4}کیا (?:کیا )?(?:لیت[اےی]|خرید\w+)|"
    r"unhein|unhain|unhen|inhein|inhain|usay|isay|(?:un|us|in|is)(?:ka|ki|ke|ko)|"
    r"(?:un|us|in|is) (?:ka|ki|ke|ko|ne|se|customer|gahak|bande?|khatoon|sahab|madam)|"
    r"(?:اس|ان) (?:کا|کی|کے|کو|نے|سے|گاہک|کسٹمر|بندے|خاتون|صاحب)|(?:اس|ان)(?:کا|کی|کے|کو)|انہیں|انھیں|اسے|انہوں|انھوں)"
    rf"{_END}"
)
_RATED = re.compile(
    rf"{_START}(?:ratings?|feedback|raa?ye|stars?|ریٹنگز?|فیڈبیک|رائے) (?:\w+ ){{0,2}}(?:di|dee|diya|diye|دی|دیا|دیے)"
    rf"(?: (?:thi|tha|the|hai|hain|gayi|تھی|تھا|ہے|ہیں))?\W*$"
)
_ALL = re.compile(
    rf"{_START}(?:our|all|segments|customers|clients|buyers|everybody|hamar[aei]|humar[aei]|sab|tamam|gaha?kon|"
    rf"سب|تمام|ہمار[اےی]|گاہکوں|سیگمنٹس){_END}"
)
_PURPOSE = re.compile(
    rf"{_START}(?:because|for (?:an?|(?:(?:the|her|his|their) )?(?:deliver\w+|refund|return|exchange|pick ?up))|"
    r"since|so that|in order to|to (?:call|tell|ask|inform|confirm|deliver|send|return|give|check)|"
    r"call(?:ing)? (?:back|about|for|her|him|them)|(?:call|phone|fon|raa?bta) kar(?:ni|na|ne|oon|un)|"
    r"about|regarding|needs?|liy?e|liay|taa?kay?|taa?ke|kyun ?ke|kyunki|"
    r"silsile|baa?re|bat karni|baat karni|batana|poochna|"
    rf"کے لیے|لیے|تاکہ|کیونکہ|کیوں کہ|سلسلے|بارے|(?:کال|فون|رابطہ) کر(?:نا|نی|نے|وں)|بات کرنی|بتانا|پوچھنا){_END}"
)

_TO_SEE = words(
    """
    show me see open dikhao dikhaein dikhayein dikhaye dikhain dikhaen dikhaiye dikha do dein den dijiye kholo
    kholein kholiye who kaun kon دکھاؤ دکھائیں دکھائیے دکھا دو دیں دیجیے کھولو کھولیں کھولیے کون
    """
)
_POLITE = words("please plz pls zara ji jee ka ki ke ko is hai hain پلیز ذرا جی کا کی کے کو ہے ہیں")
_BESIDE_NAME = _POLITE | words("wala wali wale waali from in of the one me mein main se at والا والی والے میں سے")


@dataclass(frozen=True)
class Part:
    """One thing to see of a customer, and how many of it where that was said."""

    name: str
    count: int | None = None


def find_parts(text: str) -> list[Part]:
    """The parts that a raw text names, each once, in the order it names them.

    Not one that only says whose customer is meant: "the customer of order 1042", "ticket T-10023 wala".
    """
    plain = " ".join(normalise(text).text.split())
    named: list[tuple[int, int, str]] = []
    for name, pattern in _NAMED:
        match = next((one for one in pattern.finditer(plain) if not _CODE_AFTER.match(plain[one.end() :])), None)
        if match is not None and all(match.end() <= start or end <= match.start() for start, end, _ in named):
            named.append((*match.span(), name))
    named.sort()
    ends = [0, *(end for _, end, _ in named)]
    return [
        Part(name, _count(plain, after, start, end)) for after, (start, end, name) in zip(ends, named, strict=False)
    ]


def _count(plain: str, after: int, start: int, end: int) -> int | None:
    """How many are meant by the word from `start` to `end`, said between it and the part that ends at `after`."""
    said = [one.value for one in scan_numbers(plain) if after <= one.start and 0 <= start - one.end <= _NEAR]
    if said and 0 < said[-1] <= _BELIEVED:
        return min(said[-1], MOST)
    return 1 if any(one.end() == end for one in _LAST_ONE.finditer(plain)) else None


def speaks_of_somebody(text: str) -> bool:
    """Whether a raw text points at somebody by a pronoun: "un ki shikayat?", "his orders", "اس کے آرڈر"."""
    return _PRONOUNS.search(" ".join(normalise(text).text.split())) is not None


def tells_what_was_rated(text: str) -> bool:
    """Whether a raw text asks for a rating that somebody gave, without saying who: "rating kya di thi"."""
    return _RATED.search(" ".join(normalise(text).text.split())) is not None


def speaks_of_all(text: str) -> bool:
    """Whether a raw text is about many, so that its "they" is no single customer ("our segments, how big are they")."""
    return _ALL.search(" ".join(normalise(text).text.split())) is not None


def gives_purpose(text: str) -> bool:
    """Whether a raw text says what something is needed for: "delivery ke liye", "about her complaint", "کال کے لیے"."""
    return _PURPOSE.search(" ".join(normalise(text).text.split())) is not None


def find_known_name(text: str, names: Container[str]) -> str | None:
    """The words of a raw text, next to each other, that are personal names of `names` (normalised); the first such run.

    "show Ali's last 3 orders" is "ali": a possessive end is no part of a name.
    """
    run: list[str] = []
    for word in _bare_words(text):
        if word in names:
            run.append(word)
        elif run:
            break
    return " ".join(run) or None


def is_name_alone(text: str, names: Container[str]) -> bool:
    """Whether a raw text is a personal name of `names` (normalised) and nothing else: "Ayesha Khan?"."""
    said = _bare_words(text)
    return 0 < len(said) <= _LONGEST_NAME and all(word in names for word in said)


def is_name_and_place(text: str, names: Container[str], known: Sequence[tuple[int, int]]) -> bool:
    """Whether a raw text holds a personal name, and beside it at most where that person lives: "Lahore wali Sana".

    `known` are the places in it that are known to be names of a person or a city; the rest must be names of `names`.
    """
    rest = text
    for start, end in sorted(known, reverse=True):
        rest = rest[:start] + " " + rest[end:]
    return all(word in names or word in _BESIDE_NAME for word in _bare_words(rest))


def is_name_to_see(text: str, names: Container[str]) -> bool:
    """Whether a raw text asks to see whom a personal name of `names` means, and says nothing else: "show me Ali".

    Or who it is: "Ali kaun hai".
    """
    said = [word for word in _bare_words(text) if word not in _POLITE]
    named = [word for word in said if word not in _TO_SEE]
    return len(named) < len(said) and 0 < len(named) <= _LONGEST_NAME and all(word in names for word in named)


def _bare_words(text: str) -> list[str]:
    bare = (_AROUND_NAME.sub("", word) for word in normalise(text).text.split())
    return [word for word in bare if word]
