"""A complaint, and a fact added to one."""

from datetime import UTC, datetime
from typing import Any

from actions.forms.base import SURE, Again, Form, is_free_text, rasa_actions
from actions.forms.complaint_words import (
    ADDS,
    ENOUGH_WORDS,
    adds,
    corrects,
    description_told,
    kind_told,
)
from actions.forms.order_choice import MOST_BUTTONS, order_button, order_holding, read_order_number
from actions.ticket_answers import NO_ANSWERS, asked_ticket, take_order
from actions.tickets import ticket_added_to
from actions.troubles import phrase_in
from actions.turn import Deadline, Term, Turn
from hamrah.crm.tickets import Ticket
from hamrah.language.announcing import is_announcement
from hamrah.language.answers import is_question
from hamrah.language.order_words import names_last_time, names_latest
from hamrah.services.catalogue import shelf_of
from hamrah.services.orders import list_orders
from hamrah.services.refusal import Refusal
from hamrah.services.ticket_opening import Complaint, checked_words
from hamrah.services.tickets import add_note, find_ticket, open_ticket, spoken_of
from hamrah.services.told_complaints import FORM, add_answer, told_ticket, untold_order

NO_ORDER = "none"
OF_GOODS = ("damaged", "wrong_item", "missing_item", "quality")
ORDER_ISSUES = ("damaged", "wrong_item", "missing_item", "late", "refund", "payment", "quality")


@rasa_actions
class ReportIssue(Form):
    """Open a ticket. `issue_order` is the order concerned, or `none`; it is asked for where a customer has orders."""

    name = FORM
    intent = "report_issue"
    slots = ("issue_description", "issue_type", "issue_order")
    open_slots = ("issue_description",)
    needs_customer = False

    def read(self, turn: Turn, slot: str, asked: bool) -> Any:
        """Kind, words and order; the first message may hold all of them."""
        if slot == "issue_order":
            return _order(turn, asked)
        if slot == "issue_type":
            return kind_told(turn)
        if slot == "issue_description":
            if _answers_people(turn):
                return f"{turn.slot('issue_description')}\n{turn.text}"
            return description_told(turn, asked)
        return None

    def settle(self, turn: Turn, known: dict[str, Any], changed: set[str]) -> dict[str, Any]:
        """A kind that was not named is `other`; who has no orders to show is not asked which.

        Raises `Again` for words that cannot be kept, `Refusal` for staff.
        """
        turn.principal.check_shopper()
        _check_words(turn, known, changed, "issue_description")
        if turn.is_pressed and turn.form is None and known["issue_order"] is not None:
            _take_up(turn, known)
        if turn.form == self.name and "issue_description" in changed and known["issue_order"] is None:
            _tell_noted(turn, known["issue_description"])
        if known["issue_description"] is not None and known["issue_type"] is None:
            known["issue_type"] = "other"
        if known["issue_order"] is None and known["issue_type"] is not None and not self._asks_order(turn, known):
            known["issue_order"] = NO_ORDER
        return known

    def is_own(self, turn: Turn) -> bool:
        """A fact that no ticket is named for belongs to the complaint that is being made, and so does an answer."""
        return super().is_own(turn) or adds(turn) or _answers_people(turn)

    def left(self, turn: Turn) -> None:
        """What somebody has complained of is kept, without the order that they did not name."""
        if turn.slot("issue_description") is not None and _kept(turn) is None:
            turn.remember(
                issue_type=turn.slot("issue_type") or "other", issue_order=turn.slot("issue_order") or NO_ORDER
            )
            self.finish(turn)

    def stopped(self, turn: Turn) -> None:
        """A complaint that was opened while its teller was silent stays, until they say that it is settled."""
        kept = _kept(turn)
        if kept is None:
            super().stopped(turn)
            return
        turn.remember(ticket=kept.number)
        turn.say("utter_complaint_stays", ticket=kept.number)

    def _asks_order(self, turn: Turn, known: dict[str, Any]) -> bool:
        if known["issue_type"] not in (*ORDER_ISSUES, "other") or turn.principal.customer_id is None:
            return False
        return bool(list_orders(turn.session, turn.principal, limit=1))

    def ask(self, turn: Turn, slot: str) -> None:
        """Ask what happened, and with which order."""
        if slot != "issue_order":
            turn.say("utter_ask_issue")
            return
        orders = list_orders(turn.session, turn.principal, limit=MOST_BUTTONS)
        turn.remember(shown_orders=[order.number for order in orders])
        buttons = [order_button(turn, order, "report_issue") for order in orders]
        buttons.append(turn.button("no_order", "report_issue", no_order="yes"))
        told_now = turn.slot("issue_description") == turn.text
        turn.say("utter_sorry_which_order" if told_now else "utter_ask_issue_order", buttons=buttons)

    def finish(self, turn: Turn) -> None:
        """Open the ticket and say its number and when an answer is due."""
        number = turn.slot("issue_order")
        words = turn.slot("issue_description")
        complaint = Complaint(
            turn.slot("issue_type"),
            words,
            None if number == NO_ORDER else number,
            named=_named(turn, words),
            city=phrase_in(words, "city"),
        )
        kept = _kept(turn)
        if kept is not None:
            _go_on(turn, kept, complaint)
            return
        ticket = open_ticket(turn.session, turn.principal, complaint)
        turn.remember(ticket=ticket.number)
        issue = Term(f"issue.{ticket.kind}")
        turn.say("utter_ticket_opened", ticket=ticket.number, issue=issue, due=Deadline(ticket.answer_due_at))


