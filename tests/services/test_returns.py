"""Returning and exchanging within the written policies."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hamrah.crm.base import utc_now
from hamrah.crm.orders import OrderLine, Refund, Return, Shipment
from hamrah.services.order_changes import check_return, request_return
from hamrah.services.refusal import Refusal

from .world import Shop, ago, place_order

DAY = timedelta(days=1)


def delivered(
    shop: Shop, lines: dict[str, int], days_ago: float = 3, number: str = "1001", name: str = "ayesha"
) -> int:
    """An order delivered so many days ago; the id of its first line."""
    with shop.writing() as session:
        order = place_order(
            session,
            shop.ids[name],
            number,
            lines,
            status="delivered",
            days_ago=days_ago + 4,
            delivered=ago(days_ago),
        )
        return order.lines[0].id


def give_back(shop: Shop, line: int, kind: str = "return", number: str = "1001") -> tuple[Return, Refund | None]:
    with shop.writing() as session:
        return request_return(session, shop.who("ayesha"), number, line, kind, "too small")


def refused(shop: Shop, line: int, kind: str = "return", number: str = "1001") -> Refusal:
    before = shop.count(Return), shop.count(Refund)
    with pytest.raises(Refusal) as error:
        give_back(shop, line, kind, number)
    assert (shop.count(Return), shop.count(Refund)) == before
    return error.value


@pytest.mark.parametrize(("kind", "days"), [("return", 14), ("exchange", 30)])
def test_the_days_count_from_delivery(shop: Shop, kind: str, days: int) -> None:
    delivered(shop, {"K-1-YM": 1})
    with shop.reading() as session:
        arrived = session.scalars(select(Shipment.delivered_at)).one()
        ayesha = shop.who("ayesha")
        assert check_return(session, ayesha, "1001", kind, arrived + days * DAY).number == "1001"
        with pytest.raises(Refusal) as error:
            check_return(session, ayesha, "1001", kind, arrived + (days + 1) * DAY)
    assert error.value.key == "utter_return_too_late"
    assert error.value.values["days"] == days


def test_the_deed_itself_keeps_to_the_days(sqlite_shop: Shop) -> None:
    early = delivered(sqlite_shop, {"K-1-YM": 1}, days_ago=13)
    late = delivered(sqlite_shop, {"K-1-YM": 1}, days_ago=15, number="1002")
    give_back(sqlite_shop, early)
    assert refused(sqlite_shop, late, number="1002").key == "utter_return_too_late"
    give_back(sqlite_shop, late, "exchange", "1002")
    too_late = delivered(sqlite_shop, {"K-1-YM": 1}, days_ago=31, number="1003")
    assert refused(sqlite_shop, too_late, "exchange", "1003").key == "utter_return_too_late"


def test_a_return_opens_the_moneys_way_back(sqlite_shop: Shop) -> None:
    line = delivered(sqlite_shop, {"K-1-YM": 2, "S-1-42": 1})
    row, refund = give_back(sqlite_shop, line)
    assert (row.kind, row.status, row.quantity, row.reason) == ("return", "requested", 2, "too small")
    assert refund is not None
    assert (refund.amount_minor, refund.method, refund.currency) == (2 * 349000, "card", "PKR")
    assert refund.due_at > utc_now() + 7 * DAY


def test_an_exchange_moves_no_money(sqlite_shop: Shop) -> None:
    row, refund = give_back(sqlite_shop, delivered(sqlite_shop, {"K-1-YM": 1}), "exchange")
    assert (row.kind, refund) == ("exchange", None)


@pytest.mark.parametrize("variant", ["H-1-1", "P-1-1"])
def test_some_categories_do_not_come_back(sqlite_shop: Shop, variant: str) -> None:
    line = delivered(sqlite_shop, {variant: 1})
    for kind in ("return", "exchange"):
        refusal = refused(sqlite_shop, line, kind)
        assert refusal.key == "utter_return_not_taken"
    assert refusal.values["category"] == {"H": "shampoo", "P": "perfume"}[variant[0]]


def test_a_line_comes_back_once(sqlite_shop: Shop) -> None:
    line = delivered(sqlite_shop, {"K-1-YM": 1, "S-1-42": 1})
    give_back(sqlite_shop, line)
    for kind in ("return", "exchange"):
        assert refused(sqlite_shop, line, kind).key == "utter_return_already"
    with sqlite_shop.reading() as session:
        other = session.scalars(select(OrderLine.id).where(OrderLine.id != line)).one()
    give_back(sqlite_shop, other)


def test_a_foreign_line_is_refused(sqlite_shop: Shop) -> None:
    delivered(sqlite_shop, {"K-1-YM": 1})
    bilals = delivered(sqlite_shop, {"K-1-YM": 1}, number="2001", name="bilal")
    for line in (bilals, 4711):
        assert refused(sqlite_shop, line).key == "utter_order_not_found"
    assert refused(sqlite_shop, bilals, number="2001").key == "utter_order_not_found"


@pytest.mark.parametrize("status", ["placed", "confirmed", "packed", "shipped", "cancelled"])
def test_what_did_not_arrive_cannot_come_back(sqlite_shop: Shop, status: str) -> None:
    with sqlite_shop.writing() as session:
        order = place_order(session, sqlite_shop.ids["ayesha"], "1001", {"K-1-YM": 1}, status=status, expected=ago(1))
    assert refused(sqlite_shop, order.lines[0].id).key == "utter_return_not_delivered"


def test_for_a_purchase_in_a_branch_the_days_count_from_that_day(sqlite_shop: Shop) -> None:
    bought = {"status": "delivered", "touchpoint": "branch"}
    with sqlite_shop.writing() as session:
        ayesha = sqlite_shop.ids["ayesha"]
        new = place_order(session, ayesha, "1001", {"K-1-YM": 1}, days_ago=13, **bought).lines[0].id
        old = place_order(session, ayesha, "1002", {"K-1-YM": 1}, days_ago=15, **bought).lines[0].id
    give_back(sqlite_shop, new)
    assert refused(sqlite_shop, old, number="1002").key == "utter_return_too_late"
