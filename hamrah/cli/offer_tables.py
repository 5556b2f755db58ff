"""How offers, forecasts and reports are shown to operators."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import typer

from hamrah.cli.plain_json import plain_row
from hamrah.crm.offers import CONTROL, TREATMENT, Offer
from hamrah.language.formatting import format_money
from hamrah.services.lift import FEWEST, FEWEST_BUYERS, Lift
from hamrah.services.local_days import shop_zone
from hamrah.services.offer_eligibility import category_codes, is_public, last_moment
from hamrah.services.offer_making import Forecast, OfferPlan
from hamrah.services.offer_report import Report

NO_LIFT = {
    "no_holdout": "cannot be known, since nobody is held out",
    "not_begun": "the offer has not begun",
    "too_few": f"no effect shown: each group needs {FEWEST} customers, and both together {FEWEST_BUYERS} who bought",
}
VERDICTS = {"higher": "higher with the offer", "lower": "lower with the offer", "no_effect": "no effect shown"}


def offer_json(offer: Offer) -> dict[str, Any]:
    """An offer as plain data; times in ISO 8601, money in minor units."""
    return plain_row(offer, "salt")


def print_offers(offers: Sequence[Offer]) -> None:
    """A line an offer."""
    for offer in offers:
        whom = "everybody" if is_public(offer) else " ".join(filter(None, (offer.segment, offer.tier))) or "consenting"
        what = ", ".join(category_codes(offer)) or "everything"
        days = f"{_first_day(offer.starts_at)} to {_last_day(offer.ends_at)}"
        typer.echo(f"{offer.code:<14} {days}  {offer.percent} % off {what}; for {whom}; spent {_spent(offer)}")
    if not offers:
        typer.echo("there is no offer yet")


def print_forecast(plan: OfferPlan, forecast: Forecast) -> None:
    """Whom an offer would reach and cost."""
    offer = plan.row()
    days = (plan.ends_at - plan.starts_at).days
    lines = [
        f"customers it is for      {forecast.customers:,}",
        f"  who allow marketing    {forecast.consenting:,}",
        f"  of these held out      {forecast.held_out:,}",
        f"usually bought in {days} days  {_money(forecast.bought_minor, offer.currency)}",
        f"cost, were all with it   {_money(forecast.cost_minor, offer.currency)}",
    ]
    typer.echo("\n".join(lines))


def print_report(report: Report) -> None:
    """Reach, redemptions, spend and lift of one offer."""
    offer, reach = report.offer, report.reach
    lines = [
        f"{offer.code}: {offer.percent} % off, {_first_day(offer.starts_at)} to {_last_day(offer.ends_at)}",
        f"reach        {reach.treatment:,} to be told, {reach.control:,} held out",
        f"told         {reach.told:,} customers and {reach.guests_told:,} guests, {reach.tellings:,} times",
        f"redemptions  {report.redemptions:,}, by {report.redeemers:,} customers",
        f"spend        {_spent(offer)}",
    ]
    if report.conversion is None or report.revenue is None:
        lines.append(f"lift         {NO_LIFT[report.verdict]}")
    else:
        lines += _lift_lines(report, report.conversion, report.revenue)
    typer.echo("\n".join(lines))


def _lift_lines(report: Report, conversion: Lift, revenue: Lift) -> list[str]:
    treatment, control = report.groups[TREATMENT], report.groups[CONTROL]
    shares = [f"{group.buyers / group.customers:.1%}" for group in (treatment, control)]
    means = [_money(round(group.mean), report.offer.currency) for group in (treatment, control)]
    points = [f"{100 * value:+.1f}" for value in conversion.absolute]
    amounts = [_signed(value, report.offer.currency) for value in revenue.absolute]
    return [
        f"bought       {shares[0]} of the treatment, {shares[1]} of the held out: {VERDICTS[conversion.verdict]}",
        f"             difference in points {_interval(points)}, relative {_relative(conversion)}",
        f"spent        {means[0]} a customer of the treatment, {means[1]} held out: {VERDICTS[revenue.verdict]}",
        f"             difference {_interval(amounts)}, relative {_relative(revenue)}",
        "             in brackets: 95 % confidence intervals",
    ]


def _relative(lift: Lift) -> str:
    return "not defined" if lift.relative is None else _interval([f"{value:+.0%}" for value in lift.relative])


def _interval(values: list[str]) -> str:
    return f"{values[0]} ({values[1]} to {values[2]})"


def _spent(offer: Offer) -> str:
    budget = "no budget set" if offer.budget_minor is None else f"of {_money(offer.budget_minor, offer.currency)}"
    return f"{_money(offer.spent_minor, offer.currency)}, {budget}".replace(", of", " of")


def _signed(minor: float, currency: str) -> str:
    return ("-" if minor < 0 else "+") + _money(abs(round(minor)), currency)


def _money(minor: int, currency: str) -> str:
    return format_money(minor, currency, "en")


def _first_day(at: datetime) -> str:
    return f"{at.astimezone(shop_zone()):%Y-%m-%d}"


def _last_day(ends_at: datetime) -> str:
    return _first_day(last_moment(ends_at))
