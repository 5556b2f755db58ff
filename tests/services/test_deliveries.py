"""Messages to apps go out in the order of their account, each by one courier, and are as far as the provider says."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from hamrah.crm.base import utc_now
from hamrah.crm.channels import ChannelAccount, Delivery
from hamrah.crm.conversations import ChatMessage
from hamrah.services.deliveries import (
    LEASE,
    LONGEST_TRY,
    Claim,
    claim_deliveries,
    fail_delivery,
    hold_delivery,
    is_delivery_due,
    note_part,
    note_receipt,
    pause_after,
    postpone_delivery,
    release_held,
    settle_delivery,
    silence_account,
)
from hamrah.services.identity import open_conversation
from hamrah.services.inbound import account_of
from hamrah.services.transcripts import Said, write_down

from .world import Shop

KEY = b"k" * 32
CHANNELS = ("whatsapp",)


@pytest.fixture
def people(shop: Shop) -> list[int]:
    """Two accounts, each in a conversation of its own."""
    made = []
    with shop.writing() as session:
        for address in ("923001234567", "923007654321"):
            account = account_of(session, KEY, "whatsapp", address)
            session.flush()
            open_conversation(session, account.sender_id, "whatsapp", account_id=account.id)
            made.append(account.id)
    return made


def _say(shop: Shop, account: int, *texts: str, author: str = "bot") -> None:
    with shop.writing() as session:
        sender = session.get_one(ChannelAccount, account).sender_id
        for text in texts:
            write_down(session, sender, Said(author, text, "en"))


def _claim(shop: Shop, most: int = 10, after: timedelta = timedelta()) -> list[Claim]:
    with shop.writing() as session:
        return claim_deliveries(session, CHANNELS, utc_now() + after, most)


def _sent(shop: Shop, claim: Claim, *ids: str) -> None:
    with shop.writing() as session:
        for place, one in enumerate(ids):
            note_part(session, claim, place, one, utc_now())
        settle_delivery(session, claim)


def _statuses(shop: Shop, account: int) -> list[str]:
    with shop.reading() as session:
        rows = select(Delivery.status).where(Delivery.account_id == account).order_by(Delivery.id)
        return list(session.scalars(rows))


def test_what_the_person_says_goes_nowhere(shop: Shop, people: list[int]) -> None:
    _say(shop, people[0], "hello", author="person")
    assert _claim(shop) == []


def test_what_is_said_on_the_website_goes_nowhere(shop: Shop, people: list[int]) -> None:
    with shop.writing() as session:
        sender = session.get_one(ChannelAccount, people[0]).sender_id
        open_conversation(session, sender, "web")
    _say(shop, people[0], "hello")
    assert _claim(shop) == []


def test_of_each_account_the_first_that_waits_is_claimed(shop: Shop, people: list[int]) -> None:
    _say(shop, people[0], "one", "two")
    _say(shop, people[1], "three")
    first = _claim(shop)
    assert [claim.message.text for claim in first] == ["one", "three"]
    assert _claim(shop) == []
    _sent(shop, first[0], "p1")
    assert [claim.message.text for claim in _claim(shop)] == ["two"]


def test_who_dies_with_a_claim_leaves_it_to_the_next_with_its_parts(shop: Shop, people: list[int]) -> None:
    _say(shop, people[0], "one")
    claim = _claim(shop)[0]
    with shop.writing() as session:
        note_part(session, claim, 0, "p1", utc_now())
    again = _claim(shop, after=LEASE + timedelta(seconds=1))[0]
    assert (again.parts_sent, again.attempts) == (1, 2)
    with shop.writing() as session:
        settle_delivery(session, claim)  # who comes back too late changes nothing
    assert _statuses(shop, people[0]) == ["queued"]


def test_what_is_put_off_keeps_what_follows_waiting(shop: Shop, people: list[int]) -> None:
    _say(shop, people[0], "one", "two")
    claim = _claim(shop)[0]
    with shop.writing() as session:
        assert postpone_delivery(session, claim, utc_now(), "429", timedelta(minutes=1))
    assert _claim(shop) == []
    with shop.reading() as session:
        assert not is_delivery_due(session, ("telegram",), utc_now() + timedelta(hours=1))
    assert [one.message.text for one in _claim(shop, after=timedelta(minutes=2))] == ["one"]


def test_what_could_not_be_sent_for_a_day_is_given_up(shop: Shop, people: list[int]) -> None:
    _say(shop, people[0], "one")
    claim = _claim(shop)[0]
    with shop.writing() as session:
        assert not postpone_delivery(session, claim, utc_now() + LONGEST_TRY, "503", timedelta(minutes=1))
    assert _statuses(shop, people[0]) == ["failed"]


def test_what_is_held_goes_out_when_the_person_writes(shop: Shop, people: list[int]) -> None:
    _say(shop, people[0], "one", "two")
    claim = _claim(shop)[0]
    with shop.writing() as session:
        hold_delivery(session, claim)
    assert [one.message.text for one in _claim(shop)] == ["two"]
    with shop.writing() as session:
        release_held(session, people[0], utc_now())
    assert _statuses(shop, people[0]) == ["queued", "queued"]


def test_who_takes_nothing_more_is_sent_nothing_more(shop: Shop, people: list[int]) -> None:
    _say(shop, people[0], "one", "two")
    _say(shop, people[1], "three")
    with shop.writing() as session:
        silence_account(session, people[0], utc_now())
    assert _statuses(shop, people[0]) == ["failed", "failed"]
    assert [one.message.text for one in _claim(shop)] == ["three"]


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ([("p1", "delivered")], "sent"),
        ([("p1", "delivered"), ("p2", "delivered")], "delivered"),
        ([("p2", "read"), ("p1", "read"), ("p1", "delivered")], "read"),
        ([("p1", "read"), ("p2", "failed")], "failed"),
    ],
)
def test_a_message_is_as_far_as_its_last_part(
    shop: Shop, people: list[int], told: list[tuple[str, str]], status: str
) -> None:
    _say(shop, people[0], "one")
    _sent(shop, _claim(shop)[0], "p1", "p2")
    with shop.writing() as session:
        for provider_id, one in told:
            assert note_receipt(session, "whatsapp", provider_id, one, None)
    assert _statuses(shop, people[0]) == [status]


def test_a_receipt_of_another_channel_or_of_nothing_is_none_of_ours(shop: Shop, people: list[int]) -> None:
    _say(shop, people[0], "one")
    _sent(shop, _claim(shop)[0], "p1")
    with shop.writing() as session:
        assert not note_receipt(session, "telegram", "p1", "read", None)
        assert not note_receipt(session, "whatsapp", "p9", "read", None)
    assert _statuses(shop, people[0]) == ["sent"]


def test_one_that_is_never_taken_lets_the_next_go(shop: Shop, people: list[int]) -> None:
    _say(shop, people[0], "one", "two")
    claim = _claim(shop)[0]
    with shop.writing() as session:
        fail_delivery(session, claim, "131051")
    assert [one.message.text for one in _claim(shop)] == ["two"]


def test_pauses_grow_to_a_quarter_of_an_hour() -> None:
    pauses = [pause_after(attempts, 1.0) for attempts in range(1, 40)]
    assert pauses[0] == timedelta(seconds=1)
    assert pauses == sorted(pauses)
    assert pauses[-1] == timedelta(minutes=15)
    assert pause_after(3, 0.0) == timedelta(seconds=2)


def test_a_message_says_which_response_it_is(shop: Shop, people: list[int]) -> None:
    with shop.writing() as session:
        sender = session.get_one(ChannelAccount, people[0]).sender_id
        row = write_down(session, sender, Said("bot", "Hi", "en", key="utter_x", values={"ticket": "T-1"}))
        at: datetime = row.at
    with shop.reading() as session:
        kept = session.scalars(select(ChatMessage).where(ChatMessage.sender_id == sender)).one()
        assert (kept.extras["key"], kept.extras["values"], kept.at) == ("utter_x", {"ticket": "T-1"}, at)
