"""`hamrah offers list | make | report`: deals, whom they reach, and whether they changed anything."""

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hamrah.cli.errors import CommandError
from hamrah.cli.plain_json import Json

if TYPE_CHECKING:
    from hamrah.services.offer_making import OfferPlan

offers = typer.Typer(help="Offers: made for a segment, within a budget, measured by a holdout.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(offers, name="offers")


@offers.command("list")
def list_offers(json_: Json = False) -> None:
    """Show all offers, the newest first."""
    from sqlalchemy import select

    from hamrah.bootstrap import sessions
    from hamrah.cli.offer_tables import offer_json, print_offers
    from hamrah.crm.offers import Offer

    with sessions()() as session:
        found = session.scalars(select(Offer).order_by(Offer.starts_at.desc(), Offer.id.desc())).all()
    if json_:
        typer.echo(json.dumps([offer_json(offer) for offer in found], ensure_ascii=False))
    else:
        print_offers(found)


@offers.command()
def report(code: Annotated[str, typer.Argument(help="The offer's code.")], json_: Json = False) -> None:
    """Reach, redemptions and spend of an offer, and its lift against the holdout with 95 % intervals."""
    from sqlalchemy import select

    from hamrah.bootstrap import sessions
    from hamrah.cli.offer_tables import print_report
    from hamrah.crm.base import utc_now
    from hamrah.crm.offers import Offer
    from hamrah.services.offer_report import report_offer

    with sessions()() as session:
        offer = session.scalar(select(Offer).where(Offer.code == code.upper()))
        if offer is None:
            raise CommandError(f"there is no offer {code!r}; see `hamrah offers list`")
        found = report_offer(session, offer, utc_now())
    if json_:
        typer.echo(json.dumps(found.as_json(), ensure_ascii=False))
    else:
        print_report(found)


@offers.command()
def make(
    code: Annotated[str, typer.Option(help="What customers say or type, e.g. BACK15.")],
    percent: Annotated[int, typer.Option(help="How much comes off.")],
    from_: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="First day.")],
    until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Last day.")],
    segment: Annotated[str | None, typer.Option(help="Only for customers in this segment.")] = None,
    tier: Annotated[str | None, typer.Option(help="Only for this loyalty tier and above.")] = None,
    category: Annotated[list[str] | None, typer.Option(help="Only on this category; may be repeated.")] = None,
    branch: Annotated[list[str] | None, typer.Option(help="Only for this branch; may be repeated.")] = None,
    budget: Annotated[int | None, typer.Option(help="The most it may cost in all, in rupees.")] = None,
    min_total: Annotated[int, typer.Option(help="The least an order's goods come to, in rupees.")] = 0,
    most_off: Annotated[int | None, typer.Option(help="The most that comes off one order, in rupees.")] = None,
    uses: Annotated[int | None, typer.Option(help="How many of a customer's orders may use it.")] = None,
    tell: Annotated[str | None, typer.Option(help="How often to tell a customer at most: TIMES/DAYS.")] = None,
    holdout: Annotated[float, typer.Option(help="The share that is not told, to measure against.")] = 0.0,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before writing.")] = False,
) -> None:
    """Make an offer: first see how many it is for and what it would cost, then say yes."""
    from hamrah.services.offer_making import OfferPlan

    times, days = _times_and_days(tell)
    what: dict[str, Any] = {"categories": tuple(category or ()), "branches": tuple(branch or ())}
    who: dict[str, Any] = {"segment": segment, "tier": tier, "holdout": holdout, "tell_times": times, "tell_days": days}
    money: dict[str, Any] = {"budget_minor": _minor(budget), "most_off_minor": _minor(most_off)}
    limits: dict[str, Any] = {"min_total_minor": min_total * 100, "uses_per_customer": uses, **money}
    begins, ends = _local_day(from_), _local_day(until + timedelta(days=1))
    _make(OfferPlan(code.upper(), percent, begins, ends, **who, **what, **limits), yes)


def _make(plan: "OfferPlan", yes: bool) -> None:
    from hamrah.bootstrap import sessions
    from hamrah.cli.offer_tables import print_forecast
    from hamrah.crm.base import utc_now
    from hamrah.crm.engine import transaction
    from hamrah.services.offer_making import OfferError, check_plan, forecast_offer, make_offer

    try:
        with sessions()() as session:
            check_plan(session, plan)
            print_forecast(plan, forecast_offer(session, plan, utc_now()))
        if not yes and not typer.confirm("Make it?"):
            typer.echo("nothing was written")
            return
        with transaction(sessions()) as session:
            make_offer(session, plan, utc_now())
    except OfferError as error:
        raise CommandError(str(error)) from None
    typer.echo(f"the offer {plan.code} is made")


def _times_and_days(tell: str | None) -> tuple[int | None, int | None]:
    """`3/14`: at most three times in fourteen days."""
    if tell is None:
        return None, None
    times, _, days = tell.partition("/")
    if not (times.isdecimal() and days.isdecimal()):
        raise CommandError(f"{tell!r} is not TIMES/DAYS, such as 3/14")
    return int(times), int(days)


def _local_day(day: datetime) -> datetime:
    """The first moment of a day of the shop."""
    from hamrah.services.local_days import shop_zone

    return day.replace(tzinfo=shop_zone())


def _minor(rupees: int | None) -> int | None:
    return None if rupees is None else rupees * 100
