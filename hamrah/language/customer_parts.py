"""What of a customer a member of staff wants to see: "Ali ke pichlay 3 orders aur shikayat" is orders (3), tickets."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from hamrah.language.normalise import normalise
from hamrah.language.numerals import scan_numbers

_START, _END = r"(?<![^\W_])", r"(?![^\W_])"
_PARTS = {
    "orders": r"orders?|ordrs?|purchases?|bills?|kharee?dar(?:i|iyan?)|kharee?di|bought|buy|khareeda|kharida|"
    r"آرڈرز?|آرڈروں|خریداری|خریداریاں|خریدا|بل",
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
_PRONOUNS = re.compile(
    rf"{_START}(?:his|her|hers|him|he|she|their|theirs|them|they|this (?:customer|client|buyer|lady|man|person|one)|"
    rf"the (?:customer|client|buyer)|us|un|unka|unki|unke|unko|unhein|unhain|unhen|uska|uski|uske|usko|usay|use|"
    rf"iska|iski|iske|isko|inka|inki|inke|inko|inhein|inhain|"
    rf"(?:is|in) (?:ka|ki|ke|ko|ne|se|customer|gahak|bande?|khatoon|sahab)|"
    rf"اس|ان|انہیں|انھیں|اسے|انہوں|انکا|انکی|انکے|اسکا|اسکی|اسکے){_END}"
)


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


def find_known_name(text: str, names: Sequence[str] | frozenset[str]) -> str | None:
    """The words of a raw text, next to each other, that are personal names of `names` (normalised); the first such run.

    "show Ali's last 3 orders" is "ali": a possessive end is no part of a name.
    """
    known = frozenset(names)
    run: list[str] = []
    for word in normalise(text).text.split():
        bare = re.sub(r"['’]s$|[^\w]+$", "", word)
        if bare in known:
            run.append(bare)
        elif run:
            break
    return " ".join(run) or None
