"""What people send instead of words goes with the complaint that is open, all of it, by reference."""

import pytest
from sqlalchemy import select

from hamrah.crm.tickets import TicketPhoto
from hamrah.language.formatting import isolate
from hamrah.services.attachments import keep_attachments
from hamrah.services.tickets import add_note

from .desk import change, kept, ticket_of
from .world import Shop, ago

SENT = [("image", "telegram:A"), ("video", "telegram:B")]


@pytest.mark.parametrize(("sent", "key"), [(SENT[:1], "utter_picture_on_ticket"), (SENT, "utter_pictures_on_ticket")])
def test_pictures_go_with_the_open_complaint(shop: Shop, sent: list[tuple[str, str]], key: str) -> None:
    number = ticket_of(shop)
    with shop.writing() as session:
        assert keep_attachments(session, shop.who("ayesha"), sent) == (key, {"ticket": isolate(number)})
    with shop.reading() as session:
        references = session.scalars(select(TicketPhoto.reference).order_by(TicketPhoto.id)).all()
        assert references == [reference for _, reference in sent]


def test_pictures_go_with_the_complaint_last_spoken_of(shop: Shop) -> None:
    older, newer = ticket_of(shop), ticket_of(shop, kind="late")
    with shop.writing() as session:
        assert keep_attachments(session, shop.who("ayesha"), SENT[:1])[1] == {"ticket": isolate(newer)}
        add_note(session, shop.who("ayesha"), older, "yeh phir hua hai")
        assert keep_attachments(session, shop.who("ayesha"), SENT[1:])[1] == {"ticket": isolate(older)}


def test_pictures_of_somebody_else_do_not(shop: Shop) -> None:
    ticket_of(shop)
    with shop.writing() as session:
        assert keep_attachments(session, shop.who("bilal"), SENT) == ("utter_picture_without_ticket", {})
        assert session.scalars(select(TicketPhoto.id)).all() == []


@pytest.mark.parametrize("kind", ["voice", "file", "sticker", "location"])
def test_what_cannot_be_read_is_said(shop: Shop, kind: str) -> None:
    ticket_of(shop)
    with shop.writing() as session:
        assert keep_attachments(session, shop.who("ayesha"), [(kind, "x")]) == (f"utter_cannot_read_{kind}", {})
        assert session.scalars(select(TicketPhoto.id)).all() == []


def test_a_picture_that_was_asked_for_is_the_answer(shop: Shop) -> None:
    number = ticket_of(shop)
    change(shop, number, status="waiting_for_customer", waiting_since=ago(2))
    with shop.writing() as session:
        keep_attachments(session, shop.who("ayesha"), SENT)
    assert (kept(shop, number).status, kept(shop, number).waiting_since) == ("open", None)
