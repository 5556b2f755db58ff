"""What staff write in a ticket: inner notes, words to the customer, how it was solved."""

from typing import Any

from actions.forms.base import Again, rasa_actions
from actions.forms.orders import ask_yes_no
from actions.forms.staff_ticket_form import TicketForm, about
from actions.staff_desk_turns import TOLD, desk_button
from actions.ticket_rest import rest_buttons
from actions.turn import Turn
from hamrah.language.desk_words import audience_chosen, audience_named, split_words, tells_customer
from hamrah.services.actors import Actor
from hamrah.services.handover import held_by, holds_conversation, tell_customer
from hamrah.services.refusal import Refusal
from hamrah.services.ticket_desk import note_inside, solve_ticket
from hamrah.services.ticket_opening import checked_words
from hamrah.services.ticket_undo import last_event

INNER, CUSTOMER = "inner", "customer"


@rasa_actions
class CommentTicket(TicketForm):
    """Write in a ticket: for colleagues, or to the customer. What goes to the customer is shown word for word first."""

    name = "staff_comment_form"
    intent = "staff_comment_ticket"
    slots = ("ticket_number", "note", "audience", "confirmed")
    open_slots = verbatim = ("note",)

    def read_more(self, turn: Turn, slot: str, asked: bool) -> Any:
        """The words, and for whom they are: only what is said of that counts, never a guess."""
        if slot == "note":
            if asked:
                return None if turn.is_pressed else turn.text
            return split_words(turn.text)[1]
        by_button = {"tell": CUSTOMER, "note": INNER}.get(turn.entity("desk") or "")
        return turn.entity("audience") or by_button or self._audience(turn, asked)

    def _audience(self, turn: Turn, asked: bool) -> str | None:
        if turn.tracker.get_slot("requested_slot") == "note":
            return None  # the message is the words themselves
        return audience_chosen(turn.text) if asked else audience_named(turn.text)

    def is_own(self, turn: Turn) -> bool:
        """Also words for the customer that sound like a question of theirs ("tell the customer: your refund …")."""
        return super().is_own(turn) or tells_customer(turn.text)

    def changes_it(self, known: dict[str, Any]) -> bool:
        """A note for colleagues can be written in a ticket that is done."""
        return bool(known["audience"] == CUSTOMER)

    def usual_ticket(self, turn: Turn, actor: Actor) -> str | None:
        """The ticket talked about last, else the one whose conversation the actor has."""
        held = held_by(turn.session, actor)
        return super().usual_ticket(turn, actor) or (held[0].number if len(held) == 1 else None)

    def settle_for(self, turn: Turn, actor: Actor, known: dict[str, Any], changed: set[str]) -> dict[str, Any]:
        """Raises `Again` for words that cannot be kept."""
        known = super().settle_for(turn, actor, known, changed)
        _check_words(known, changed)
        return known

    def ask_more(self, turn: Turn, slot: str) -> None:
        """Ask for the words, for whom they are, and with the words before the eyes whether they are to go."""
        ticket = self.ticket(turn)
        if slot == "note":
            to_customer = turn.slot("audience") == CUSTOMER
            turn.say("utter_staff_ask_answer" if to_customer else "utter_staff_ask_note", ticket=ticket.number)
        elif slot == "audience":
            buttons = [
                turn.button("staff_for_us", self.intent, audience=INNER),
                turn.button("staff_for_customer", self.intent, audience=CUSTOMER),
            ]
            turn.say("utter_staff_ask_audience", ticket=ticket.number, buttons=buttons)
        else:
            key = "utter_staff_answer_confirm" if turn.slot("audience") == CUSTOMER else "utter_staff_note_confirm"
            ask_yes_no(turn, key, **about(turn, ticket), words=turn.slot("note"))

    def carry_out(self, turn: Turn, actor: Actor) -> None:
        """Write it where it belongs."""
        number, words = turn.slot("ticket_number"), turn.slot("note")
        if turn.slot("audience") == CUSTOMER:
            ticket = tell_customer(turn.session, actor, number, words)
            held = holds_conversation(turn.session, actor, ticket)
            turn.remember(ticket=ticket.number, undoable=TOLD + ticket.number)
            buttons = [desk_button(turn, "staff_tell_customer", "tell", ticket.number)] if held else []
            turn.say(
                "utter_staff_answered",
                ticket=ticket.number,
                buttons=[*buttons, *rest_buttons(turn, self.name, self.intent)],
            )
            return
        ticket = note_inside(turn.session, actor, number, words)
        event = last_event(turn.session, actor, ticket, "inner_note")
        self.say_done(turn, "utter_staff_noted", ticket, None if event is None else f"event:{event.id}")


@rasa_actions
class ResolveTicket(TicketForm):
    """Solve a ticket with words that the customer reads."""

    name = "staff_resolve_form"
    intent = "staff_resolve_ticket"
    slots = ("ticket_number", "note", "confirmed")
    open_slots = verbatim = ("note",)

    def read_more(self, turn: Turn, slot: str, asked: bool) -> Any:
        """How it was solved."""
        if asked:
            return None if turn.is_pressed else turn.text
        return split_words(turn.text)[1]

    def settle_for(self, turn: Turn, actor: Actor, known: dict[str, Any], changed: set[str]) -> dict[str, Any]:
        """Raises `Again` for words that cannot be kept."""
        known = super().settle_for(turn, actor, known, changed)
        _check_words(known, changed)
        return known

    def ask_more(self, turn: Turn, slot: str) -> None:
        """Ask how it was solved; then show the words that the customer will read."""
        ticket = self.ticket(turn)
        if slot == "note":
            turn.say("utter_staff_ask_solution", ticket=ticket.number)
        else:
            ask_yes_no(turn, "utter_staff_solve_confirm", **about(turn, ticket), words=turn.slot("note"))

    def carry_out(self, turn: Turn, actor: Actor) -> None:
        """Solve it and tell the customer."""
        ticket = solve_ticket(turn.session, actor, turn.slot("ticket_number"), turn.slot("note"))
        event = last_event(turn.session, actor, ticket, "solution")
        self.say_done(turn, "utter_staff_solved", ticket, None if event is None else f"event:{event.id}")


def _check_words(known: dict[str, Any], changed: set[str]) -> None:
    if "note" not in changed or known["note"] is None:
        return
    try:
        checked_words(known["note"])
    except Refusal as refusal:
        raise Again("note", refusal.key, **refusal.values) from None
