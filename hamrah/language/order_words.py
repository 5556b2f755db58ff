"""Words that tell which order is meant: "my last order", "pichla order", "آخری آرڈر"."""

import re

from hamrah.language.normalise import normalise

_LATEST = re.compile(
    r"(?<![^\W_])(?:last|latest|most recent|newest|pichh?l[aei]|aa?kh?ri|taza|پچھلا|پچھلے|پچھلی|آخری|تازہ)\s"
    r"(?:wala\s|wale\s|والا\s|والے\s)?(?:orders?|purchase|parcel|آرڈر|پارسل)(?![^\W_])"
    r"|(?<![^\W_])(?:(?:latest|newest|most recent)\sone|(?:latest|newest|naya|taza|sab\s?se naya)\swal[ai]"
    r"|(?:نیا|تازہ|سب سے نیا)\sوالا|sab\s?se naya|سب سے نیا)(?![^\W_])"
)

_LAST_TIME = re.compile(
    r"(?<![^\W_])(?:(?:last|previous) time|(?:pichh?l[aei]|aa?kh?ri|guzishta) (?:baa?r|daf+ah?|martaba)"
    r"|(?:پچھلی|آخری|گزشتہ) (?:بار|دفعہ|مرتبہ))(?![^\W_])"
)

_ORDER = re.compile(r"(?<![^\W_])(?:orders?|ordrs?|آرڈرز?|آرڈروں)(?![^\W_])")


def names_order(text: str) -> bool:
    """Whether a raw text says that something is an order."""
    return bool(_ORDER.search(normalise(text).text))


def names_latest(text: str) -> bool:
    """Whether a raw text means the newest order."""
    return bool(_LATEST.search(normalise(text).text))


def names_last_time(text: str) -> bool:
    """Whether a raw text means what was done when it was done last: "same as last time", "jo pichli dafa liya tha"."""
    return bool(_LAST_TIME.search(normalise(text).text))
