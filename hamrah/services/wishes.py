"""What one suggestion has to meet and may lean to: what was asked for, and what the person has stated."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.customers import Preference
from hamrah.services.catalogue import Search
from hamrah.services.identity import Principal
from hamrah.services.sizes import SIZE_KINDS, size_kind

TASTES = ("color", "material", "brand", "category")


@dataclass(frozen=True)
class Wishes:
    """What one suggestion has to meet: the search, the sizes stated (kind → size), and the tastes to lean to.

    What somebody looks for as a gift is not judged by their own sizes and tastes, and `for_other` says so.
    """

    search: Search
    sizes: Mapping[str, str] = field(default_factory=dict)
    tastes: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def for_other(self) -> bool:
        """Whether it is somebody else who is to have it."""
        return self.search.recipient is not None


def read_wishes(session: Session, principal: Principal, search: Search) -> Wishes:
    """The search with the sizes, the budget and the tastes that the person has stated, where it names none."""
    if principal.customer_id is None:
        return Wishes(search)
    stated: dict[str, set[str]] = {}
    rows = select(Preference.kind, Preference.value).where(Preference.customer_id == principal.customer_id)
    for kind, value in session.execute(rows):
        stated.setdefault(kind, set()).add(value)
    budget = next(iter(stated.get("price_max", ())), "")
    if search.price_max is None and budget.isdigit():
        search = search.narrowed({"price_max": int(budget)}, set())
    if search.recipient is not None:
        return Wishes(search)
    sizes = {kind: next(iter(stated[kind])) for kind in SIZE_KINDS if kind in stated}
    if search.size is not None:
        sizes.pop(size_kind(search.size), None)
    return Wishes(search, sizes, {kind: frozenset(stated[kind]) for kind in TASTES if kind in stated})
