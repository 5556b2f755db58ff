"""Staff ask about customers: who they are, what they bought, what troubles them, what to suggest to them."""

from collections.abc import Sequence
from datetime import datetime

from rasa_sdk.events import FollowupAction

from actions.customer_cards import (
    glance_rows,
    order_rows,
    rating_rows,
    say_rows,
    suggestion_rows,
    ticket_rows,
)
from actions.customer_turns import (
    CONTACT,
    CONTACT_FORM,
    IN_VIEW,
    PARTS,
    SHOW_CUSTOMER,
    SHOWN,
    chosen,
    names_anew,
    parts_wanted,
    wanted,
    write_part,
)
from actions.forms.base import leave_form
from actions.names import LISTEN
from actions.several import WishAction
from actions.turn import Event, Turn, Written
from hamrah.crm.customers import Customer
from hamrah.language.customer_parts import Part
from hamrah.language.periods import resolve_period
from hamrah.services.actors import Actor
from hamrah.services.customer_glance import MOST_LISTED, read_glance, read_orders, read_ratings, read_tickets
from hamrah.services.customer_search import NOBODY, Found, Match, find_customers, namesakes, open_customer
from hamrah.services.customer_suggestions import suggest_for_customer
from hamrah.services.refusal import Refusal
from hamrah.services.roles import Deed, may

USUALLY = 5
"""So many orders are shown where no number was said."""
ASKED_WHICH = frozenset(("utter_staff_which_customer", "utter_staff_which_sounds_like"))
"""Who says "his orders" to these has not said yet whom they mean, and is asked again."""


