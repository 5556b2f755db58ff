"""What people want left out: "I never wear black", "khilone mat dikhao", "کالا نہیں", and of whom they say it."""

import re

from hamrah.language.normalise import normalise

_START, _END = r"(?<![^\W_])", r"(?![^\W_])"
_NOT = re.compile(
    rf"{_START}(?:not|no|non|never|without|except|avoid|hates?|dislikes?|anything but|other than|isn'?t|aren'?t"
    r"|(?:do|does|did|wo|ca|should|would)n'?o?t|cannot|can not|allergic"
    r"|nahi+n?|nai|nhi+|na|mat|matt|kabhi na|baghair|bagair|ke? siwa|napasand|nafrat"
    rf"|نہیں|نہ|مت|بغیر|علاوہ|سوا|ناپسند|نفرت){_END}"
)
_NO_REFUSAL = re.compile(
    rf"{_START}(?:why not|not only|no (?:more than|problem|issue|idea|preference)"
    r"|not (?:more|above|over|too|very|so|sure)"
    r"|do(?:n'?t| not) (?:mind|care|know|have)|doesn'?t matter|kyun? na|kyon na|zyada na|masla nahi+n?|farq nahi+n?"
    r"|(?:isn'?t|aren'?t|not|nahi+n?|nai|nhi+) (?:it |there |this |that |one |any )?(?:available|in stock)"
    r"|(?:nahi+n?|nai|nhi+) (?:hai|hain|he|mil\w+|tha)"
    rf"|نہیں (?:ہے|ہیں|مل\w+|تھا)|کیوں نہ|کیوں نہیں|زیادہ نہ|فرق نہیں|مسئلہ نہیں|قید نہیں){_END}"
)
_CLAUSE = re.compile(
    r"[,;.!?،۔؛؟\n]|\s[-–—]\s"
    r"|(?<![^\W_])(?:but|lekin|magar|mgr|balke|بلکہ|لیکن|مگر|because|kyun ?ke|kyunke|کیونکہ)(?![^\W_])"
)
_OTHERS = re.compile(
    rf"{_START}(?:he|she|him|her|they|them|wo|woh|us ?ko|usay|use|un ?ko|unhen|unhein|unhe|uss? ne"
    rf"|وہ|اسے|اس کو|ان کو|انہیں){_END}"
)


def is_refused(text: str, start: int, end: int) -> bool:
    """Tell whether a raw text wants what it names from `start` to `end` left out: by a "not" in the same clause."""
    begins = [0, *(match.end() for match in _CLAUSE.finditer(text))]
    ends = [*(match.start() for match in _CLAUSE.finditer(text)), len(text)]
    clause = next((text[b:e] for b, e in zip(begins, ends, strict=True) if b <= start and end <= e), "")
    plain = " ".join(normalise(clause).text.split())
    return _NOT.search(_NO_REFUSAL.sub(" ", plain)) is not None


def speaks_of_another(text: str) -> bool:
    """Tell whether a raw text says somebody else's taste: "he does not like perfume"."""
    return _OTHERS.search(" ".join(normalise(text).text.split())) is not None
