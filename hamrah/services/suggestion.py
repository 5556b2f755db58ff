"""What a suggestion is, and the reason that it is kept with."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from hamrah.crm.catalogue import Product
from hamrah.services.catalogue import WITH_TEXTS
from hamrah.services.product_views import ProductView


@dataclass(frozen=True)
class Reason:
    """Why a product was suggested: the kind, and the row it rests on.

    That is a product of the customer's (and when it was bought), or a `place`: the city where it is liked, or the code
    of the category that was searched.
    """

    kind: str
    product: Product | ProductView | None = None
    at: datetime | None = None
    place: str | None = None

    def kept(self) -> dict[str, Any]:
        """The reason as plain data."""
        return {
            "kind": self.kind,
            "product_id": self.product.id if self.product else None,
            "at": self.at.isoformat() if self.at else None,
            "place": self.place,
        }


@dataclass(frozen=True)
class Suggestion:
    """A product to show, in which shelf (`again` or `new`), and why."""

    product: ProductView
    shelf: str
    reason: Reason


def read_reason(session: Session, kept: dict[str, Any]) -> Reason:
    """The reason that was kept as plain data."""
    source = session.get(Product, kept["product_id"], options=WITH_TEXTS) if kept.get("product_id") else None
    at = datetime.fromisoformat(kept["at"]) if kept.get("at") else None
    return Reason(kept["kind"], source, at, kept.get("place"))
