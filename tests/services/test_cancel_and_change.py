"""Cancelling and changing one's own orders, as far as the written policies go and no further."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from hamrah.crm.catalogue import Branch
from hamrah.crm.customers import Address
from hamrah.crm.orders import Order, OrderChange, OrderStatusChange, Refund
from hamrah.services.order_changes import (
    add_working_days,
    cancel_order,
    change_address,
    change_variant,
    keep_address,
    own_line,
    read_address,
)
from hamrah.services.orders import find_order
from hamrah.services.refusal import Refusal

from .world import Shop, place_order

ALL = ("placed", "confirmed", "packed", "shipped", "delivered", "returned", "cancelled")


def order_in(shop: Shop, status: str, number: str = "1001", name: str = "ayesha", **columns: object) -> int:
    """An order of one yellow medium kurta and two shampoos; the id of the kurta's line."""
    lines = {"K-1-YM": 1, "H-1-1": 2}
    with shop.writing() as session:
        return place_order(session, shop.ids[name], number, lines, status=status, **columns).lines[0].id


def status_of(shop: Shop, number: str = "1001") -> str:
    with shop.reading() as session:
        return session.scalars(select(Order.status).where(Order.number == number)).one()


@pytest.mark.parametrize("status", ["placed", "confirmed"])
def test_an_order_that_is_not_packed_is_cancelled(sqlite_shop: Shop, status: str) -> None:
    order_in(sqlite_shop, status)
    with sqlite_shop.writing() as session:
        cancel_order(session, sqlite_shop.who("ayesha"), "1001")
    assert status_of(sqlite_shop) == "cancelled"
    cancelled = (OrderStatusChange.status == "cancelled", OrderStatusChange.actor == "customer")
    assert sqlite_shop.count(OrderStatusChange, *cancelled) == 1


@pytest.mark.parametrize("status", ["packed", "shipped", "delivered", "returned", "cancelled"])
def test_a_later_one_is_not_and_nothing_is_written(sqlite_shop: Shop, status: str) -> None:
    order_in(sqlite_shop, status)
    before = sqlite_shop.stock("K-1-YM")
    with pytest.raises(Refusal) as refused, sqlite_shop.writing() as session:
        cancel_order(session, sqlite_shop.who("ayesha"), "1001")
    key = "utter_cancel_already" if status == "cancelled" else "utter_cancel_too_late"
    assert refused.value.key == key
    assert (status_of(sqlite_shop), sqlite_shop.stock("K-1-YM")) == (status, before)
    assert sqlite_shop.count(Refund) == sqlite_shop.count(OrderStatusChange) == 0


def test_what_was_cancelled_lies_in_the_shop_again(shop: Shop) -> None:
    """In the branch it came from, where that is known; else where most of it lies."""
    with shop.reading() as session:
        karachi = session.scalars(select(Branch.id).where(Branch.code == "KHI")).one()
    order_in(shop, "placed", "1001", branch_id=karachi)
    order_in(shop, "placed", "1002")
    with shop.writing() as session:
        cancel_order(session, shop.who("ayesha"), "1001")
    assert shop.stock("K-1-YM") == {"LHR": 3, "KHI": 2}
    with shop.writing() as session:
        cancel_order(session, shop.who("ayesha"), "1002")
    assert shop.stock("K-1-YM") == {"LHR": 4, "KHI": 2}
    assert sum(shop.stock("H-1-1").values()) == 184


def test_what_was_paid_comes_back(sqlite_shop: Shop) -> None:
    order_in(sqlite_shop, "placed")
    with sqlite_shop.writing() as session:
        order, refund = cancel_order(session, sqlite_shop.who("ayesha"), "1001")
    assert refund is not None
    assert (refund.amount_minor, refund.currency, refund.method) == (order.total_minor, "PKR", "card")
    assert refund.status == "open" and refund.paid_at is None


def test_nothing_comes_back_of_what_was_to_be_paid_on_delivery(sqlite_shop: Shop) -> None:
    order_in(sqlite_shop, "confirmed", payment_method="cash_on_delivery")
    with sqlite_shop.writing() as session:
        _, refund = cancel_order(session, sqlite_shop.who("ayesha"), "1001")
    assert refund is None
    assert sqlite_shop.count(Refund) == 0


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2026-11-16T08:00", 1, "2026-11-17T08:00"),  # Monday
        ("2026-11-21T08:00", 1, "2026-11-23T08:00"),  # Saturday: Sunday does not count
        ("2026-11-16T08:00", 7, "2026-11-24T08:00"),
        ("2026-11-16T08:00", 14, "2026-12-02T08:00"),  # two Sundays
        # 20:30 UTC on Friday is 01:30 on Saturday in Pakistan, and the day after that is Sunday there.
        ("2026-11-20T20:30", 1, "2026-11-22T20:30"),
    ],
)
def test_a_refund_is_due_on_a_working_day_of_the_shop(start: str, days: int, due: str) -> None:
    at, until = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (start, due))
    assert add_working_days(at, days) == until


