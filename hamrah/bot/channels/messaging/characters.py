"""Characters as readers see them and as providers count them."""

import unicodedata

_JOINERS = "\u200c\u200d"
_ZWJ = "\u200d"
_REGIONAL = "".join(map(chr, range(0x1F1E6, 0x1F200)))
"""The letters of which two make a flag."""
_EXTENDING = (range(0xFE00, 0xFE10), range(0x1F3FB, 0x1F400), range(0xE0020, 0xE0080))
"""Variation selectors, skin tones and the tags of flags: they belong to the character before them."""


def units(text: str) -> int:
    """How long a text is in UTF-16 code units, the longer of the two ways in which providers count characters."""
    return len(text) + sum(letter > "\uffff" for letter in text)


def is_boundary(text: str, place: int) -> bool:
    """Whether the code points before and after a place belong to two characters.

    These are the rules of UAX #29 for the letters and emoji of chats; where they differ, it is said to be one.
    """
    if place in (0, len(text)):
        return True
    before, after = text[place - 1], text[place]
    if before == _ZWJ or after in _JOINERS or (before == "\r" and after == "\n"):
        return False
    if unicodedata.category(after).startswith("M") or any(ord(after) in codes for codes in _EXTENDING):
        return False
    if before in _REGIONAL and after in _REGIONAL:
        return (place - len(text[:place].rstrip(_REGIONAL))) % 2 == 0
    return True
