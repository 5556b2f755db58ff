"""The parts of a sentence that asks for several things: "Ayesha ki shikayat aur pichlay mahine ki sale"."""

import re

from hamrah.language.normalise import normalise
from hamrah.language.report_words import find_figures

_THEN = r"(?:then|phir(?! (?:se|bhi)\b)|us ?ke baad|پھر(?! (?:سے|بھی))|اس کے بعد)"
_JOINS = re.compile(
    rf"\s*[,،;؛&+](?!\d)\s*|\s+(?:(?:and|aur|اور)\s+)?{_THEN}\s+|\s+(?:and|aur|plus|also|اور|نیز)\s+", re.IGNORECASE
)
_START, _END = r"(?<![^\W_])", r"(?![^\W_])"
_AT_RISK = re.compile(
    rf"{_START}(?:at[ -]risk|losing|about to leave|churn\w*|ch?hor (?:rahe|kar|ne)|khatre (?:mein|wale)){_END}"
    r"|خطرے|چھوڑ"
)
_SEGMENTS = re.compile(rf"{_START}(?:segments?|سیگمنٹس?){_END}")
_TICKETS = r"(?:tickets?|complaints?|shikay\w+|ٹکٹ\w*|شکایت\w*|شکایات)"
_WHICH = (
    r"(?:open|late|overdue|pending|unassigned|urgent|unresolved|my|all|khul[ie]|meri|mere|der wali|lait|"
    r"کھلے|کھلی|لیٹ|میرے|میری|ارجنٹ|فوری)"
)
_QUEUE = re.compile(rf"{_START}{_WHICH} (?:\w+ ){{0,2}}{_TICKETS}{_END}|{_START}(?:ticket )?queue{_END}|قطار")

_JOINT = re.compile(r"[\s,،;&+]*(?:and|aur|plus|اور)?[\s,،]*(?:ticket |ٹکٹ )?", re.IGNORECASE)
_DEEDS = {
    "assign": re.compile(
        rf"{_START}(?:assign\w*|hawale|mujhe d(?:e do|o|e dein)){_END}|اسائن|حوالے|مجھے د(?:ے دو|یں|و)"
    ),
    "note": re.compile(rf"{_START}(?:notes?|comment){_END}|نوٹ|کمنٹ"),
    "solve": re.compile(rf"{_START}(?:solved?|resolved?|close|(?:hal|band) kar(?:o|ein| do| dein)){_END}|حل کر|بند کر"),
}

_TO_SEE = re.compile(
    r"(?:please |plz |zara )?(?:show|see|open|view)\b.*"
    r"|.*(?:dikha\w*|khol\w*|دکھا\w*|کھول\w*)(?: do| dein| دو| دیں)?\W*"
)


def find_clauses(text: str) -> list[tuple[int, int]]:
    """Where the parts of a raw text stand that "and", "aur", "اور" or a comma join; an amount's comma joins nothing."""
    ends = [0, *(place for match in _JOINS.finditer(text) for place in match.span()), len(text)]
    return [(start, end) for start, end in zip(ends[::2], ends[1::2], strict=True) if text[start:end].strip()]


def find_report(text: str) -> str | None:
    """What a part of a sentence asks staff's figures for: `satisfaction`, `sales`, `at_risk`, `segments` or `queue`."""
    figures = find_figures(text)
    if figures:
        return figures[0]
    plain = " ".join(normalise(text).text.split())
    named = {"at_risk": _AT_RISK, "segments": _SEGMENTS, "queue": _QUEUE}
    return next((name for name, pattern in named.items() if pattern.search(plain)), None)


def is_joint(between: str) -> bool:
    """Whether what stands between two numbers in a raw text joins them ("T-10030 aur T-10018") and says no more."""
    return bool(between.strip()) and _JOINT.fullmatch(between) is not None


def deeds_named(text: str, mine: str | None = None) -> list[str]:
    """What a part of a sentence wants done with a ticket: `assign`, `note`, `solve`.

    Without `mine`, and what is said in one breath with it: "solve it with the note …" is solving; but who gives a
    ticket away "with the note …" wants both.
    """
    plain = " ".join(normalise(text).text.split())
    found = [name for name, pattern in _DEEDS.items() if pattern.search(plain)]
    if mine is None or mine not in found:
        return found
    return [name for name in found if mine == "assign" and name == "note"]


def asks_to_see(text: str) -> bool:
    """Whether a raw text asks to see what it names, and wants nothing done with it ("show T-10030 and T-10018")."""
    return _TO_SEE.fullmatch(" ".join(normalise(text).text.split())) is not None and not deeds_named(text)
