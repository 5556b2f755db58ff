"""Numbers of three digits and more, known by their length alone: which order it is says nothing of what is wanted."""

import re

_LONG = re.compile(r"(?<!\w)\d{3,}(?!\w)")
_LONGEST_CODE = 5
CODE, LONGER = "qqnumk", "qqnumz"
"""What stands for a number of three to five digits, and for a longer one: words that nobody writes."""


def blur_long_numbers(text: str) -> str:
    """A normalised text with a word for every long number; short ones (a size, a rating) and "w2611340" stay."""
    return _LONG.sub(lambda match: CODE if len(match.group()) <= _LONGEST_CODE else LONGER, text)
