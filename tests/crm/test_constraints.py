"""What the store itself refuses, and that writers do not get in each other's way."""

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError, StatementError

from hamrah.crm.base import utc_now
from hamrah.crm.catalogue import Category, Product, Variant
from hamrah.crm.customers import ContactPoint, Customer
from hamrah.crm.engine import Sessions, open_engine, open_sessions, transaction
from hamrah.crm.orders import Order, OrderLine
from hamrah.crm.satisfaction import Feedback
from hamrah.crm.segments import SegmentMembership


def customer(reference: str = "1") -> Customer:
    return Customer(name="Somebody", source="test", external_ref=reference, created_at=utc_now())


def variant(session) -> Variant:
    category = Category(code="kurta", department="women", names={"en": "Kurta"}, synonyms={})
    product = Product(sku="K-1", source="test", category=category, details={})
    row = Variant(product=product, sku="K-1-M", options={}, price_minor=100, currency="PKR")
    session.add(row)
    session.flush()
    return row


def test_the_same_reference_of_one_source_only_once(store: Sessions) -> None:
    with pytest.raises(IntegrityError), transaction(store) as session:
        session.add_all([customer("1"), customer("1")])


def test_a_row_must_belong_to_something(store: Sessions) -> None:
    with pytest.raises(IntegrityError), transaction(store) as session:
        session.add(ContactPoint(customer_id=4711, kind="phone", value="+923000000000"))


def test_negative_price_is_refused(store: Sessions) -> None:
    with pytest.raises(IntegrityError), transaction(store) as session:
        variant(session).price_minor = -1


def test_nobody_is_in_two_segments_at_once(store: Sessions) -> None:
    def member(of: Customer, hours: int, until: datetime | None) -> SegmentMembership:
        began = now - timedelta(hours=hours)
        return SegmentMembership(customer_id=of.id, segment="loyal", valid_from=began, valid_until=until)

    now = utc_now()
    with transaction(store) as session:
        somebody = customer()
        session.add(somebody)
        session.flush()
        session.add_all([member(somebody, 3, now - timedelta(hours=2)), member(somebody, 2, now)])
        session.add(member(somebody, 1, None))
    with pytest.raises(IntegrityError), transaction(store) as session:
        session.add(member(somebody, 0, None))


def test_a_line_of_nothing_is_refused(store: Sessions) -> None:
    with pytest.raises(IntegrityError), transaction(store) as session:
        order = Order(
            number="1",
            source="test",
            touchpoint="website",
            status="placed",
            placed_at=utc_now(),
            currency="PKR",
            total_minor=0,
        )
        order.lines = [OrderLine(variant=variant(session), quantity=0, unit_price_minor=1)]
        session.add(order)


def test_a_rating_beyond_the_scale_is_refused(store: Sessions) -> None:
    with pytest.raises(IntegrityError), transaction(store) as session:
        session.add(Feedback(kind="nps", rating=11, touchpoint="chat", at=utc_now()))


def test_naive_time_is_refused(store: Sessions) -> None:
    with pytest.raises(StatementError, match="without a zone"), transaction(store) as session:
        row = customer()
        row.created_at = datetime(2026, 1, 1)  # noqa: DTZ001 - that is the point
        session.add(row)


def test_time_comes_back_aware_and_in_utc(store: Sessions) -> None:
    karachi = timezone(timedelta(hours=5))
    with transaction(store) as session:
        row = customer()
        row.created_at = datetime(2026, 1, 1, 3, 30, tzinfo=karachi)
        session.add(row)
    with store() as session:
        kept = session.scalar(select(Customer.created_at))
    assert kept == datetime(2025, 12, 31, 22, 30, tzinfo=UTC)
    assert kept.tzinfo is UTC


def test_a_failed_transaction_leaves_nothing(store: Sessions) -> None:
    with pytest.raises(ZeroDivisionError), transaction(store) as session:
        session.add(customer())
        session.flush()
        raise ZeroDivisionError
    with store() as session:
        assert session.scalar(select(func.count()).select_from(Customer)) == 0


def test_two_writers_that_read_first_both_get_through(store_url: str) -> None:
    """Without taking the write place at once, SQLite fails the second of them with "database is locked"."""

    def write(name: str) -> None:
        engine = open_engine(store_url)
        for turn in range(20):
            with transaction(open_sessions(engine)) as session:
                session.scalar(select(func.count()).select_from(Customer))
                session.add(customer(f"{name}-{turn}"))
        engine.dispose()

    threads = [threading.Thread(target=write, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    engine = open_engine(store_url)
    with open_sessions(engine)() as session:
        assert session.scalar(select(func.count()).select_from(Customer)) == 40
    engine.dispose()
