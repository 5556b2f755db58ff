"""Calling a person into the conversation, and saying when one answers."""

from actions.turn import Deadline, Turn
from hamrah.crm.tickets import Ticket
from hamrah.services.handover import awaited_ticket, call_person
from hamrah.services.sla import answered_now


def call(turn: Turn, reason: str) -> None:
    """Call a person and say when one answers, in or out of hours."""
    ticket = call_person(turn.session, turn.principal, turn.text, reason)
    turn.remember(ticket=ticket.number, misunderstood=0)
    _say_called(turn, ticket)


def tell_waiting(turn: Turn) -> bool:
    """Say again when a person answers who was called and has not come yet; whether one was."""
    ticket = awaited_ticket(turn.session, turn.principal, turn.now)
    if ticket is not None:
        _say_called(turn, ticket)
    return ticket is not None


def _say_called(turn: Turn, ticket: Ticket) -> None:
    key = "utter_person_called" if answered_now(turn.now) else "utter_person_called_later"
    turn.say(key, ticket=ticket.number, due=Deadline(ticket.answer_due_at))
