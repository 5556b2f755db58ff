"""Long texts in pieces, cut where a reader would cut them; what a piece may be, each channel says."""

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence

from hamrah.bot.channels.messaging.characters import is_boundary, units
from hamrah.language.formatting import strip_isolates

Fits = Callable[[str], bool]
"""Whether a text may go out in one piece; what is longer than one that does not fit does not fit either."""

_OPENERS, _CLOSER = "\u2066\u2067\u2068", "\u2069"
_DEEPEST = 3
"""Isolates within each other that are kept; nobody writes more, and what opens them again takes room of each piece."""
_ELLIPSIS = "…"
_MOST = 2 / 3
"""Which share of what fits must stay for a shortened text to end after a whole word."""
_BREAKS = (
    (re.compile(r"[^\S\n]*\n[^\S\n]*\n\s*"), 0.5),
    (re.compile(r"\s*\n\s*"), 0.5),
    (re.compile(r"[.!?\u06d4\u061f]+[)\"'”’\u2069]*\s+"), 0.5),
    (re.compile(r"\s+"), 0.0),
)
"""Where to cut, the best first, and which share of the room must be filled for that."""


def within(limit: int) -> Fits:
    """That a text has at most `limit` UTF-16 code units."""
    return lambda text: units(text) <= limit


def split_text(text: str, fits: Fits) -> list[str]:
    """A text in pieces that fit, cut between paragraphs, else lines, sentences or words; none of them is blank.

    No piece ends within a character of several code points. An isolate (U+2066…U+2069) stays whole; one that is
    longer than a piece is closed at the end of it and opened again in the next.
    """
    pieces, rest = [], text.strip()
    if max(map(len, _opened(rest))) > _DEEPEST:
        rest = strip_isolates(rest)
    while not fits(rest):
        opened = _opened(rest)
        cut = _cut(rest, opened, fits)
        if cut <= len(opened[cut]):  # nothing but what opens isolates would fit
            rest = strip_isolates(rest)
            continue
        pieces.append(rest[:cut].rstrip() + _CLOSER * len(opened[cut]))
        rest = opened[cut] + rest[cut:].lstrip()
    return [piece for piece in (*pieces, rest) if strip_isolates(piece).strip()]


def shorten(text: str, fits: Fits) -> str:
    """A text that fits; of a longer one the beginning and …, after a whole word if that leaves most of it."""
    if fits(text):
        return text
    opened = _opened(text)
    end = _end_of_character(text, _room(text, opened, lambda piece: fits(piece + _ELLIPSIS)))
    if not text[end].isspace():
        word = max((place for place in range(end) if text[place].isspace()), default=0)
        end = word if word > end * _MOST else end
    return text[:end].rstrip() + _CLOSER * len(opened[end]) + _ELLIPSIS


def shorten_line(text: str, fits: Fits) -> str:
    """A text as one line that fits; one that is too long is without isolates before it loses words."""
    line = " ".join(text.split())
    return line if fits(line) else shorten(strip_isolates(line), fits)


def shorten_lines(texts: Sequence[str], fits: Fits) -> list[str]:
    """Each text as one line that fits, no two the same: what becomes the same is numbered."""
    found: list[str] = []
    for text in texts:
        short, number = shorten_line(text, fits), 1
        while _folded(short) in map(_folded, found):
            number += 1
            ending = f" {number}"
            short = shorten_line(text, lambda line, ending=ending: fits(line + ending)) + ending  # type: ignore[misc]
        found.append(short)
    return found


def _opened(text: str) -> list[str]:
    """What has opened the isolates that are open at each place of a text, and at its end."""
    opened = [""]
    for letter in text:
        now = opened[-1]
        opened.append((now + letter)[: _DEEPEST + 1] if letter in _OPENERS else now[:-1] if letter == _CLOSER else now)
    return opened


def _cut(text: str, opened: Sequence[str], fits: Fits) -> int:
    """Where to cut a text that does not fit; inside an isolate only where that is longer than a piece."""
    room = _room(text, opened, fits)
    window = text[: room + 1] if text[room].isspace() else text[:room]  # a blank at the end is dropped
    for pattern, share in _BREAKS:
        ends = [found.end() for found in pattern.finditer(window) if found.start() > room * share]
        outside = [end for end in ends if not opened[end]]
        if outside:
            return outside[-1]
    places = range(len(window.rstrip()), 0, -1)
    outside_any = next((place for place in places if not opened[place] and is_boundary(text, place)), 0)
    if outside_any:
        return outside_any
    space = text.rfind(" ", 0, room) + 1
    return space if space > room / 2 else _end_of_character(text, room)


def _room(text: str, opened: Sequence[str], fits: Fits) -> int:
    """How many code points from its beginning fit, with what closes the isolates that are open there; 1 at least."""
    lengths = range(1, len(text))
    found = bisect_left(lengths, True, key=lambda end: not fits(text[:end] + _CLOSER * len(opened[end])))
    return max(found, 1)


def _end_of_character(text: str, end: int) -> int:
    """The last place up to `end` between two characters; `end` itself where one character fills all of it."""
    return next((place for place in range(end, 0, -1) if is_boundary(text, place)), end)


def _folded(text: str) -> str:
    return strip_isolates(text).casefold()
