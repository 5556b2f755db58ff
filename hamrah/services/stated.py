"""Where a customer is at home and what tastes they have stated, in one query."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from hamrah.crm.catalogue import Branch
from hamrah.crm.customers import Customer, Preference
from hamrah.crm.prepared import Prepared
from hamrah.services.sizes import SIZE_KINDS

TASTES = ("color", "material", "brand", "category")
"""Kinds of preference that are tastes."""
DISLIKED = "not_"
"""Before the kind of a taste: what the person does not want to see."""


@dataclass(frozen=True)
class Stated:
    """The city of the customer's branch, else the one they live in; and the values of each kind of preference."""

    city: str | None = None
    values: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def sizes(self) -> dict[str, str]:
        """The sizes (kind → size), of which there is one a kind."""
        return {kind: next(iter(self.values[kind])) for kind in SIZE_KINDS if kind in self.values}

    @property
    def dislikes(self) -> list[tuple[str, str]]:
        """What the person does not want to see: kinds of taste with their values."""
        return [(kind, value) for kind in TASTES for value in self.values.get(DISLIKED + kind, ())]


_STATED = Prepared(
    select(func.coalesce(Branch.city, Customer.city), Preference.kind, Preference.value)
    .select_from(Customer)
    .outerjoin(Branch, Branch.id == Customer.home_branch_id)
    .outerjoin(Preference, Preference.customer_id == Customer.id)
    .where(Customer.id == bindparam("customer"))
)


def read_stated(session: Session, customer_id: int | None) -> Stated:
    """What a customer has stated; a guest has stated nothing."""
    if customer_id is None:
        return Stated()
    session.flush()
    rows = _STATED.rows(session.connection(), customer=customer_id)
    values: dict[str, set[str]] = {}
    for _, kind, value in rows:
        if kind is not None:
            values.setdefault(kind, set()).add(value)
    return Stated(rows[0][0] if rows else None, {kind: frozenset(several) for kind, several in values.items()})
