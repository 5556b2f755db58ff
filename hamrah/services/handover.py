"""A person takes over a conversation: called, taken, spoken in, given back. Who takes it is one of the shop's staff."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.bulk import changed_one
from hamrah.crm.conversations import STANDING_CALL, ChatMessage, Handover
from hamrah.crm.operations import Staff
from hamrah.crm.satisfaction import Feedback
from hamrah.crm.tickets import Ticket
from hamrah.language.text_catalogue import TextCatalogue
from hamrah.services.actors import Actor
from hamrah.services.audit import by_staff, note_deed
from hamrah.services.handover_calls import PERSON, announce, calls_of, end_call, hold_conversation, standing_call
from hamrah.services.handover_rules import handover_rules
from hamrah.services.identity import Principal
from hamrah.services.reaching import place_reached
from hamrah.services.refusal import Refusal
from hamrah.services.roles import Deed, require
from hamrah.services.ticket_desk import answer_ticket, assign_ticket, first_name, ticket_for
from hamrah.services.ticket_history import DONE
from hamrah.services.tickets import ask_for_person, main_ticket

ASKED, ANGER, NOT_UNDERSTOOD = "asked", "anger", "not_understood"


@dataclass(frozen=True)
class Waiting:
    """A conversation that a person was called into: its ticket, why, since when, and the last thing said."""

    ticket: str
    reason: str
    called_at: datetime
    taken_by: int | None
    last_words: str


def call_person(session: Session, principal: Principal, words: str, reason: str) -> Ticket:
    """Call a person into the conversation; its ticket. Who calls again while a call stands is not counted anew.

    A call that nobody has taken goes on in the newest ticket, where the words are.
    """
    ticket = ask_for_person(session, principal, words)
    call = standing_call(session, principal.sender_id)
    if call is None:
        session.add(Handover(sender_id=principal.sender_id, ticket_id=ticket.id, reason=reason, called_at=utc_now()))
    elif call.staff_id is None:
        call.ticket_id = ticket.id
    session.flush()
    return ticket


def awaited_ticket(session: Session, principal: Principal, now: datetime) -> Ticket | None:
    """The ticket by which a person was called here who has not come yet and is not overdue, if there is one."""
    call = standing_call(session, principal.sender_id)
    if call is None or call.staff_id is not None or call.ticket_id is None:
        return None
    ticket = session.get_one(Ticket, call.ticket_id)
    return ticket if ticket.status not in DONE and ticket.answer_due_at > now else None


def is_angry(session: Session, principal: Principal, text: str) -> bool:
    """Whether a displeased customer needs a person at once: by their words, or since it is not the first time."""
    rules = handover_rules()
    if rules.sounds_angry(text):
        return True
    since = utc_now() - timedelta(minutes=rules.displeased_minutes)
    times = select(func.count(Feedback.id)).where(
        Feedback.sender_id == principal.sender_id, Feedback.kind == "displeasure", Feedback.at > since
    )
    return (session.scalar(times) or 0) >= rules.displeased_times


def list_waiting(session: Session, actor: Actor) -> list[Waiting]:
    """The calls that stand and are the actor's business, the oldest first, taken or not.

    Raises `Refusal` for a role that does not work on tickets.
    """
    require(actor, Deed.WORK_ON_TICKETS)
    newest = (
        select(func.max(ChatMessage.id))
        .where(ChatMessage.sender_id == Handover.sender_id, ChatMessage.author == "person")
        .correlate(Handover)
        .scalar_subquery()
    )
    query = (
        select(Handover, Ticket, ChatMessage.text)
        .join(Ticket, Ticket.id == Handover.ticket_id)
        .outerjoin(ChatMessage, ChatMessage.id == newest)
        .where(STANDING_CALL)
        .order_by(Handover.called_at, Handover.id)
    )
    return [
        Waiting(ticket.number, call.reason, call.called_at, call.staff_id, words or ticket.description)
        for call, ticket, words in session.execute(query)
        if actor.may_serve(ticket.branch_id)
    ]


def take_conversation(session: Session, actor: Actor, texts: TextCatalogue, number: str) -> Ticket:
    """Take the conversation of a ticket: from now on the bot keeps quiet in it, and the customer is told who is there.

    Of two who take it at once one does. Raises `Refusal` for one that somebody has taken, or that is no conversation.
    """
    ticket = _going_on(session, actor, number, hold=True)
    member = None if actor.staff_id is None else session.get(Staff, actor.staff_id)
    if member is None:
        raise Refusal("utter_staff_unknown")
    call = _call_to_take(session, ticket)
    now = utc_now()
    free = update(Handover).where(Handover.id == call.id, Handover.staff_id.is_(None))
    if not changed_one(session, free.values(staff_id=actor.staff_id, taken_at=now, spoken_at=now)):
        raise Refusal("utter_conversation_taken", ticket=ticket.number)
    hold_conversation(session, call.sender_id, PERSON)
    if ticket.status not in DONE:
        assign_ticket(session, actor, ticket.number, actor.staff_id)
    note_deed(session, by_staff(actor.staff_id), "conversation_taken", ("ticket", ticket.number))
    announce(session, texts, call.sender_id, "utter_staff_joined", may_go_back=True, name=first_name(member))
    return ticket


def check_conversation(session: Session, actor: Actor, number: str) -> None:
    """Raises `Refusal`, as taking it would, for a ticket's conversation that cannot be taken; nothing is changed."""
    ticket = _going_on(session, actor, number)
    calls = calls_of(session, ticket)
    if calls and all(call.staff_id is not None for call in calls):
        raise Refusal("utter_conversation_taken", ticket=ticket.number)
    if not calls and (ticket.sender_id is None or place_reached(session, ticket.sender_id, utc_now()) is None):
        raise Refusal("utter_no_conversation", ticket=ticket.number)


