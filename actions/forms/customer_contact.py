"""Showing a customer's phone and e-mail unmasked, once, to whom may see them and says what for."""

from typing import Any

from actions.customer_cards import contacts_text
from actions.customer_turns import IN_VIEW
from actions.forms.base import SURE, Again, Form, is_free_text, rasa_actions
from actions.turn import Turn, Written
from hamrah.language.customer_parts import (
    find_parts,
    gives_purpose,
    is_name_alone,
    is_name_to_see,
    speaks_of_somebody,
)
from hamrah.services.actors import acting_staff
from hamrah.services.customer_contacts import check_may_unmask, check_reason, show_contacts
from hamrah.services.customer_names import known_names
from hamrah.services.refusal import Refusal

CONTACT = "contact"
REASONS = ("staff_reason_ticket", "staff_reason_order", "staff_reason_visit")


@rasa_actions
class ShowContact(Form):
    """Ask for the reason, then show how the customer in view is reached."""

    name = "customer_contact_form"
    intent = "staff_find_customer"
    slots = ("reason",)
    open_slots = ("reason",)
    choices = ("reason",)
    needs_customer = False

    def read(self, turn: Turn, slot: str, asked: bool) -> Any:
        """The reason when asked for: by a button, or in words that say a purpose or at least ask for nothing else."""
        if not asked:
            return None
        if turn.entity("customer_parts") == CONTACT or gives_purpose(turn.text):
            return turn.text
        is_wish = turn.intent.startswith("staff_") and turn.confidence >= SURE
        of_somebody = speaks_of_somebody(turn.text) and find_parts(turn.text)
        names = known_names()
        says_name = is_name_alone(turn.text, names) or is_name_to_see(turn.text, names)
        asks_on = is_wish or of_somebody or says_name
        return turn.text if is_free_text(turn) and not asks_on else None

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
        buttons = [turn.button(name, self.intent, customer_parts=CONTACT) for name in REASONS]
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
