"""The nightly computation: what every customer is worth, which segment they are in, when they buy what again."""

import math
from collections.abc import Container, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from hamrah.crm.base import Base, utc_now
from hamrah.crm.bulk import BulkRows
from hamrah.crm.catalogue import Category
from hamrah.crm.customers import Customer
from hamrah.crm.segments import CustomerWorth, ProductRhythm, SegmentMembership, WorthRun
from hamrah.services.local_days import shop_day, shop_zone
from hamrah.services.purchase_history import Orders, read_orders, read_products
from hamrah.services.segments import segment_definitions
from hamrah.worth.arrays import Ints
from hamrah.worth.definitions import Definitions
from hamrah.worth.favourites import Favourites, favourites
from hamrah.worth.measure import Worth, measure
from hamrah.worth.rhythm import Bought, product_rhythms

WRITE_EVERY = 20_000


def has_refreshed(session: Session) -> bool:
    """Whether segments were ever computed in this store."""
    return session.scalar(select(WorthRun.id).limit(1)) is not None


@dataclass(frozen=True)
class Measured:
    """What was reckoned of all customers as of a moment, and has yet to be written."""

    as_of: datetime
    rules: Definitions
    orders: Orders
    bought: Bought
    worth: Worth
    liked: dict[int, dict[str, float]]

    @property
    def today(self) -> int:
        """The shop's day of the moment, as an ordinal."""
        return shop_day(self.as_of).toordinal()


def refresh_segments(
    session: Session, as_of: datetime | None = None, definitions: Definitions | None = None
) -> WorthRun:
    """Measure and keep, both in the caller's transaction."""
    return keep_measured(session, measure_customers(session, as_of, definitions))


def measure_customers(
    session: Session, as_of: datetime | None = None, definitions: Definitions | None = None
) -> Measured:
    """Reckon all anew from the orders placed before `as_of` (now); only reads. An order's status is always today's."""
    as_of, rules = as_of or utc_now(), definitions or segment_definitions()
    zone = shop_zone()
    orders = read_orders(session, as_of, zone)
    bought, category = read_products(session, orders)
    worth = measure(orders.sales, as_of.astimezone(zone).toordinal(), rules)
    liked = _liked(session, favourites(bought.customer, category, rules.favourite_categories))
    return Measured(as_of, rules, orders, bought, worth, liked)


def keep_measured(session: Session, measured: Measured) -> WorthRun:
    """Write what was measured in place of the figures before, and note who moved to another segment.

    All in the caller's transaction: whoever reads meanwhile sees the old figures whole. The same moment again replaces
    its own run. Who was erased since it was measured is left out. Raises `ValueError` for a moment before the newest
    run, since the history after it would be wrong.
    """
    as_of, worth = measured.as_of, measured.worth
    newest = session.scalar(select(func.max(WorthRun.as_of)))
    if newest is not None and as_of < newest:
        raise ValueError(f"segments are known as of {newest:%Y-%m-%d %H:%M} UTC; what was before stays as it is")
    gone = set(session.scalars(select(Customer.id).where(Customer.erased_at >= as_of)))
    _make_room(session, as_of)
    run = WorthRun(
        as_of=as_of,
        currency=measured.orders.currency,
        customers=len(worth.buyers.customer),
        parameters=_parameters(worth, measured.orders, measured.rules),
    )
    session.add(run)
    session.flush()
    rows = BulkRows(session)
    _put(rows, CustomerWorth, _of_others(_worth_rows(run, measured), gone))
    _put(rows, ProductRhythm, _of_others(_rhythm_rows(measured), gone))
    names = [segment.name for segment in measured.rules.segments]
    places = zip(worth.buyers.customer.tolist(), worth.segment.tolist(), strict=True)
    _move(session, rows, {one: names[place] for one, place in places if one not in gone}, as_of)
    return run


def _of_others(rows: Iterable[dict[str, Any]], gone: Container[int]) -> Iterator[dict[str, Any]]:
    return (row for row in rows if row["customer_id"] not in gone)


def _make_room(session: Session, as_of: datetime) -> None:
    """Delete the figures of the run before, and of a run as of the same moment also what it noted."""
    session.execute(delete(CustomerWorth))
    session.execute(delete(ProductRhythm))
    session.execute(delete(WorthRun).where(WorthRun.as_of == as_of))
    session.execute(delete(SegmentMembership).where(SegmentMembership.valid_from == as_of))
    again = update(SegmentMembership).where(SegmentMembership.valid_until == as_of).values(valid_until=None)
    session.execute(again, execution_options={"synchronize_session": False})


