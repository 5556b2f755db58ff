"""The worker's clock: jobs run when they are due, once, and a failing one does not stop the others."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from hamrah import bootstrap
from hamrah.crm.conversations import Attempt
from hamrah.crm.customers import Consent, Customer
from hamrah.crm.engine import Sessions
from hamrah.crm.offers import LoyaltyEntry, Offer, OfferAssignment
from hamrah.crm.orders import Order
from hamrah.crm.segments import WorthRun
from hamrah.language.strict_yaml import DataFileError
from hamrah.worker.clock import JOBS, NIGHT_JOBS, Job, Rota, each_hour, each_night, work_until_stopped
from hamrah.worker.jobs import tidy_up


@pytest.fixture(autouse=True)
def _this_store(sqlite_store: Sessions, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hamrah.worker.clock.sessions", lambda: sqlite_store)
    bootstrap.sessions.cache_clear()


def test_night_is_three_oclock_in_karachi() -> None:
    evening = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
    assert each_night(evening) == datetime(2026, 11, 21, 22, 0, tzinfo=UTC)
    assert each_night(datetime(2026, 11, 21, 22, 0, tzinfo=UTC)) == datetime(2026, 11, 22, 22, 0, tzinfo=UTC)


def test_a_due_job_runs_once_and_waits_for_its_next_time() -> None:
    ran: list[datetime] = []
    rota = Rota((Job("note", lambda _: ran.append(datetime.now(UTC)), each_hour),))
    soon = datetime.now(UTC) + timedelta(minutes=30)
    assert rota.run_due(soon) == []
    due = datetime.now(UTC) + timedelta(hours=1, minutes=1)
    assert rota.run_due(due) == ["note"]
    assert rota.run_due(due + timedelta(minutes=1)) == []
    assert len(ran) == 1


@pytest.mark.parametrize(
    "error",
    [OperationalError("select", {}, Exception("gone")), DataFileError("segments.yml: gone"), MemoryError()],
    ids=["store", "file", "what nobody foresaw"],
)
def test_a_failing_job_does_not_stop_the_others(error: Exception) -> None:
    def fail(_: Session) -> None:
        raise error

    rota = Rota((Job("fails", fail, each_hour), Job("works", lambda _: None, each_hour)))
    assert rota.run_due(datetime.now(UTC) + timedelta(hours=2)) == ["works"]


@pytest.mark.parametrize(
    ("error", "logged"),
    [
        (DataFileError("shop/alerts.yml: days: Field required"), "shop/alerts.yml: days: Field required"),
        (ValueError("Ayesha, 0300 1234567"), "ValueError"),
    ],
    ids=["file", "what may name a person"],
)
def test_a_failing_job_is_logged_with_the_file_but_without_a_person(
    error: Exception, logged: str, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: Sessions) -> None:
        raise error

    Rota((Job("fails", fail, each_hour),)).run_due(datetime.now(UTC) + timedelta(hours=2))
    assert caplog.messages == [f"The job fails failed: {logged}"]


def test_the_worker_does_not_begin_with_rules_that_cannot_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    def unusable() -> None:
        raise DataFileError("shop/surveys.yml: kinds: Field required")

    def too_early(_: threading.Event) -> None:
        raise AssertionError("a job's thread was started")

    monkeypatch.setattr("hamrah.worker.clock.read_shop_rules", unusable)
    monkeypatch.setattr("hamrah.worker.clock.model_loaded", too_early)
    with handlers_put_back(), pytest.raises(DataFileError, match="kinds"):
        work_until_stopped()


def test_each_night_segments_are_computed_after_the_recommender(sqlite_store: Sessions) -> None:
    tomorrow = datetime.now(UTC) + timedelta(days=1, minutes=1)
    assert Rota(NIGHT_JOBS).run_due(tomorrow) == [
        *("fit_recommender", "refresh_segments", "keep_offers_and_points", "raise_alerts")
    ]
    assert Rota(JOBS).run_due(tomorrow) == [
        *("earn_loyalty_points", "tie_purchases", "watch_tickets", "ask_how_it_was"),
        *("tell_customers", "keep_complaints", "end_idle_handovers", "find_problems", "note_customer_names"),
        "tidy_up",
    ]
    with sqlite_store() as session:
        assert session.scalars(select(WorthRun.customers)).all() == [0]


def test_what_takes_long_at_night_keeps_nothing_waiting(
    sqlite_store: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_day, at_night = threading.Event(), threading.Event()

    def wait_for_the_day(_: Sessions) -> None:
        if by_day.wait(30):
            at_night.set()

    def end_after_the_night(_: Sessions) -> None:
        by_day.set()
        if at_night.is_set():
            os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr("hamrah.worker.clock.NIGHT_JOBS", (Job("long", wait_for_the_day, lambda after: after),))
    monkeypatch.setattr("hamrah.worker.clock.JOBS", (Job("short", end_after_the_night, lambda after: after),))
    monkeypatch.setattr("hamrah.worker.clock.LOOK_EVERY_SECONDS", 0.01)
    monkeypatch.setattr("hamrah.worker.model_thread.sessions", lambda: sqlite_store)
    with handlers_put_back():
        work_until_stopped()
    assert at_night.is_set()


@contextmanager
def handlers_put_back() -> Iterator[None]:
    """Leave the signals' handlers as they were."""
    before = {name: signal.getsignal(name) for name in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


def test_the_worker_keeps_offers_and_points(sqlite_store: Sessions) -> None:
    now = datetime.now(UTC)
    with sqlite_store.begin() as session:
        customer = Customer(name="A", source="shop", external_ref="a", created_at=now)
        session.add(customer)
        session.flush()
        session.add(Consent(customer_id=customer.id, purpose="marketing", granted=True, touchpoint="app", at=now))
        dates = {"starts_at": now - timedelta(days=1), "ends_at": now + timedelta(days=9)}
        session.add(Offer(code="HALF", percent=5, categories={}, texts={}, holdout=0.5, **dates))
        lot = {"kind": "earned", "points": 9, "remaining": 9, "at": now, "expires_at": now - timedelta(days=1)}
        session.add(LoyaltyEntry(customer_id=customer.id, **lot))
        order = {"number": "1", "source": "shop", "status": "delivered", "touchpoint": "app", "currency": "PKR"}
        session.add(Order(customer_id=customer.id, placed_at=now, total_minor=500000, **order))
    for jobs, name in ((JOBS, "earn_loyalty_points"), (NIGHT_JOBS, "keep_offers_and_points")):
        assert name in Rota(jobs).run_due(now + timedelta(days=1, hours=1))
    with sqlite_store() as session:
        assert session.scalars(select(OfferAssignment.customer_id)).all() == [1]
        rows = session.execute(select(LoyaltyEntry.kind, LoyaltyEntry.points).order_by(LoyaltyEntry.kind))
        assert sorted(tuple(row) for row in rows) == [("earned", 9), ("earned", 50), ("expired", -9)]


def test_tidying_up_deletes_only_what_has_served_its_time(sqlite_store: Sessions) -> None:
    now = datetime.now(UTC)
    with sqlite_store.begin() as session:
        session.add_all([Attempt(action="a", key=str(age), at=now - timedelta(hours=age)) for age in (1, 23, 25, 90)])
    tidy_up(sqlite_store)
    with sqlite_store() as session:
        assert set(session.scalars(select(Attempt.key))) == {"1", "23"}
