"""What waits for an account that turns out not to be whom it was said to reaches nobody there."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.bootstrap import texts
from hamrah.crm.base import utc_now
from hamrah.crm.channels import ChannelAccount, ChannelLink, Delivery
from hamrah.crm.conversations import ChatMessage, Conversation
from hamrah.crm.customers import ContactPoint
from hamrah.keys import server_key
from hamrah.services.deliveries import (
    DeliveryClaim,
    claim_deliveries,
    hold_delivery,
    note_part,
    release_held,
    settle_delivery,
)
from hamrah.services.inbound import account_of
from hamrah.services.linking import begin_link, end_link, enter, move_account
from hamrah.services.linking_undo import undo_link
from hamrah.services.receipts import note_receipt
from hamrah.services.transcripts import Said, write_down

from .linked import AYESHAS, NOBODYS, drop_phone, expected, links, prove_by_code, write
from .world import Shop

PRIVATE = "Your refund goes to the account ending in 1234"


def say(shop: Shop, sender_id: str, text: str = PRIVATE) -> None:
    with shop.writing() as session:
        write_down(session, sender_id, Said("staff", text, "en"))


def claim(shop: Shop) -> list[DeliveryClaim]:
    with shop.writing() as session:
        return claim_deliveries(session, ("whatsapp",), utc_now() + timedelta(minutes=5), 10)


def hold(shop: Shop) -> None:
    (one,) = claim(shop)
    with shop.writing() as session:
        assert hold_delivery(session, one)


def heard(shop: Shop, address: str = "1", phone: str = AYESHAS) -> list[str]:
    """Have somebody write from an account; what is sent there then."""
    with shop.writing() as session:
        account = account_of(session, server_key("sender"), "whatsapp", address, phone)
        session.flush()
        enter(session, account)
        release_held(session, account.id, utc_now())
    return sent(shop)


def sent(shop: Shop) -> list[str]:
    """Send all that is due; its texts."""
    told = []
    while claims := claim(shop):
        for one in claims:
            told.append(one.message.text)
            with shop.writing() as session:
                settle_delivery(session, one)
    return told


def fates(shop: Shop) -> list[tuple[str, str | None]]:
    with shop.reading() as session:
        rows = select(Delivery.status, Delivery.error).order_by(Delivery.id)
        return [(status, error) for status, error in session.execute(rows).tuples()]


def the_link(session: Session) -> tuple[ChannelAccount, ChannelLink]:
    return session.scalars(select(ChannelAccount)).one(), session.scalars(select(ChannelLink)).one()


def lose_number(shop: Shop) -> None:
    drop_phone(shop, "ayesha", AYESHAS)


def be_silent(shop: Shop) -> None:
    with shop.writing() as session:
        the_link(session)[1].began_at = utc_now() - timedelta(days=365)


def be_wrong(shop: Shop) -> None:
    with shop.writing() as session:
        undo_link(session, texts(), the_link(session)[1], ("staff", "1"), "not her", is_wrong=True)


def disconnect(shop: Shop) -> None:
    with shop.writing() as session:
        undo_link(session, texts(), the_link(session)[1], ("customer", "1"), None, is_wrong=False)


def move_away(shop: Shop) -> None:
    with shop.writing() as session:
        account = the_link(session)[0]
        to = account_of(session, server_key("sender"), "whatsapp", "2")
        session.flush()
        move_account(session, account, to)


def be_anothers(shop: Shop) -> None:
    with shop.writing() as session:
        begin_link(session, the_link(session)[0], "code", shop.ids["bilal"])


ENDS = (lose_number, be_silent, be_wrong, disconnect, move_away, be_anothers)


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("is_held", [True, False])
def test_whoever_writes_there_next_does_not_read_it(shop: Shop, end: Callable[[Shop], None], is_held: bool) -> None:
    write(shop, "1", AYESHAS)
    say(shop, expected(shop, "ayesha"))
    if is_held:
        hold(shop)
    end(shop)
    assert PRIVATE not in heard(shop)
    assert fates(shop)[0] == ("failed", "link_ended")
    with shop.reading() as session:
        kept = select(ChatMessage.sender_id).where(ChatMessage.text == PRIVATE)
        assert session.scalars(kept).all() == [expected(shop, "ayesha")], "the customer reads it on the website"


@pytest.mark.parametrize("end", [lose_number, be_silent])
def test_nothing_goes_out_before_they_write_either(shop: Shop, end: Callable[[Shop], None]) -> None:
    write(shop, "1", AYESHAS)
    say(shop, expected(shop, "ayesha"))
    end(shop)
    assert sent(shop) == []
    assert fates(shop) == [("failed", "link_ended")]


def test_whose_link_stands_reads_what_was_held_when_they_write(shop: Shop) -> None:
    write(shop, "1", AYESHAS)
    say(shop, expected(shop, "ayesha"))
    hold(shop)
    assert sent(shop) == []
    assert heard(shop) == [PRIVATE]


def test_a_guests_own_is_not_lost_with_a_link_that_was_wrong(shop: Shop) -> None:
    guest, _ = write(shop, "1", NOBODYS)
    say(shop, guest, "We have found your parcel")
    with shop.writing() as session:
        write_down(session, guest, Said("person", "thanks", "en"))
        session.add(ContactPoint(customer_id=shop.ids["ayesha"], kind="phone", value=NOBODYS))
    write(shop, "1", NOBODYS)
    say(shop, expected(shop, "ayesha"))
    be_wrong(shop)
    told = heard(shop, phone=NOBODYS)
    assert told[0] == "We have found your parcel" and PRIVATE not in told and len(told) == 2


def test_what_was_said_to_a_guest_who_showed_who_they_are_is_that_customers(shop: Shop) -> None:
    guest, _ = write(shop, "1", NOBODYS)
    prove_by_code(shop, guest, "ayesha@example.com")
    say(shop, guest)
    write(shop, "1", NOBODYS)
    disconnect(shop)
    assert PRIVATE not in heard(shop, phone=NOBODYS)


def test_what_is_said_later_to_the_guest_that_a_customer_was_does_not_go_there(shop: Shop) -> None:
    guest, _ = write(shop, "1", NOBODYS)
    prove_by_code(shop, guest, "ayesha@example.com")
    assert write(shop, "1", NOBODYS)[0] != guest
    disconnect(shop)
    say(shop, guest)
    assert PRIVATE not in sent(shop)


def test_what_waits_for_a_guest_goes_along_to_their_new_number(shop: Shop) -> None:
    guest, _ = write(shop, "1", NOBODYS)
    say(shop, guest, "one")
    hold(shop)
    with shop.writing() as session:
        accounts = [account_of(session, server_key("sender"), "whatsapp", address) for address in ("1", "2")]
        session.flush()
        move_account(session, *accounts)
    say(shop, guest, "two")
    assert {one.address for one in claim(shop)} == {"2"}
    assert heard(shop, "1", NOBODYS) == []
    with shop.reading() as session:
        assert session.get_one(Conversation, guest).account_id == accounts[1].id


def test_what_the_provider_refuses_only_after_the_link_has_ended_is_not_sent_again(shop: Shop) -> None:
    write(shop, "1", AYESHAS)
    say(shop, expected(shop, "ayesha"))
    (one,) = claim(shop)
    with shop.writing() as session:
        note_part(session, one, 0, "p1", utc_now())
        settle_delivery(session, one)
    be_wrong(shop)
    with shop.writing() as session:
        assert note_receipt(session, "whatsapp", "p1", "held", "131047")
    assert PRIVATE not in sent(shop)
    assert fates(shop)[0] == ("failed", "link_ended")


def test_a_courier_that_had_it_when_the_link_ended_keeps_nothing_for_later(shop: Shop) -> None:
    write(shop, "1", AYESHAS)
    say(shop, expected(shop, "ayesha"))
    (one,) = claim(shop)
    with shop.writing() as session:
        end_link(session, *the_link(session), "system", "number_gone")
    with shop.writing() as session:
        assert not hold_delivery(session, one)
    assert fates(shop) == [("failed", "link_ended")]
    assert links(shop)[0][3] == "number_gone"
