"""Who works on a ticket: giving it to somebody, taking its conversation over and giving it back."""

from typing import Any

from actions.forms.base import Again, rasa_actions
from actions.forms.orders import ask_yes_no
from actions.forms.staff_ticket_form import MOST_BUTTONS, TicketForm, about
from actions.staff_desk_turns import desk_button, ticket_said
from actions.turn import Term, Turn
from hamrah.bootstrap import texts
from hamrah.crm.operations import Staff
from hamrah.crm.tickets import Ticket
from hamrah.language.desk_words import gives_conversation_back, gives_to_me, gives_to_nobody, role_named
from hamrah.services.actors import Actor, acting_staff
from hamrah.services.colleagues import colleagues_in_role, colleagues_named
from hamrah.services.handover import (
    check_conversation,
    give_back,
    held_by,
    holds_conversation,
    take_conversation,
)
from hamrah.services.refusal import Refusal
from hamrah.services.roles import Deed, require
from hamrah.services.ticket_desk import assign_ticket, assignable, ticket_for
from hamrah.services.ticket_history import NOBODY
from hamrah.services.ticket_undo import last_event

TAKE, BACK = "take", "back"


@rasa_actions
class AssignTicket(TicketForm):
    """Give a ticket to oneself, to a colleague or to nobody. `assignee` is the id of a member of staff, or `nobody`."""

    name = "staff_assign_form"
    intent = "staff_assign_ticket"
    slots = ("ticket_number", "assignee", "confirmed")
    choices = ("assignee",)

    def read_more(self, turn: Turn, slot: str, asked: bool) -> Any:
        """To whom, by a button, by name or by role; where several are meant nothing is known yet."""
        pressed = turn.entity("assignee")
        if pressed is not None:
            return pressed
        if gives_to_nobody(turn.text):
            return NOBODY
        found = _meant(turn, asked)
        if len(found) == 1:
            return str(found[0].id)
        return str(turn.principal.staff_id) if not found and gives_to_me(turn.text) else None

    def settle_for(self, turn: Turn, actor: Actor, known: dict[str, Any], changed: set[str]) -> dict[str, Any]:
        """Whose role allows only taking a ticket is told so before any number is looked at."""
        assignee = known["assignee"]
        meant_others = len(_meant(turn, False)) > 1 or (assignee is not None and assignee != str(actor.staff_id))
        if meant_others:
            require(actor, Deed.ASSIGN_TO_OTHERS)
        known = super().settle_for(turn, actor, known, changed)
        if assignee is not None and assignee != NOBODY and known["ticket_number"] is not None:
            try:
                assignable(turn.session, ticket_for(turn.session, actor, known["ticket_number"]), int(assignee))
            except Refusal as refusal:
                raise Again("assignee", refusal.key, **refusal.values) from None
        return known

    def ask_more(self, turn: Turn, slot: str) -> None:
        """Ask to whom, of several which; then whether it is to be done."""
        ticket = self.ticket(turn)
        if slot == "confirmed":
            named = _name_of(turn, turn.slot("assignee"))
            ask_yes_no(turn, "utter_staff_assign_confirm", **about(turn, ticket), name=named)
            return
        several = [one for one in _meant(turn, True) if _may_serve(one, ticket)]
        buttons = [
            turn.own_button(one.name, self.intent, assignee=str(one.id), ticket_number=ticket.number)
            for one in several[:MOST_BUTTONS]
        ]
        mine = turn.button("staff_me", self.intent, assignee=str(turn.principal.staff_id), ticket_number=ticket.number)
        key = "utter_staff_ask_which_colleague" if several else "utter_staff_ask_assignee"
        if not several and turn.entities("person_name"):
            key = "utter_staff_colleague_unknown"
        turn.say(key, ticket=ticket.number, buttons=buttons or [mine])

    def carry_out(self, turn: Turn, actor: Actor) -> None:
        """Give it, and say to whom."""
        assignee = turn.slot("assignee")
        who = None if assignee == NOBODY else int(assignee)
        ticket = assign_ticket(turn.session, actor, turn.slot("ticket_number"), who)
        event = last_event(turn.session, actor, ticket, "assigned")
        undo = None if event is None else f"event:{event.id}"
        self.say_done(turn, "utter_staff_assigned", ticket, undo, name=_name_of(turn, assignee))


