"""Long texts in pieces that each fit, cut where a reader would."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable

from hamrah.language.formatting import strip_isolates

Fits = Callable[[str], bool]
"""Whether a text may go out in one piece; what is longer than one that does not fit does not fit either."""

_BREAKS = (
    (re.compile(r"\n\s*\n"), 0.5),
    (re.compile(r"\n"), 0.5),
    (re.compile(r"(?<=[.!?\u06d4\u061f])[)\"'”’]*\s"), 0.5),
    (re.compile(r"\s"), 0.0),
)
"""Blanks to cut at, the best first, and which share of the room a piece must then fill."""
_JOINED = re.compile(r"[\u200d\ufe00-\ufe0f\U0001f3fb-\U0001f3ff]")
_OPEN, _CLOSE = "\u2066\u2067\u2068", "\u2069"


def split_text(text: str, fits: Fits) -> list[str]:
    """A text in pieces that fit, cut between paragraphs, else lines, sentences, words; isolates stay whole.

    Only what has no blank where one is needed is cut within a word, and never within one of its characters. No piece
    is empty; an empty text has none.
    """
    pieces, rest = [], text.strip()
    while not fits(rest):
        room = _room(rest, fits)
        cut = _find_cut(rest, room)
        if not cut and rest != strip_isolates(rest):  # an isolate that fills more than a piece
            rest = strip_isolates(rest)
            continue
        cut = cut or room
        pieces.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*pieces, rest] if rest else pieces


def _room(text: str, fits: Fits) -> int:
    """How many characters from its beginning fit."""
    return max(bisect_left(range(len(text)), True, key=lambda size: not fits(text[: size + 1])), 1)


def _find_cut(text: str, room: int) -> int:
    """Where the first piece ends, at most at `room`; 0 where an isolate takes more than that."""
    whole = {place for place, depth in enumerate(_depths(text[:room])) if place and not depth}
    for pattern, share in _BREAKS:
        blanks = (_blank(found) for found in pattern.finditer(text, 0, room + 1))
        ends = [place for place in blanks if place in whole and place > room * share]
        if ends:
            return ends[-1]
    return max((place for place in whole if not _is_joined(text, place)), default=0)


def _blank(found: re.Match[str]) -> int:
    """Where the blank of a match begins: what closes a sentence stays with it."""
    return found.start() + len(found.group().rstrip())


def _depths(text: str) -> list[int]:
    """How many isolates are open at each place of a text, its end included."""
    depths = [0]
    for letter in text:
        step = (letter in _OPEN) - (letter == _CLOSE)
        depths.append(max(depths[-1] + step, 0))
    return depths


def _is_joined(text: str, place: int) -> bool:
    """Whether a cut would part one character as people see it: a letter from its marks, an emoji from its parts."""
    before, after = text[place - 1], text[place]
    return before == "\u200d" or unicodedata.category(after).startswith("M") or bool(_JOINED.match(after))
