"""What a suggestion is, and the reason that it is kept with."""

from dataclasses import dataclass
from datetime import datetime

from hamrah.crm.catalogue import Product


@dataclass(frozen=True)
class Reason:
    """Why a product was suggested: the kind, and the row it rests on (a product of the customer's, and when)."""

    kind: str
    product: Product | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class Suggestion:
    """A product to show, in which shelf (`again` or `new`), and why."""

    product: Product
    shelf: str
    reason: Reason
