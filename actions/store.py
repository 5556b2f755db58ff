"""Opening hours, branches, delivery, returns, payment: what the shop's branches and policies say."""

from collections.abc import Iterable
from datetime import date, datetime, time

from actions.base import ShopAction
from actions.forms.base import SURE
from actions.turn import Deadline, Money, Term, Turn
from hamrah.crm.catalogue import Branch
from hamrah.services.branches import list_branches
from hamrah.services.local_days import shop_day, shop_zone
from hamrah.services.opening_hours import days_asked, is_open, next_opening, opening_hours, ramadan_hours
from hamrah.services.policies import RUPEES, DeliveryZone, policies

RAMADAN = "ramadan"
NOON = time(12)


class StoreHours(ShopAction):
    """When the branches are open."""

    action = "action_ask_store_hours"

    def act(self, turn: Turn) -> None:
        """Say the hours of the day asked about, else today's and whether it is open, of the branches asked about."""
        branches, period = branches_asked(turn), turn.entity("period") or ""
        if period == RAMADAN:
            usual, friday, sunday = (_hours_of(ramadan_hours(day)) for day in ("monday", "friday", "sunday"))
            turn.say("utter_store_hours_ramadan", usual=usual, friday=friday, sunday=sunday)
            return
        today = shop_day(turn.now)
        days = days_asked(period, turn.now) or (today,)
        for branch in branches:
            for day in days:
                if day == today:
                    _say_today(turn, branch, today)
                else:
                    _say_day(turn, branch, day)


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
            free_over=Money(rules.free_over_rupees * 100, RUPEES),
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
            cash_limit=Money(rules.cash_on_delivery_up_to_rupees * 100, RUPEES),
            instalments_over=Money(rules.instalments_over_rupees * 100, RUPEES),
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


def _say_today(turn: Turn, branch: Branch, today: date) -> None:
    hours, name = _hours_of(opening_hours(branch, today)), branch_name(turn, branch)
    opens = next_opening(branch, turn.now)
    if is_open(branch, turn.now):
        turn.say("utter_store_open", branch=name, hours=hours)
    elif opens is None:
        _say_day(turn, branch, today)
    elif hours:
        turn.say("utter_store_closed", branch=name, hours=hours, opens=Deadline(opens))
    else:
        turn.say("utter_store_closed_today", branch=name, opens=Deadline(opens))


def _say_day(turn: Turn, branch: Branch, day: date) -> None:
    hours, noon = _hours_of(opening_hours(branch, day)), datetime.combine(day, NOON, shop_zone())
    if hours:
        turn.say("utter_store_hours_on", branch=branch_name(turn, branch), day=noon, hours=hours)
    else:
        turn.say("utter_store_closed_on", branch=branch_name(turn, branch), day=noon)


def _hours_of(spans: Iterable[tuple[str, str]]) -> list[str]:
    return [f"{opens}–{closes}" for opens, closes in spans]


def _zone(turn: Turn, zone: DeliveryZone) -> str:
    days = turn.write(f"{zone.days_min}–{zone.days_max}")
    fee = turn.write(Money(zone.fee_rupees * 100, RUPEES))
    return f"{days} {turn.write(Term('days'))} ({fee})"
