"""One message while its entities are found: its normalised text, its numbers, and what is taken already.

Finders run from the most specific to the least. Each sees a *template*: the normalised text in which every number is
one character (NUMBER) and everything found before is another (TAKEN), so that "under dhai hazar", "under 2,500" and
"under ۲۵۰۰" are one pattern.
"""

import re
from dataclasses import dataclass

from hamrah.language.found import Found
from hamrah.language.normalise import normalise
from hamrah.language.numerals import Number, scan_numbers

NUMBER = "\ue000"  # private use: normalisation leaves none of a person's own in the text
TAKEN = "\ue001"

CURRENCY = r"(?:rs|pkr|rupees?|rupay|rupaye|rupe|rupiya|rupya|روپے|روپیہ|روپئے)"
WORD_END = r"(?![^\W\d_])"
WORD_START = r"(?<![^\W\d_])"


@dataclass(frozen=True, slots=True)
class Hit:
    """An entity with its span in the normalised text."""

    entity: str
    value: str
    start: int
    end: int


class Message:
    """A raw text, its normalised form, and the hits so far."""

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.normalised = normalise(raw)
        self.text = self.normalised.text
        self.hits: list[Hit] = []
        self._taken = bytearray(len(self.text))
        self.template = self.text
        self._starts: list[int] = []  # template index -> span in the normalised text
        self._ends: list[int] = []
        self._drawn = -1  # hits that the template knows of
        self._all_numbers: list[Number] | None = None
        self._numbers: dict[int, Number] = {}  # template index -> number

    def add(self, entity: str, value: str, start: int, end: int) -> None:
        """Keep a hit, unless its place is taken by an earlier, more specific one."""
        if not any(self._taken[start:end]):
            self._taken[start:end] = b"\x01" * (end - start)
            self.hits.append(Hit(entity, value, start, end))

    def take(self, start: int, end: int) -> None:
        """Mark a place as no entity of any kind (a price without a bound, a date's parts)."""
        self.add("", "", start, end)

    def refresh(self) -> None:
        """Make the template anew: numbers that are free become NUMBER, hits become TAKEN.

        The text's numbers are read the first time, when the hits are those that hold digits of their own (telephones,
        codes).
        """
        if len(self.hits) == self._drawn:
            return
        if self._all_numbers is None:
            # A dot ends a number, so that the digits of a hit are not read again.
            masked = "".join("." if taken else char for char, taken in zip(self.text, self._taken, strict=True))
            self._all_numbers = scan_numbers(masked)
        self._drawn = len(self.hits)
        pieces: list[tuple[int, int, Number | None]] = [(hit.start, hit.end, None) for hit in self.hits]
        pieces += [(number.start, number.end, number) for number in self._all_numbers if self.is_free(number)]
        self._draw(sorted(pieces, key=lambda piece: piece[0]))

    def _draw(self, pieces: list[tuple[int, int, Number | None]]) -> None:
        template: list[str] = []
        self._starts, self._ends, self._numbers = [], [], {}
        position = 0
        for start, end, number in [*pieces, (len(self.text), len(self.text), None)]:
            template.append(self.text[position:start])
            self._starts.extend(range(position, start))
            self._ends.extend(range(position + 1, start + 1))
            if start < end:
                if number is not None:
                    self._numbers[len(self._starts)] = number
                template.append(TAKEN if number is None else NUMBER)
                self._starts.append(start)
                self._ends.append(end)
            position = end
        self.template = "".join(template)

    def place(self, index: int, *, after: bool = False) -> int:
        """Return where a template character begins (or ends, if `after`) in the normalised text."""
        return self._ends[index] if after else self._starts[index]

    def span(self, match: re.Match[str], group: int | str = 0) -> tuple[int, int]:
        """Return a template match's span in the normalised text."""
        start, end = match.span(group)
        return self.place(start), self.place(end - 1, after=True)

    def number(self, match: re.Match[str], group: int | str) -> Number:
        """Return the number that a group of a template match is; the group must be one NUMBER."""
        return self._numbers[match.start(group)]

    def add_number(self, entity: str, value: str, number: Number) -> None:
        """Keep a hit whose place is a number's."""
        self.add(entity, value, number.start, number.end)

    def is_free(self, number: Number) -> bool:
        """Tell whether no hit has the number's place."""
        return not any(self._taken[number.start : number.end])

    def results(self) -> list[Found]:
        """Return the hits in order of their place, with raw offsets."""
        return [
            Found(hit.entity, hit.value, *self.normalised.raw_span(hit.start, hit.end))
            for hit in sorted(self.hits, key=lambda hit: hit.start)
            if hit.entity
        ]
