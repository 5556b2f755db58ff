"""Text as WhatsApp counts and shows it: cut where a reader would cut it, and never formatted by accident."""

import re
import unicodedata

from hamrah.language.formatting import strip_isolates

_OPENERS, _CLOSER = "\u2066\u2067\u2068", "\u2069"
_FIRST_STRONG = "\u2068"
_JOINER = "\u200d"
_REGIONAL = range(0x1F1E6, 0x1F200)
_EXTENDING = (range(0xFE00, 0xFE10), range(0x1F3FB, 0x1F400), range(0xE0020, 0xE0080))
"""Variation selectors, skin tones and the tags of flags: they belong to the character before them."""
_ELLIPSIS = "…"
_BREAKS = (
    (re.compile(r"\n[^\S\n]*\n\s*"), 0.5),
    (re.compile(r"\s*\n\s*"), 0.5),
    (re.compile(r"[.!?\u06d4\u061f]+[)\"'”’]*\s+"), 0.5),
    (re.compile(r"\s+"), 0.0),
)
"""Where to cut, the best first, and which share of the room must be filled for that."""
_LINK = re.compile(r"(https?://\S+)")
_PAIRED = re.compile(r"(?<![^\W_])([*_~`])(?=\S)([^\n]*?\S)\1(?![^\W_])")
_QUOTED = re.compile(r"^([^\S\n]*)>(?=\s)", re.MULTILINE)
_DEEPEST = 3
_LOOKALIKES = {"*": "\u2217", "_": "\uff3f", "~": "\u223c", "`": "\u2035"}


def width(text: str) -> int:
    """How long a text is in UTF-16 code units, the longer of the two ways in which providers count characters."""
    return len(text) + sum(ord(letter) > 0xFFFF for letter in text)


def split_text(text: str, limit: int) -> list[str]:
    """A text in pieces of at most `limit`, cut between paragraphs, else lines, sentences or words.

    No piece ends within a character of several code points. An isolate (U+2068…U+2069) stays whole; one that is
    longer than a piece is closed at the end of it and opened again in the next.
    """
    pieces, rest = [], text.strip()
    if max(_depths(rest)) > _DEEPEST:
        rest = strip_isolates(rest)
    while width(rest) > limit:
        cut = _cut(rest, limit)
        depth = _depths(rest[:cut])[-1]
        pieces.append(rest[:cut].rstrip() + _CLOSER * depth)
        rest = _FIRST_STRONG * depth + rest[cut:].lstrip()
    return [*pieces, rest] if rest else pieces


def shorten(text: str, limit: int) -> str:
    """A text of one line in at most `limit`; what does not fit ends in …, after a word if that leaves most of it."""
    line = " ".join(text.split())
    if width(line) <= limit:
        return line
    kept = _fitting(strip_isolates(line), limit - 1)
    word = kept.rfind(" ")
    return (kept[:word] if word > len(kept) * 2 / 3 else kept).rstrip() + _ELLIPSIS


def shorten_all(texts: list[str], limit: int) -> list[str]:
    """Texts of one line in at most `limit` each, no two the same: what becomes the same is numbered."""
    found: list[str] = []
    for text in texts:
        short, number = shorten(text, limit), 1
        while _folded(short) in map(_folded, found):
            number += 1
            short = f"{shorten(text, limit - len(str(number)) - 1)} {number}"
        found.append(short)
    return found


def unformatted(text: str) -> str:
    """A text in which nothing becomes bold, italic, struck through, code or a quotation; links are left alone.

    A pair of markers that WhatsApp would take as such is written with signs that look alike: nothing escapes them.
    """
    pieces = _LINK.split(_QUOTED.sub(r"\1›", text.replace("```", "\u2035\u2035\u2035")))
    return "".join(piece if place % 2 else _plain(piece) for place, piece in enumerate(pieces))


def _plain(text: str) -> str:
    before = None
    while before != text:  # a pair may stand within another
        before = text
        text = _PAIRED.sub(lambda found: f"{_LOOKALIKES[found[1]]}{found[2]}{_LOOKALIKES[found[1]]}", text)
    return text


def _cut(text: str, limit: int) -> int:
    """Where to cut a text that is wider than `limit`; inside an isolate only where it does not fit into one piece."""
    window = _fitting(text, limit)
    if text[len(window)].isspace():
        window = text[: len(window) + 1]  # the blank is dropped
    depths = _depths(window)
    for pattern, share in _BREAKS:
        ends = [found.end() for found in pattern.finditer(window) if found.start() > len(window) * share]
        outside = [end for end in ends if not depths[end]]
        if outside:
            return outside[-1]
    places = range(len(window.rstrip()), 0, -1)
    outside_any = next((place for place in places if not depths[place] and _is_boundary(text, place)), 0)
    if outside_any:
        return outside_any
    window = _fitting(text, limit - max(depths))
    space = window.rfind(" ") + 1
    return space if space > len(window) / 2 else len(window)


def _depths(text: str) -> list[int]:
    """How many isolates are open before each place of a text, and at its end."""
    depths = [0]
    for letter in text:
        depth = depths[-1]
        depths.append(depth + 1 if letter in _OPENERS else max(depth - 1, 0) if letter == _CLOSER else depth)
    return depths


def _fitting(text: str, limit: int) -> str:
    """The longest beginning of a text within a width that ends between two characters as a reader sees them."""
    used, end = 0, 0
    for letter in text:
        used += width(letter)
        if used > limit:
            break
        end += 1
    whole = next((place for place in range(end, 0, -1) if _is_boundary(text, place)), end)
    return text[:whole]


def _is_boundary(text: str, place: int) -> bool:
    """Whether two code points belong to two characters: the rules of UAX #29 for the letters and emoji of chats."""
    if place in (0, len(text)):
        return True
    before, after = text[place - 1], text[place]
    if before == _JOINER or after == _JOINER or (before == "\r" and after == "\n"):
        return False
    if unicodedata.category(after).startswith("M") or any(ord(after) in codes for codes in _EXTENDING):
        return False
    if ord(before) in _REGIONAL and ord(after) in _REGIONAL:
        flags = len(text[:place]) - len(text[:place].rstrip("".join(map(chr, _REGIONAL))))
        return flags % 2 == 0
    return True


def _folded(text: str) -> str:
    return strip_isolates(text).casefold()
