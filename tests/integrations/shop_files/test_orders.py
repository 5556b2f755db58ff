"""A shop's orders from its files: as they stand, moved on, refused whole, and beside those that the chat takes."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from hamrah.crm.engine import Sessions, transaction
from hamrah.crm.orders import Order, OrderLine, OrderStatusChange, Shipment
from hamrah.recommend.swapping import fit_and_swap
from hamrah.services.order_changes import cancel_order, check_return
from hamrah.services.order_numbers import next_order_number
from hamrah.services.orders import find_order, track_orders
from hamrah.services.recommendations import recommend
from hamrah.services.reorder import reorder
from hamrah.services.search import Search
from hamrah.services.touchpoints import PurchaseEvent, PurchaseLine, take_event

from .conftest import NOW, Import, add, change, of, order, refused

BAD_ROWS = [
    (",C-2001,2026-03-01,placed,COD,,,,,,,,,,", "unreadable_number"),
    ("#6001,C-9999,2026-03-01,placed,COD,,,,,,,,,,", "unknown_customer"),
    ("#6002,0303 0000023,2026-03-01,placed,COD,,,,,,,,,,", "several_customers_have_that_contact"),
    ("#6003,C-2001,yesterday,placed,COD,,,,,,,,,,", "unreadable_placed_at"),
    ("#6004,C-2001,2026-03-01,lost,COD,,,,,,,,,,", "unreadable_status"),
    ("#6005,C-2001,2026-03-01,placed,barter,,,,,,,,,,", "unreadable_payment_method"),
    ("#6006,C-2001,2026-03-01,placed,COD,XYZ,,,,,,,,,", "unknown_branch"),
    ("#6007,C-2001,2026-03-01,placed,COD,,,,,,,,,,", "no_lines"),
    ("#6008,C-2001,2026-03-01,placed,COD,,,,,,,,,,", "a_line_is_refused"),
    ("#6011,C-2001,2026-03-01,placed,COD,,,,,,,,,9999-12-31T23:59:59-05:00,", "unreadable_expected_at"),
    ("#5001,C-2001,2026-03-01,placed,COD,,,,,,,,,,", "stands_twice"),
]


def test_orders_stand_where_the_shop_says(store: Sessions, take: Import) -> None:
    report = take()
    assert (report.made["orders"], report.made["order_lines"]) == (7, 11)
    with transaction(store) as session:
        hamza, nadia = of(store, "C-2002"), of(store, "C-2001")
        (state,) = track_orders(session, hamza, None, NOW)
        assert (state.order.number, state.order.status, state.late) == ("5006", "shipped", False)
        assert state.shipment is not None and state.shipment.carrier == "Leopards"
        assert state.order.total_minor == 705000
        first = find_order(session, nadia, "#5001")
        assert (first.total_minor, first.shipping_minor, first.payment_method) == (557000, 20000, "cash_on_delivery")
        assert first.placed_at == datetime(2026, 3, 4, 14, 12, tzinfo=UTC)
        assert first.shipments[0].delivered_at == datetime(2026, 3, 6, 8, 30, tzinfo=UTC)
        till = find_order(session, nadia, "5003")
        assert (till.touchpoint, till.shipments, till.delivery_address) == ("branch", [], None)
        assert find_order(session, hamza, "5002").total_minor == 1250000  # its row names him by e-mail
        walked_in = session.scalars(select(Order).where(Order.number == "5007")).one()
        assert (walked_in.customer_id, walked_in.total_minor) == (None, 379000)


def test_when_it_came_is_reckoned_where_the_file_is_silent(store: Sessions, take: Import) -> None:
    take()
    with store() as session:
        arrived = session.scalar(select(Shipment.delivered_at).where(Shipment.order_id == order(store, "5002").id))
        assert arrived == order(store, "5002").placed_at + timedelta(days=5)
        assert check_return(session, of(store, "C-2002"), "5002", "exchange", arrived + timedelta(days=3))


def test_what_was_sent_long_ago_has_come(store: Sessions, files: Path, take: Import) -> None:
    """Shopify says "fulfilled" when a parcel leaves, and never again."""
    add(files / "orders.csv", "#4001,C-2004,2026-03-01,fulfilled,COD,,Lahore,,,,,,2026-03-02,,")
    add(files / "orders.csv", "#4002,C-2004,2026-03-01,fulfilled,COD,,Lahore,,,,,,2026-03-02,2026-03-05,")
    add(files / "orders.csv", "#4003,C-2004,2026-04-01,partial,COD,,Lahore,,,,,,2026-05-02,,")
    add(files / "order_lines.csv", *(f"400{n},RG-501,1,1120" for n in (1, 2, 3)))
    take()
    assert [order(store, f"400{n}").status for n in (1, 2, 3)] == ["delivered", "shipped", "shipped"]
    take(NOW + timedelta(days=10))
    assert order(store, "4003").status == "delivered"


def test_again_nothing_is_doubled(store: Sessions, take: Import) -> None:
    first = take()
    again = take()
    assert (again.kept, again.already) == (0, first.rows)
    with store() as session:
        for table, many in ((Order, 7), (OrderLine, 11), (Shipment, 4), (OrderStatusChange, 14)):
            assert session.scalar(select(func.count()).select_from(table)) == many, table


def test_an_order_moves_on(store: Sessions, files: Path, take: Import) -> None:
    take()
    change(files / "orders.csv", "20:15:00+05:00,processing,", "20:15:00+05:00,fulfilled,")
    change(files / "orders.csv", "09:00:00+05:00,fulfilled,", "09:00:00+05:00,completed,")
    (files / "order_lines.csv").unlink()
    report = take(NOW + timedelta(days=1))
    assert report.changed == {"orders": 2} and not report.rejected
    assert (order(store, "5005").status, order(store, "5006").status) == ("shipped", "delivered")
    with store() as session:
        arrived = session.scalar(select(Shipment.delivered_at).where(Shipment.order_id == order(store, "5006").id))
        assert arrived == NOW + timedelta(days=1)
    assert take(NOW + timedelta(days=2)).kept == 0


def test_what_a_customer_cancelled_in_chat_stays_so_until_the_shop_says_something_new(
    store: Sessions, files: Path, take: Import
) -> None:
    take()
    with transaction(store) as session:
        cancel_order(session, of(store, "C-2001"), "5005")
    take()
    assert order(store, "5005").status == "cancelled"
    change(files / "orders.csv", "20:15:00+05:00,processing,", "20:15:00+05:00,fulfilled,")
    take()
    assert order(store, "5005").status == "shipped"  # it had left before anybody saw the cancellation


def test_bad_orders_are_refused_whole_and_without_what_stands_in_them(
    store: Sessions, files: Path, take: Import
) -> None:
    first = len((files / "orders.csv").read_text(encoding="utf-8").splitlines()) + 1
    add(files / "orders.csv", *(row for row, _ in BAD_ROWS))
    add(
        files / "order_lines.csv",
        *("6008,RG-501,1,1120", "6008,RG-501,0,1120", "6009,RG-501,1,1120", "6010,GONE,1,5", "6001,RG-501,1,1120"),
    )
    take()
    found = refused(files)
    assert sorted(one for one in found if one[0] == "orders.csv") == [
        ("orders.csv", line, reason) for line, (_, reason) in enumerate(BAD_ROWS, start=first)
    ]
    assert sorted(one[1:] for one in found if one[0] == "order_lines.csv") == [
        (13, "order_is_refused"),
        (14, "unreadable_quantity"),
        (15, "unknown_order"),
        (16, "unknown_variant"),
        (17, "order_is_refused"),
    ]
    assert "C-2001" not in (files / "rejects.csv").read_text(encoding="utf-8")
    with store() as session:
        assert session.scalar(select(func.count()).select_from(Order)) == 7


@pytest.mark.parametrize(
    ("broken", "why", "others"),
    [
        ("#5001,RG-501,1,1,120", "a_line_is_refused", 6),
        ("#5001,RG-501,1", "a_line_is_refused", 6),
        ('#5001,RG-501,1,"1120"x', "some_line_cannot_be_read", 0),
        (",RG-501,1,1120", "some_line_cannot_be_read", 0),
        ('#5001,RG-501,1,"1120', "some_line_cannot_be_read", 0),
    ],
)
def test_a_line_that_falls_apart_is_no_half_order(
    store: Sessions, files: Path, take: Import, broken: str, why: str, others: int
) -> None:
    whole = (files / "order_lines.csv").read_text(encoding="utf-8")
    change(files / "order_lines.csv", "#5001,RG-501,1,1120", broken)
    assert take().made["orders"] == others
    assert ("orders.csv", 2, why) in refused(files)
    (files / "order_lines.csv").write_text(whole, encoding="utf-8")
    take()
    with store() as session:
        lines = session.scalars(select(OrderLine).where(OrderLine.order_id == order(store, "5001").id)).all()
        assert len(lines) == 2 and not refused(files)


def test_an_order_never_goes_over_to_another_customer(store: Sessions, files: Path, take: Import) -> None:
    take()
    change(files / "orders.csv", "#5004,C-2003", "#5004,C-2004")
    take()
    assert ("orders.csv", 5, "number_of_another_customer") in refused(files)


def test_an_order_of_the_chat_has_a_number_of_its_own_and_moves_on_by_the_file(
    store: Sessions, files: Path, take: Import
) -> None:
    add(files / "orders.csv", "PK-77,C-2001,2026-03-01,delivered,COD,,,,,,,,,,")  # no store casts that to a number
    add(files / "order_lines.csv", "PK-77,RG-501,1,1120")
    take()
    with transaction(store) as session:
        again = reorder(session, of(store, "C-2001"), "5003")
        assert (again.number, again.source) == ("10001", "shop")
        assert next_order_number(session) == "10002"
    add(files / "orders.csv", "10001,C-2001,2026-05-04,fulfilled,COD,,Lahore,,,,,,,,")
    assert take().changed["orders"] == 1
    with store() as session:
        assert find_order(session, of(store, "C-2001"), "10001").status == "shipped"


def test_a_sale_of_the_till_moves_on_without_a_parcel(store: Sessions, files: Path, take: Import) -> None:
    change(files / "orders.csv", "#5003,C-2001,2026-04-09 12:05,delivered,cash,LHR,,,,,,,,,", "")
    add(files / "orders.csv", "#5003,C-2001,2026-04-09 12:05,placed,cash,LHR,,,,,,,,,")
    take()
    change(files / "orders.csv", "12:05,placed,cash,LHR,,,,,,,,,", "12:05,delivered,cash,LHR,,,,,,,,,2026-04-09 12:06")
    assert take().changed == {"orders": 1}
    with store() as session:
        assert session.scalar(select(Shipment.id).where(Shipment.order_id == order(store, "5003").id)) is None


@pytest.mark.parametrize("total", ["2240", "9999"])
def test_a_sale_that_a_till_told_of_is_not_doubled(store: Sessions, files: Path, take: Import, total: str) -> None:
    take()
    line = PurchaseLine(sku="RG-501", quantity=2, unit_price_minor=112000)
    sold = PurchaseEvent(
        id="e-1",
        kind="purchase",
        at=NOW,
        touchpoint="branch",
        number="7001",
        currency="PKR",
        lines=[line],
        branch="LHR",
        customer="C-2001",
    )
    with transaction(store) as session:
        assert take_event(session, "till", sold)
    add(files / "orders.csv", f"7001,C-2001,2026-05-04,delivered,cash,LHR,,,,{total},,,,,")
    add(files / "order_lines.csv", "7001,RG-501,2,1120")
    assert take().made["orders"] == (0 if total == "2240" else 1)


def test_suggestions_come_from_what_was_imported(store: Sessions, take: Import) -> None:
    take()
    with transaction(store) as session:
        run = fit_and_swap(session, most_windows=1)
        assert run.parameters["lines"] > 0
    with transaction(store) as session:
        assert recommend(session, of(store, "C-2001"), Search())
