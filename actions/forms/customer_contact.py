"""Showing a customer's phone and e-mail unmasked, once, to whom may see them and says what for."""

from typing import Any

from actions.customer_cards import contacts_text
from actions.customer_turns import IN_VIEW
from actions.forms.base import Again, Form, is_free_text, rasa_actions
from actions.turn import Turn, Written
from hamrah.language.customer_parts import find_parts, speaks_of_somebody
from hamrah.services.actors import acting_staff
from hamrah.services.customer_contacts import check_may_unmask, check_reason, show_contacts
from hamrah.services.refusal import Refusal

REASONS = ("staff_reason_ticket", "staff_reason_order", "staff_reason_visit")
BRIEF = 4


@rasa_actions
class ShowContact(Form):
    """Ask for the reason, then show how the customer in view is reached."""

    name = "customer_contact_form"
    intent = "staff_find_customer"
    slots = ("reason",)
    open_slots = ("reason",)
    needs_customer = False

    def read(self, turn: Turn, slot: str, asked: bool) -> Any:
        """The reason in free words when asked for; "un ke orders" asks for something else and is none."""
        if not asked or not is_free_text(turn):
            return None
        asks_on = len(turn.text.split()) <= BRIEF and find_parts(turn.text) and speaks_of_somebody(turn.text)
        return None if asks_on else turn.text

    def settle(self, turn: Turn, known: dict[str, Any], changed: set[str]) -> dict[str, Any]:
        """Ask nobody for a reason who may not see the contact anyway; ask again for one that says nothing."""
        actor = acting_staff(turn.session, turn.principal)
        check_may_unmask(turn.session, actor, self._customer(turn))
        if known["reason"] is not None:
            try:
                check_reason(known["reason"])
            except Refusal as refusal:
                raise Again("reason", refusal.key) from None
        return known

    def ask(self, turn: Turn, slot: str) -> None:
        """Ask what for, with the usual reasons as buttons."""
        buttons = [turn.button(name, self.intent) for name in REASONS]
        turn.say("utter_staff_ask_reason", buttons=buttons)

    def finish(self, turn: Turn) -> None:
        """Show it, and say that it was written down."""
        actor = acting_staff(turn.session, turn.principal)
        contacts = show_contacts(turn.session, actor, self._customer(turn), turn.slot("reason"))
        if contacts:
            turn.say("utter_staff_contact", contacts=Written(contacts_text(turn, contacts)))
        else:
            turn.say("utter_staff_no_contact")

    def _customer(self, turn: Turn) -> int:
        in_view = turn.slot(IN_VIEW)
        if in_view is None:
            raise Refusal("utter_staff_ask_customer")
        return int(in_view)
