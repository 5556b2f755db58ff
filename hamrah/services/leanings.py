"""What a search leans to without being asked: what comes in the person's sizes and lies in their city first."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, UnaryExpression, case, exists, func
from sqlalchemy.orm import Session

from hamrah.crm.catalogue import Branch, Product, Stock, Variant
from hamrah.services.identity import Principal
from hamrah.services.sizes import fits_all
from hamrah.services.stated import read_stated


@dataclass(frozen=True)
class Leaning:
    """The sizes that a person stated (kind → size) and their home city."""

    sizes: Mapping[str, str] = field(default_factory=dict)
    city: str | None = None

    def first(self) -> list[UnaryExpression[int]]:
        """Orders of `Product`: what can be had in the stated sizes first, then what lies in the home city."""
        lies = [Variant.product_id == Product.id, Variant.active, Stock.variant_id == Variant.id, Stock.quantity > 0]
        orders = []
        if self.sizes:
            orders.append(_those_first(exists().where(*lies, fits_all(self.sizes))))
        if self.city is not None:
            here = (Branch.id == Stock.branch_id, func.lower(Branch.city) == self.city.lower())
            orders.append(_those_first(exists().where(*lies, *here)))
        return orders


NOBODYS = Leaning()


def read_leaning(session: Session, principal: Principal) -> Leaning:
    """The leaning of a principal; a guest has none."""
    stated = read_stated(session, principal.customer_id)
    return Leaning(stated.sizes, stated.city)


def _those_first(condition: ColumnElement[bool]) -> UnaryExpression[int]:
    return case((condition, 1), else_=0).desc()
