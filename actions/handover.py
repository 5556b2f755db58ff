"""Calling a person into the conversation: asked for, out of anger, or because the bot does not understand."""

from actions.base import ShopAction
from actions.turn import Deadline, Turn
from hamrah.crm.tickets import Ticket
from hamrah.services.handover import ASKED, awaited_ticket, call_person
from hamrah.services.sla import answered_now


class TalkToHuman(ShopAction):
    """A person was asked for."""

    action = "action_talk_to_human"

    def act(self, turn: Turn) -> None:
        """Call one; an open form goes on until somebody is there, which may be tomorrow."""
        call(turn, ASKED)


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
