"""Codes and notices on their way: sent once, put off while they cannot be, given up when of no use any more."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from hamrah.bootstrap import texts
from hamrah.crm.base import utc_now
from hamrah.crm.conversations import Notification
from hamrah.crm.customers import ContactPoint
from hamrah.services.codes import HOLDS, Claimed, send_code
from hamrah.services.notification_sending import (
    HIDDEN,
    LEASE,
    WORTH_SENDING,
    Notice,
    claim_notification,
    fail_notification,
    is_notification_due,
    postpone_notification,
    settle_notification,
)
from hamrah.services.notifier import StoreNotifier
from hamrah.settings import settings

from .world import Shop, place_order

AYESHA = Claimed("phone", "+923001234567")
NOTICE = ("answer_waits", "utter_answer_waits")


def ask_code(shop: Shop) -> str:
    with shop.writing() as session:
        send_code(session, shop.who("guest"), AYESHA, StoreNotifier(), "en")
    return only(shop).values["code"]


def tell(shop: Shop, kind: str = "email") -> None:
    with shop.writing() as session:
        theirs = select(ContactPoint).where(ContactPoint.customer_id == shop.ids["ayesha"], ContactPoint.kind == kind)
        contact = session.scalars(theirs).first()
        assert contact is not None
        StoreNotifier().send(session, contact, NOTICE[0], "en", NOTICE[1], {})


def only(shop: Shop) -> Notification:
    with shop.reading() as session:
        (row,) = session.scalars(select(Notification)).all()
    return row


def claim(shop: Shop, channel: str = "sms", now: datetime | None = None) -> Notice | None:
    with shop.writing() as session:
        return claim_notification(session, texts(), channel, now or utc_now())


def claimed(shop: Shop, channel: str = "sms", now: datetime | None = None) -> Notice:
    notice = claim(shop, channel, now)
    assert notice is not None
    return notice


def age(shop: Shop, by: timedelta) -> None:
    with shop.writing() as session:
        session.execute(update(Notification).values(at=utc_now() - by))


def test_a_code_is_claimed_by_one_and_sent_once(shop: Shop) -> None:
    code = ask_code(shop)
    notice = claimed(shop)
    assert (notice.channel, notice.address, notice.attempts) == ("sms", "+923001234567", 1)
    assert code in notice.text
    assert claim(shop) is None
    with shop.writing() as session:
        settle_notification(session, notice)
    assert claim(shop, now=utc_now() + LEASE * 2) is None
    assert only(shop).status == "sent"


def test_after_it_was_sent_nobody_reads_the_code_in_the_store(sqlite_shop: Shop) -> None:
    code = ask_code(sqlite_shop)
    with sqlite_shop.writing() as session:
        settle_notification(session, notice := claimed(sqlite_shop))
    assert notice.text.count(code) == 1
    assert only(sqlite_shop).values == {"code": HIDDEN}


def test_each_channel_has_its_own(sqlite_shop: Shop) -> None:
    tell(sqlite_shop, "email")
    assert claim(sqlite_shop, "sms") is None
    with sqlite_shop.reading() as session:
        due = [is_notification_due(session, channel, utc_now()) for channel in ("sms", "email")]
    assert due == [False, True]


def test_codes_come_before_what_was_written_earlier(sqlite_shop: Shop) -> None:
    tell(sqlite_shop, "phone")
    with sqlite_shop.writing() as session:
        send_code(session, sqlite_shop.who("guest"), AYESHA, StoreNotifier(), "en")
    assert [claimed(sqlite_shop).kind, claimed(sqlite_shop).kind] == ["one_time_code", NOTICE[0]]


def test_who_dies_with_a_claim_leaves_it_to_the_next(sqlite_shop: Shop) -> None:
    ask_code(sqlite_shop)
    first = claimed(sqlite_shop)
    second = claimed(sqlite_shop, now=utc_now() + LEASE + timedelta(seconds=1))
    assert (first.id, second.attempts) == (second.id, 2)
    with sqlite_shop.writing() as session:  # the first comes back to life, too late to have a say
        fail_notification(session, first, "late")
    assert only(sqlite_shop).status == "waiting"


def test_a_way_that_is_closed_for_a_while_gets_it_later(shop: Shop) -> None:
    ask_code(shop)
    now = utc_now()
    with shop.writing() as session:
        assert postpone_notification(session, claimed(shop), now, "ConnectTimeout", 1.0)
    assert claim(shop, now=now) is None
    assert claimed(shop, now=now + timedelta(seconds=2)).attempts == 2
    assert only(shop).error == "ConnectTimeout"


@pytest.mark.parametrize(("is_code", "life"), [(True, HOLDS), (False, WORTH_SENDING)])
def test_what_would_come_too_late_is_given_up(sqlite_shop: Shop, is_code: bool, life: timedelta) -> None:
    ask_code(sqlite_shop) if is_code else tell(sqlite_shop, "phone")
    age(sqlite_shop, life - timedelta(seconds=30))
    notice = claimed(sqlite_shop)
    late = notice.at + life
    with sqlite_shop.writing() as session:
        assert not postpone_notification(session, notice, late, "ConnectTimeout", 0.0)
    row = only(sqlite_shop)
    assert (row.status, row.error) == ("failed", "ConnectTimeout")


@pytest.mark.parametrize(("is_code", "life"), [(True, HOLDS), (False, WORTH_SENDING)])
def test_what_is_old_is_never_sent_when_a_way_is_set_up_at_last(
    sqlite_shop: Shop, is_code: bool, life: timedelta
) -> None:
    ask_code(sqlite_shop) if is_code else tell(sqlite_shop, "phone")
    age(sqlite_shop, life)
    assert claim(sqlite_shop) is None


def test_an_order_number_leads_to_a_contact_that_can_be_reached(
    sqlite_shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sqlite_shop.writing() as session:
        place_order(session, sqlite_shop.ids["ayesha"], "1001", {"H-1-1": 1})
    monkeypatch.setenv("HAMRAH_DEMO", "false")
    monkeypatch.setenv("HAMRAH_EMAIL", '{"host": "localhost", "sender": "shop@example.com"}')
    settings.cache_clear()
    with sqlite_shop.writing() as session:
        send_code(session, sqlite_shop.who("guest"), Claimed("order_number", "1001"), StoreNotifier(), "en")
    assert only(sqlite_shop).channel == "email"
