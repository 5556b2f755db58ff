"""Showing a customer's phone and e-mail unmasked, once, to whom may see them and says what for."""

from typing import Any

from actions.customer_cards import contacts_text
from actions.customer_turns import CONTACT, CONTACT_FORM, FEW, IN_VIEW, named
from actions.forms.base import SURE, Again, Form, is_free_text, rasa_actions
from actions.staff_desk_turns import looks_at_ticket
from actions.turn import Turn, Written
from hamrah.crm.customers import Customer
from hamrah.language.customer_parts import (
    find_known_name,
    find_parts,
    gives_purpose,
    is_name_alone,
    is_name_to_see,
    speaks_of_somebody,
)
from hamrah.language.desk_words import orders_work
from hamrah.services.actors import acting_staff
from hamrah.services.customer_contacts import check_may_unmask, check_reason, show_contacts
from hamrah.services.customer_names import known_names, likest
from hamrah.services.customer_search import customer_for
from hamrah.services.refusal import Refusal

REASONS = ("staff_reason_ticket", "staff_reason_order", "staff_reason_visit")


@rasa_actions
class ShowContact(Form):
    """Ask for the reason, then show how the customer in view is reached."""

    name = CONTACT_FORM
    intent = "staff_find_customer"
    slots = ("reason",)
    open_slots = ("reason",)
    choices = ("reason",)
    needs_customer = False

    def read(self, turn: Turn, slot: str, asked: bool) -> Any:
        """The reason when asked for: by a button, or in words that say a purpose or at least ask for nothing else."""
        if not asked:
            return None
        if turn.entity("customer_parts") == CONTACT and turn.entity("customer") is None:
            return turn.text
        is_reason = gives_purpose(turn.text) or is_free_text(turn)
        return turn.text if is_reason and not self._asks_on(turn) else None

    def _asks_on(self, turn: Turn) -> bool:
        """Whether the message asks for something: of another customer by name, else where it says no purpose."""
        parts = {part.name for part in find_parts(turn.text)}
        is_wish = turn.intent.startswith("staff_") and turn.confidence >= SURE
        has_purpose = gives_purpose(turn.text)
        if orders_work(turn.text, has_purpose):
            return True
        if self._names_another(turn):
            return is_wish or bool(parts) or not has_purpose
        if has_purpose:
            return False
        names = known_names()
        says_name = is_name_alone(turn.text, names) or is_name_to_see(turn.text, names)
        of_somebody = speaks_of_somebody(turn.text) and bool(parts)
        asks_again = CONTACT in parts and (named(turn) is not None or len(turn.text.split()) <= FEW)
        return is_wish or says_name or of_somebody or asks_again or looks_at_ticket(turn)

    def _names_another(self, turn: Turn) -> bool:
        """Whether the message names somebody, and not the customer whose contact is asked for too."""
        names = {*turn.entities("person_name"), find_known_name(turn.text, known_names())} - {None}
        customer = turn.session.get(Customer, self._customer(turn)) if names else None
        if customer is None:
            return False
        return not any(likest(str(name), [(customer.id, customer.name)])[1] for name in names)

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
        """Ask what for, naming whose it is, with the usual reasons as buttons."""
        customer = customer_for(turn.session, acting_staff(turn.session, turn.principal), self._customer(turn))
        buttons = [turn.button(name, self.intent, customer_parts=CONTACT) for name in REASONS]
        turn.say("utter_staff_ask_reason", name=customer.name, buttons=buttons)

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
