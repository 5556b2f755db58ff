"""What a finder reports: an entity, its value, and where it stands in the raw text."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """One entity found in a text.

    `entity` is its name in the contract, `value` is written as the contract says (ASCII, canonical), and `start` and
    `end` index the raw text the finder was given (half-open), whatever normalisation did to it.
    """

    entity: str
    value: str
    start: int
    end: int
