"""What became of the messages, and what telling changed: each customer once, from the first time, in whole windows."""

from datetime import timedelta

import pytest

from hamrah.crm.base import utc_now
from hamrah.crm.channels import ProactiveMessage
from hamrah.crm.engine import transaction
from hamrah.services.proactive_report import KindReport, list_messages, report_messages

from .offering import many_customers
from .world import Shop, ago, place_order


def note(
    shop: Shop, customer_id: int, status: str, days_ago: float, kind: str = "win_back", why: str | None = None
) -> None:
    with shop.writing() as session:
        told = ago(days_ago) if status in ("sent", "held_out") else None
        about = {"subject_type": "segment", "subject_id": f"{customer_id}/{days_ago}", "status": status, "why": why}
        when = {"planned_at": ago(days_ago), "due_at": ago(days_ago), "sent_at": told}
        session.add(ProactiveMessage(kind=kind, customer_id=customer_id, **about, **when))


def buy(shop: Shop, customer_id: int, days_ago: float, **values: object) -> None:
    with shop.writing() as session:
        place_order(session, customer_id, f"{customer_id}/{days_ago}", {"H-1-1": 1}, days_ago=days_ago, **values)


def report(shop: Shop, kind: str = "win_back") -> KindReport:
    with transaction(shop.sessions) as session:
        return next(one for one in report_messages(session, utc_now()) if one.kind == kind)


def test_counts_by_what_became_of_them_and_why(shop: Shop) -> None:
    one, other = shop.ids["ayesha"], shop.ids["bilal"]
    note(shop, one, "sent", 1)
    for customer, why in ((one, "cap"), (other, "cap"), (other, "bought")):
        note(shop, customer, "dropped", 2 + len(why), why=why)
    note(shop, other, "planned", 0, kind="order_delayed")
    found = report(shop)
    assert found.counts == {"planned": 0, "sent": 1, "dropped": 3, "held_out": 0}
    assert found.dropped == {"cap": 2, "bought": 1} and found.verdict == "too_few"
    assert report(shop, "order_delayed").counts["planned"] == 1
    assert report(shop, "order_delayed").verdict == "no_holdout"
    with shop.reading() as session:
        assert [row.why for row in list_messages(session, ["dropped"], "win_back")] == ["cap", "cap", "bought"]
        assert len(list_messages(session, limit=2)) == 2


def test_who_bought_after_they_were_told_within_the_days_that_count(shop: Shop) -> None:
    told, held, fresh = (shop.ids[who] for who in ("ayesha", "bilal", "sana"))
    note(shop, told, "sent", 30)
    note(shop, told, "sent", 20)  # counted from the first time
    note(shop, held, "held_out", 30)
    note(shop, fresh, "sent", 13)  # the window is still open
    for days in (31, 29, 17, 15):
        buy(shop, told, days)
    buy(shop, held, 20, status="cancelled")
    buy(shop, fresh, 12)
    found = report(shop)
    assert (found.treatment.customers, found.treatment.buyers, found.treatment.spent) == (1, 1, 2 * 65000)
    assert (found.control.customers, found.control.buyers) == (1, 0)


def test_enough_of_both_show_the_difference_with_its_interval(sqlite_shop: Shop) -> None:
    customers = many_customers(sqlite_shop, 80)
    with sqlite_shop.writing() as session:
        for place, customer in enumerate(customers):
            at = ago(30)
            status = "sent" if place < 40 else "held_out"
            row = ProactiveMessage(kind="win_back", customer_id=customer, subject_type="segment", subject_id=str(place))
            row.status, row.planned_at, row.due_at, row.sent_at = status, at, at, at
            session.add(row)
            if place < 20 or place >= 78:
                place_order(session, customer, str(place), {"H-1-1": 1}, days_ago=25)
    found = report(sqlite_shop)
    assert found.verdict == "lift" and found.conversion is not None and found.revenue is not None
    assert found.conversion.absolute[0] == pytest.approx(0.45) and found.conversion.verdict == "higher"
    assert found.revenue.absolute[0] == pytest.approx(0.45 * 65000)
    plain = found.as_json()
    assert plain["lift"]["conversion"]["verdict"] == "higher" and plain["groups"]["control"]["buyers"] == 2


def test_a_window_is_counted_to_its_end(sqlite_shop: Shop) -> None:
    customer = sqlite_shop.ids["ayesha"]
    note(sqlite_shop, customer, "sent", 30)
    buy(sqlite_shop, customer, 16 + 1 / 86400)
    assert report(sqlite_shop).treatment.buyers == 1
    with sqlite_shop.reading() as session:
        sent = list_messages(session)[0].sent_at
        assert sent is not None and utc_now() - sent > timedelta(days=14)