def say_as_staff(session: Session, actor: Actor, number: str, text: str) -> Ticket:
    """Say something in the conversation that the actor has taken; it reaches the customer where they are.

    Raises `Refusal` for one who has not taken it.
    """
    ticket, call = _taken(session, actor, number)
    answer_ticket(session, actor, ticket.number, text, where=call.sender_id)
    call.spoken_at = utc_now()
    return ticket


def give_back(session: Session, actor: Actor, texts: TextCatalogue, number: str) -> Ticket:
    """Give the conversation back to the bot, which says so. Raises `Refusal` for one who has not taken it."""
    ticket, call = _taken(session, actor, number)
    end_call(session, call, "staff")
    note_deed(session, by_staff(actor.staff_id), "conversation_given_back", ("ticket", ticket.number))
    announce(session, texts, call.sender_id, "utter_assistant_back")
    return ticket


def tell_customer(session: Session, actor: Actor, number: str, text: str) -> Ticket:
    """Say something to the customer of a ticket: in the conversation that the actor has taken, else as its answer."""
    ticket = _going_on(session, actor, number)
    if _held_call(session, actor, ticket) is not None:
        return say_as_staff(session, actor, number, text)
    return answer_ticket(session, actor, number, text)


def held_by(session: Session, actor: Actor) -> list[Ticket]:
    """The tickets whose conversations an actor has taken and not given back, the one taken last first."""
    query = select(Ticket).join(Handover, Handover.ticket_id == Ticket.id)
    mine = query.where(STANDING_CALL, Handover.staff_id == actor.staff_id)
    return list(session.scalars(mine.order_by(Handover.taken_at.desc(), Handover.id.desc())))


def holds_conversation(session: Session, actor: Actor, ticket: Ticket) -> bool:
    """Whether the actor has the conversation of a ticket, also where it was taken by another ticket of it."""
    return _held_call(session, actor, ticket) is not None


def _taken(session: Session, actor: Actor, number: str) -> tuple[Ticket, Handover]:
    ticket = _going_on(session, actor, number)
    call = _held_call(session, actor, ticket)
    if call is None:
        raise Refusal("utter_conversation_not_yours", ticket=ticket.number)
    return ticket, call


def _held_call(session: Session, actor: Actor, ticket: Ticket) -> Handover | None:
    mine = (call for call in calls_of(session, ticket) if call.staff_id is not None and call.staff_id == actor.staff_id)
    return next(mine, None)


def _call_to_take(session: Session, ticket: Ticket) -> Handover:
    """The call to a ticket's conversation, one not taken first; made where its customer is reached if there is none."""
    calls = calls_of(session, ticket)
    if calls:
        return next((call for call in calls if call.staff_id is None), calls[0])
    now = utc_now()
    place = None if ticket.sender_id is None else place_reached(session, ticket.sender_id, now)
    if place is None:
        raise Refusal("utter_no_conversation", ticket=ticket.number)
    call = Handover(sender_id=place.sender_id, ticket_id=ticket.id, reason=ASKED, called_at=now)
    session.add(call)
    session.flush()
    return call


def _going_on(session: Session, actor: Actor, number: str, *, hold: bool = False) -> Ticket:
    """The ticket of a number, or that into which it was merged, if it is the actor's business; `Refusal` if not."""
    ticket = main_ticket(session, ticket_for(session, actor, number))
    return ticket_for(session, actor, ticket.number, hold=hold)
