"""What somebody without the role, or who works here no more, gets to do and to see at the desk: nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from hamrah.bootstrap import texts
from hamrah.crm.base import utc_now
from hamrah.crm.conversations import ChatMessage, Conversation
from hamrah.crm.operations import Staff
from hamrah.services.handover import ASKED, call_person, list_waiting, take_conversation
from hamrah.services.handover_customers import hear_customer
from hamrah.services.refusal import Refusal
from hamrah.services.ticket_desk import (
    answer_ticket,
    assign_ticket,
    list_queue,
    note_inside,
    open_file,
    set_ticket_status,
    solve_ticket,
)

from .desk import hire, member, ticket_of
from .world import Shop


def test_who_has_left_is_shown_nothing_more_of_the_conversation_they_had(shop: Shop) -> None:
    hire(shop)
    with shop.writing() as session:
        sunita, now = member(session, "sunita"), utc_now()
        row = Conversation(sender_id="staff-sunita", channel="web", staff_id=sunita.staff_id, proof="password")
        row.started_at, row.seen_at, row.held_by, row.language = now, now, "bot", "en"
        row.proven_until = now + timedelta(hours=1)
        session.add(row)
        number = call_person(session, shop.who("guest"), "a person please", ASKED).number
        take_conversation(session, sunita, texts(), number)
        hear_customer(session, texts(), "web-guest", "my parcel is lost")
        session.get_one(Staff, sunita.staff_id).active = False
        session.flush()
        hear_customer(session, texts(), "web-guest", "my number is another now")
        said = session.scalars(select(ChatMessage.text).where(ChatMessage.sender_id == "staff-sunita")).all()
    assert len(said) == 1 and "my parcel is lost" in said[0]


@pytest.mark.parametrize(
    "deed",
    [
        lambda session, actor, number: list_queue(session, actor),
        lambda session, actor, number: list_waiting(session, actor),
        lambda session, actor, number: open_file(session, actor, number),
        lambda session, actor, number: note_inside(session, actor, number, "seen"),
        lambda session, actor, number: answer_ticket(session, actor, number, "Hello"),
        lambda session, actor, number: solve_ticket(session, actor, number, "Done"),
        lambda session, actor, number: assign_ticket(session, actor, number, actor.staff_id),
        lambda session, actor, number: set_ticket_status(session, actor, number, "closed"),
        lambda session, actor, number: take_conversation(session, actor, texts(), number),
    ],
)
def test_a_role_without_tickets_does_nothing_with_one(shop: Shop, deed: Callable[..., object]) -> None:
    hire(shop)
    number = ticket_of(shop, "LHR")
    with shop.writing() as session, pytest.raises(Refusal, match="utter_not_your_role"):
        deed(session, replace(member(session, "sunita"), role="packer"), number)
