"""What the forms about one ticket share: which it is, how a question names it, the confirmation, the undo button."""

from typing import Any

from actions.customer_turns import keep_in_view
from actions.forms.base import yes_or_no
from actions.forms.staff_base import StaffForm
from actions.staff_desk_turns import looks_at_ticket, ticket_said
from actions.ticket_rest import joint_tickets, rest_buttons, say_rest
from actions.turn import Term, Turn
from hamrah.crm.tickets import Ticket
from hamrah.language.customer_parts import gives_purpose
from hamrah.language.desk_words import orders_work
from hamrah.services.actors import Actor, acting_staff
from hamrah.services.roles import Deed, require
from hamrah.services.ticket_desk import check_under_way, ticket_for
from hamrah.services.ticket_queue import Wanted, customer_name, look_at_queue

MOST_BUTTONS = 6


class TicketForm(StaffForm):
    """What the forms about one ticket share: which it is, and the confirmation."""

    def is_surely_meant(self, turn: Turn) -> bool:
        """Whether a message surely begins the task: by its words too, where it is like few that are known."""
        return super().is_surely_meant(turn) or orders_work(turn.text, gives_purpose(turn.text))

    def read(self, turn: Turn, slot: str, asked: bool) -> Any:
        """The ticket's number and the confirmation; anything else is the subclass's."""
        if slot == "ticket_number":
            several = joint_tickets(turn) if self._is_asked_which(turn) else []
            return several[0] if several else self._number(turn, asked)
        if slot == "confirmed":
            return yes_or_no(self, turn, asked)
        return self.read_more(turn, slot, asked)

    def _number(self, turn: Turn, asked: bool) -> str | None:
        """The number that the message names: not one within the words, nor of a ticket that is only to be seen."""
        requested = turn.tracker.get_slot("requested_slot")
        is_words = requested in self.verbatim and not turn.is_pressed
        if is_words or (requested == "confirmed" and looks_at_ticket(turn)):
            return None
        return ticket_said(turn, of_orders=asked)

    def read_more(self, turn: Turn, slot: str, asked: bool) -> Any:
        """What the message says about the subclass's own slots."""
        return None

    def settle_for(self, turn: Turn, actor: Actor, known: dict[str, Any], changed: set[str]) -> dict[str, Any]:
        """Without a number take the ticket talked about last. Raises `Refusal` for one that is not the actor's."""
        require(actor, Deed.WORK_ON_TICKETS)
        number = known["ticket_number"] or self.usual_ticket(turn, actor)
        if number is not None:
            ticket = ticket_for(turn.session, actor, number)
            known["ticket_number"] = ticket.number
            turn.remember(ticket=ticket.number)
            if self.changes_it(known):  # before anything is written for it, or said yes to
                check_under_way(ticket)
            if "ticket_number" in changed:
                keep_in_view(turn, actor, ticket)
            if self._is_asked_which(turn):
                say_rest(turn, self.name, ticket.number)
        return known

    def changes_it(self, known: dict[str, Any]) -> bool:
        """Whether what is to be done can be done only with a ticket that is under way."""
        return True

    def _is_asked_which(self, turn: Turn) -> bool:
        """Whether the message begins the task, or answers which ticket it is about."""
        return turn.form != self.name or turn.tracker.get_slot("requested_slot") == "ticket_number"

    def usual_ticket(self, turn: Turn, actor: Actor) -> str | None:
        """The ticket that is meant where none is named."""
        number: str | None = turn.slot("ticket")
        return number

    def ticket(self, turn: Turn) -> Ticket:
        """The ticket that the form is about, as the member of staff may see it."""
        return ticket_for(turn.session, acting_staff(turn.session, turn.principal), turn.slot("ticket_number"))

    def ask(self, turn: Turn, slot: str) -> None:
        """Ask which ticket; everything else is the subclass's."""
        if slot != "ticket_number":
            self.ask_more(turn, slot)
            return
        actor = acting_staff(turn.session, turn.principal)
        queue = look_at_queue(turn.session, actor, Wanted(), turn.now, MOST_BUTTONS)
        numbers = [one.ticket.number for one in queue.shown]
        turn.remember(shown_tickets=numbers)
        buttons = [turn.own_button(number, self.intent, ticket_number=number) for number in numbers]
        turn.say("utter_staff_ask_ticket", buttons=buttons)

    def ask_more(self, turn: Turn, slot: str) -> None:
        """Ask for the subclass's own slots."""
        raise NotImplementedError

    def say_done(self, turn: Turn, key: str, ticket: Ticket, undo: str | None = None, **values: Any) -> None:
        """Say that it is done, with a button that takes it back where that is possible, and those of what is left."""
        turn.remember(ticket=ticket.number, undoable=undo)
        buttons = [] if undo is None else [turn.button("staff_undo", self.intent, undo=undo)]
        turn.say(key, ticket=ticket.number, buttons=[*buttons, *rest_buttons(turn, self.name, self.intent)], **values)


def about(turn: Turn, ticket: Ticket) -> dict[str, Any]:
    """How a question names a ticket: its number, what it is about, whose it is."""
    whose = customer_name(turn.session, ticket)
    return {
        "ticket": ticket.number,
        "issue": Term(f"issue.{ticket.kind}"),
        "customer": whose if whose is not None else Term("ticket_guest"),
    }
