"""Jobs that write much do so in transactions of bounded size, so that others can write between them; nothing twice."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from sqlalchemy import event, func, select, update
from sqlalchemy.orm import Session

from hamrah.crm.base import Base
from hamrah.crm.channels import ProactiveMessage
from hamrah.crm.conversations import SeenMessage
from hamrah.crm.customers import Customer
from hamrah.crm.engine import Sessions
from hamrah.crm.offers import LoyaltyEntry
from hamrah.crm.orders import Order, OrderStatusChange, Shipment
from hamrah.crm.satisfaction import SurveyInvitation
from hamrah.crm.segments import CustomerWorth, WorthRun
from hamrah.crm.tickets import SlaNotice, Ticket
from hamrah.services.loyalty_ledger import LOTS_AT_ONCE
from hamrah.services.proactive_planning import PLANNED_AT_ONCE as MESSAGES_AT_ONCE
from hamrah.services.segment_refresh import keep_measured, measure_customers
from hamrah.services.sla_watch import CLOSED_AT_ONCE, TOLD_AT_ONCE
from hamrah.services.survey_planning import PLANNED_AT_ONCE as SURVEYS_AT_ONCE
from hamrah.worker.jobs import (
    DELETED_AT_ONCE,
    Telling,
    ask_how_it_was,
    earn_loyalty_points,
    keep_offers_and_points,
    refresh_segments,
    tidy_up,
    watch_tickets,
)

NOW = datetime.now(UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def fill(store: Sessions, orders: int, **columns: object) -> None:
    """A customer with so many orders that were on their way a day ago."""
    with store.begin() as session:
        customer = Customer(name="A", source="shop", external_ref="a", created_at=NOW)
        session.add(customer)
        session.flush()
        shared = {"source": "shop", "touchpoint": "app", "currency": "PKR", "total_minor": 500000, **columns}
        placed = [
            Order(customer_id=customer.id, number=str(number), placed_at=NOW - 4 * DAY, **shared)
            for number in range(orders)
        ]
        session.add_all(placed)
        session.flush()
        session.add_all(
            [
                Shipment(order_id=order.id, carrier="c", shipped_at=NOW - 3 * DAY, expected_at=NOW - HOUR)
                for order in placed
            ]
        )
        if columns.get("status") == "delivered":
            rows = [OrderStatusChange(order_id=o.id, status="delivered", at=NOW - DAY, actor="s") for o in placed]
            session.add_all(rows)


@contextmanager
def growth(store: Sessions, table: type[Base], where: Callable[[], object] | None = None) -> Iterator[list[int]]:
    """How much each commit changed the number of a table's rows, where it did."""
    steps: list[int] = []

    def count() -> int:
        with store.kw["bind"].connect() as looking:
            query = select(func.count()).select_from(table)
            return int(looking.scalar(query if where is None else query.where(where())) or 0)

    seen = [count()]

    def look(_: Session) -> None:
        now_there = count()
        if now_there != seen[-1]:
            steps.append(now_there - seen[-1])
            seen.append(now_there)

    event.listen(Session, "after_commit", look)
    try:
        yield steps
    finally:
        event.remove(Session, "after_commit", look)


def test_questions_are_planned_some_at_a_time_and_once(sqlite_store: Sessions) -> None:
    many = 2 * SURVEYS_AT_ONCE + 7
    fill(sqlite_store, many, status="delivered")
    with growth(sqlite_store, SurveyInvitation) as steps:
        ask_how_it_was(sqlite_store)
        ask_how_it_was(sqlite_store)
    assert steps == [SURVEYS_AT_ONCE, SURVEYS_AT_ONCE, 7]


def test_messages_are_planned_some_at_a_time_and_once(sqlite_store: Sessions) -> None:
    fill(sqlite_store, MESSAGES_AT_ONCE + 3, status="shipped")
    with growth(sqlite_store, ProactiveMessage) as steps:
        Telling()(sqlite_store)
        Telling()(sqlite_store)
    assert steps == [MESSAGES_AT_ONCE, 3]


