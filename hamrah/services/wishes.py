"""What one suggestion has to meet and may lean to: what was asked for, and what the person has stated."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from hamrah.services.identity import Principal
from hamrah.services.search import Search
from hamrah.services.sizes import size_kind
from hamrah.services.stated import TASTES, read_stated


@dataclass(frozen=True)
class Wishes:
    """What one suggestion has to meet: the search, the sizes stated (kind → size), and the tastes to lean to.

    What somebody looks for as a gift is not judged by their own sizes and tastes, and `for_other` says so.
    """

    search: Search
    sizes: Mapping[str, str] = field(default_factory=dict)
    tastes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    home: str | None = None
    """The person's own city."""

    @property
    def for_other(self) -> bool:
        """Whether it is somebody else who is to have it."""
        return self.search.recipient is not None


def read_wishes(session: Session, principal: Principal, search: Search) -> Wishes:
    """The search with the sizes, the budget, the tastes and dislikes that the person has stated, if it names none.

    Who asks for something above their budget wants it above.
    """
    stated = read_stated(session, principal.customer_id)
    budget = next(iter(stated.values.get("price_max", ())), "")
    if search.price_max is None and budget.isdigit() and int(budget) >= (search.price_min or 0):
        search = search.narrowed({"price_max": int(budget)}, set())
    if search.recipient is not None:
        return Wishes(search, home=stated.city)
    search = search.avoiding(stated.dislikes)
    sizes = stated.sizes
    if search.size is not None:
        sizes.pop(size_kind(search.size), None)
    tastes = {kind: stated.values[kind] for kind in TASTES if kind in stated.values}
    return Wishes(search, sizes, tastes, stated.city)
