"""Messages to apps go out in the order of their account, each by one courier, and are as far as the provider says."""

from datetime import datetime, timedelta

from sqlalchemy import select

from hamrah.crm.base import utc_now
from hamrah.crm.channels import ChannelAccount
from hamrah.crm.conversations import ChatMessage
from hamrah.services.deliveries import (
    LEASE,
    LONGEST_TRY,
    fail_delivery,
    hold_delivery,
    is_delivery_due,
    note_part,
    pause_after,
    postpone_delivery,
    release_held,
    settle_delivery,
    silence_account,
)
from hamrah.services.identity import open_conversation
from hamrah.services.transcripts import Said, write_down

from .sending import claim_due, people, say, send, statuses
from .world import Shop

__all__ = ["people"]


def test_what_the_person_says_goes_nowhere(shop: Shop, people: list[int]) -> None:
    say(shop, people[0], "hello", author="person")
    assert claim_due(shop) == []


def test_what_is_said_on_the_website_goes_nowhere(shop: Shop, people: list[int]) -> None:
    with shop.writing() as session:
        sender = session.get_one(ChannelAccount, people[0]).sender_id
        open_conversation(session, sender, "web")
    say(shop, people[0], "hello")
    assert claim_due(shop) == []


def test_of_each_account_the_first_that_waits_is_claimed(shop: Shop, people: list[int]) -> None:
    say(shop, people[0], "one", "two")
    say(shop, people[1], "three")
    first = claim_due(shop)
    assert [claim.message.text for claim in first] == ["one", "three"]
    assert claim_due(shop) == []
    send(shop, first[0], "p1")
    assert [claim.message.text for claim in claim_due(shop)] == ["two"]


def test_who_dies_with_a_claim_leaves_it_to_the_next_with_its_parts(shop: Shop, people: list[int]) -> None:
    say(shop, people[0], "one")
    claim = claim_due(shop)[0]
    with shop.writing() as session:
        note_part(session, claim, 0, "p1", utc_now())
    again = claim_due(shop, after=LEASE + timedelta(seconds=1))[0]
    assert (again.parts_sent, again.attempts) == (1, 2)
    with shop.writing() as session:
        settle_delivery(session, claim)  # who comes back too late changes nothing
    assert statuses(shop, people[0]) == ["queued"]


def test_what_is_put_off_keeps_what_follows_waiting(shop: Shop, people: list[int]) -> None:
    say(shop, people[0], "one", "two")
    claim = claim_due(shop)[0]
    with shop.writing() as session:
        assert postpone_delivery(session, claim, utc_now(), "429", timedelta(minutes=1))
    assert claim_due(shop) == []
    with shop.reading() as session:
        assert not is_delivery_due(session, ("telegram",), utc_now() + timedelta(hours=1))
    assert [one.message.text for one in claim_due(shop, after=timedelta(minutes=2))] == ["one"]


def test_what_could_not_be_sent_for_a_day_is_given_up(shop: Shop, people: list[int]) -> None:
    say(shop, people[0], "one")
    claim = claim_due(shop)[0]
    with shop.writing() as session:
        assert not postpone_delivery(session, claim, utc_now() + LONGEST_TRY, "503", timedelta(minutes=1))
    assert statuses(shop, people[0]) == ["failed"]


def test_what_is_held_goes_out_when_the_person_writes(shop: Shop, people: list[int]) -> None:
    say(shop, people[0], "one", "two")
    claim = claim_due(shop)[0]
    with shop.writing() as session:
        hold_delivery(session, claim)
    assert [one.message.text for one in claim_due(shop)] == ["two"]
    with shop.writing() as session:
        release_held(session, people[0], utc_now())
    assert statuses(shop, people[0]) == ["queued", "queued"]


def test_who_wrote_while_it_was_held_gets_it_at_once(shop: Shop, people: list[int]) -> None:
    say(shop, people[0], "one")
    claim = claim_due(shop)[0]
    with shop.writing() as session:
        session.get_one(ChannelAccount, people[0]).heard_at = utc_now()
        release_held(session, people[0], utc_now())
    with shop.writing() as session:
        assert not hold_delivery(session, claim)
    assert [one.message.text for one in claim_due(shop)] == ["one"]


def test_who_takes_nothing_more_is_sent_nothing_more(shop: Shop, people: list[int]) -> None:
    say(shop, people[0], "one", "two")
    say(shop, people[1], "three")
    with shop.writing() as session:
        silence_account(session, people[0], utc_now())
    assert statuses(shop, people[0]) == ["failed", "failed"]
    assert [one.message.text for one in claim_due(shop)] == ["three"]


def test_one_that_is_never_taken_lets_the_next_go(shop: Shop, people: list[int]) -> None:
    say(shop, people[0], "one", "two")
    claim = claim_due(shop)[0]
    with shop.writing() as session:
        fail_delivery(session, claim, "131051")
    assert [one.message.text for one in claim_due(shop)] == ["two"]


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
