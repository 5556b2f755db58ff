"""What to suggest to a customer now and why, as a member of staff is told it; the customer is shown nothing by it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from hamrah.crm.customers import Customer
from hamrah.crm.offers import Offer
from hamrah.services.customer_glance import behalf_of
from hamrah.services.offers import offers_for
from hamrah.services.recommendations import gather_basis, recommend
from hamrah.services.search import Search
from hamrah.services.suggestion import Suggestion

NEW, AGAIN = 3, 1


@dataclass(frozen=True)
class ToSuggest:
    """Products for a customer, the new ones first, each with its reason; and the offers that they may use now."""

    suggestions: Sequence[Suggestion]
    offers: Sequence[Offer]


def suggest_for_customer(session: Session, customer: Customer, *, new: int = NEW, again: int = AGAIN) -> ToSuggest:
    """What the recommender has for a customer whom `open_customer` gave. No row says that it was shown to them."""
    behalf, search = behalf_of(customer), Search()
    basis = gather_basis(session, behalf, search)
    found = recommend(session, behalf, search, limit=new, basis=basis, keep=False)
    if again:
        found = found + recommend(session, behalf, search, shelf="again", limit=again, basis=basis, keep=False)
    return ToSuggest(found, offers_for(session, customer.id))
