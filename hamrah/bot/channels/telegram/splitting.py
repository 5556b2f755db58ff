"""Text within Telegram's limits, cut where a reader would cut it. Lengths are UTF-16 code units, as Telegram counts."""

import regex

_ATOM = regex.compile(r"\u2068[^\u2068\u2069]*\u2069|\X")
"""What is never cut: a value of the other direction with the marks around it, else a character as a reader sees it."""
_BREAKS = tuple(
    regex.compile(pattern)
    for pattern in (r"[^\S\n]*\n[^\S\n]*\n\s*", r"\s*\n\s*", r"[.!?\u06d4\u061f]+[\"'”’)\u2069]*\s+", r"\s+")
)
"""Where to cut, the best first: between paragraphs, lines, sentences, words."""
_MARKS = 2


def units(text: str) -> int:
    """The length of a text in UTF-16 code units."""
    return len(text) + sum(letter > "\uffff" for letter in text)


def split_text(text: str, limit: int) -> list[str]:
    """A text in pieces of at most `limit`, none of them blank; none at all for a blank text."""
    rest, pieces = list(_atoms(text.strip(), limit)), []
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
    atoms = []
    for atom in _ATOM.findall(text):
        if units(atom) <= limit:
            atoms.append(atom)
        elif atom[0] == "\u2068":  # too long to stay whole: each piece of it is kept apart by itself
            atoms += [f"\u2068{piece}\u2069" for piece in split_text(atom[1:-1], limit - _MARKS)]
        else:
            atoms += list(atom)
    return atoms


def _cut(atoms: list[str], limit: int) -> int:
    """How many of the atoms make the next piece."""
    places, used, length = {}, 0, 0
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
