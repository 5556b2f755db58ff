"""Loyalty points: balance, tier and what expires next; earned, spent, expired, taken back and given back."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from hamrah.crm.base import utc_now
from hamrah.crm.offers import LoyaltyEntry
from hamrah.crm.orders import Order, Refund
from hamrah.services.loyalty import loyalty_balance
from hamrah.services.loyalty_ledger import earn_points, expire_points, restore_points, spend_points, take_back_points
from hamrah.services.order_changes import cancel_order
from hamrah.services.refusal import Refusal

from .offering import add_points, points_of
from .world import Shop, ago, place_order


def delivered(shop: Shop, number: str = "1001", lines: dict[str, int] | None = None, **more: object) -> None:
    """An order of a watch (Rs 25,000) that arrived."""
    values = {"status": "delivered", **more}
    with shop.writing() as session:
        place_order(session, shop.ids["ayesha"], number, lines or {"W-1-1": 1}, **values)


def earn(shop: Shop) -> int:
    with shop.writing() as session:
        return earn_points(session, utc_now())


def spend(shop: Shop, points: int, number: str = "2001", who: str = "ayesha") -> None:
    with shop.writing() as session:
        spend_points(session, shop.who(who), number, points)


def ledger(shop: Shop) -> list[tuple[str, int]]:
    with shop.reading() as session:
        rows = session.execute(select(LoyaltyEntry.kind, LoyaltyEntry.points).order_by(LoyaltyEntry.id))
        return [(kind, points) for kind, points in rows]


def give_money_back(shop: Shop, number: str, rupees: int) -> int:
    """Refund some of an order and take its points back; how many."""
    with shop.writing() as session:
        order = session.scalars(select(Order).where(Order.number == number)).one()
        money = {"currency": "PKR", "method": "card", "status": "open", "requested_at": utc_now(), "due_at": ago(-7)}
        session.add(Refund(order_id=order.id, amount_minor=rupees * 100, **money))
        session.flush()
        return take_back_points(session, order)


def test_the_balance_is_what_is_left_in_lots_that_hold(shop: Shop) -> None:
    add_points(shop, 300, 400, expires_in=-35)
    add_points(shop, 2500, 20, expires_in=345)
    add_points(shop, 120, 10, expires_in=355)
    place_orders(shop)
    spend(shop, 400)
    with shop.reading() as session:
        balance = loyalty_balance(session, shop.who("ayesha"))
        assert (balance.points, balance.worth_minor, balance.tier) == (2220, 222000, "silver")
        assert (balance.next_tier, balance.to_next_tier) == ("gold", 10000 - 2620)
        assert balance.expiring == 2100
        assert balance.expires_at is not None and abs((balance.expires_at - ago(-345)).total_seconds()) < 60
        nobody = loyalty_balance(session, shop.who("bilal"))
    assert (nobody.points, nobody.tier, nobody.expiring, nobody.expires_at) == (0, None, 0, None)
    assert (nobody.next_tier, nobody.to_next_tier) == ("silver", 2000)


def place_orders(shop: Shop) -> None:
    """Two orders of a watch that can still be changed."""
    with shop.writing() as session:
        for number in ("2001", "2002"):
            place_order(session, shop.ids["ayesha"], number, {"W-1-1": 1})


def test_what_expires_on_one_day_of_the_shop_is_told_together(sqlite_shop: Shop) -> None:
    noon = (utc_now() + timedelta(days=30)).replace(hour=7, minute=0)  # noon in Karachi
    for hours, points in ((0, 10), (5, 20), (13, 40)):  # the last is on the next day there
        add_points(sqlite_shop, points, expires_in=(noon + timedelta(hours=hours) - utc_now()).total_seconds() / 86400)
    with sqlite_shop.reading() as session:
        assert loyalty_balance(session, sqlite_shop.who("ayesha")).expiring == 30


def test_points_that_never_expire_are_spent_last_and_expire_never(shop: Shop) -> None:
    add_points(shop, 50, expires_in=None)
    add_points(shop, 100, expires_in=20)
    place_orders(shop)
    spend(shop, 60)
    with shop.reading() as session:
        assert loyalty_balance(session, shop.who("ayesha")).expiring == 40
    with shop.writing() as session:
        expire_points(session, ago(-9999))
    assert points_of(shop) == 50


def test_the_tier_counts_what_was_earned_within_twelve_months_though_spent_since(sqlite_shop: Shop) -> None:
    add_points(sqlite_shop, 9000, 370)
    add_points(sqlite_shop, 2000, 360)
    place_orders(sqlite_shop)
    spend(sqlite_shop, 11000)
    with sqlite_shop.reading() as session:
        balance = loyalty_balance(session, sqlite_shop.who("ayesha"))
    assert (balance.points, balance.tier) == (0, "silver")


def test_nothing_is_above_the_highest_tier(sqlite_shop: Shop) -> None:
    add_points(sqlite_shop, 30000)
    with sqlite_shop.reading() as session:
        balance = loyalty_balance(session, sqlite_shop.who("ayesha"))
    assert (balance.tier, balance.next_tier, balance.to_next_tier) == ("platinum", None, 0)


def test_points_are_told_to_the_customer_only(sqlite_shop: Shop) -> None:
    with sqlite_shop.reading() as session, pytest.raises(Refusal, match="utter_identify_first"):
        loyalty_balance(session, sqlite_shop.who("guest"))


def test_a_delivered_order_earns_once(shop: Shop) -> None:
    delivered(shop, shipping_minor=0)
    delivered(shop, "1002", {"H-1-1": 1}, status="shipped")
    delivered(shop, "1003", currency="USD")
    delivered(shop, "1004", days_ago=200)
    with shop.writing() as session:
        place_order(session, None, "1005", {"W-1-1": 1}, status="delivered")
    assert [earn(shop), earn(shop)] == [1, 0]
    assert ledger(shop) == [("earned", 250)]
    with shop.reading() as session:
        lot = session.scalars(select(LoyaltyEntry)).one()
        assert lot.remaining == 250
        assert lot.expires_at is not None and timedelta(364) < lot.expires_at - lot.at < timedelta(367)


def test_delivery_fee_and_what_was_refunded_earn_nothing(sqlite_shop: Shop) -> None:
    delivered(sqlite_shop, lines={"H-1-1": 2})  # Rs 1,300
    with sqlite_shop.writing() as session:
        session.execute(update(Order).values(shipping_minor=20000, total_minor=150000))
    give_money_back(sqlite_shop, "1001", 650)
    earn(sqlite_shop)
    assert ledger(sqlite_shop) == [("earned", 6)]


def test_points_pay_for_goods_of_ones_own_order(shop: Shop) -> None:
    add_points(shop, 100, expires_in=30)
    add_points(shop, 100, expires_in=10)
    place_orders(shop)
    spend(shop, 120)
    assert ledger(shop)[2:] == [("spent", -100), ("spent", -20)]
    assert points_of(shop) == 80
    with shop.reading() as session:
        totals = dict(session.execute(select(Order.number, Order.total_minor)).tuples().all())
    assert totals == {"2001": 2500000 - 12000, "2002": 2500000}


@pytest.mark.parametrize(
    ("points", "who", "number", "key"),
    [
        (101, "ayesha", "2001", "utter_points_too_few"),
        (25001, "ayesha", "2001", "utter_points_too_many"),
        (10, "bilal", "2001", "utter_order_not_found"),
        (10, "guest", "2001", "utter_identify_first"),
        (10, "ayesha", "1001", "utter_change_too_late"),
    ],
)
def test_a_refused_spending_writes_nothing(sqlite_shop: Shop, points: int, who: str, number: str, key: str) -> None:
    add_points(sqlite_shop, 100)
    add_points(sqlite_shop, 500, 400, expires_in=-1)  # these are over, though not yet written off
    place_orders(sqlite_shop)
    delivered(sqlite_shop)
    with pytest.raises(Refusal) as refusal:
        spend(sqlite_shop, points, number, who)
    assert refusal.value.key == key
    assert ledger(sqlite_shop) == [("earned", 100), ("earned", 500)]


def test_less_than_a_point_is_no_spending(sqlite_shop: Shop) -> None:
    place_orders(sqlite_shop)
    with pytest.raises(ValueError, match="above zero"):
        spend(sqlite_shop, 0)


def test_what_comes_back_takes_its_points_along_as_far_as_they_are_there(shop: Shop) -> None:
    add_points(shop, 40, expires_in=5)
    delivered(shop)
    earn(shop)
    assert give_money_back(shop, "1001", 10000) == 100
    assert points_of(shop) == 190
    place_orders(shop)
    spend(shop, 160)  # the forty first
    assert give_money_back(shop, "1001", 15000) == 30
    assert points_of(shop) == 0
    with shop.writing() as session:
        order = session.scalars(select(Order).where(Order.number == "1001")).one()
        assert take_back_points(session, order) == 0


def test_points_given_back_expire_when_they_would_have(shop: Shop) -> None:
    add_points(shop, 100, expires_in=10)
    add_points(shop, 100, expires_in=30)
    place_orders(shop)
    spend(shop, 150)
    with shop.writing() as session:
        cancel_order(session, shop.who("ayesha"), "2001")
        order = session.scalars(select(Order).where(Order.number == "2001")).one()
        assert restore_points(session, order) == 0
    assert points_of(shop) == 200
    with shop.reading() as session:
        assert loyalty_balance(session, shop.who("ayesha")).expiring == 100


def test_expired_points_are_written_off_once(shop: Shop) -> None:
    add_points(shop, 100, 400, expires_in=-35)
    add_points(shop, 70)
    for expected in (1, 0):
        with shop.writing() as session:
            assert expire_points(session, utc_now()) == expected
    assert ledger(shop) == [("earned", 100), ("earned", 70), ("expired", -100)]
    assert points_of(shop) == 70
    with shop.reading() as session:
        off = session.scalars(select(LoyaltyEntry).where(LoyaltyEntry.kind == "expired")).one()
        lot = session.get_one(LoyaltyEntry, off.lot_id)
        assert (lot.remaining, off.at) == (0, lot.expires_at)
        assert session.scalar(select(func.sum(LoyaltyEntry.points))) == 70
