"""The sales report: what counts as sold, on which day, whose branch it was, by what it is grouped, how many queries."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event, select

from hamrah.crm.catalogue import Branch
from hamrah.crm.orders import Order, OrderLine, Refund, Return
from hamrah.crm.segments import SegmentMembership
from hamrah.services.actors import SYSTEM, Actor
from hamrah.services.local_days import local_day, offsets
from hamrah.services.refusal import Refusal
from hamrah.services.report_scope import WHOLE_SHOP, ReportWish
from hamrah.services.sales_report import MOST_PRODUCTS, SALES_GROUPINGS, SalesBy, SalesReport, sales_report
from hamrah.services.sales_rows import OF_GOODS

from .desk import hire, member
from .world import Shop, place_order

KARACHI = ZoneInfo("Asia/Karachi")
MARCH = datetime(2026, 3, 1, tzinfo=KARACHI)
APRIL = datetime(2026, 4, 1, tzinfo=KARACHI)
NOW = datetime(2026, 4, 20, tzinfo=UTC)
KURTA, SHOES, SHAMPOO = "K-1-YM", "S-1-42", "H-1-1"  # 3,490, 7,000 and 650 rupees


def sell(
    shop: Shop, number: str, lines: dict[str, int], at: datetime = MARCH + timedelta(days=9, hours=12), **columns: Any
) -> int:
    """An order of March; `branch` by its code. Its id."""
    branch = columns.pop("branch", None)
    with shop.writing() as session:
        who = columns.pop("who", "ayesha")
        order = place_order(session, shop.ids.get(who), number, lines, **{"status": "delivered", **columns})
        order.placed_at = at.astimezone(UTC)
        if branch is not None:
            order.branch_id = session.scalars(select(Branch.id).where(Branch.code == branch)).one()
        return order.id


def refund(shop: Shop, order_id: int, rupees: int) -> None:
    with shop.writing() as session:
        values = {"currency": "PKR", "method": "card", "status": "paid", "requested_at": NOW, "due_at": NOW}
        session.add(Refund(order_id=order_id, amount_minor=rupees * 100, **values))


def send_back(shop: Shop, order_id: int, sku: str, kind: str = "return") -> None:
    with shop.writing() as session:
        lines = select(OrderLine).join(OrderLine.variant).where(OrderLine.order_id == order_id)
        line = next(one for one in session.scalars(lines) if one.variant.sku == sku)
        values = {"kind": kind, "status": "completed", "reason": "size", "requested_at": NOW}
        session.add(Return(order_line_id=line.id, quantity=line.quantity, **values))


def report(
    shop: Shop, by: SalesBy = "month", actor: Actor = SYSTEM, wish: ReportWish = WHOLE_SHOP, now: datetime = NOW
) -> SalesReport:
    with shop.reading() as session:
        return sales_report(session, actor, MARCH.astimezone(UTC), APRIL.astimezone(UTC), by, wish, now=now)


def sold(found: SalesReport) -> dict[str, tuple[int, int, int]]:
    """Orders, pieces and rupees of each group."""
    return {group.group: (group.orders, group.units, group.revenue_minor // 100) for group in found.groups}


def test_what_came_back_and_delivery_are_not_sales(shop: Shop) -> None:
    whole = sell(shop, "1", {KURTA: 2, SHAMPOO: 1}, shipping_minor=25_000)
    with shop.writing() as session:
        session.get_one(Order, whole).total_minor += 25_000
    partly = sell(shop, "2", {KURTA: 1, SHOES: 1})
    send_back(shop, partly, SHOES)
    refund(shop, partly, 7000)
    sell(shop, "3", {SHOES: 1}, status="cancelled")
    sell(shop, "4", {SHOES: 1}, status="returned")
    found = report(shop).total
    assert (found.orders, found.units) == (2, 4)
    assert found.revenue_minor == (2 * 3490 + 650 + 3490) * 100
    assert found.basket_minor == found.revenue_minor // 2


def test_a_credit_note_takes_away_and_is_no_order(shop: Shop) -> None:
    sell(shop, "1", {KURTA: 2})
    note = sell(shop, "2", {KURTA: -1}, status="returned")
    with shop.reading() as session:
        assert session.get_one(Order, note).total_minor < 0
    found = report(shop).total
    assert (found.orders, found.units, found.revenue_minor) == (1, 2, 349_000)
    assert sold(report(shop, "category")) == {"kurta": (1, 2, 3490)}


def test_a_discount_is_spread_over_the_goods(shop: Shop) -> None:
    order = sell(shop, "1", {SHOES: 1, KURTA: 1})
    with shop.writing() as session:
        session.get_one(Order, order).total_minor = (7000 + 3490) * 50
    found = report(shop, "category")
    assert sold(found) == {"shoes": (1, 1, 3500), "kurta": (1, 1, 1745)}
    assert sum(group.revenue_minor for group in found.groups) == found.total.revenue_minor
    assert sold(report(shop, "month", wish=ReportWish(category="shoes"))) == {"2026-03": (1, 1, 3500)}


def test_a_day_is_the_shops(shop: Shop) -> None:
    sell(shop, "1", {KURTA: 1}, at=MARCH)
    sell(shop, "2", {KURTA: 1}, at=MARCH - timedelta(seconds=1))
    sell(shop, "3", {KURTA: 1}, at=datetime(2026, 3, 9, 23, 59, 59, tzinfo=KARACHI))
    sell(shop, "4", {KURTA: 1}, at=datetime(2026, 3, 10, 0, 0, tzinfo=KARACHI))
    sell(shop, "5", {KURTA: 1}, at=APRIL)
    days = sold(report(shop, "day"))
    assert len(days) == 31 and list(days) == sorted(days)
    assert {day: one[0] for day, one in days.items() if one[0]} == {"2026-03-01": 1, "2026-03-09": 1, "2026-03-10": 1}
    weeks = sold(report(shop, "week"))
    assert list(weeks) == ["2026-02-23", "2026-03-02", "2026-03-09", "2026-03-16", "2026-03-23", "2026-03-30"]
    assert weeks["2026-03-09"][0] == 2 and date.fromisoformat("2026-03-09").weekday() == 0


def test_days_to_come_are_not_shown(shop: Shop) -> None:
    sell(shop, "1", {KURTA: 1}, at=MARCH)
    early = report(shop, "day", now=datetime(2026, 3, 3, 12, tzinfo=KARACHI))
    assert list(sold(early)) == ["2026-03-01", "2026-03-02", "2026-03-03"]


def test_days_are_right_where_clocks_change(shop: Shop) -> None:
    """In London clocks went an hour ahead on 29 March 2026 at one o'clock: half past eleven is the next day's."""
    zone = "Europe/London"
    since, until = datetime(2026, 3, 27, tzinfo=UTC), datetime(2026, 4, 2, tzinfo=UTC)
    assert offsets(ZoneInfo(zone), since, until) == [(datetime(2026, 3, 29, 1, tzinfo=UTC), 0), (until, 3600)]
    sell(shop, "1", {KURTA: 1}, at=datetime(2026, 3, 28, 23, 30, tzinfo=UTC))
    sell(shop, "2", {KURTA: 1}, at=datetime(2026, 3, 29, 23, 30, tzinfo=UTC))
    with shop.reading() as session:
        day = local_day(session, Order.placed_at, since, until, zone)
        assert session.scalars(select(day).order_by(Order.placed_at)).all() == ["2026-03-28", "2026-03-30"]


def test_each_grouping_has_its_groups(shop: Shop) -> None:
    with shop.writing() as session:
        values = {"customer_id": shop.ids["ayesha"], "segment": "loyal"}
        session.add(SegmentMembership(**values, valid_from=MARCH, valid_until=None))
    sell(shop, "1", {SHOES: 2}, branch="LHR", touchpoint="branch")
    sell(shop, "2", {KURTA: 1}, touchpoint="app")
    sell(shop, "3", {SHAMPOO: 4}, who="bilal")
    assert sold(report(shop, "branch")) == {"LHR": (1, 2, 14_000), "none": (2, 5, 6_090)}
    assert sold(report(shop, "channel")) == {"branch": (1, 2, 14_000), "app": (1, 1, 3490), "website": (1, 4, 2600)}
    assert list(sold(report(shop, "category"))) == ["shoes", "kurta", "shampoo"]
    assert sold(report(shop, "product"))["S-1"] == (1, 2, 14_000)
    assert sold(report(shop, "segment")) == {"loyal": (2, 3, 17_490), "none": (1, 4, 2600)}
    for by in SALES_GROUPINGS:
        found = report(shop, by)
        assert sum(group.revenue_minor for group in found.groups) == found.total.revenue_minor == 20_090 * 100


def test_the_best_products_are_shown(shop: Shop) -> None:
    names = ("K-1-YM", "K-2-BL", "K-3-WM", "S-1-42", "F-1-6", "B-1-1", "B-2-1", "H-1-1", "W-1-1", "P-1-1", "X-1-1")
    for number, sku in enumerate(names):
        sell(shop, str(number), {sku: 1})
    found = report(shop, "product")
    assert len(found.groups) == MOST_PRODUCTS < len(names)
    assert found.groups[0].group == "W-1" and "H-1" not in sold(found)


def test_what_is_asked_of_is_what_is_counted(shop: Shop) -> None:
    with shop.writing() as session:
        values = {"customer_id": shop.ids["ayesha"], "segment": "loyal"}
        session.add(SegmentMembership(**values, valid_from=MARCH, valid_until=None))
    sell(shop, "1", {SHOES: 1, KURTA: 1}, branch="LHR")
    sell(shop, "2", {SHOES: 1}, branch="KHI", who="bilal")
    wishes = {
        ReportWish(cities=("Lahore",)): 10_490,
        ReportWish(cities=("lahore", "Karachi")): 17_490,
        ReportWish(category="shoes"): 14_000,
        ReportWish(category="shoes", cities=("Lahore",)): 7000,
        ReportWish(sku="K-1"): 3490,
        ReportWish(brand="chinar"): 14_000,
        ReportWish(brand="chinar", category="kurta"): 0,
        ReportWish(segment="loyal"): 10_490,
    }
    assert {wish: report(shop, wish=wish).total.revenue_minor // 100 for wish in wishes} == wishes
    with pytest.raises(Refusal, match="utter_report_no_branch"):
        report(shop, wish=ReportWish(cities=("Lahore", "Quetta")))


def test_money_of_another_currency_is_named_and_left_out(shop: Shop) -> None:
    sell(shop, "1", {KURTA: 1})
    sell(shop, "2", {KURTA: 1})
    sell(shop, "3", {SHOES: 1}, currency="GBP")
    found = report(shop, "category")
    assert (found.currency, found.total.orders, found.orders_in_other_money) == ("PKR", 2, 1)
    assert list(sold(found)) == ["kurta"]


def test_each_role_sees_what_is_its_business(shop: Shop) -> None:
    hire(shop)
    sell(shop, "1", {SHOES: 1}, branch="LHR")
    sell(shop, "2", {KURTA: 1}, branch="KHI")
    sell(shop, "3", {SHAMPOO: 1})
    with shop.reading() as session:
        people = {name: member(session, name) for name in ("nighat", "farhan", "sunita")}
    lahore, karachi, nowhere = (ReportWish(cities=(city,)) for city in ("Lahore", "Karachi", "Atlantis"))
    assert report(shop, actor=people["nighat"]).total.orders == 3
    assert report(shop, actor=people["nighat"], wish=karachi).total.orders == 1
    assert report(shop, actor=people["farhan"]).total.revenue_minor == 700_000
    assert report(shop, actor=people["farhan"], wish=lahore).total.revenue_minor == 700_000
    refused = set()
    for name, wish in (
        *(("farhan", wish) for wish in (karachi, nowhere, ReportWish(cities=("Lahore", "Karachi")))),
        *(("sunita", wish) for wish in (WHOLE_SHOP, lahore, karachi, nowhere)),
    ):
        with pytest.raises(Refusal) as no:
            report(shop, actor=people[name], wish=wish)
        refused.add((no.value.key, *no.value.values))
    assert refused == {("utter_not_your_role",)}


@pytest.mark.parametrize("by", SALES_GROUPINGS)
def test_one_query_and_of_goods_two_whatever_there_is(sqlite_shop: Shop, by: SalesBy) -> None:
    for number in range(6):
        sell(sqlite_shop, str(number), {KURTA: 1, SHOES: 2})
    asked: list[str] = []
    with sqlite_shop.reading() as session:
        bind = session.connection().engine

        def note(_: Any, __: Any, statement: str, *___: Any) -> None:
            asked.extend([statement] if statement.startswith("SELECT") else [])

        event.listen(bind, "before_cursor_execute", note)
        sales_report(session, SYSTEM, MARCH.astimezone(UTC), APRIL.astimezone(UTC), by, now=NOW)
        event.remove(bind, "before_cursor_execute", note)
    assert len(asked) == (2 if by in OF_GOODS else 1)


def test_a_shop_that_sold_nothing(shop: Shop) -> None:
    found = report(shop)
    assert (found.total.orders, found.total.basket_minor, found.currency) == (0, None, "PKR")
    assert found.as_json()["groups"] == [
        {"group": "2026-03", "orders": 0, "units": 0, "revenue_minor": 0, "basket_minor": None}
    ]
