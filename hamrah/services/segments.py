"""Segments and worth as they are read: sizes, moves, and what is known of one customer."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from sqlalchemy import ColumnElement, and_, case, func, or_, select, true
from sqlalchemy.orm import Session

from hamrah.crm.customers import Customer
from hamrah.crm.segments import CustomerWorth, ProductRhythm, SegmentMembership, WorthRun
from hamrah.language.lexicon import load_lexicon
from hamrah.services.identity import Principal
from hamrah.services.refusal import Refusal
from hamrah.services.report_scope import ReportScope
from hamrah.settings import settings
from hamrah.worth.definitions import Definitions, load_definitions


@dataclass(frozen=True)
class DueProduct:
    """A product that a customer buys again and again, how often, and when the next purchase is due."""

    product_id: int
    usual_gap_days: float
    next_expected_on: date


@dataclass(frozen=True)
class CustomerFacts:
    """What a customer may hear of themselves: facts of their own orders, no judgement of them. Money in minor units."""

    purchases: int
    first_bought_on: date
    last_bought_on: date
    spent_minor: int
    currency: str | None
    usual_touchpoint: str
    favourite_categories: tuple[str, ...]
    due: tuple[DueProduct, ...]


@dataclass(frozen=True)
class SegmentSize:
    """How many customers a segment has, what they spent and what is expected of them (minor units)."""

    segment: str
    customers: int
    spent_minor: int
    expected_value_minor: int


@dataclass(frozen=True)
class SegmentMove:
    """How many customers were in one segment and are in another now. None: in no segment, not having bought yet."""

    before: str | None
    now: str | None
    customers: int


def load_segments(data_dir: Path) -> Definitions:
    """The definitions in a data folder, held against its names. Raises `DataFileError` naming file and mistake."""
    return load_definitions(data_dir / "shop" / "segments.yml", load_lexicon(data_dir / "lexicon").values("segment"))


@lru_cache(maxsize=1)
def segment_definitions() -> Definitions:
    """The definitions of this shop, read once."""
    return load_segments(settings().data_dir)


def latest_run(session: Session) -> WorthRun | None:
    """The computation that the figures come from, None before the first."""
    return session.scalar(select(WorthRun).order_by(WorthRun.as_of.desc()).limit(1))


def segment_sizes(session: Session, scope: ReportScope | None = None) -> list[SegmentSize]:
    """Every segment that has customers now, in the order of the definitions; with a scope its branches' customers."""
    query = (
        select(
            SegmentMembership.segment,
            func.count(),
            func.coalesce(func.sum(CustomerWorth.spent_minor), 0),
            func.coalesce(func.sum(CustomerWorth.expected_value_minor), 0),
        )
        .join(CustomerWorth, CustomerWorth.customer_id == SegmentMembership.customer_id)
        .where(SegmentMembership.valid_until.is_(None), _of(scope))
        .group_by(SegmentMembership.segment)
    )
    found = [SegmentSize(name, many, int(spent), int(value)) for name, many, spent, value in session.execute(query)]
    return sorted(found, key=lambda size: _place(size.segment))


def segment_counts(session: Session, moment: datetime, scope: ReportScope | None = None) -> dict[str, int]:
    """How many customers each segment had at a moment."""
    member = SegmentMembership
    then = (member.valid_from <= moment) & or_(member.valid_until.is_(None), member.valid_until > moment)
    query = select(member.segment, func.count()).where(then, _of(scope)).group_by(member.segment)
    return dict(session.execute(query).tuples().all())


def segment_moves(session: Session, since: datetime, scope: ReportScope | None = None) -> list[SegmentMove]:
    """Who was in another segment at `since` than now, counted by both; who left and came back did not move."""
    member = SegmentMembership
    then = (member.valid_from <= since) & or_(member.valid_until.is_(None), member.valid_until > since)
    customers = (
        select(
            func.max(case((then, member.segment))).label("before"),
            func.max(case((member.valid_until.is_(None), member.segment))).label("now"),
        )
        .where(_of(scope))
        .group_by(member.customer_id)
        .subquery()
    )
    before, now = customers.c.before, customers.c.now
    query = select(before, now, func.count()).where(before.is_distinct_from(now)).group_by(before, now)
    moves = [SegmentMove(*row) for row in session.execute(query).tuples()]
    return sorted(moves, key=lambda move: (-move.customers, _place(move.before), _place(move.now)))


def customer_worth(session: Session, principal: Principal, customer_id: int) -> CustomerFacts | None:
    """The facts of the principal's own purchases; None for somebody who had bought nothing when they were computed.

    Raises `Refusal` for a guest, and for a customer who asks about another.
    """
    if principal.known() != customer_id:
        raise Refusal("utter_out_of_scope")
    row = session.get(CustomerWorth, customer_id)
    if row is None:
        return None
    due = select(ProductRhythm).where(ProductRhythm.customer_id == customer_id)
    return CustomerFacts(
        purchases=row.purchases,
        first_bought_on=row.first_bought_on,
        last_bought_on=row.last_bought_on,
        spent_minor=row.spent_minor,
        currency=row.currency,
        usual_touchpoint=row.usual_touchpoint,
        favourite_categories=tuple(sorted(row.favourite_categories, key=lambda code: -row.favourite_categories[code])),
        due=tuple(
            DueProduct(one.product_id, one.usual_gap_days, one.next_expected_on)
            for one in session.scalars(due.order_by(ProductRhythm.next_expected_on, ProductRhythm.product_id))
        ),
    )


def _of(scope: ReportScope | None) -> ColumnElement[bool]:
    """Whether a membership is of a customer whose home branch is in the scope, and who bought the goods it names."""
    if scope is None:
        return true()
    who = SegmentMembership.customer_id
    at_home = select(Customer.id).where(scope.of_branch(Customer.home_branch_id))
    return and_(true() if scope.branch_ids is None else who.in_(at_home), scope.of_buyer(who))


def _place(segment: str | None) -> int:
    """A segment's place in the definitions; one that is defined no longer comes after the others, no segment first."""
    names = [one.name for one in segment_definitions().segments]
    return -1 if segment is None else names.index(segment) if segment in names else len(names)
