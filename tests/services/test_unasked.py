"""What was told unasked is looked at again on its way to an app: whether it is wanted still, and what hour it is."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from hamrah.crm.base import utc_now
from hamrah.crm.channels import Delivery
from hamrah.services.deliveries import DeliveryClaim, note_part
from hamrah.services.opting import stop_service
from hamrah.services.privacy import set_marketing_consent
from hamrah.services.unasked import goes_out, is_marketing, is_unasked

from .offering import add_points, allow
from .sending import claim_due, people, say, statuses
from .telling import HOUR, fates, late_order, link, noon, plan, tell
from .world import Shop

__all__ = ["noon", "people"]
NIGHT = 14 * HOUR
"""After noon: two o'clock."""


@pytest.fixture(autouse=True)
def _nobody_is_held_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hamrah.services.proactive_sending.drawn_number", lambda what, subject: 0.999)


def told(shop: Shop, noon: datetime, *, marketing: bool) -> DeliveryClaim:
    """Tell a customer something in an app at noon; a courier's claim on it."""
    link(shop)
    allow(shop)
    if marketing:
        add_points(shop, 100, expires_in=5)
    else:
        late_order(shop)
    plan(shop)
    assert tell(shop, noon) == 1
    (claim,) = claim_due(shop)
    return claim


def may_go(shop: Shop, claim: DeliveryClaim, now: datetime) -> bool:
    with shop.writing() as session:
        return goes_out(session, claim, now)


def end(shop: Shop) -> tuple[str, str | None]:
    """What became of the delivery, and why."""
    with shop.reading() as session:
        return session.execute(select(Delivery.status, Delivery.error)).tuples().one()


@pytest.mark.parametrize("marketing", [True, False])
def test_by_day_it_goes_out(shop: Shop, noon: datetime, marketing: bool) -> None:
    claim = told(shop, noon, marketing=marketing)
    assert may_go(shop, claim, noon) and end(shop) == ("queued", None)
    with shop.reading() as session:
        assert is_unasked(session, claim) and is_marketing(session, claim) is marketing


def test_marketing_that_was_stopped_since_goes_nowhere(shop: Shop, noon: datetime) -> None:
    claim = told(shop, noon, marketing=True)
    with shop.writing() as session:
        set_marketing_consent(session, shop.who("ayesha"), False)
    assert not may_go(shop, claim, noon) and end(shop) == ("failed", "opted_out")


def test_the_rest_goes_on_unless_it_was_stopped_too(sqlite_shop: Shop, noon: datetime) -> None:
    claim = told(sqlite_shop, noon, marketing=False)
    with sqlite_shop.writing() as session:
        set_marketing_consent(session, sqlite_shop.who("ayesha"), False)
    assert may_go(sqlite_shop, claim, noon)
    with sqlite_shop.writing() as session:
        stop_service(session, sqlite_shop.who("ayesha"))
    assert not may_go(sqlite_shop, claim, noon) and end(sqlite_shop) == ("failed", "opted_out")


def test_what_would_come_by_night_is_told_anew_in_the_morning(shop: Shop, noon: datetime) -> None:
    claim = told(shop, noon, marketing=True)
    assert not may_go(shop, claim, noon + NIGHT) and end(shop) == ("failed", "quiet_hours")
    assert fates(shop) == [("points_expiring", "planned", None)]
    assert tell(shop, noon + NIGHT) == 0 and tell(shop, noon + 24 * HOUR) == 1
    (again,) = claim_due(shop)
    assert again.id != claim.id and may_go(shop, again, noon + 24 * HOUR)


def test_by_morning_it_may_be_stopped(sqlite_shop: Shop, noon: datetime) -> None:
    claim = told(sqlite_shop, noon, marketing=True)
    assert not may_go(sqlite_shop, claim, noon + NIGHT)
    allow(sqlite_shop, granted=False, days_ago=0)
    assert tell(sqlite_shop, noon + 24 * HOUR) == 0
    assert fates(sqlite_shop) == [("points_expiring", "dropped", "no_consent")]


def test_whoever_wrote_since_is_awake(sqlite_shop: Shop, noon: datetime) -> None:
    claim = told(sqlite_shop, noon, marketing=False)
    heard = DeliveryClaim(**{**vars(claim), "heard_at": claim.message.at + timedelta(seconds=1)})
    assert may_go(sqlite_shop, heard, noon + NIGHT)


def test_what_was_sent_in_part_is_sent_whole(sqlite_shop: Shop, noon: datetime) -> None:
    claim = told(sqlite_shop, noon, marketing=False)
    with sqlite_shop.writing() as session:
        note_part(session, claim, 0, "p1", utc_now())
    assert may_go(sqlite_shop, DeliveryClaim(**{**vars(claim), "parts_sent": 1}), noon + NIGHT)


def test_only_marketing_comes_too_late(sqlite_shop: Shop, noon: datetime) -> None:
    claim = told(sqlite_shop, noon, marketing=True)
    assert not may_go(sqlite_shop, claim, noon + 96 * HOUR) and end(sqlite_shop) == ("failed", "too_late")


def test_an_answer_is_never_looked_at(shop: Shop, noon: datetime, people: list[int]) -> None:
    say(shop, people[0], "one")
    (claim,) = claim_due(shop)
    assert may_go(shop, claim, noon + NIGHT) and statuses(shop, people[0]) == ["queued"]
    with shop.reading() as session:
        assert not is_unasked(session, claim) and not is_marketing(session, claim)
