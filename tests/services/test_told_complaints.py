"""A complaint whose teller falls silent is opened once, with what was told; what is answered later goes to it."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from hamrah.bootstrap import texts
from hamrah.crm.base import utc_now
from hamrah.crm.conversations import ChatMessage, Conversation
from hamrah.crm.tickets import Ticket, TicketPhoto
from hamrah.crm.tracker_events import TrackerEvent
from hamrah.services.ticket_opening import Complaint
from hamrah.services.tickets import Spoken, open_ticket, spoken_of
from hamrah.services.told_complaints import (
    FORM,
    add_answer,
    fallen_silent,
    name_order,
    open_told,
    quiet_until,
    told_ticket,
    untold_order,
)
from hamrah.services.transcripts import Said, write_down
from hamrah.worker.jobs import Keeping

from .complaining import events
from .test_at_once import at_once
from .world import Shop, place_order

WORDS = "The frock came torn at the sleeve"
LONG_AGO = timedelta(minutes=11)


def tell(shop: Shop, who: str = "ayesha", minutes: float = 11, *, form: str | None = FORM, **slots: Any) -> None:
    """Have somebody tell a complaint as the bot remembers it, so many minutes ago."""
    slots = {"issue_description": WORDS, "issue_type": "damaged", **slots}
    at = utc_now() - timedelta(minutes=minutes)
    stamp = {"timestamp": at.timestamp()}
    said: list[dict[str, Any]] = [{"event": "user", "text": WORDS, **stamp}]
    said += [{"event": "slot", "name": name, "value": value, **stamp} for name, value in slots.items()]
    said.append({"event": "active_loop", "name": FORM, **stamp})
    if form is None:
        said.append({"event": "active_loop", "name": None, **stamp})
    with shop.writing() as session:
        row = session.get_one(Conversation, f"web-{who}")
        row.seen_at, row.language, row.customer_id = at, "ur-Latn", shop.ids.get(who)
        row.proven_until = utc_now() + timedelta(hours=1)
        for position, event in enumerate(said, 1):
            where = {"sender_id": f"web-{who}", "position": position, "session": 1, "type": event["event"], "at": at}
            session.add(TrackerEvent(**where, data=json.dumps(event)))


def keep(shop: Shop, who: str = "ayesha") -> str | None:
    with shop.writing() as session:
        ticket = open_told(session, texts(), f"web-{who}", utc_now())
        return None if ticket is None else ticket.number


def said_to(shop: Shop, who: str = "ayesha") -> list[str]:
    with shop.reading() as session:
        theirs = select(ChatMessage).where(ChatMessage.sender_id == f"web-{who}", ChatMessage.author == "bot")
        return [line.extras["key"] for line in session.scalars(theirs.order_by(ChatMessage.id))]


def two_orders(shop: Shop) -> None:
    with shop.writing() as session:
        for number in ("100501", "100502"):
            place_order(session, shop.ids["ayesha"], number, {"F-1-6": 1})


def test_it_is_opened_once_with_what_was_told_and_its_teller_is_told(shop: Shop) -> None:
    two_orders(shop)
    tell(shop)
    number = keep(shop)
    assert number is not None
    assert keep(shop) is None
    with shop.reading() as session:
        ticket = session.scalars(select(Ticket)).one()
        assert (ticket.description, ticket.kind, ticket.language) == (WORDS, "damaged", "ur-Latn")
        assert (ticket.customer_id, ticket.order_id, ticket.touchpoint) == (shop.ids["ayesha"], None, "chat")
    assert said_to(shop) == ["utter_complaint_kept_ask_order"]


def test_the_only_order_is_the_one_that_is_meant(shop: Shop) -> None:
    with shop.writing() as session:
        order = place_order(session, shop.ids["ayesha"], "100501", {"F-1-6": 1}).id
    tell(shop)
    keep(shop)
    with shop.reading() as session:
        assert session.scalars(select(Ticket.order_id)).one() == order
    assert said_to(shop) == ["utter_complaint_kept"]


def test_too_few_words_are_kept_where_they_name_the_trouble(sqlite_shop: Shop) -> None:
    tell(sqlite_shop, issue_description=None)
    assert keep(sqlite_shop) is not None
    tell(sqlite_shop, "bilal", issue_description=None, issue_type=None)
    assert keep(sqlite_shop, "bilal") is None


def test_what_was_told_as_a_guest_is_kept(sqlite_shop: Shop) -> None:
    tell(sqlite_shop, "guest")
    assert keep(sqlite_shop, "guest") is not None


def test_nothing_is_opened_of_what_is_ended_or_still_spoken_of(sqlite_shop: Shop) -> None:
    tell(sqlite_shop, minutes=5)
    tell(sqlite_shop, "bilal", form=None)
    tell(sqlite_shop, "sana")
    with sqlite_shop.writing() as session:
        session.get_one(Conversation, "web-sana").held_by = "person"
    assert [keep(sqlite_shop, who) for who in ("ayesha", "bilal", "sana")] == [None] * 3
    with sqlite_shop.reading() as session:
        silent = fallen_silent(session, utc_now() - timedelta(days=1), quiet_until(utc_now()))
        assert silent == ["web-bilal"]


def test_a_picture_sent_meanwhile_belongs_to_it(sqlite_shop: Shop) -> None:
    tell(sqlite_shop)
    with sqlite_shop.writing() as session:
        line = {"author": "person", "language": "en", "text": "(picture)", "extras": {"media": "telegram:77"}}
        session.add(ChatMessage(sender_id="web-ayesha", at=utc_now() - LONG_AGO + timedelta(seconds=30), **line))
    keep(sqlite_shop)
    with sqlite_shop.reading() as session:
        assert session.scalars(select(TicketPhoto.reference)).all() == ["telegram:77"]


def test_what_is_answered_later_goes_to_it_once(shop: Shop) -> None:
    two_orders(shop)
    tell(shop)
    number, ayesha = keep(shop), shop.who("ayesha")
    assert number is not None
    for words, order in ((f"{WORDS}\nThe button is gone too", None), (f"{WORDS}\nThe button is gone too", "100502")):
        with shop.writing() as session:
            ticket = told_ticket(session, ayesha, None, words)
            assert ticket is not None and add_answer(session, ayesha, ticket, words, order)
    notes = [text for kind, _, text in events(shop, number) if kind == "note"]
    assert notes == ["The button is gone too", "#100502"]
    with shop.reading() as session:
        assert session.scalars(select(Ticket)).one().order_id is not None


def test_an_answer_long_after_the_question_finds_it(sqlite_shop: Shop) -> None:
    two_orders(sqlite_shop)
    tell(sqlite_shop)
    number, ayesha = keep(sqlite_shop), sqlite_shop.who("ayesha")
    assert number is not None
    with sqlite_shop.writing() as session:
        write_down(session, ayesha.sender_id, Said("person", "100502", "en"))
        assert spoken_of(session, ayesha) == Spoken(number, True, True, by_people=False)
        left = untold_order(session, ayesha)
        assert left is not None and left.number == number
        name_order(session, ayesha, number, "100502")
    with sqlite_shop.writing() as session:
        assert spoken_of(session, ayesha) is None
        assert untold_order(session, ayesha) is None


def test_two_workers_open_it_once(busy_shop: Shop) -> None:
    tell(busy_shop)
    opened = at_once(busy_shop, *[lambda session: open_told(session, texts(), "web-ayesha", utc_now())] * 2)
    assert [one is None for one in opened] == [False, True] or isinstance(opened[1], Exception)
    assert busy_shop.count(Ticket) == 1


def test_an_answer_at_the_same_moment_goes_to_it(busy_shop: Shop) -> None:
    two_orders(busy_shop)
    tell(busy_shop)
    ayesha = busy_shop.who("ayesha")

    def answer(session: Any) -> str:
        ticket = told_ticket(session, ayesha, None, WORDS)
        if ticket is None:
            return open_ticket(session, ayesha, Complaint("damaged", WORDS, "100501")).number
        add_answer(session, ayesha, ticket, WORDS, "100501")
        return ticket.number

    at_once(busy_shop, lambda session: open_told(session, texts(), "web-ayesha", utc_now()), answer)
    assert busy_shop.count(Ticket) == 1


def test_the_worker_keeps_all_others_where_one_fails(sqlite_shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    tell(sqlite_shop)
    tell(sqlite_shop, "bilal", minutes=12)
    with monkeypatch.context() as patch:

        def fails(session: Any, texts: Any, sender_id: str, now: Any) -> Any:
            if sender_id == "web-bilal":
                raise OSError
            return open_told(session, texts, sender_id, now)

        patch.setattr("hamrah.worker.jobs.open_told", fails)
        keeping = Keeping()
        keeping(sqlite_shop.sessions)
    assert sqlite_shop.count(Ticket) == 1
    keeping(sqlite_shop.sessions)
    assert sqlite_shop.count(Ticket) == 2
