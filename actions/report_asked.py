"""What a member of staff asks a report of: days, branches, goods, a segment; and how that is called in the answer."""

import logging
from dataclasses import dataclass
from datetime import datetime

from actions.turn import Turn
from hamrah.bootstrap import report_names
from hamrah.charts.plan import ChartPlan
from hamrah.crm.catalogue import Branch
from hamrah.language.formatting import format_list
from hamrah.language.periods import UnknownPeriod, resolve_period
from hamrah.language.report_names import ReportNames
from hamrah.language.report_words import find_grouping
from hamrah.services.actors import Actor
from hamrah.services.branches import branch_cities
from hamrah.services.catalogue import find_product, get_product, product_name
from hamrah.services.chart_links import keep_chart
from hamrah.services.period_change import period_before
from hamrah.services.refusal import Refusal
from hamrah.services.report_scope import ReportWish
from hamrah.settings import settings

log = logging.getLogger(__name__)
USUALLY, USUALLY_BY_MONTH = "last 30 days", "last 6 months"


@dataclass(frozen=True)
class Asked:
    """What is asked for: the part of the shop and its name, half-open days in UTC and those before, the grouping.

    `names_days`: whether the message names days itself.
    """

    wish: ReportWish
    where: str
    since: datetime
    until: datetime
    before: tuple[datetime, datetime]
    names_days: bool
    grouping: str | None
    names: ReportNames


def read_asked(turn: Turn, actor: Actor) -> Asked:
    """Read it off the message. Raises `Refusal` for days or goods that nobody knows."""
    grouping = find_grouping(turn.text)
    period = _period(turn)
    usually = USUALLY_BY_MONTH if grouping == "month" else USUALLY
    since, until = period or resolve_period(usually, turn.now, settings().timezone)
    wish = _wish(turn)
    names = report_names(turn.language, branch_cities(turn.session))
    if grouping is None and len(wish.cities) > 1:
        grouping = "branch"
    return Asked(
        wish=wish,
        where=_where(turn, actor, wish, names),
        since=since,
        until=until,
        before=period_before(since, until, turn.now, settings().timezone),
        names_days=period is not None,
        grouping=grouping,
        names=names,
    )


def chart_address(turn: Turn, actor: Actor, plan: ChartPlan) -> str | None:
    """Where a chart is to be seen for an hour; None, and a line for the operator, where it cannot be kept."""
    try:
        return keep_chart(plan.as_json(), turn.principal, actor, turn.now)
    except OSError as error:
        log.error("A chart was not kept: %s", error.strerror)
        return None


def _period(turn: Turn) -> tuple[datetime, datetime] | None:
    """The last of the periods named that has dates of its own."""
    named = turn.entities("period")
    for words in reversed(named):
        try:
            return resolve_period(words, turn.now, settings().timezone)
        except UnknownPeriod:
            continue
    if named:
        raise Refusal("utter_report_unknown_period")
    return None


def _wish(turn: Turn) -> ReportWish:
    segments = tuple(dict.fromkeys(turn.entities("segment")))
    product = _product(turn)
    return ReportWish(
        cities=tuple(dict.fromkeys(turn.entities("city"))),
        category=None if product is not None else _category(turn),
        brand=None if product is not None else turn.entity("brand"),
        sku=product,
        segment=segments[0] if len(segments) == 1 else None,
    )


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


def _where(turn: Turn, actor: Actor, wish: ReportWish, names: ReportNames) -> str:
    """The part of the shop in words: "Lahore branch, Shoes"; "Whole shop" where nothing is named."""
    cities = wish.cities
    if not cities and not actor.serves_all and actor.branch_id is not None:
        cities = (turn.session.get_one(Branch, actor.branch_id).city,)
    parts = []
    if cities:
        named = format_list([names.city(city) for city in cities], turn.language)
        parts.append(names.term("report.branch_of", city=named))
    if wish.category is not None:
        parts.append(turn.category_name(wish.category))
    if wish.brand is not None:
        parts.append(wish.brand)
    if wish.sku is not None:
        product = get_product(turn.session, wish.sku)
        parts.append(wish.sku if product is None else product_name(product, turn.language))
    if wish.segment is not None and turn.intent in OF_SEGMENT:
        parts.append(names.segment(wish.segment))
    comma = "، " if names.right_to_left else ", "
    return comma.join(parts) or names.term("report.whole_shop")


OF_SEGMENT = ("staff_satisfaction_report", "staff_sales_report")
"""Of these reports a segment is a part of the shop; in the others it is what the report is about."""
