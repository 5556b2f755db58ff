"""How somebody wants to be contacted: "WhatsApp, no calls", "not after 9 pm", "raat ko call na karein"."""

import re
from collections.abc import Iterable

from hamrah.language.normalise import normalise

_START = r"(?<![^\W_])"
_END = r"(?![^\W_])"
_NOT = r"(?:don'?t|dont|do not|not|never|no|stop|avoid|without|instead of)"
_NAHI = r"(?:nahi|nahin|nhi|nai|na|mat|band|نہیں|نہ|مت|بند)"
_DENIED_BEFORE = re.compile(
    rf"{_START}{_NOT}{_END}(?:\s(?:the|to|me|on|by|any|more|phone|voice|contact|use)){{0,3}}\s*$"
)
_DENIED_AFTER = re.compile(
    rf"^(?:\s(?:me|par|pe|per|ko|bhi|to|پر|کو|بھی|تو|karein|karen|kar|کریں|کر)){{0,2}}\s{_NAHI}{_END}"
)
_ANY_NOT = re.compile(rf"{_START}(?:{_NOT}|{_NAHI}){_END}")
_MESSAGE = re.compile(r"(?:messages?|mesages?|msgs?|massages?|paigh?aa?m|میسج|پیغام)(?![^\W_])")
"""Words that mean short messages by themselves, but not in "message me on Telegram"."""
_WHEN = re.compile(
    rf"\d|{_START}(?:am|pm|morning|mornings|evening|evenings|night|nights|noon|afternoon|lunch|weekends?|mondays?|tuesdays?|"
    rf"wednesdays?|thursdays?|fridays?|saturdays?|sundays?|hours|maghrib|isha|fajr|zuhr|jumma|juma|subah|shaam|sham|raat|"
    rf"dopahar|baje|bajay|صبح|شام|رات|دوپہر|بجے|جمعے|جمعہ|اتوار|ہفتے|پیر|منگل|بدھ|جمعرات|مغرب|عشاء|فجر){_END}"
)


def wanted_channel(text: str, named: Iterable[tuple[str, int, int]]) -> str | None:
    """The last of the channels named in a raw text, each with its place, that is not refused ("no calls")."""
    wanted = [place for place in named if not _is_refused(text, place[1], place[2])]
    named_so = [place for place in wanted if not _MESSAGE.match(normalise(text[place[1] : place[2]]).text)]
    return (named_so or wanted)[-1][0] if wanted else None


def _is_refused(text: str, start: int, end: int) -> bool:
    before, after = normalise(text[:start]).text, normalise(text[end:]).text
    return bool(_DENIED_BEFORE.search(before) or _DENIED_AFTER.search(f" {after.lstrip()}"))


def is_more_than_channel(text: str) -> bool:
    """Whether a raw text says when, or how not, so that a channel alone would not hold what it asks for."""
    plain = normalise(text).text
    return bool(_WHEN.search(plain) or _ANY_NOT.search(plain))