def _put(rows: BulkRows, table: type[Base], values: Iterable[dict[str, Any]]) -> None:
    for row in values:
        rows.put(table, **row)
        rows.write(at_least=WRITE_EVERY)
    rows.write()


def _parameters(worth: Worth, orders: Orders, rules: Definitions) -> dict[str, Any]:
    models = {"buying": asdict(worth.buying), "spending": asdict(worth.spending)}
    for model in models.values():
        if math.isnan(model["log_likelihood"]):
            model["log_likelihood"] = None  # JSON has no word for it
    sales = orders.sales
    return {
        **models,
        "orders": int(sales.purchase.sum()),
        "orders_in_other_money": int((sales.purchase & ~sales.paid).sum()),
        "definitions": rules.model_dump(mode="json", exclude_unset=True),
    }


def _liked(session: Session, found: Favourites) -> dict[int, dict[str, float]]:
    """Each customer's favourite categories by code, with their shares."""
    codes = dict(session.execute(select(Category.id, Category.code)).tuples().all())
    liked: dict[int, dict[str, float]] = {}
    for customer, kind, share in zip(*(c.tolist() for c in (found.customer, found.kind, found.share)), strict=True):
        liked.setdefault(customer, {})[codes[kind]] = round(share, 4)
    return liked


def _worth_rows(run: WorthRun, measured: Measured) -> Iterator[dict[str, Any]]:
    worth, orders, liked = measured.worth, measured.orders, measured.liked
    buyers = worth.buyers
    habits = orders.usual_touchpoints()
    columns = {
        "customer_id": buyers.customer.tolist(),
        "purchases": buyers.purchases.tolist(),
        "first_bought_on": _dates(buyers.first_day),
        "last_bought_on": _dates(buyers.last_day),
        "spent_minor": buyers.spent.tolist(),
        "mean_spend_minor": buyers.mean_spend.round().astype(int).tolist(),
        "usual_gap_days": worth.usual_gap.tolist(),
        "recency_score": worth.recency_score.tolist(),
        "frequency_score": worth.frequency_score.tolist(),
        "monetary_score": worth.monetary_score.tolist(),
        "alive": worth.alive.tolist(),
        "expected_purchases": worth.expected_purchases.tolist(),
        "expected_value_minor": worth.expected_value.round().astype(int).tolist(),
        "usual_touchpoint": [orders.touchpoints[kind] for kind in habits.kind.tolist()],
        "touchpoint_share": habits.share.tolist(),
    }
    for values in zip(*columns.values(), strict=True):
        row = dict(zip(columns, values, strict=True))
        row["favourite_categories"] = liked.get(row["customer_id"], {})
        yield {"run_id": run.id, "currency": run.currency, **row}


def _rhythm_rows(measured: Measured) -> Iterator[dict[str, Any]]:
    gaps = measured.rules.gaps
    found = product_rhythms(
        measured.bought, measured.today, weight=gaps.weight_of_others, forget_after=gaps.forget_product_after
    )
    columns = {
        "customer_id": found.customer.tolist(),
        "product_id": found.product.tolist(),
        "purchases": found.purchases.tolist(),
        "usual_gap_days": found.usual_gap.tolist(),
        "last_bought_on": _dates(found.last_day),
        "next_expected_on": _dates(found.next_day),
    }
    return (dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True))


def _dates(days: Ints) -> list[date]:
    return [date.fromordinal(day) for day in days.tolist()]


def _move(session: Session, rows: BulkRows, now_in: dict[int, str], as_of: datetime) -> None:
    """End the memberships that hold no longer, and begin the new ones."""
    current = select(SegmentMembership.id, SegmentMembership.customer_id, SegmentMembership.segment)
    ended = []
    for number, customer, segment in session.execute(current.where(SegmentMembership.valid_until.is_(None))):
        if now_in.get(customer) == segment:
            del now_in[customer]
        else:
            ended.append({"id": number, "valid_until": as_of})
    if ended:
        session.execute(update(SegmentMembership), ended)
    for customer, segment in now_in.items():
        rows.add(SegmentMembership, customer_id=customer, segment=segment, valid_from=as_of, valid_until=None)
        rows.write(at_least=WRITE_EVERY)
    rows.write()
