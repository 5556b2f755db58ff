"""The calls of people into conversations: which one stands, how it ends, and what the customer is told of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.conversations import STANDING_CALL, Conversation, Handover
from hamrah.crm.tickets import Ticket
from hamrah.language.formatting import isolate
from hamrah.language.text_catalogue import TextCatalogue
from hamrah.services.reaching import place_reached, reach_customer
from hamrah.services.transcripts import Said

BOT, PERSON = "bot", "person"
SOLVED = "solved"
"""Why a call ended that nobody took before its ticket was done."""
BACK = "back_to_assistant"
"""What the button means with which a customer leaves the person. No intent is called so: the door takes it."""


def standing_call(session: Session, sender_id: str, *, hold: bool = False) -> Handover | None:
    """The call that stands in a conversation, taken or not; with `hold` nobody else ends it meanwhile."""
    query = select(Handover).where(Handover.sender_id == sender_id, STANDING_CALL)
    newest = query.order_by(Handover.id.desc()).limit(1)
    return session.scalar(newest.with_for_update().execution_options(populate_existing=True) if hold else newest)


def calls_of(session: Session, ticket: Ticket) -> list[Handover]:
    """The calls that stand by which a person is called to who opened a ticket, the newest first.

    Those made by it count, wherever they are: a call goes along into the conversation of whom a guest turns out to be.
    Without any it is the one where the ticket was opened, or where its customer is reached now.
    """
    own = select(Handover).where(Handover.ticket_id == ticket.id, STANDING_CALL)
    calls = list(session.scalars(own.order_by(Handover.id.desc())))
    if calls or ticket.sender_id is None:
        return calls
    call = standing_call(session, ticket.sender_id)
    place = None if call is not None else place_reached(session, ticket.sender_id, utc_now())
    if place is not None and place.sender_id != ticket.sender_id:
        call = standing_call(session, place.sender_id)
    return [] if call is None else [call]


def end_waiting(session: Session, ticket_id: int, now: datetime) -> None:
    """End the calls by a ticket that nobody has taken, since it is done: what they were made for is settled."""
    waiting = update(Handover).where(Handover.ticket_id == ticket_id, Handover.staff_id.is_(None), STANDING_CALL)
    session.execute(waiting.values(given_back_at=now, ended_by=SOLVED))


def call_again(session: Session, ticket_id: int, ended_at: datetime) -> None:
    """Have the calls stand again that ended at a moment because their ticket was done, which is taken back."""
    ended = select(Handover).where(
        Handover.ticket_id == ticket_id, Handover.given_back_at == ended_at, Handover.ended_by == SOLVED
    )
    for call in session.scalars(ended).all():
        if standing_call(session, call.sender_id) is None:
            call.given_back_at = call.ended_by = None
            session.flush()


def end_call(session: Session, call: Handover, by: str) -> None:
    """End a call (by `staff`, `customer` or `idle`): the bot has the conversation again."""
    call.given_back_at, call.ended_by = utc_now(), by
    hold_conversation(session, call.sender_id, BOT)


def hold_conversation(session: Session, sender_id: str, by: str) -> None:
    """Note who has a conversation now."""
    session.get_one(Conversation, sender_id).held_by = by


def announce(
    session: Session, texts: TextCatalogue, sender_id: str, key: str, *, may_go_back: bool = False, **values: str
) -> None:
    """Tell the customer who has the conversation; where they may go back to the assistant, with the button for it."""
    conversation = session.get_one(Conversation, sender_id)
    language = conversation.spoken_language
    text = texts.message(language, key)[0].format(**{name: isolate(value) for name, value in values.items()})
    buttons = [back_button(texts, language)] if may_go_back else []
    reach_customer(session, sender_id, Said("bot", text, language, buttons=buttons, notice=True))


def back_button(texts: TextCatalogue, language: str) -> dict[str, Any]:
    """The button with which a customer goes back from a person to the assistant."""
    return {"title": texts.button(language, BACK), "payload": {"intent": BACK, "entities": {}}}
