"""Orders that did not stay bought: cancelled here or there, refunded; what came off them, and what they had earned."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from hamrah.crm.base import utc_now
from hamrah.crm.engine import Sessions, transaction
from hamrah.crm.offers import LoyaltyEntry, Offer
from hamrah.crm.orders import Order
from hamrah.services.loyalty_ledger import earn_points
from hamrah.services.offer_making import OfferPlan, make_offer
from hamrah.services.order_changes import cancel_order
from hamrah.services.reorder import reorder

from .conftest import Import, add, of, refused

CHAT = "10001"
"""The number of the order that the chat takes."""


@pytest.fixture
def reordered(store: Sessions, take: Import) -> None:
    """C-2001 has ordered again in chat, with an offer."""
    take()
    now = utc_now()
    with transaction(store) as session:
        plan = OfferPlan("C15", 15, now - timedelta(days=1), now + timedelta(days=9), budget_minor=10**7)
        make_offer(session, plan, now)
    with transaction(store) as session:
        assert reorder(session, of(store, "C-2001"), "5003", "C15").number == CHAT


def tell(files: Path, status: str) -> None:
    """The shop's other system tells of the chat's order."""
    orders = files / "orders.csv"
    told = [line for line in orders.read_text(encoding="utf-8").splitlines() if not line.startswith(CHAT)]
    orders.write_text("\n".join(told) + "\n", encoding="utf-8")
    add(orders, f"{CHAT},C-2001,2026-05-04,{status},COD,,Lahore,,,,,,,,")


def cancel(store: Sessions) -> None:
    with transaction(store) as session:
        cancel_order(session, of(store, "C-2001"), CHAT)


def status(store: Sessions) -> str:
    with store() as session:
        return session.scalars(select(Order.status).where(Order.number == CHAT)).one()


def spent(store: Sessions) -> int:
    with store() as session:
        return session.scalars(select(Offer.spent_minor)).one()


def points(store: Sessions, number: str) -> int:
    """What an order has earned and still counts."""
    theirs = select(func.sum(LoyaltyEntry.points)).join(Order, Order.id == LoyaltyEntry.order_id)
    with store() as session:
        return session.scalar(theirs.where(Order.number == number)) or 0


def test_that_an_order_of_the_chat_was_placed_is_no_news(
    store: Sessions, files: Path, take: Import, reordered: None
) -> None:
    cancel(store)
    tell(files, "pending")
    assert take().kept == 0
    assert (status(store), spent(store)) == ("cancelled", 0)


def test_an_order_whose_discount_went_back_is_not_brought_to_life(
    store: Sessions, files: Path, take: Import, reordered: None
) -> None:
    cancel(store)
    tell(files, "processing")
    take()
    assert [reason for _, _, reason in refused(files)] == ["its_discount_was_given_back"]
    assert (status(store), spent(store)) == ("cancelled", 0)


@pytest.mark.parametrize(("said", "is_then"), [("refunded", "returned"), ("cancelled", "cancelled")])
def test_the_budget_and_the_points_go_back(
    store: Sessions, files: Path, take: Import, reordered: None, said: str, is_then: str
) -> None:
    tell(files, "completed")
    take()
    with transaction(store) as session:
        earn_points(session, utc_now())
    assert spent(store) > 0 and points(store, CHAT) > 0
    tell(files, said)
    take()
    assert (status(store), spent(store), points(store, CHAT)) == (is_then, 0, 0)
