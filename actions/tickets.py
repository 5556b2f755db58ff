"""What became of complaints."""

import re
from collections.abc import Callable
from datetime import datetime

from rasa_sdk.events import FollowupAction
from sqlalchemy.orm import Session

from actions.base import ShopAction
from actions.turn import Deadline, Term, Turn
from hamrah.bootstrap import texts
from hamrah.crm.tickets import Ticket
from hamrah.language.normalise import normalise
from hamrah.services.identity import Principal
from hamrah.services.orders import find_order
from hamrah.services.refusal import Refusal
from hamrah.services.survey_answers import scale_of
from hamrah.services.survey_asking import rating_buttons
from hamrah.services.tickets import (
    confirm_solved,
    find_ticket,
    list_tickets,
    reopen_ticket,
    solved_since,
)


class TicketStatus(ShopAction):
    """What became of a complaint."""

    action = "action_ticket_status"

    def act(self, turn: Turn) -> None:
        """Say of the ticket named, else of the newest ones, where they stand; a plain number may be an order's.

        A guest who has none may have some as a customer, and is asked who they are, whatever number they name.
        """
        named = ticket_named(turn)
        if named is not None and means_order(turn, named):
            turn.events.append(FollowupAction("action_order_status"))
            return
        try:
            tickets = _tickets_meant(turn, named)
        except Refusal:
            turn.principal.known()
            if named is None and turn.slot("issue_description") is not None:
                return  # they mean the one that is being taken down, of which the form asks on
            raise
        turn.remember(ticket=tickets[0].number)
        for ticket in tickets:
            key, when = _standing(ticket, turn.now)
            turn.say(key, ticket=ticket.number, issue=Term(f"issue.{ticket.kind}"), when=when)


def _tickets_meant(turn: Turn, named: str | None) -> list[Ticket]:
    """The ticket named, else those that are open, else the newest. Raises `Refusal` for none."""
    if named is not None:
        return [find_ticket(turn.session, turn.principal, named)]
    is_open = list_tickets(turn.session, turn.principal, open_only=True, limit=3)
    return is_open or [find_ticket(turn.session, turn.principal, None)]


class ConfirmResolved(ShopAction):
    """Yes, it is solved."""

    action = "action_confirm_resolved"

    def act(self, turn: Turn) -> None:
        """Close the ticket and ask how it was."""
        ticket = confirm_solved(turn.session, turn.principal, _meant(turn))
        turn.remember(ticket=ticket.number, offered="action_begin_feedback_form")
        buttons = rating_buttons(texts(), turn.language, "csat", scale_of(None), ticket.number)
        turn.say("utter_ticket_closed_now", ticket=ticket.number, buttons=buttons)


class ReopenTicket(ShopAction):
    """It is not solved."""

    action = "action_reopen_ticket"

    def act(self, turn: Turn) -> None:
        """Open it again with what the customer says."""
        ticket = reopen_ticket(turn.session, turn.principal, _meant(turn), turn.text)
        turn.remember(ticket=ticket.number)
        turn.say("utter_ticket_reopened", ticket=ticket.number, due=Deadline(ticket.answer_due_at))


def _meant(turn: Turn) -> str | None:
    """The ticket that somebody means who says that it is solved, or that it is not; None for any of theirs.

    That is the one named; else the one whose solution came since they spoke before, to which they answer; else the one
    just talked of; else what the shop has solved, before one that was talked of earlier and may well be open.
    """
    named = ticket_named(turn)
    if named is not None:
        return named
    talked_of = turn.slot("ticket")
    # It may be somebody else's, from before they showed who they are.
    if talked_of is not None and not _finds(find_ticket, turn, talked_of):
        talked_of = None
    just_told = any(key.startswith("utter_ticket_") for key in turn.said_before)
    since = turn.spoken_before if just_told else None
    return solved_since(turn.session, turn.principal, since) or talked_of


def _standing(ticket: Ticket, now: datetime) -> tuple[str, datetime | Deadline]:
    """The response for where a ticket stands, and the time it names: when it was solved, or what is due next."""
    if ticket.solved_at is not None:
        return f"utter_ticket_{ticket.status}", ticket.solved_at
    due = ticket.answer_due_at
    if ticket.first_answered_at is not None:
        due = ticket.solution_due_at or due
    is_late = due < now and ticket.waiting_since is None
    return "utter_ticket_late" if is_late else f"utter_ticket_{ticket.status}", Deadline(due)


def means_order(turn: Turn, number: str) -> bool:
    """Whether a number that nothing calls a ticket's is no ticket of theirs but an order ("what became of 1042?")."""
    if turn.entity("ticket_number") is not None or _finds(find_ticket, turn, number):
        return False
    return _finds(find_order, turn, number)


def ticket_added_to(turn: Turn) -> str | None:
    """The ticket that a fact is to be added to, if one is named: a number may be part of the fact ("bike 1234")."""
    named = turn.entity("ticket_number")
    if named is None or turn.is_pressed or _finds(find_ticket, turn, named):
        return named
    digits = "".join(character for character in named if character.isdigit())
    called = rf"(?:\bt|ticket|complaint|shikayat|شکایت|ٹکٹ)\W*(?:(?:number|no|نمبر)\W*)?{digits}\b"
    return named if re.search(called, normalise(turn.text).text) else None


def _finds(find: Callable[[Session, Principal, str], object], turn: Turn, number: str) -> bool:
    try:
        find(turn.session, turn.principal, number)
    except Refusal:
        return False
    return True


def ticket_named(turn: Turn) -> str | None:
    """The ticket that the message names; in talk about tickets a plain number is one too."""
    return turn.entity("ticket_number") or turn.entity("order_number")
