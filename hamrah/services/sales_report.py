"""What was sold in a period, by whatever a report is grouped by.

The command line, the chart and the chat take their numbers from here, so they are the same everywhere.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Label, case, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from hamrah.crm.catalogue import Branch, Category, Product
from hamrah.crm.orders import Order
from hamrah.crm.segments import SegmentMembership
from hamrah.services.actors import Actor
from hamrah.services.local_days import local_day, shop_zone
from hamrah.services.policies import RUPEES
from hamrah.services.report_scope import WHOLE_SHOP, ReportWish, Span, find_scope
from hamrah.services.roles import Deed
from hamrah.services.sales_rows import are_lines, sold_rows
from hamrah.services.satisfaction_report import NONE
from hamrah.settings import settings

SalesBy = Literal["day", "week", "month", "branch", "channel", "category", "product", "segment"]
SALES_GROUPINGS: tuple[SalesBy, ...] = get_args(SalesBy)
AnyGroup = tuple[str | None, str, int, int, float]
CALENDAR = ("day", "week", "month")
MOST_PRODUCTS = 10
"""Of products the best sold are in a report, by money."""


@dataclass(frozen=True)
class Sales:
    """What a group sold: orders of which something was kept, pieces, and money (minor units) net of what came back.

    A group of goods has the orders with any of them.
    """

    group: str
    orders: int
    units: int
    revenue_minor: int

    @property
    def basket_minor(self) -> int | None:
        """The mean of an order; None without one."""
        return round(self.revenue_minor / self.orders) if self.orders else None


@dataclass(frozen=True)
class SalesReport:
    """The sales of a period, in all and by group: periods in their order, others the largest first.

    Money is in the currency of most orders; `orders_in_other_money` are not in the figures.
    """

    since: datetime
    until: datetime
    by: SalesBy
    currency: str
    orders_in_other_money: int
    total: Sales
    groups: tuple[Sales, ...]

    def as_json(self) -> dict[str, Any]:
        """The report as JSON has it."""
        plain = asdict(self) | {"total": _plain(self.total), "groups": [_plain(found) for found in self.groups]}
        return plain | {"since": self.since.isoformat(), "until": self.until.isoformat()}


def _plain(found: Sales) -> dict[str, Any]:
    return asdict(found) | {"basket_minor": found.basket_minor}


def sales_report(
    session: Session,
    actor: Actor,
    since: datetime,
    until: datetime,
    by: SalesBy = "day",
    wish: ReportWish = WHOLE_SHOP,
    *,
    now: datetime,
) -> SalesReport:
    """What was sold from `since` up to `until`, or `now` if that is before: one query; of goods another for the total.

    One more where cities are named. Raises `Refusal` as `find_scope` does.
    """
    span = Span(since, until, find_scope(session, actor, Deed.SEE_SALES, wish))
    key = _key(session, span, by)
    if are_lines(span, by):  # an order may be in several groups, and the best sold are not all
        totals = _sold(session, span, literal("all").label("key"))
        currency = _usual_currency(totals)
        rows = _sold(session, span, key, currency, by)
    else:
        rows = _sold(session, span, key, None, by)
        totals = _added_up(rows)
        currency = _usual_currency(totals)
    total = next((_sales("all", row) for row in totals if row[1] == currency), Sales("all", 0, 0, 0))
    found = [_sales(row[0] or NONE, row) for row in rows if row[1] == currency]
    if by in CALENDAR:
        groups = _by_calendar(found, by, since, min(until, max(now, since)))
    else:
        groups = sorted(found, key=lambda one: (one.group == NONE, -one.revenue_minor, one.group))
    others = sum(row[2] for row in totals if row[1] != currency)
    return SalesReport(since, until, by, currency, others, total, tuple(groups))


def _key(session: Session, span: Span, by: SalesBy) -> Label[Any]:
    keys: dict[str, ColumnElement[Any] | InstrumentedAttribute[Any]] = {
        "branch": Branch.code,
        "channel": Order.touchpoint,
        "category": Category.code,
        "product": Product.sku,
        "segment": SegmentMembership.segment,
    }
    day = local_day(session, Order.placed_at, span.since, span.until, settings().timezone)
    return keys.get(by, day).label("key")


def _sold(
    session: Session, span: Span, key: Label[Any], currency: str | None = None, by: SalesBy | None = None
) -> Sequence[AnyGroup]:
    """(key, currency, orders, pieces, money) of each group."""
    rows = sold_rows(span, key, by)
    money = func.sum(rows.c.money)
    purchases = case((rows.c.is_purchase, rows.c.order_id))
    orders = func.count(purchases.distinct() if are_lines(span, by) else purchases)
    query = select(rows.c.key, rows.c.currency, orders, func.sum(rows.c.units), money)
    query = query.group_by(rows.c.key, rows.c.currency)
    if currency is not None:
        query = query.where(rows.c.currency == currency)
    if by == "product":
        query = query.order_by(money.desc(), rows.c.key).limit(MOST_PRODUCTS)
    return session.execute(query).tuples().all()


def _added_up(rows: Iterable[AnyGroup]) -> list[AnyGroup]:
    """The sums of all groups, by currency."""
    sums: dict[str, AnyGroup] = {}
    for _, currency, orders, units, money in rows:
        _, _, orders_so_far, units_so_far, money_so_far = sums.get(currency, ("all", currency, 0, 0, 0))
        sums[currency] = "all", currency, orders_so_far + orders, units_so_far + units, money_so_far + money
    return list(sums.values())


def _usual_currency(totals: Sequence[AnyGroup]) -> str:
    return max(totals, key=lambda row: row[2])[1] if totals else RUPEES


def _sales(group: str, row: tuple[Any, ...]) -> Sales:
    return Sales(group, int(row[2]), int(row[3] or 0), round(row[4] or 0))


def _by_calendar(days: Iterable[Sales], by: SalesBy, since: datetime, until: datetime) -> list[Sales]:
    """Every day, week (by its Monday) or month of the span, those without sales too."""
    zone = shop_zone()
    day, last = since.astimezone(zone).date(), (until - timedelta(microseconds=1)).astimezone(zone).date()
    found: dict[str, list[Sales]] = {}
    while day <= last:
        found.setdefault(_period_of(day, by), [])
        day += timedelta(days=1)
    for one in days:
        found.setdefault(_period_of(date.fromisoformat(one.group), by), []).append(one)
    return [
        Sales(
            name,
            sum(one.orders for one in parts),
            sum(one.units for one in parts),
            sum(one.revenue_minor for one in parts),
        )
        for name, parts in sorted(found.items())
    ]


def _period_of(day: date, by: SalesBy) -> str:
    if by == "month":
        return f"{day:%Y-%m}"
    return (day - timedelta(days=day.weekday()) if by == "week" else day).isoformat()
