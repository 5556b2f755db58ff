"""The customer's side of a conversation that a person has: they are heard, and may go back to the assistant."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.conversations import STANDING_CALL, Button, ChatMessage, Conversation, Handover
from hamrah.crm.tickets import Ticket, TicketEvent
from hamrah.language.answers import find_yes_or_no
from hamrah.language.courtesies import is_courtesy
from hamrah.language.formatting import isolate
from hamrah.language.text_catalogue import TextCatalogue
from hamrah.services.audit import note_deed
from hamrah.services.handover_calls import announce, end_call, standing_call
from hamrah.services.handover_rules import handover_rules
from hamrah.services.identity import Principal
from hamrah.services.outbox import tell_outside
from hamrah.services.photo_links import harmless
from hamrah.services.reaching import reach_staff, staff_language
from hamrah.services.ticket_history import UNDER_WAY, note_event
from hamrah.services.tickets import main_ticket, take_words
from hamrah.services.transcripts import Said

WENT_BACK = "utter_assistant_back"
TELL, GIVE_BACK, TAKE = (
    ("staff_tell_customer", "staff_comment_ticket", "tell"),
    ("staff_give_back", "staff_assign_ticket", "back"),
    ("staff_take", "staff_assign_ticket", "take"),
)
"""What staff can do about it by a button: its title, the intent, and the deed."""


def hear_customer(
    session: Session, texts: TextCatalogue, sender_id: str, text: str, *, is_sticker: bool = False
) -> None:
    """Bring what a customer says to the person who has their conversation: to their chat, into its ticket, outside.

    It is the customer's answer as if said to the ticket: of several of the conversation, to that in which they were
    spoken to last. Thanks and a farewell, or a sticker, open no solved one again:
    they want nothing more. Whatever else is said wants somebody who may answer it.

    Where the assistant has offered itself, since the person was silent for long, the customer is told that their words
    have arrived, and may still go back: whoever has left the desk leaves nobody in silence.
    """
    call = standing_call(session, sender_id)
    if call is None or call.ticket_id is None:
        return
    text = harmless(text)
    # The ticket is held before the call is changed, in the order in which staff take it.
    spoken_in = _spoken_in(session, call) or call.ticket_id
    held = session.get_one(Ticket, spoken_in, with_for_update=True, populate_existing=True)
    ticket = main_ticket(session, held, hold=True)
    take_words(session, ticket, text, may_reopen=not (is_sticker or is_courtesy(text)))
    was_offered = call.taken_at is not None and call.spoken_at is None
    call.spoken_at = utc_now()
    if call.staff_id is not None:
        _tell_staff(session, texts, call.staff_id, "utter_staff_customer_says", ticket, (TELL, GIVE_BACK), words=text)
    if was_offered:
        announce(session, texts, sender_id, "utter_words_passed_on", may_go_back=True)


def _spoken_in(session: Session, call: Handover) -> int | None:
    """The open ticket in which the person who has a conversation spoke to the customer last; None for none."""
    if call.taken_at is None or call.staff_id is None:
        return None
    of_call = select(Ticket.customer_id).where(Ticket.id == call.ticket_id).scalar_subquery()
    query = (
        select(TicketEvent.ticket_id)
        .join(Ticket, Ticket.id == TicketEvent.ticket_id)
        .where(TicketEvent.kind == "answer", TicketEvent.actor == f"staff:{call.staff_id}")
        .where(TicketEvent.at >= call.taken_at, Ticket.status.in_(UNDER_WAY))
        .where((Ticket.sender_id == call.sender_id) | (Ticket.customer_id == of_call))
    )
    return session.scalar(query.order_by(TicketEvent.id.desc()).limit(1))


def press_back_button(
    session: Session, texts: TextCatalogue, principal: Principal, button: Button, language: str
) -> tuple[str, list[dict[str, Any]]]:
    """Go back to the assistant by the button; the response key of the answer, and its buttons.

    Pressed when no person has the conversation any more, it changes nothing.
    """
    return go_back(session, texts, principal.sender_id, button.title), []


def takes_up_offer(session: Session, sender_id: str, text: str) -> bool:
    """Whether a message says yes to the assistant, which offered itself and was the last to speak.

    Call it before the message is written down. Anything else that is typed while a person has the conversation belongs
    to that person.
    """
    if find_yes_or_no(text) is not True:
        return False
    call = standing_call(session, sender_id)
    if call is None or call.taken_at is None or call.spoken_at is not None:
        return False
    lines = select(ChatMessage).where(ChatMessage.sender_id == sender_id).order_by(ChatMessage.id.desc())
    last = session.scalar(lines.limit(1))
    return last is not None and last.author == "bot" and bool(last.extras.get("notice"))


def go_back(session: Session, texts: TextCatalogue, sender_id: str, words: str) -> str:
    """End a person's turn by the customer's wish, and tell that person; the response key of the answer."""
    call = standing_call(session, sender_id, hold=True)
    if call is None or call.taken_at is None or call.ticket_id is None:
        return WENT_BACK
    end_call(session, call, "customer")
    ticket = session.get_one(Ticket, call.ticket_id)
    # Leaving is no answer to what the person asked.
    words = harmless(words)
    note_event(session, ticket, "note", "customer", words, utc_now(), public=True)
    tell_outside(session, ticket, "note", words)
    if call.staff_id is not None:
        _tell_staff(session, texts, call.staff_id, "utter_staff_customer_left", ticket, (TAKE,))
    note_deed(session, ("customer", None), "conversation_left", ("ticket", ticket.number))
    return WENT_BACK


def end_idle(session: Session, texts: TextCatalogue, now: datetime) -> int:
    """Let the assistant offer itself where a person has the conversation and nobody said a word for long; how many.

    The person keeps it until the customer goes back or staff give it back; after `end_hours` without either it ends.
    """
    _end_left(session, now)
    since = now - timedelta(minutes=handover_rules().idle_minutes)
    idle = select(Handover).where(STANDING_CALL, Handover.spoken_at < since)
    calls: Sequence[Handover] = session.scalars(idle.order_by(Handover.id).with_for_update(skip_locked=True)).all()
    for call in calls:
        call.spoken_at = None
        announce(session, texts, call.sender_id, "utter_assistant_offers", may_go_back=True)
    return len(calls)


def _end_left(session: Session, now: datetime) -> None:
    """End what both have left: after the offer nobody came, neither the customer nor the person."""
    since = now - timedelta(hours=handover_rules().end_hours)
    left = (
        select(Handover)
        .join(Conversation, Conversation.sender_id == Handover.sender_id)
        .where(
            STANDING_CALL,
            Handover.spoken_at.is_(None),
            Handover.taken_at < since,
            Conversation.seen_at < since,
        )
    )
    for call in session.scalars(left.with_for_update(of=Handover, skip_locked=True)).all():
        end_call(session, call, "idle")


def _tell_staff(
    session: Session,
    texts: TextCatalogue,
    staff_id: int,
    key: str,
    ticket: Ticket,
    deeds: Sequence[tuple[str, str, str]],
    **values: str,
) -> None:
    """Tell a member of staff, where they speak with the assistant, with buttons for what they can do about it."""
    language = staff_language(session, staff_id)
    written = {name: isolate(value) for name, value in {"ticket": ticket.number, **values}.items()}
    shown = texts.message(language, key)[0].format(**written)
    buttons = [
        {
            "title": texts.button(language, title),
            "payload": {"intent": intent, "entities": {"ticket_number": ticket.number, "desk": deed}},
        }
        for title, intent, deed in deeds
    ]
    reach_staff(session, staff_id, Said("bot", shown, language, buttons=buttons))
