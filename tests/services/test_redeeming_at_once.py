"""A thousand redemptions at once against the last rupees of a budget, and points spent from two places at once."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from hamrah.crm.catalogue import Variant
from hamrah.crm.offers import LoyaltyEntry, Offer, OfferRedemption
from hamrah.crm.orders import Order, OrderLine
from hamrah.services.identity import Principal
from hamrah.services.loyalty_ledger import expire_points, spend_points
from hamrah.services.order_changes import cancel_order
from hamrah.services.redemption import redeem
from hamrah.services.refusal import Refusal

from .offering import add_points, make_offer, many_customers, points_of
from .world import Shop, ago, place_order

MANY, AT_ONCE = 1000, 40
SHAMPOO = 65000


def outcome(deed: Callable[[], object]) -> str:
    """What came of a deed. Who had no turn for long, at SQLite's lock or for a connection, tries again."""
    while True:
        try:
            deed()
            return "done"
        except Refusal as refusal:
            return refusal.key
        except NoConnection:
            continue
        except OperationalError as error:
            if "database is locked" not in str(error):
                raise


def outcomes(deeds: list[Callable[[], object]]) -> Counter[str]:
    """Do all deeds on many threads that begin together; how often each outcome came."""
    together = Barrier(AT_ONCE)

    def run(mine: list[Callable[[], object]]) -> list[str]:
        together.wait(60)
        return [outcome(deed) for deed in mine]

    with ThreadPoolExecutor(AT_ONCE) as pool:
        shares = [deeds[place::AT_ONCE] for place in range(AT_ONCE)]
        return Counter(key for found in pool.map(run, shares) for key in found)


def place_many(shop: Shop, customers: list[int], number: int) -> None:
    """So many orders of one to four shampoos, the customers' in turn."""
    with shop.writing() as session:
        variant = session.scalars(select(Variant).where(Variant.sku == "H-1-1")).one()
        for place in range(number):
            quantity = 1 + place % 4
            order = Order(number=f"M{place}", source="shop", customer_id=customers[place % len(customers)])
            order.touchpoint, order.status, order.placed_at = "website", "placed", ago(0)
            order.currency, order.total_minor = "PKR", quantity * SHAMPOO
            order.lines = [OrderLine(variant=variant, quantity=quantity, unit_price_minor=SHAMPOO)]
            session.add(order)


def redeeming(shop: Shop, customer_id: int, number: str) -> Callable[[], object]:
    def deed() -> None:
        with shop.writing() as session:
            redeem(session, Principal("web", "web", customer_id), "LAST", number)

    return deed


def books(shop: Shop) -> tuple[int, int]:
    """What the offer's row says is spent, and what its redemptions sum to."""
    with shop.reading() as session:
        kept = func.sum(OfferRedemption.amount_minor - OfferRedemption.given_back_minor)
        return session.scalars(select(Offer.spent_minor)).one(), int(session.scalar(select(kept)) or 0)


def test_a_thousand_at_once_never_overspend_the_last_rupees(busy_shop: Shop) -> None:
    customers = many_customers(busy_shop, MANY)
    place_many(busy_shop, customers, MANY)
    budget = 1_000_000
    make_offer(busy_shop, "LAST", 10, budget_minor=budget, uses_per_customer=1)
    found = outcomes([redeeming(busy_shop, one, f"M{place}") for place, one in enumerate(customers)])
    spent, summed = books(busy_shop)
    assert set(found) == {"done", "utter_offer_over"} and sum(found.values()) == MANY
    assert spent == summed <= budget
    assert budget - spent < SHAMPOO // 10  # what is left suffices for none: nobody was turned away for nothing
    assert busy_shop.count(OfferRedemption) == found["done"]
    assert busy_shop.count(Order, Order.total_minor % SHAMPOO != 0) == found["done"]


def test_one_customer_with_many_pages_open_uses_it_as_often_as_allowed(busy_shop: Shop) -> None:
    customers = many_customers(busy_shop, 4)
    place_many(busy_shop, customers, 80)
    make_offer(busy_shop, "LAST", 10, uses_per_customer=3, holdout=0.000001)
    deeds = [redeeming(busy_shop, customers[place % 4], f"M{place}") for place in range(80)]
    assert outcomes(deeds) == {"done": 12, "utter_offer_used": 68}
    with busy_shop.reading() as session:
        each = select(func.count()).select_from(OfferRedemption).group_by(OfferRedemption.customer_id)
        assert session.scalars(each).all() == [3, 3, 3, 3]


def test_one_order_has_one_redemption_however_often_it_is_sent(busy_shop: Shop) -> None:
    customers = many_customers(busy_shop, 1)
    place_many(busy_shop, customers, 1)
    make_offer(busy_shop, "LAST", 10)
    assert outcomes([redeeming(busy_shop, customers[0], "M0")] * 60) == {"done": 1, "utter_offer_used": 59}
    assert books(busy_shop) == (SHAMPOO // 10, SHAMPOO // 10)


def test_redeeming_and_cancelling_at_once_keep_the_books(busy_shop: Shop) -> None:
    customers = many_customers(busy_shop, 60)
    place_many(busy_shop, customers, 120)
    make_offer(busy_shop, "LAST", 10, budget_minor=400_000)

    def cancelling(customer_id: int, number: str) -> Callable[[], object]:
        def deed() -> None:
            with busy_shop.writing() as session:
                cancel_order(session, Principal("web", "web", customer_id), number)

        return deed

    first = [redeeming(busy_shop, customers[place % 60], f"M{place}") for place in range(120)]
    second = [cancelling(customers[place % 60], f"M{place}") for place in range(0, 120, 2)]
    outcomes(first + second)
    spent, summed = books(busy_shop)
    assert spent == summed <= 400_000
    with busy_shop.reading() as session:
        cancelled = select(OfferRedemption).join(Order).where(Order.status == "cancelled")
        assert all(row.given_back_minor == row.amount_minor for row in session.scalars(cancelled))


def test_points_spent_from_many_places_at_once_are_never_below_zero(busy_shop: Shop) -> None:
    for days in (5, 9, 100, 200):
        add_points(busy_shop, 100, expires_in=days)
    with busy_shop.writing() as session:
        for number in range(80):
            place_order(session, busy_shop.ids["ayesha"], f"P{number}", {"H-1-1": 1})

    def spending(number: str) -> Callable[[], object]:
        def deed() -> None:
            with busy_shop.writing() as session:
                spend_points(session, busy_shop.who("ayesha"), number, 30)

        return deed

    def expiring() -> None:
        with busy_shop.writing() as session:
            expire_points(session, ago(-7))

    found = outcomes([spending(f"P{number}") for number in range(40)] + [expiring] * 2 + [spending("P41")] * 20)
    with busy_shop.reading() as session:
        remaining = session.scalars(select(LoyaltyEntry.remaining).where(LoyaltyEntry.kind == "earned")).all()
        ledger = session.scalar(select(func.sum(LoyaltyEntry.points)))
    assert min(remaining) >= 0 and sum(remaining) == ledger == points_of(busy_shop)
    assert 0 <= points_of(busy_shop) < 30
    assert found["done"] >= 2 + 10 and found["utter_points_too_few"] > 0