@rasa_actions
class HoldConversation(TicketForm):
    """Take a customer's conversation over, or give it back. `desk_deed` is `take` or `back`."""

    name = "staff_desk_form"
    intent = "staff_assign_ticket"
    slots = ("desk_deed", "ticket_number", "confirmed")

    def changes_it(self, known: dict[str, Any]) -> bool:
        """Whether a conversation can be taken is checked by itself; one that is held can always be given back."""
        return False

    def read_more(self, turn: Turn, slot: str, asked: bool) -> Any:
        """Which of the two."""
        pressed = turn.entity("desk")
        if pressed in (TAKE, BACK):
            return pressed
        if asked or turn.slot("desk_deed") is None:
            return BACK if gives_conversation_back(turn.text) else TAKE
        return None

    def settle_for(self, turn: Turn, actor: Actor, known: dict[str, Any], changed: set[str]) -> dict[str, Any]:
        """To be given back is what the actor has: of several, and of one's several tickets, the one talked about last.

        Of a conversation that cannot be taken it is said before the yes.
        """
        held = held_by(turn.session, actor)
        if known["desk_deed"] == BACK and known["ticket_number"] is None:
            if not held:
                raise Refusal("utter_staff_holds_none")
            last = self._spoken_of(turn, actor)
            known["ticket_number"] = held[0].number if last is None and len(held) == 1 else last
            return known
        known = super().settle_for(turn, actor, known, changed)
        if known["desk_deed"] == TAKE and known["ticket_number"] is not None:
            check_conversation(turn.session, actor, known["ticket_number"])
        return known

    def _spoken_of(self, turn: Turn, actor: Actor) -> str | None:
        """The ticket talked about last, if its conversation is the actor's: one conversation may have several."""
        number = self.usual_ticket(turn, actor)
        if number is None:
            return None
        try:
            ticket = ticket_for(turn.session, actor, number)
        except Refusal:
            return None
        return ticket.number if holds_conversation(turn.session, actor, ticket) else None

    def ask_more(self, turn: Turn, slot: str) -> None:
        """Ask whether it is to be done, saying what it means."""
        key = "utter_staff_back_confirm" if turn.slot("desk_deed") == BACK else "utter_staff_take_confirm"
        ask_yes_no(turn, key, **about(turn, self.ticket(turn)))

    def carry_out(self, turn: Turn, actor: Actor) -> None:
        """Take it or give it back; the one undoes the other."""
        number = turn.slot("ticket_number")
        if turn.slot("desk_deed") == BACK:
            ticket = give_back(turn.session, actor, texts(), number)
            turn.remember(ticket=ticket.number, undoable=None)
            again = [desk_button(turn, "staff_take", TAKE, ticket.number)]
            turn.say("utter_staff_given_back", ticket=ticket.number, buttons=again)
            return
        ticket = take_conversation(turn.session, actor, texts(), number)
        turn.remember(ticket=ticket.number, undoable=None)
        deeds = {"staff_tell_customer": "tell", "staff_give_back": BACK}
        buttons = [desk_button(turn, title, deed, ticket.number) for title, deed in deeds.items()]
        turn.say("utter_staff_taken", ticket=ticket.number, buttons=buttons)


def _meant(turn: Turn, asked: bool) -> list[Staff]:
    """The colleagues whom a message names, by name or by role; none where it names nobody who works here."""
    named = turn.entities("person_name")
    found = colleagues_named(turn.session, named) if named else []
    found = found or colleagues_named(turn.session, [turn.text], spelt=not asked)
    if found:
        return found
    role = role_named(turn.text)
    if role is None:
        return []
    number = turn.slot("ticket_number") or ticket_said(turn) or turn.slot("ticket")
    branch_id = None
    if number is not None:
        try:
            branch_id = ticket_for(turn.session, acting_staff(turn.session, turn.principal), number).branch_id
        except Refusal:
            return []  # that the number is none of theirs is said where the ticket is looked for
    return colleagues_in_role(turn.session, role, branch_id)


def _may_serve(member: Staff, ticket: Ticket) -> bool:
    return Actor("", member.id, member.role, member.branch_id).may_serve(ticket.branch_id)


def _name_of(turn: Turn, assignee: str) -> Any:
    member = None if assignee == NOBODY else turn.session.get(Staff, int(assignee))
    return Term("ticket_nobody") if member is None else member.name