@pytest.mark.parametrize("status", ALL)
def test_the_address_changes_until_it_is_shipped(sqlite_shop: Shop, status: str) -> None:
    order_in(sqlite_shop, status)
    ayesha = sqlite_shop.who("ayesha")
    with sqlite_shop.writing() as session:
        address = keep_address(session, ayesha, "House 5, Street 9, Model Town")
    if status in ("placed", "confirmed", "packed"):
        with sqlite_shop.writing() as session:
            change_address(session, ayesha, "1001", address)
    else:
        with pytest.raises(Refusal, match="utter_change_too_late"), sqlite_shop.writing() as session:
            change_address(session, ayesha, "1001", address)
    changed = status in ("placed", "confirmed", "packed")
    with sqlite_shop.reading() as session:
        order = find_order(session, ayesha, "1001")
        assert order.delivery_address == ("House 5, Street 9, Model Town" if changed else "12 Mall Road")
    assert (
        sqlite_shop.count(OrderChange, OrderChange.kind == "address", OrderChange.before == "12 Mall Road") == changed
    )


def test_an_address_that_was_typed_is_kept_as_the_customers(sqlite_shop: Shop) -> None:
    with sqlite_shop.writing() as session:
        keep_address(session, sqlite_shop.who("ayesha"), "House 5")
    with sqlite_shop.reading() as session:
        row = session.scalars(select(Address)).one()
    assert (row.customer_id, row.line, row.city) == (sqlite_shop.ids["ayesha"], "House 5", "Lahore")


def test_anothers_address_is_not_read_and_no_order_goes_there(sqlite_shop: Shop) -> None:
    order_in(sqlite_shop, "placed")
    with sqlite_shop.writing() as session:
        bilals = keep_address(session, sqlite_shop.who("bilal"), "Bilal's house")
    for address in (bilals, 4711):
        with pytest.raises(Refusal), sqlite_shop.writing() as session:
            read_address(session, sqlite_shop.who("ayesha"), address)
        with pytest.raises(Refusal), sqlite_shop.writing() as session:
            change_address(session, sqlite_shop.who("ayesha"), "1001", address)
    with sqlite_shop.reading() as session:
        assert find_order(session, sqlite_shop.who("ayesha"), "1001").delivery_address == "12 Mall Road"


def test_another_size_is_taken_from_the_shop_and_the_old_one_put_back(shop: Shop) -> None:
    line = order_in(shop, "confirmed")
    with shop.writing() as session:
        change_variant(session, shop.who("ayesha"), "1001", line, "size", "large")
    with shop.reading() as session:
        order = find_order(session, shop.who("ayesha"), "1001")
        changed = own_line(order, line)
        assert changed.variant.sku == "K-1-YL"
        assert changed.unit_price_minor == 349000
    assert shop.stock("K-1-YL") == {"KHI": 1}
    assert shop.stock("K-1-YM") == {"LHR": 4, "KHI": 1}
    assert shop.count(OrderChange, OrderChange.before == "K-1-YM", OrderChange.after == "K-1-YL") == 1


@pytest.mark.parametrize("status", ["packed", "shipped", "delivered", "cancelled", "returned"])
def test_size_and_colour_do_not_change_once_it_is_packed(sqlite_shop: Shop, status: str) -> None:
    line = order_in(sqlite_shop, status)
    with pytest.raises(Refusal, match="utter_change_too_late"), sqlite_shop.writing() as session:
        change_variant(session, sqlite_shop.who("ayesha"), "1001", line, "size", "large")
    assert sqlite_shop.stock("K-1-YL") == {"KHI": 2}


@pytest.mark.parametrize(
    ("kind", "value"),
    [("color", "green"), ("color", "black"), ("size", "XXL")],
    ids=["sold out", "not made in black", "not made so large"],
)
def test_what_is_not_there_is_refused(shop: Shop, kind: str, value: str) -> None:
    line = order_in(shop, "placed")
    with pytest.raises(Refusal, match="utter_change_not_available"), shop.writing() as session:
        change_variant(session, shop.who("ayesha"), "1001", line, kind, value)
    assert shop.count(OrderChange) == 0
    assert shop.stock("K-1-YM") == {"LHR": 3, "KHI": 1}


def test_a_line_of_another_order_is_refused(sqlite_shop: Shop) -> None:
    order_in(sqlite_shop, "placed")
    bilals = order_in(sqlite_shop, "placed", "2001", "bilal")
    own_other = order_in(sqlite_shop, "placed", "1002")
    for line in (bilals, own_other, 4711):
        with pytest.raises(Refusal, match="utter_order_not_found"), sqlite_shop.writing() as session:
            change_variant(session, sqlite_shop.who("ayesha"), "1001", line, "size", "large")


def test_somebody_elses_order_is_neither_cancelled_nor_changed(sqlite_shop: Shop) -> None:
    line = order_in(sqlite_shop, "placed", "2001", "bilal")
    ayesha = sqlite_shop.who("ayesha")
    with sqlite_shop.writing() as session:
        address = keep_address(session, ayesha, "House 5")
    for deed in (
        lambda session: cancel_order(session, ayesha, "2001"),
        lambda session: change_address(session, ayesha, "2001", address),
        lambda session: change_variant(session, ayesha, "2001", line, "size", "large"),
    ):
        with pytest.raises(Refusal, match="utter_order_not_found"), sqlite_shop.writing() as session:
            deed(session)
    assert status_of(sqlite_shop, "2001") == "placed"