class ShowCustomer(WishAction):
    """A customer at a glance, or what of them was asked for, each thing in its turn."""

    action = SHOW_CUSTOMER
    wish = "customer"

    def serve(self, turn: Turn, actor: Actor) -> None:
        """Find whom the message means, ask which where several are meant, and show what was asked for."""
        parts = parts_wanted(turn)
        if turn.form == CONTACT_FORM and names_anew(turn):
            # What is said next is about this customer, and no reason for seeing the other's phone.
            turn.events.extend([*leave_form(), FollowupAction(LISTEN)])
        customer_id = self._whose(turn, actor, parts)
        if customer_id is None:
            return
        turn.remember(customer_in_view=str(customer_id))
        seen = [part for part in parts if part.name != CONTACT]
        if seen:
            customer = open_customer(turn.session, actor, customer_id, ", ".join(part.name for part in seen))
            for part in seen:
                getattr(self, f"_show_{part.name}")(turn, actor, customer, part.count)
        if len(seen) < len(parts):
            turn.events.append(FollowupAction(f"action_begin_{CONTACT_FORM}"))

    def _whose(self, turn: Turn, actor: Actor, parts: Sequence[Part]) -> int | None:
        """The id of the customer meant; None where it was asked which."""
        by_choice = chosen(turn)
        if by_choice is not None:
            return by_choice
        said, shown = wanted(turn), [int(one) for one in turn.slot(SHOWN) or []]
        if said.says_who:
            found = find_customers(turn.session, actor, said)
        elif shown and said.city is not None:
            found = namesakes(turn.session, actor, shown, said.city)
        elif turn.slot(IN_VIEW) is not None:
            return int(turn.slot(IN_VIEW))
        elif shown and ASKED_WHICH.intersection(turn.said_before):
            found = namesakes(turn.session, actor, shown, None)
        else:
            raise Refusal("utter_staff_ask_customer")
        if len(found.matches) == 1 and found.certain:
            return found.matches[0].customer_id
        self._ask_which(turn, found, parts)
        return None

    def _ask_which(self, turn: Turn, found: Found, parts: Sequence[Part]) -> None:
        kept = [write_part(part) for part in parts]
        shown = [str(one.customer_id) for one in found.matches]
        turn.remember(**{SHOWN: shown, PARTS: kept, IN_VIEW: None})  # nor is it whoever was seen before
        buttons = [
            turn.own_button(
                turn.write(_title(turn, place, one)),
                "staff_customer_summary",
                customer=str(one.customer_id),
                customer_parts=",".join(kept),
            )
            for place, one in enumerate(found.matches, start=1)
        ]
        lines = "\n".join(_line(turn, place, one) for place, one in enumerate(found.matches, start=1))
        key = "utter_staff_which_customer" if found.certain else "utter_staff_which_sounds_like"
        turn.say(key, customers=Written(lines), buttons=buttons)
        if found.more:
            turn.say("utter_staff_more_customers")

    def _show_summary(self, turn: Turn, actor: Actor, customer: Customer, count: int | None) -> None:
        glance = read_glance(turn.session, actor, customer)
        to_suggest = suggest_for_customer(turn.session, customer, new=2, again=0)
        rows = glance_rows(turn, glance, to_suggest)
        say_rows(turn, Written(turn.write(customer.name)), rows, _ways_on(turn, actor, customer))

    def _show_orders(self, turn: Turn, actor: Actor, customer: Customer, count: int | None) -> None:
        period = _period(turn)
        orders = read_orders(turn.session, customer, limit=count or USUALLY, period=period)
        if orders:
            say_rows(turn, turn.phrase("utter_staff_title_orders", name=customer.name), order_rows(turn, orders))
        else:
            turn.say("utter_staff_no_orders_then" if period else "utter_staff_no_orders", name=customer.name)

    def _show_tickets(self, turn: Turn, actor: Actor, customer: Customer, count: int | None) -> None:
        tickets = read_tickets(turn.session, actor, customer, limit=count or MOST_LISTED)
        if tickets:
            say_rows(turn, turn.phrase("utter_staff_title_tickets", name=customer.name), ticket_rows(turn, tickets))
        else:
            turn.say("utter_staff_no_tickets", name=customer.name)

    def _show_ratings(self, turn: Turn, actor: Actor, customer: Customer, count: int | None) -> None:
        ratings = read_ratings(turn.session, customer, count or USUALLY)
        if ratings:
            say_rows(turn, turn.phrase("utter_staff_title_ratings", name=customer.name), rating_rows(turn, ratings))
        else:
            turn.say("utter_staff_no_ratings", name=customer.name)

    def _show_suggestions(self, turn: Turn, actor: Actor, customer: Customer, count: int | None) -> None:
        to_suggest = suggest_for_customer(turn.session, customer)
        rows = suggestion_rows(turn, to_suggest)
        if rows:
            say_rows(turn, turn.phrase("utter_staff_title_suggestions", name=customer.name), rows)
        else:
            turn.say("utter_staff_nothing_to_suggest", name=customer.name)

    def refuse(self, turn: Turn, refusal: Refusal) -> None:
        """Say why not; who was looked for and is nobody's business here is no longer talked about."""
        super().refuse(turn, refusal)
        if refusal.key == NOBODY:
            turn.remember(**{IN_VIEW: None})
            if turn.form == CONTACT_FORM:  # for nobody is left whose phone a reason could be for
                turn.events.extend([*leave_form(), FollowupAction(LISTEN)])


def _ways_on(turn: Turn, actor: Actor, customer: Customer) -> list[Event]:
    """What else can be seen of a customer, as buttons."""
    ways = {
        "staff_orders": ("staff_customer_orders", "orders"),
        "staff_tickets": ("staff_customer_tickets", "tickets"),
        "staff_suggest": ("staff_suggest_for_customer", "suggestions"),
    }
    if may(actor, Deed.SEE_CONTACTS):
        ways["staff_contact"] = ("staff_customer_summary", CONTACT)
    return [
        turn.button(name, intent, customer=str(customer.id), customer_parts=part)
        for name, (intent, part) in ways.items()
    ]


def _title(turn: Turn, place: int, match: Match) -> str:
    city = turn.lexeme("city", match.city) if match.city else None
    return f"{place}. " + " · ".join(part for part in (match.name, city) if part)


def _line(turn: Turn, place: int, match: Match) -> str:
    """One of several: what tells them apart, and nothing by which they could be reached."""
    parts = [turn.write(match.name)]
    if match.city:
        parts.append(turn.lexeme("city", match.city))
    if match.last_order_at is not None:
        parts.append(turn.phrase("utter_staff_last_bought", when=match.last_order_at).text)
    return f"{turn.write(place)}. " + " · ".join(parts)


def _period(turn: Turn) -> tuple[datetime, datetime] | None:
    said = turn.entity("period")
    try:
        return resolve_period(said, turn.now) if said is not None else None
    except ValueError:
        return None
