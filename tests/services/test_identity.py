"""Who speaks is read from the conversation's row, and only while the proof holds."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hamrah.crm.base import utc_now
from hamrah.crm.catalogue import Product
from hamrah.crm.conversations import BrowsingEvent, Conversation, Interaction
from hamrah.crm.customers import Customer
from hamrah.crm.recommendations import Recommendation
from hamrah.crm.satisfaction import Feedback
from hamrah.services.feedback import rate
from hamrah.services.identity import (
    Principal,
    find_customer_by_subject,
    make_sender_id,
    note_product_seen,
    open_conversation,
    prove,
    who_speaks,
)
from hamrah.services.refusal import Refusal
from hamrah.services.tickets import Complaint, find_ticket, open_ticket

from .world import Shop

HOUR = timedelta(hours=1)


def test_a_new_conversation_is_a_guests(sqlite_shop: Shop) -> None:
    with sqlite_shop.writing() as session:
        open_conversation(session, "web-new", "web")
        assert who_speaks(session, "web-new") == Principal("web-new", "web", None)


def test_an_unknown_conversation_is_nobodys(sqlite_shop: Shop) -> None:
    with sqlite_shop.reading() as session:
        assert who_speaks(session, "never-seen").customer_id is None


def test_a_proven_conversation_is_the_customers_until_the_proof_expires(shop: Shop) -> None:
    ayesha = shop.ids["ayesha"]
    with shop.writing() as session:
        prove(session, session.get_one(Conversation, "web-guest"), ayesha, "code", HOUR)
    with shop.reading() as session:
        assert who_speaks(session, "web-guest").customer_id == ayesha
    with shop.writing() as session:
        session.get_one(Conversation, "web-guest").proven_until = utc_now() - timedelta(seconds=1)
    with shop.reading() as session:
        assert who_speaks(session, "web-guest").customer_id is None


def test_a_customer_without_a_proof_time_is_not_believed(sqlite_shop: Shop) -> None:
    with sqlite_shop.writing() as session:
        session.get_one(Conversation, "web-guest").customer_id = sqlite_shop.ids["ayesha"]
    with sqlite_shop.reading() as session:
        assert who_speaks(session, "web-guest").customer_id is None


def test_a_guest_is_asked_to_identify(sqlite_shop: Shop) -> None:
    with pytest.raises(Refusal) as refused:
        sqlite_shop.who("guest").known()
    assert refused.value.key == "utter_identify_first"
    assert sqlite_shop.who("ayesha").known() == sqlite_shop.ids["ayesha"]


def test_opening_again_keeps_the_conversation_as_it_is(sqlite_shop: Shop) -> None:
    with sqlite_shop.writing() as session:
        row = session.get_one(Conversation, "web-guest")
        row.language, row.seen_at = "ur", utc_now() - HOUR
        prove(session, row, sqlite_shop.ids["bilal"], "code", HOUR)
    with sqlite_shop.writing() as session:
        row = open_conversation(session, "web-guest", "web", "en")
        assert (row.language, row.customer_id) == ("ur", sqlite_shop.ids["bilal"])
        assert row.seen_at > utc_now() - timedelta(minutes=1)


def test_sender_ids_differ_by_channel_subject_and_key() -> None:
    base = make_sender_id(b"k", "web", "customer:1")
    assert base == make_sender_id(b"k", "web", "customer:1")
    others = {
        make_sender_id(b"k", "whatsapp", "customer:1"),
        make_sender_id(b"k", "web", "customer:11"),
        make_sender_id(b"another", "web", "customer:1"),
        make_sender_id(b"k", "web\ncustomer:1", ""),
    }
    assert len(others | {base}) == 5
    assert "customer" not in base


def test_what_a_guest_did_follows_them_when_they_show_who_they_are(shop: Shop) -> None:
    guest = shop.who("guest")
    with shop.writing() as session:
        shoes = session.scalar(select(Product.id).where(Product.sku == "S-1"))
        note_product_seen(session, guest, shoes, "view", "website")
        rate(session, guest, 4)
        number = open_ticket(session, guest, Complaint("staff", "The seller was rude to me")).number
        shown = Recommendation(
            sender_id=guest.sender_id,
            product_id=shoes,
            shelf="new",
            position=1,
            model="m",
            reason={},
            shown_at=utc_now(),
        )
        session.add(shown)
    ayesha = shop.ids["ayesha"]
    with shop.writing() as session:
        prove(session, session.get_one(Conversation, guest.sender_id), ayesha, "code", HOUR)
    for table in (BrowsingEvent, Interaction, Feedback, Recommendation):
        assert shop.count(table, table.sender_id == guest.sender_id, table.customer_id != ayesha) == 0
        assert shop.count(table, table.sender_id == guest.sender_id, table.customer_id == ayesha) > 0
    with shop.reading() as session:
        mine = find_ticket(session, Principal(guest.sender_id, "web", ayesha), number)
        assert mine.customer_id == ayesha


def test_what_another_conversation_did_does_not_follow(sqlite_shop: Shop) -> None:
    with sqlite_shop.writing() as session:
        shoes = session.scalar(select(Product.id).where(Product.sku == "S-1"))
        note_product_seen(session, sqlite_shop.who("other-guest"), shoes, "view", "website")
    with sqlite_shop.writing() as session:
        prove(session, session.get_one(Conversation, "web-guest"), sqlite_shop.ids["ayesha"], "code", HOUR)
    assert sqlite_shop.count(BrowsingEvent, BrowsingEvent.customer_id.is_not(None)) == 0


@pytest.mark.parametrize(
    ("subject", "found"),
    [
        ("ayesha", "ayesha"),
        ("Ayesha@Example.com", "ayesha"),
        ("nobody", None),
        ("nobody@example.com", None),
        ("+923001234567", None),
    ],
)
def test_a_subject_is_a_reference_or_an_email(sqlite_shop: Shop, subject: str, found: str | None) -> None:
    with sqlite_shop.reading() as session:
        customer = find_customer_by_subject(session, subject)
    assert (customer and customer.external_ref) == found


def test_an_email_of_two_customers_is_nobodys_subject(sqlite_shop: Shop) -> None:
    with sqlite_shop.writing() as session:
        daud = session.get_one(Customer, sqlite_shop.ids["daud"])
        next(c for c in daud.contact_points if c.kind == "email").value = "maryam@example.com"
    with sqlite_shop.reading() as session:
        assert find_customer_by_subject(session, "maryam@example.com") is None


def test_a_reference_that_two_sources_use_means_the_shops_own_customer(sqlite_shop: Shop) -> None:
    """An imported customer whose number happens to be another's here must not be signed in as them, nor they as him."""
    with sqlite_shop.writing() as session:
        for source, ref in (("online-retail", "ayesha"), ("online-retail", "12345"), ("tau-retail", "12345")):
            session.add(Customer(name="Imported", source=source, external_ref=ref, created_at=utc_now()))
        session.add(Customer(name="Imported", source="online-retail", external_ref="777", created_at=utc_now()))
    with sqlite_shop.reading() as session:
        own = find_customer_by_subject(session, "ayesha")
        assert own is not None and own.id == sqlite_shop.ids["ayesha"]
        assert find_customer_by_subject(session, "12345") is None
        only = find_customer_by_subject(session, "777")
        assert only is not None and only.source == "online-retail"


def test_an_erased_customer_is_nobodys_subject(sqlite_shop: Shop) -> None:
    with sqlite_shop.writing() as session:
        session.get_one(Customer, sqlite_shop.ids["ayesha"]).erased_at = utc_now()
    with sqlite_shop.reading() as session:
        assert find_customer_by_subject(session, "ayesha") is None
        assert find_customer_by_subject(session, "ayesha@example.com") is None
