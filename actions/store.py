"""Opening hours, branches, delivery, returns, payment: what the shop's branches and policies say."""

from actions.base import ShopAction
from actions.forms.base import SURE
from actions.turn import Money, Term, Turn
from hamrah.crm.catalogue import Branch
from hamrah.services.branches import is_open, list_branches, opening_hours
from hamrah.services.policies import DeliveryZone, policies


class StoreHours(ShopAction):
    """When the branches are open."""

    action = "action_ask_store_hours"

    def act(self, turn: Turn) -> None:
        """Say today's hours of the branch asked about, or of all."""
        branches = branches_asked(turn)
        for branch in branches:
            hours = [f"{opens}–{closes}" for opens, closes in opening_hours(branch, turn.now)]
            key = "utter_store_open" if is_open(branch, turn.now) else "utter_store_closed"
            if not hours:
                turn.say("utter_store_closed_today", branch=branch_name(turn, branch))
            else:
                turn.say(key, branch=branch_name(turn, branch), hours=hours)


class StoreLocation(ShopAction):
    """Where the branches are."""

    action = "action_ask_store_location"

    def act(self, turn: Turn) -> None:
        """Say the addresses with the phone; "where is 1042" asks for an order."""
        if turn.entity("order_number") is not None and turn.confidence < SURE:
            turn.events.append({"event": "followup", "name": "action_order_status"})
            return
        branches = branches_asked(turn)
        if len(branches) > 1:
            turn.say("utter_branches", count=len(branches))
        for branch in branches:
            address = branch.details["addresses"].get(turn.language) or branch.details["addresses"]["en"]
            turn.say("utter_branch", branch=branch_name(turn, branch), address=address, phone=branch.phone)


class AskShipping(ShopAction):
    """How long delivery takes and what it costs."""

    action = "action_ask_shipping"

    def act(self, turn: Turn) -> None:
        """Say the policy by zone."""
        rules = policies().delivery
        turn.say(
            "utter_shipping",
            same_city=_zone(turn, rules.same_city),
            other_city=_zone(turn, rules.other_city),
            remote_area=_zone(turn, rules.remote_area),
            free_over=Money(rules.free_over_rupees * 100, "PKR"),
        )


class AskReturnPolicy(ShopAction):
    """The rules of returns and exchanges."""

    action = "action_ask_return_policy"

    def act(self, turn: Turn) -> None:
        """Say the days, and the exception where the category asked about is one."""
        rules = policies().returns
        category = turn.shelf
        if category in rules.not_returnable_categories:
            turn.say("utter_return_not_taken", category=turn.category_name(str(category)))
            return
        turn.say("utter_return_policy", return_days=rules.return_days, exchange_days=rules.exchange_days)


class AskPaymentMethods(ShopAction):
    """How one can pay."""

    action = "action_ask_payment_methods"

    def act(self, turn: Turn) -> None:
        """Name the ways and their limits."""
        rules = policies().payment
        turn.say(
            "utter_payment_methods",
            methods=[Term(f"payment.{method}") for method in rules.methods],
            cash_limit=Money(rules.cash_on_delivery_up_to_rupees * 100, "PKR"),
            instalments_over=Money(rules.instalments_over_rupees * 100, "PKR"),
        )


def branches_asked(turn: Turn) -> list[Branch]:
    """The branches in the city that the message names; all, with a word about it, when there is none there."""
    city = turn.entity("city")
    found = list_branches(turn.session, city)
    if not found and city is not None:
        turn.say("utter_no_branch_there", city=turn.lexeme("city", city))
        found = list_branches(turn.session)
    return found


def branch_name(turn: Turn, branch: Branch) -> str:
    """A branch's name in the language of the answer."""
    names = branch.details["names"]
    return str(names.get(turn.language) or names["en"])


def _zone(turn: Turn, zone: DeliveryZone) -> str:
    days = turn.write(f"{zone.days_min}–{zone.days_max}")
    fee = turn.write(Money(zone.fee_rupees * 100, "PKR"))
    return f"{days} {turn.write(Term('days'))} ({fee})"