@rasa_actions
class AddToTicket(Form):
    """Add a fact to an open ticket: the one named, else the newest."""

    name = "ticket_note_form"
    intent = ADDS
    slots = ("ticket_number", "note")
    open_slots = ("note",)
    needs_customer = False

    def read(self, turn: Turn, slot: str, asked: bool) -> Any:
        """The ticket named, and the fact itself, which the first message may hold."""
        answered = None if asked else asked_ticket(turn)
        if slot == "ticket_number":
            return ticket_added_to(turn) or answered
        if answered is not None and turn.intent != self.intent:
            return turn.text
        if is_announcement(turn.text):
            return None
        if asked and is_free_text(turn):
            return turn.text
        is_fact = len(turn.text.split()) > ENOUGH_WORDS or turn.intent != self.intent  # which was read in its place
        return turn.text if not asked and is_fact else None

    def settle(self, turn: Turn, known: dict[str, Any], changed: set[str]) -> dict[str, Any]:
        """Find the ticket. Raises `Refusal` when the person has none, `Again` for words that cannot be kept."""
        number = known["ticket_number"] or turn.slot("ticket")
        try:
            ticket = find_ticket(turn.session, turn.principal, number, solved=False)
        except Refusal:
            if known["ticket_number"] is not None or number is None:
                raise
            ticket = find_ticket(turn.session, turn.principal, None, solved=False)
        known["ticket_number"] = ticket.number
        _check_words(turn, known, changed, "note")
        return known

    def ask(self, turn: Turn, slot: str) -> None:
        """Ask for the fact."""
        turn.say("utter_ask_ticket_note", ticket=turn.slot("ticket_number"))

    def finish(self, turn: Turn) -> None:
        """Add it and say so."""
        ticket = add_note(turn.session, turn.principal, turn.slot("ticket_number"), turn.slot("note"))
        take_order(turn, ticket.number)
        turn.remember(ticket=ticket.number)
        turn.say("utter_ticket_noted", ticket=ticket.number)


def _kept(turn: Turn) -> Ticket | None:
    """The ticket that was opened of this complaint while its teller was silent."""
    begun = [e["timestamp"] for e in turn.tracker.events if e.get("event") == "active_loop" and e.get("name") == FORM]
    since = datetime.fromtimestamp(begun[-1], UTC) if begun else None
    return told_ticket(turn.session, turn.principal, since, turn.slot("issue_description") or "")


def _answers_people(turn: Turn) -> bool:
    """Whether the shop's people asked about the ticket that was opened meanwhile, and this is said to them."""
    if turn.slot("issue_description") is None or turn.is_pressed or is_question(turn.text):
        return False
    spoken = spoken_of(turn.session, turn.principal)
    if spoken is None or not (spoken.by_people and spoken.waits and spoken.is_last):
        return False
    kept = None if turn.intent in NO_ANSWERS and turn.confidence >= SURE else _kept(turn)
    return kept is not None and kept.number == spoken.number


def _take_up(turn: Turn, known: dict[str, Any]) -> None:
    """An order's button that is pressed when its question is long gone answers it for the ticket opened meanwhile."""
    kept = untold_order(turn.session, turn.principal)
    if kept is not None:
        known["issue_description"], known["issue_type"] = kept.description, kept.kind


def _tell_noted(turn: Turn, words: str) -> None:
    """Take more words into the ticket that was opened meanwhile, and say so."""
    kept = _kept(turn)
    if kept is not None and add_answer(turn.session, turn.principal, kept, words, None):
        turn.remember(ticket=kept.number)
        turn.say("utter_ticket_noted", ticket=kept.number)


def _go_on(turn: Turn, kept: Ticket, complaint: Complaint) -> None:
    """Bring what was answered late to the ticket that was opened meanwhile."""
    turn.remember(ticket=kept.number)
    if add_answer(turn.session, turn.principal, kept, complaint.description, complaint.order_number):
        turn.say("utter_ticket_noted", ticket=kept.number)
    else:
        due = Deadline(kept.answer_due_at)
        turn.say("utter_ticket_open", ticket=kept.number, issue=Term(f"issue.{kept.kind}"), when=due)


def _check_words(turn: Turn, known: dict[str, Any], changed: set[str], slot: str) -> None:
    if slot not in changed:
        return
    try:
        checked_words(known[slot])
    except Refusal as refusal:
        again = Again(slot, refusal.key, **refusal.values)
        again.standing = turn.slot(slot)
        again.known = {**known, slot: again.standing}
        raise again from None


def _named(turn: Turn, words: str) -> tuple[str, ...]:
    """What the complaint names of the order's goods: products, and the shop's category for a kind of product."""
    kind = phrase_in(words, "category")
    shelf = None if kind is None else shelf_of(turn.session, kind)
    return (*turn.entities("product"), *([] if shelf is None else [shelf]))


def _order(turn: Turn, asked: bool) -> str | None:
    number = read_order_number(turn, asked)
    if number is None and asked and turn.principal.customer_id is not None:
        number = order_holding(turn, None)
    if number is None and (names_latest(turn.text) or names_last_time(turn.text)):
        number = _latest(turn)
    if number is not None:
        return number
    denied = turn.intent == "deny" and not corrects(turn)
    declined = turn.entity("no_order") == "yes" or (asked and (denied or turn.types("no_order")))
    return NO_ORDER if declined else None


def _latest(turn: Turn) -> str | None:
    """The newest order, where that is what "my last order" means; what is wrong with goods is of one that came."""
    if turn.principal.customer_id is None:
        return None
    of_goods = (turn.slot("issue_type") or kind_told(turn)) in OF_GOODS
    orders = list_orders(turn.session, turn.principal, limit=1, statuses=("delivered",) if of_goods else None)
    return orders[0].number if orders else None
