"""What a member of staff asks a report of: days, branches, goods, a segment; and how that is called in the answer."""

import logging
from dataclasses import dataclass
from datetime import datetime

from actions.turn import Turn
from hamrah.bootstrap import lexicon, report_names
from hamrah.charts.plan import ChartPlan
from hamrah.crm.catalogue import Branch
from hamrah.language.formatting import format_list
from hamrah.language.periods import UnknownPeriod, resolve_period
from hamrah.language.report_days import DaysAsked, find_days
from hamrah.language.report_names import ReportNames
from hamrah.language.report_words import asks_how_many, find_figures, find_grouping, find_segments
from hamrah.services.actors import Actor
from hamrah.services.branches import branch_cities
from hamrah.services.catalogue import find_product, get_product, product_name
from hamrah.services.chart_links import keep_chart
from hamrah.services.period_change import period_before
from hamrah.services.refusal import Refusal
from hamrah.services.report_scope import ReportWish
from hamrah.settings import settings

log = logging.getLogger(__name__)
SEGMENTS = "action_staff_segment_report"
FIGURES = {"sales": "action_staff_sales_report", "satisfaction": "action_staff_satisfaction_report"}
USUALLY, USUALLY_BY_MONTH = "last 30 days", "last 6 months"


@dataclass(frozen=True)
class Asked:
    """What is asked for: the part of the shop and its name, half-open days in UTC and those before, the grouping.

    `names_days`: whether the message names days itself. `buyers`: of which goods the customers are buyers, in words, in
    a report of customers that names goods.
    """

    wish: ReportWish
    where: str
    since: datetime
    until: datetime
    before: tuple[datetime, datetime]
    names_days: bool
    grouping: str | None
    names: ReportNames
    buyers: str | None = None


def read_figures(turn: Turn, action: str) -> str | None:
    """The report of figures that is asked of a segment's customers, where it was taken for one of the segment."""
    if action != SEGMENTS or asks_how_many(turn.text) or not _segments(turn):
        return None
    return next((FIGURES[name] for name in find_figures(turn.text)), None)


def read_asked(turn: Turn, actor: Actor, *, of_customers: bool = False) -> Asked:
    """Read it off the message, for a report `of_customers` by their segments or one of what they buy and rate.

    In the former a segment is what it is about and goods are what they bought; in the latter both are parts of the
    shop. Raises `Refusal` for days or goods that nobody knows.
    """
    grouping = find_grouping(turn.text)
    days = _days(turn)
    usually = USUALLY_BY_MONTH if grouping == "month" else USUALLY
    asked = days or DaysAsked(resolve_period(usually, turn.now, settings().timezone))
    since, until = asked.span
    wish = _wish(turn)
    names = report_names(turn.language, branch_cities(turn.session))
    if grouping is None and len(wish.cities) > 1:
        grouping = "branch"
    if grouping is None and days is not None:
        grouping = days.grouping(settings().timezone)
    goods = _goods(turn, wish)
    buyers = names.term("report.buyers_of", goods=names.joined(goods)) if goods and of_customers else None
    about = goods if buyers is None else [buyers]
    if wish.segment is not None and not of_customers:
        about.append(names.segment(wish.segment))
    return Asked(
        wish=wish,
        where=names.joined([*_branches(turn, actor, wish, names), *about]) or names.term("report.whole_shop"),
        since=since,
        until=until,
        before=asked.against or period_before(since, until, turn.now, settings().timezone),
        names_days=days is not None,
        grouping=grouping,
        names=names,
        buyers=buyers,
    )


def chart_address(turn: Turn, actor: Actor, plan: ChartPlan) -> str | None:
    """Where a chart is to be seen for an hour; None, and a line for the operator, where it cannot be kept."""
    try:
        return keep_chart(plan.as_json(), turn.principal, actor, turn.now)
    except OSError as error:
        log.error("A chart was not kept: %s", error.strerror)
        return None


def _days(turn: Turn) -> DaysAsked | None:
    """The days that the message names."""
    try:
        return find_days(turn.text, turn.places("period"), turn.now, settings().timezone)
    except UnknownPeriod:
        raise Refusal("utter_report_unknown_period") from None


def _wish(turn: Turn) -> ReportWish:
    segments = _segments(turn)
    product = _product(turn)
    return ReportWish(
        cities=tuple(dict.fromkeys(turn.entities("city"))),
        category=None if product is not None else _category(turn),
        brand=None if product is not None else turn.entity("brand"),
        sku=product,
        segment=segments[0] if len(segments) == 1 else None,
    )


def _segments(turn: Turn) -> list[str]:
    """The segments named; the tagger may miss one that is said in a word of the lists."""
    return list(dict.fromkeys(turn.entities("segment"))) or find_segments(turn.text, lexicon().phrases("segment"))


def _category(turn: Turn) -> str | None:
    kind = turn.entity("category")
    if kind is not None and turn.shelf is None:
        raise Refusal("utter_report_unknown_goods", name=kind)
    return turn.shelf


def _product(turn: Turn) -> str | None:
    said = turn.entity("product")
    if said is None:
        return None
    found = find_product(turn.session, said)
    if found is None:
        raise Refusal("utter_report_unknown_goods", name=said)
    return found.sku


def _branches(turn: Turn, actor: Actor, wish: ReportWish, names: ReportNames) -> list[str]:
    """The branches of the part of the shop in words: "Lahore branch"; none for the whole shop."""
    cities = wish.cities
    if not cities and not actor.serves_all and actor.branch_id is not None:
        cities = (turn.session.get_one(Branch, actor.branch_id).city,)
    named = format_list([names.city(city) for city in cities], turn.language)
    return [names.term("report.branch_of", city=named)] if cities else []


def _goods(turn: Turn, wish: ReportWish) -> list[str]:
    """What the goods that are named are called."""
    named = []
    if wish.category is not None:
        named.append(turn.category_name(wish.category))
    if wish.brand is not None:
        named.append(wish.brand)
    if wish.sku is not None:
        product = get_product(turn.session, wish.sku)
        named.append(wish.sku if product is None else product_name(product, turn.language))
    return named
