"""Words that tell which order is meant: "my last order", "pichla order", "آخری آرڈر"."""

import re

from hamrah.language.normalise import normalise

_LATEST = re.compile(
    r"(?<![^\W_])(?:last|latest|most recent|newest|pichh?l[aei]|aa?kh?ri|taza|پچھلا|پچھلے|پچھلی|آخری|تازہ)\s"
    r"(?:wala\s|wale\s|والا\s|والے\s)?(?:orders?|purchase|parcel|آرڈر|پارسل)(?![^\W_])"
)


def names_latest(text: str) -> bool:
    """Whether a raw text means the newest order."""
    return bool(_LATEST.search(normalise(text).text))
