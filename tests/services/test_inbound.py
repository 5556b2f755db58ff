"""Messages from apps are kept once, in the order in which they were written, and emptied when they are answered."""

from datetime import UTC, datetime, timedelta

import pytest

from hamrah.crm.base import utc_now
from hamrah.crm.channels import ChannelAccount, InboundMessage
from hamrah.services.inbound import (
    LEFT_OVER_AFTER,
    MOST_ATTEMPTS,
    Arrival,
    account_of,
    keep_arrival,
    left_over,
    note_failed_attempt,
    note_handled,
    waiting_arrivals,
)

from .world import Shop

KEY = b"k" * 32
NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)


@pytest.fixture
def account(shop: Shop) -> int:
    with shop.writing() as session:
        made = account_of(session, KEY, "whatsapp", "923001234567", "+923001234567", "Ayesha")
        session.flush()
        return made.id


def _keep(shop: Shop, account: int, name: str, at: datetime = NOON, edits: str | None = None) -> bool:
    with shop.writing() as session:
        arrival = Arrival(name, at, {"kind": "text", "text": name}, edits)
        return keep_arrival(session, session.get_one(ChannelAccount, account), arrival)


def _waiting(shop: Shop, account: int) -> list[str]:
    with shop.reading() as session:
        return [row.message_id for row in waiting_arrivals(session, account)]


def test_an_address_has_one_account_on_a_channel(shop: Shop, account: int) -> None:
    with shop.writing() as session:
        again = account_of(session, KEY, "whatsapp", "923001234567", name="Ayesha S.")
        assert (again.id, again.phone, again.name) == (account, "+923001234567", "Ayesha S.")
        other = account_of(session, KEY, "telegram", "923001234567")
        assert other.sender_id != again.sender_id


def test_a_second_delivery_is_dropped_also_once_it_was_answered(shop: Shop, account: int) -> None:
    assert _keep(shop, account, "one")
    assert not _keep(shop, account, "one")
    with shop.writing() as session:
        note_handled(session, [row.id for row in waiting_arrivals(session, account)])
    assert not _keep(shop, account, "one")
    assert _waiting(shop, account) == []


def test_they_wait_in_the_order_in_which_they_were_written(shop: Shop, account: int) -> None:
    for name, minutes in (("third", 2), ("first", 0), ("second", 1)):
        _keep(shop, account, name, NOON + timedelta(minutes=minutes))
    assert _waiting(shop, account) == ["first", "second", "third"]


def test_an_edit_takes_the_place_of_what_is_not_answered_yet(shop: Shop, account: int) -> None:
    _keep(shop, account, "first")
    _keep(shop, account, "second", NOON + timedelta(minutes=1))
    _keep(shop, account, "better", NOON + timedelta(minutes=2), edits="first")
    assert _waiting(shop, account) == ["better", "second"]


def test_an_edit_of_what_was_answered_is_a_message_of_its_own(shop: Shop, account: int) -> None:
    _keep(shop, account, "first")
    with shop.writing() as session:
        note_handled(session, [row.id for row in waiting_arrivals(session, account)])
    assert _keep(shop, account, "better", NOON + timedelta(minutes=2), edits="first")
    assert _waiting(shop, account) == ["better"]


def test_what_was_answered_holds_no_words_any_more(shop: Shop, account: int) -> None:
    _keep(shop, account, "secret")
    with shop.writing() as session:
        note_handled(session, [row.id for row in waiting_arrivals(session, account)])
    with shop.reading() as session:
        assert [row.content for row in session.query(InboundMessage)] == [{}]


def test_what_fails_again_and_again_is_given_up(shop: Shop, account: int) -> None:
    _keep(shop, account, "one")
    with shop.reading() as session:
        ids = [row.id for row in waiting_arrivals(session, account)]
    outcomes = []
    for _ in range(MOST_ATTEMPTS):
        with shop.writing() as session:
            outcomes.append(note_failed_attempt(session, ids))
    assert outcomes == [True] * (MOST_ATTEMPTS - 1) + [False]
    assert _waiting(shop, account) == []


def test_what_a_process_left_is_found_by_the_next(shop: Shop, account: int) -> None:
    _keep(shop, account, "one")
    with shop.reading() as session:
        assert left_over(session, utc_now()) == []
        assert left_over(session, utc_now() + LEFT_OVER_AFTER * 2) == [account]


def test_who_writes_is_heard_again(shop: Shop, account: int) -> None:
    with shop.writing() as session:
        session.get_one(ChannelAccount, account).silenced_at = utc_now()
    _keep(shop, account, "one")
    with shop.reading() as session:
        kept = session.get_one(ChannelAccount, account)
        assert (kept.silenced_at, kept.heard_at) == (None, NOON)
