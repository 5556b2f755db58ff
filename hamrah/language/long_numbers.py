"""Numbers of three digits and more, known by their kind alone: which order it is says nothing of what is wanted."""

import re

_LONG = re.compile(r"(?<!\w)\d{3,}(?!\w)")
_LONGEST_CODE = 6
CODE, ROUND, LONGER = "qqnumk", "qqnumr", "qqnumz"
"""What stands for a number of three to six digits, for one of those that is round as an amount is, and for a longer
one: words that nobody writes."""


def blur_long_numbers(text: str) -> str:
    """A normalised text with a word for every long number; short ones (a size, a rating) and "w2611340" stay."""
    return _LONG.sub(lambda match: _kind(match.group()), text)


def _kind(digits: str) -> str:
    if len(digits) > _LONGEST_CODE:
        return LONGER
    return ROUND if digits.endswith("00") else CODE
