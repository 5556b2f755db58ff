"""What a recommender answers: items with their scores, and the parts that a score is made of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from hamrah.recommend.interactions import Interactions

BOUGHT_BEFORE = "bought_before"
"""A part from purchases of the item itself."""
GOES_WITH_BOUGHT = "goes_with_bought"
"""A part from another item of the history."""
GOES_WITH_SEEN = "goes_with_seen"
"""A part from an item of this session."""
POPULAR = "popular"
"""A part from what many people buy."""
EVERYWHERE = "everywhere"
"""The popularity scope of the whole shop; others are named by the caller (a category, a branch, a city)."""

Shelf = Literal["all", "again", "new"]
"""Everything; "buy again", which holds only what was bought before; "you may also like", only what never was."""

Session = Sequence[tuple[int, str]]
"""Items of this visit with what was done to them ("view", "cart", …), the latest first."""


@dataclass(frozen=True, slots=True)
class Part:
    """A share of an item's score: from which item of history or session, or in which scope it is popular."""

    kind: str
    source: int | None
    scope: str | None
    weight: float


def no_parts(_item: int) -> tuple[Part, ...]:
    """Of a model that names none with its answer."""
    return ()


@dataclass(frozen=True, slots=True)
class Scored:
    """An item and its score, which is comparable within one answer only."""

    item: int
    score: float
    parts_of: Callable[[int], tuple[Part, ...]] = field(default=no_parts, compare=False, repr=False)

    @property
    def parts(self) -> tuple[Part, ...]:
        """What the score is made of, the weightiest first; worked out when asked for, for few are."""
        return self.parts_of(self.item)


class Recommender(Protocol):
    """What all models can do. Customers and items are places in the labels of the interactions."""

    @property
    def name(self) -> str:
        """Its name in tables and JSON."""

    def fit(self, interactions: Interactions, seed: int = 0) -> None:
        """Learn from purchases. The same data and seed make the same model."""

    def recommend(self, customer: int, n: int, session: Session = (), exclude_bought: bool = False) -> list[Scored]:
        """At most `n` items, best first, none twice, none of the session; with `exclude_bought` none ever bought.

        A customer who is not known, or has bought nothing, gets what suits anybody.
        """

    def explain(self, customer: int, item: int, session: Session = ()) -> tuple[Part, ...] | None:
        """The parts that put this item where it is, the weightiest first; None where nothing of it can be named."""