def test_many_clocks_that_ran_out_are_told_some_at_a_time_and_once(sqlite_store: Sessions) -> None:
    open_tickets(sqlite_store, TOLD_AT_ONCE + 1, answer_due_at=NOW - HOUR)
    with growth(sqlite_store, SlaNotice) as steps:
        watch_tickets(sqlite_store)
        watch_tickets(sqlite_store)
    assert steps == [TOLD_AT_ONCE, 1]


def test_all_that_was_solved_long_ago_is_closed_in_one_run(sqlite_store: Sessions) -> None:
    open_tickets(sqlite_store, CLOSED_AT_ONCE + 1, answer_due_at=NOW, status="solved", solved_at=NOW - 40 * DAY)
    with growth(sqlite_store, Ticket, lambda: Ticket.status == "solved") as steps:
        watch_tickets(sqlite_store)
    assert steps == [-CLOSED_AT_ONCE, -1]


def open_tickets(store: Sessions, many: int, **columns: object) -> None:
    shared = {"kind": "late", "status": "open", "priority": "normal", "queue": "delivery", "description": "late"}
    values = {**shared, "touchpoint": "chat", "opened_at": NOW - 50 * DAY, **columns}
    with store.begin() as session:
        session.add_all([Ticket(number=f"T-{number}", **values) for number in range(many)])


def test_points_are_earned_and_written_off_some_at_a_time_and_once(sqlite_store: Sessions) -> None:
    fill(sqlite_store, LOTS_AT_ONCE + 2, status="delivered")
    with growth(sqlite_store, LoyaltyEntry) as earned:
        earn_loyalty_points(sqlite_store)
        earn_loyalty_points(sqlite_store)
    with sqlite_store.begin() as session:
        session.execute(update(LoyaltyEntry).values(expires_at=NOW - HOUR))
    with growth(sqlite_store, LoyaltyEntry) as expired:
        keep_offers_and_points(sqlite_store)
        keep_offers_and_points(sqlite_store)
    assert earned == expired == [LOTS_AT_ONCE, 2]


def test_what_has_served_its_time_is_deleted_some_at_a_time(sqlite_store: Sessions) -> None:
    with sqlite_store.begin() as session:
        ids = range(DELETED_AT_ONCE + 2)
        session.add_all([SeenMessage(channel="web", message_id=str(n), at=NOW - 99 * DAY) for n in ids])
    with growth(sqlite_store, SeenMessage) as steps:
        tidy_up(sqlite_store)
    assert steps == [-DELETED_AT_ONCE, -2]


def test_customers_are_measured_while_others_write(sqlite_store: Sessions) -> None:
    fill(sqlite_store, 2, status="delivered")
    with sqlite_store() as reading:
        measured = measure_customers(reading, NOW)
        with sqlite_store.begin() as session:  # would wait for a lock that `reading` held
            session.add(Customer(name="B", source="shop", external_ref="b", created_at=NOW))
    with sqlite_store.begin() as session:
        keep_measured(session, measured)
        assert session.scalars(select(CustomerWorth.purchases)).all() == [1]  # a day with two orders is one
    refresh_segments(sqlite_store)
    with sqlite_store() as session:
        assert session.scalars(select(WorthRun.customers).order_by(WorthRun.id)).all() == [1, 1]


def test_who_is_erased_while_all_are_measured_is_not_written_down_again(sqlite_store: Sessions) -> None:
    fill(sqlite_store, 2, status="delivered")
    with sqlite_store() as reading:
        measured = measure_customers(reading, NOW)
    with sqlite_store.begin() as session:
        session.query(Customer).update({"erased_at": NOW + HOUR})
        keep_measured(session, measured)
        assert session.scalars(select(CustomerWorth.customer_id)).all() == []
