"""What providers say became of messages: in any order, early, and late refusals."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.channels import ChannelAccount, Delivery, DeliveryPart, EarlyReceipt
from hamrah.services.deliveries import (
    DeliveryClaim,
    hold_delivery,
    note_part,
    postpone_delivery,
    release_held,
    settle_delivery,
)
from hamrah.services.receipts import early_receipts, note_early_receipts, note_receipt

from .sending import claim_due, open_accounts, people, say, send, statuses
from .test_at_once import at_once
from .world import Shop

__all__ = ["people"]


def tell(shop: Shop, provider_id: str, status: str, error: str | None = None) -> bool:
    """Have the provider tell of a part, as the inbox takes it."""
    with shop.writing() as session:
        return note_receipt(session, "whatsapp", provider_id, status, error)


def look_back(shop: Shop, claim: DeliveryClaim) -> None:
    """Look for what was told too early, as the courier does."""
    with shop.reading() as session:
        found = early_receipts(session, claim)
    with shop.writing() as session:
        note_early_receipts(session, claim.channel, found)


def kept(shop: Shop) -> int:
    """How many receipts wait for their part."""
    with shop.reading() as session:
        return session.scalar(select(func.count(EarlyReceipt.id))) or 0


def error_of(shop: Shop, account: int) -> str | None:
    with shop.reading() as session:
        return session.scalars(select(Delivery.error).where(Delivery.account_id == account)).one()


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
    say(shop, people[0], "one")
    send(shop, claim_due(shop)[0], "p1", "p2")
    with shop.writing() as session:
        for provider_id, one in told:
            assert note_receipt(session, "whatsapp", provider_id, one, None)
    assert statuses(shop, people[0]) == [status]


def test_a_receipt_of_another_channel_or_of_nothing_is_none_of_ours(shop: Shop, people: list[int]) -> None:
    say(shop, people[0], "one")
    send(shop, claim_due(shop)[0], "p1")
    with shop.writing() as session:
        assert not note_receipt(session, "telegram", "p1", "read", None)
        assert not note_receipt(session, "whatsapp", "p9", "read", None)
    assert statuses(shop, people[0]) == ["sent"]


def test_what_is_told_before_the_part_is_noted_counts_once_it_is(shop: Shop, people: list[int]) -> None:
    say(shop, people[0], "one")
    claim = claim_due(shop)[0]
    assert [tell(shop, "p1", status) for status in ("sent", "delivered")] == [False, False]
    assert (statuses(shop, people[0]), kept(shop)) == (["queued"], 2)
    send(shop, claim, "p1")
    look_back(shop, claim)
    assert (statuses(shop, people[0]), kept(shop)) == (["delivered"], 0)


def test_what_is_told_of_a_message_that_is_half_sent_waits_for_its_end(shop: Shop, people: list[int]) -> None:
    say(shop, people[0], "one")
    claim = claim_due(shop)[0]
    with shop.writing() as session:
        note_part(session, claim, 0, "p1", utc_now())
    assert not tell(shop, "p1", "failed", "131026")
    with shop.writing() as session:
        note_part(session, claim, 1, "p2", utc_now())
        settle_delivery(session, claim)
    look_back(shop, claim)
    assert (statuses(shop, people[0]), error_of(shop, people[0])) == (["failed"], "131026")


def test_an_early_receipt_of_another_channel_stays(shop: Shop, people: list[int]) -> None:
    with shop.writing() as session:
        note_receipt(session, "twilio_whatsapp", "p1", "read", None)
    say(shop, people[0], "one")
    claim = claim_due(shop)[0]
    send(shop, claim, "p1")
    look_back(shop, claim)
    assert (statuses(shop, people[0]), kept(shop)) == (["sent"], 1)


@pytest.mark.parametrize("first", ["receipt", "part"])
def test_a_receipt_and_its_part_at_the_same_moment_meet(busy_shop: Shop, first: str) -> None:
    account = open_accounts(busy_shop)[0]
    say(busy_shop, account, "one")
    claim = claim_due(busy_shop)[0]

    def hear(session: Session) -> None:
        note_receipt(session, "whatsapp", "p1", "read", None)

    def note(session: Session) -> None:
        note_part(session, claim, 0, "p1", utc_now())
        settle_delivery(session, claim)

    at_once(busy_shop, *((hear, note) if first == "receipt" else (note, hear)))
    look_back(busy_shop, claim)
    assert (statuses(busy_shop, account), kept(busy_shop)) == (["read"], 0)


def test_what_is_refused_afterwards_goes_as_something_approved(shop: Shop, people: list[int]) -> None:
    say(shop, people[0], "one")
    send(shop, claim_due(shop)[0], "p1", "p2")
    assert tell(shop, "p1", "held", "131047")
    assert not tell(shop, "p2", "held", "131047"), "its other part is gone with the first"
    (again,) = claim_due(shop)
    assert (again.window_closed, again.parts_sent) == (True, 0)
    send(shop, again, "t1")
    assert tell(shop, "t1", "delivered")
    assert statuses(shop, people[0]) == ["delivered"]


def test_what_is_refused_afterwards_and_not_approved_waits_until_the_person_writes(
    shop: Shop, people: list[int]
) -> None:
    say(shop, people[0], "one")
    send(shop, claim_due(shop)[0], "p1")
    tell(shop, "p1", "held", "131047")
    with shop.writing() as session:
        assert hold_delivery(session, claim_due(shop)[0])
    assert statuses(shop, people[0]) == ["held"]
    with shop.writing() as session:
        release_held(session, people[0], utc_now())
    (again,) = claim_due(shop)
    assert not again.window_closed
    send(shop, again, "p2")
    assert tell(shop, "p2", "read")
    assert (statuses(shop, people[0]), error_of(shop, people[0])) == (["read"], None)


def test_who_writes_before_it_is_sent_again_gets_it_as_it_is(shop: Shop, people: list[int]) -> None:
    say(shop, people[0], "one")
    send(shop, claim_due(shop)[0], "p1")
    tell(shop, "p1", "held", "63016")
    with shop.writing() as session:
        release_held(session, people[0], utc_now())
    assert [one.window_closed for one in claim_due(shop)] == [False]


def test_who_writes_while_it_is_to_be_sent_again_gets_it_as_it_is(shop: Shop, people: list[int]) -> None:
    say(shop, people[0], "one")
    send(shop, claim_due(shop)[0], "p1")
    tell(shop, "p1", "held", "63016")
    (again,) = claim_due(shop)
    with shop.writing() as session:
        release_held(session, people[0], utc_now())
    with shop.writing() as session:
        assert not hold_delivery(session, again)
    assert [one.window_closed for one in claim_due(shop)] == [False]


def test_what_is_refused_afterwards_twice_is_given_up(shop: Shop, people: list[int]) -> None:
    say(shop, people[0], "one")
    send(shop, claim_due(shop)[0], "p1")
    tell(shop, "p1", "held", "63016")
    (again,) = claim_due(shop)
    with shop.writing() as session:
        postpone_delivery(session, again, utc_now(), "429", timedelta(0))
    (once_more,) = claim_due(shop)
    assert once_more.window_closed, "being put off does not make it forget"
    send(shop, once_more, "p2")
    assert tell(shop, "p2", "held", "63016")
    assert (statuses(shop, people[0]), error_of(shop, people[0])) == (["failed"], "63016")


def test_a_late_refusal_told_again_changes_nothing(shop: Shop, people: list[int]) -> None:
    say(shop, people[0], "one")
    send(shop, claim_due(shop)[0], "p1")
    tell(shop, "p1", "held", "131047")
    (again,) = claim_due(shop)
    send(shop, again, "t1")
    assert not tell(shop, "p1", "held", "131047")
    assert statuses(shop, people[0]) == ["sent"]
    with shop.reading() as session:
        assert session.scalars(select(DeliveryPart.provider_id)).all() == ["t1"]
        assert session.get_one(ChannelAccount, people[0]).silenced_at is None
