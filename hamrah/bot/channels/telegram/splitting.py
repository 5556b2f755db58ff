"""Text within Telegram's limits, cut where a reader would cut it. Lengths are UTF-16 code units, as Telegram counts."""

import re
import unicodedata

_ISOLATE = re.compile("(\u2068[^\u2068\u2069]*\u2069)")
"""A value of the other direction with the marks around it: it stays whole."""
_BREAKS = tuple(
    re.compile(pattern)
    for pattern in (r"[^\S\n]*\n[^\S\n]*\n\s*", r"\s*\n\s*", r"[.!?\u06d4\u061f]+[\"'”’)\u2069]*\s+", r"\s+")
)
"""Where to cut, the best first: between paragraphs, lines, sentences, words."""
_MARKS = 2
_LONGEST_CHARACTER = 32
"""Code points; the longest emoji has 15, and more is no character that anybody writes."""
_JOINER = "\u200d"
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)
_EXTENDING = (range(0xFE00, 0xFE10), range(0x1F3FB, 0x1F400), range(0xE0020, 0xE0080))
"""Variation selectors, skin tones, tags of flags: they belong to what stands before them."""


def units(text: str) -> int:
    """The length of a text in UTF-16 code units."""
    return len(text) + sum(letter > "\uffff" for letter in text)


def split_text(text: str, limit: int) -> list[str]:
    """A text in pieces of at most `limit`, none of them blank; none at all for a blank text."""
    rest, pieces = _atoms(text.strip(), limit), []
    while rest:
        cut = _cut(rest, limit)
        pieces.append("".join(rest[:cut]).strip())
        rest = rest[cut:]
    return [piece for piece in pieces if piece]


def shorten(text: str, limit: int) -> str:
    """A text of at most `limit`; of a longer one the beginning, with … after its last whole word."""
    if units(text) <= limit:
        return text
    return split_text(text, limit - 1)[0] + "…"


def _atoms(text: str, limit: int) -> list[str]:
    """What is never cut: isolates, and characters as a reader sees them."""
    atoms: list[str] = []
    for piece in _ISOLATE.split(text):
        if not _ISOLATE.fullmatch(piece):
            atoms += _characters(piece)
        elif units(piece) <= limit:
            atoms.append(piece)
        else:  # too long to stay whole: each piece of it is kept apart by itself
            atoms += [f"\u2068{part}\u2069" for part in split_text(piece[1:-1], limit - _MARKS)]
    return atoms


def _characters(text: str) -> list[str]:
    """A text by characters of one or more code points: the rules of UAX #29 for the letters and emoji of chats."""
    found: list[str] = []
    for letter in text:
        if found and len(found[-1]) < _LONGEST_CHARACTER and _belongs(found[-1], letter):
            found[-1] += letter
        else:
            found.append(letter)
    return found


def _belongs(before: str, letter: str) -> bool:
    if before[-1] == _JOINER or letter == _JOINER:
        return True
    if ord(letter) in _FLAG_LETTERS:
        return len(before) == 1 and ord(before) in _FLAG_LETTERS
    return unicodedata.category(letter).startswith("M") or any(ord(letter) in codes for codes in _EXTENDING)


def _cut(atoms: list[str], limit: int) -> int:
    """How many of the atoms make the next piece."""
    places: dict[int, int] = {}
    used = length = 0
    for number, atom in enumerate(atoms, start=1):
        used += units(atom)
        if used > limit and not atom.isspace():  # blanks at the end of a piece are not sent
            break
        length += len(atom)
        places[length] = number
    else:
        return len(atoms)
    window = "".join(atoms)[:length]
    for pattern in _BREAKS:
        ends = [found.end() for found in pattern.finditer(window) if found.start() > length / 2]
        whole = [end for end in ends if end in places]
        if whole:
            return places[whole[-1]]
    return places[length]
