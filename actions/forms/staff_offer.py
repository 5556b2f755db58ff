"""Making an offer in chat: for whom, how much off, how long, within which limits; with its cost before the yes."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from actions.forms.base import Again, rasa_actions, yes_or_no
from actions.forms.orders import ask_yes_no
from actions.forms.staff_base import StaffForm
from actions.store import branch_name
from actions.turn import Money, Term, Turn
from hamrah.language.formatting import SHOP_TIMEZONE
from hamrah.language.offer_words import (
    find_amount,
    find_budget,
    find_budget_alone,
    find_days,
    find_least_total,
    find_most_off,
    find_percent,
    means_everybody,
    says_none,
)
from hamrah.language.periods import UnknownPeriod, resolve_period
from hamrah.services.actors import Actor, acting_staff
from hamrah.services.branches import list_branches
from hamrah.services.offer_desk import HOLDOUT, Outlook, free_code, look_ahead, make_offer_as
from hamrah.services.offer_eligibility import last_moment
from hamrah.services.offer_making import OfferPlan, new_salt
from hamrah.services.policies import RUPEES
from hamrah.services.roles import Deed, require
from hamrah.services.segments import segment_definitions, segment_sizes

EVERYBODY = "all"
ZONE = ZoneInfo(SHOP_TIMEZONE)
PERCENTS = (5, 10, 15, 20)
DAYS = (3, 7, 14)
DAY = timedelta(days=1)


@rasa_actions
class CreateOffer(StaffForm):
    """Make an offer. `offer_days` are its first and last day, `offer_limits` its limits, code and salt."""

    name = "staff_offer_form"
    intent = "staff_create_offer"
    slots = ("offer_segment", "offer_percent", "offer_days", "offer_limits", "confirmed")
    choices = ("offer_segment", "offer_percent", "offer_days", "offer_limits")

    def read(self, turn: Turn, slot: str, asked: bool) -> Any:
        """What the message says about a slot; a button says it by itself."""
        if slot == "confirmed":
            return yes_or_no(self, turn, asked)
        part = turn.entity("offer_part")
        if slot == "offer_segment":
            named = turn.entity("segment")
            return named or (EVERYBODY if part == EVERYBODY or means_everybody(turn.text) else None)
        if slot == "offer_percent":
            return find_percent(turn.text, asked=asked)
        if slot == "offer_days":
            return _days(turn)
        alone = find_budget_alone(turn.text) if asked else None
        said = _limits(turn) or ({"budget": alone} if alone else {})
        if said:
            return {**(turn.slot("offer_limits") or {}), **said}
        nothing_more = part == "none" or says_none(turn.text) or turn.intent == "deny"
        return (turn.slot("offer_limits") or {"none": True}) if asked and nothing_more else None

    def settle_for(self, turn: Turn, actor: Actor, known: dict[str, Any], changed: set[str]) -> dict[str, Any]:
        """Managers only. Raises `Again` for a percentage or days that no offer can have."""
        require(actor, Deed.MAKE_OFFERS)
        segment, percent, days = known["offer_segment"], known["offer_percent"], known["offer_days"]
        if segment is not None and segment not in (EVERYBODY, *_segments()):
            raise Again("offer_segment", "utter_staff_offer_segment_unknown")
        if percent is not None and not 0 < percent < 100:
            raise Again("offer_percent", "utter_staff_offer_percent_wrong")
        if percent is None and find_amount(turn.text) is not None and turn.slot("offer_limits") is None:
            known["offer_limits"] = {"most_off": find_amount(turn.text), **(known["offer_limits"] or {})}
            turn.say("utter_staff_offer_percent_only")
        if days is not None and days[1] < _today(turn).isoformat():
            raise Again("offer_days", "utter_staff_offer_days_past")
        if segment and percent and known["offer_limits"] is not None:
            code = free_code(turn.session, None if segment == EVERYBODY else segment, percent)
            # One salt for each look and the making, so that the counts said before the yes are those of the offer.
            known["offer_limits"] = {"salt": new_salt(), **known["offer_limits"], "code": code}
        return known

    def ask(self, turn: Turn, slot: str) -> None:
        """Ask for a slot with its likely answers as buttons; the confirmation says whom and what it costs."""
        if slot == "confirmed":
            self._ask_yes(turn)
            return
        buttons = []
        if slot == "offer_segment":
            sizes = segment_sizes(turn.session)
            buttons = [
                turn.own_button(turn.lexeme("segment", s.segment), self.intent, segment=s.segment) for s in sizes
            ]
            buttons.append(turn.button("staff_everybody", self.intent, offer_part=EVERYBODY))
        elif slot == "offer_percent":
            buttons = [turn.own_button(f"{percent}%", self.intent) for percent in PERCENTS]
        elif slot == "offer_days":
            label = turn.write(Term("days"))
            buttons = [turn.own_button(f"{days} {label}", self.intent, offer_part=f"days:{days}") for days in DAYS]
        else:
            buttons = [turn.button("staff_no_limits", self.intent, offer_part="none")]
        turn.say(f"utter_staff_ask_{slot}", buttons=buttons)

    def _ask_yes(self, turn: Turn) -> None:
        actor = acting_staff(turn.session, turn.principal)
        plan = self.plan(turn)
        outlook = look_ahead(turn.session, actor, plan, turn.now)
        say_outlook(turn, plan, outlook)
        ask_yes_no(turn, "utter_staff_offer_confirm", code=plan.code)

    def plan(self, turn: Turn) -> OfferPlan:
        """The offer as it was described."""
        segment, limits = turn.slot("offer_segment"), turn.slot("offer_limits") or {}
        first, last = (date.fromisoformat(day) for day in turn.slot("offer_days"))
        is_for_all = segment == EVERYBODY
        return OfferPlan(
            code=limits["code"],
            salt=limits["salt"],
            percent=turn.slot("offer_percent"),
            starts_at=_midnight(first),
            ends_at=_midnight(last + DAY),
            segment=None if is_for_all else segment,
            categories=tuple(limits.get("categories", ())),
            branches=tuple(limits.get("branches", ())),
            budget_minor=_minor(limits.get("budget")),
            most_off_minor=_minor(limits.get("most_off")),
            min_total_minor=_minor(limits.get("least")) or 0,
            uses_per_customer=None if is_for_all else 1,
            holdout=0.0 if is_for_all else HOLDOUT,
        )

    def carry_out(self, turn: Turn, actor: Actor) -> None:
        """Make it, and say its code; the button ends it."""
        offer = make_offer_as(turn.session, actor, self.plan(turn), turn.now)
        undo = f"offer:{offer.code}"
        turn.remember(undoable=undo)
        buttons = [turn.button("staff_end_offer", self.intent, undo=undo)]
        turn.say("utter_staff_offer_made", code=offer.code, first=offer.starts_at, buttons=buttons)


def say_outlook(turn: Turn, plan: OfferPlan, outlook: Outlook) -> None:
    """Say what the offer is, whom it reaches, and what it costs with how that is reckoned."""
    whom = turn.lexeme("segment", plan.segment) if plan.segment else Term("staff_everybody")
    places = [branch_name(turn, branch) for branch in list_branches(turn.session) if branch.code in plan.branches]
    what = [turn.category_name(code) for code in plan.categories]
    shared: dict[str, Any] = {
        "percent": plan.percent,
        "whom": whom,
        "first": plan.starts_at,
        "last": last_moment(plan.ends_at),
    }
    turn.say(
        "utter_staff_offer_is",
        **shared,
        what=what or Term("staff_everything"),
        places=places or Term("staff_everywhere"),
    )
    for key, minor in (
        ("utter_staff_offer_budget", plan.budget_minor),
        ("utter_staff_offer_most", plan.most_off_minor),
        ("utter_staff_offer_least", plan.min_total_minor or None),
    ):
        if minor is not None:
            turn.say(key, amount=Money(minor, RUPEES))
    forecast = outlook.forecast
    counts: dict[str, Any] = {"customers": f"{forecast.customers:,}", "told": f"{len(forecast.told_to):,}"}
    turn.say("utter_staff_offer_reach", **counts, held=f"{forecast.held_out:,}")
    _say_cost(turn, outlook)


def _say_cost(turn: Turn, outlook: Outlook) -> None:
    forecast = outlook.forecast
    expected, most = outlook.expectation, Money(_whole(forecast.cost_minor), RUPEES)
    if expected is None:
        turn.say("utter_staff_offer_cost_unknown", most=most)
        return
    turn.say(
        "utter_staff_offer_cost",
        cost=Money(_whole(expected.cost_minor), RUPEES),
        low=Money(_whole(expected.low_minor), RUPEES),
        high=Money(_whole(expected.high_minor), RUPEES),
        used=f"{100 * (expected.used.share or 0):.0f}",
        basket=Money(_whole(expected.basket_minor), RUPEES),
    )
    if forecast.cost_minor >= expected.high_minor:  # less than may be expected is no bound: an offer sells more
        turn.say("utter_staff_offer_cost_most", most=most)


def _segments() -> list[str]:
    return [one.name for one in segment_definitions().segments]


def _days(turn: Turn) -> list[str] | None:
    """The first and last day that the message names, as ISO dates; so many days begin tomorrow."""
    part = turn.entity("offer_part") or ""
    count = int(part.removeprefix("days:")) if part.startswith("days:") else find_days(turn.text)
    today = _today(turn)
    if count:
        return [(today + DAY).isoformat(), (today + DAY * count).isoformat()]
    period = turn.entity("period")
    if period is None:
        return None
    try:
        first, after = resolve_period(period, turn.now)
    except UnknownPeriod:
        return None
    days = [first.astimezone(ZONE).date(), after.astimezone(ZONE).date() - DAY]
    return [max(days[0], min(today, days[1])).isoformat(), days[1].isoformat()]


def _limits(turn: Turn) -> dict[str, Any]:
    """The limits that the message names: categories, branches, and amounts in whole rupees."""
    cities = {city for city in turn.entities("city")}
    shelf = turn.shelf
    found = {
        "categories": [shelf] if shelf else None,
        "branches": [branch.code for branch in list_branches(turn.session) if branch.city in cities] or None,
        "budget": find_budget(turn.text),
        "most_off": find_most_off(turn.text),
        "least": find_least_total(turn.text),
    }
    return {name: value for name, value in found.items() if value}


def _today(turn: Turn) -> date:
    return turn.now.astimezone(ZONE).date()


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZONE)


def _minor(rupees: int | None) -> int | None:
    return None if rupees is None else rupees * 100


def _whole(minor: int) -> int:
    """An amount without its hundredths, which an estimate does not have."""
    return minor // 100 * 100
