"""Customers whom the shop is losing: how many, what is at stake with them, and who they are."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from hamrah.crm.catalogue import Branch
from hamrah.crm.customers import Customer
from hamrah.crm.segments import CustomerWorth, SegmentMembership
from hamrah.services.actors import Actor
from hamrah.services.audit import note_looks
from hamrah.services.policies import RUPEES
from hamrah.services.refusal import Refusal
from hamrah.services.report_scope import WHOLE_SHOP, ReportScope, ReportWish, find_scope
from hamrah.services.roles import Deed, may
from hamrah.services.satisfaction_report import NONE
from hamrah.services.segments import latest_run

AT_RISK = "at risk"
COLD = ("needs attention", AT_RISK, "hibernating", "lost")
"""Segments of customers who buy less than they used to; asked for one of them, it is the one that is listed."""
MOST = 10


@dataclass(frozen=True)
class CustomerAtRisk:
    """One of them; the name is masked for roles that do not see contacts. Money in minor units."""

    customer_id: int
    name: str
    last_bought_on: date
    purchases: int
    spent_minor: int
    expected_value_minor: int


@dataclass(frozen=True)
class AtRiskReport:
    """The customers in `segment` as of the newest figures, and the first of them by what they spent so far.

    `was`: only those who were in that segment before; `since`, `until`: only those who came into it then. What is at
    stake is what is expected of them within `horizon_days`; money in minor units of `currency`. `branches` counts them
    by the code of their home branch. `then`: how many of the customers asked for were in `segment` at the end of the
    days, where those are over.
    """

    as_of: datetime
    segment: str
    was: str | None
    since: datetime | None
    until: datetime | None
    currency: str
    horizon_days: int
    customers: int
    spent_minor: int
    expected_value_minor: int
    branches: dict[str, int]
    top: tuple[CustomerAtRisk, ...]
    then: int | None = None

    def as_json(self) -> dict[str, Any]:
        """The report as JSON has it."""
        times = {name: None if at is None else at.isoformat() for name, at in self._times().items()}
        top = [asdict(one) | {"last_bought_on": one.last_bought_on.isoformat()} for one in self.top]
        return asdict(self) | times | {"top": top}

    def _times(self) -> dict[str, datetime | None]:
        return {"as_of": self.as_of, "since": self.since, "until": self.until}


def at_risk_report(
    session: Session,
    actor: Actor,
    wish: ReportWish = WHOLE_SHOP,
    since: datetime | None = None,
    until: datetime | None = None,
    *,
    why: str | None = None,
) -> AtRiskReport:
    """Who is at risk among the customers whose home branch is asked for, and of those the buyers of the goods named.

    That they were looked at is kept, with `why`. A segment among `COLD` is listed itself; of another one those are who
    were in it and are at risk now. Raises `Refusal` as `find_scope` does, and before the first computation of segments.
    """
    scope = find_scope(session, actor, Deed.SEE_AT_RISK, wish)
    run = latest_run(session)
    if run is None:
        raise Refusal("utter_report_no_segments")
    listed = wish.segment if wish.segment in COLD else AT_RISK
    was = None if wish.segment in (None, listed) else wish.segment
    condition = _condition(scope, listed, was, since, until)
    branches, customers, spent, expected = _sums(session, condition)
    top = _top(session, condition, masked=not may(actor, Deed.SEE_CONTACTS))
    if actor.staff_id is not None:
        note_looks(session, actor.staff_id, "at_risk_list_seen", (one.customer_id for one in top), why)
    return AtRiskReport(
        as_of=run.as_of,
        segment=listed,
        was=was,
        since=since,
        until=until,
        currency=run.currency or RUPEES,
        horizon_days=int(run.parameters["definitions"]["horizon_days"]),
        customers=customers,
        spent_minor=spent,
        expected_value_minor=expected,
        branches=branches,
        top=top,
        then=None if until is None or until > run.as_of else _how_many(session, scope, listed, until),
    )


def _how_many(session: Session, scope: ReportScope, segment: str, before: datetime) -> int:
    """How many customers of a part of the shop were in a segment right before a moment."""
    member = SegmentMembership
    stayed = or_(member.valid_until.is_(None), member.valid_until >= before)
    query = (
        select(func.count())
        .select_from(member)
        .join(Customer, Customer.id == member.customer_id)
        .where(member.segment == segment, member.valid_from < before, stayed, Customer.erased_at.is_(None))
        .where(scope.of_branch(Customer.home_branch_id), scope.of_buyer(Customer.id))
    )
    return session.scalar(query) or 0


def _condition(
    scope: ReportScope, listed: str, was: str | None, since: datetime | None, until: datetime | None
) -> ColumnElement[bool]:
    """On `SegmentMembership` joined with `Customer`: who is meant."""
    member = SegmentMembership
    meant = [member.segment == listed, member.valid_until.is_(None), Customer.erased_at.is_(None)]
    meant += [scope.of_branch(Customer.home_branch_id), scope.of_buyer(Customer.id)]
    if since is not None:
        meant.append(member.valid_from >= since)
    if until is not None:
        meant.append(member.valid_from < until)
    if was is not None:
        earlier = aliased(SegmentMembership)
        meant.append(exists().where(earlier.customer_id == member.customer_id, earlier.segment == was))
    return and_(*meant)


def _sums(session: Session, condition: ColumnElement[bool]) -> tuple[dict[str, int], int, int, int]:
    """Customers by branch, in all, what they spent, what is expected of them."""
    sums = func.sum(CustomerWorth.spent_minor), func.sum(CustomerWorth.expected_value_minor)
    query = (
        select(Branch.code, func.count(), *sums)
        .select_from(SegmentMembership)
        .join(Customer, Customer.id == SegmentMembership.customer_id)
        .join(CustomerWorth, CustomerWorth.customer_id == Customer.id)
        .outerjoin(Branch, Branch.id == Customer.home_branch_id)
        .where(condition)
        .group_by(Branch.code)
    )
    rows = session.execute(query).tuples().all()
    branches = {code or NONE: many for code, many, _, _ in sorted(rows, key=lambda row: (-row[1], row[0] or ""))}
    return branches, sum(branches.values()), sum(int(row[2]) for row in rows), sum(int(row[3]) for row in rows)


def _top(session: Session, condition: ColumnElement[bool], *, masked: bool) -> tuple[CustomerAtRisk, ...]:
    """Those who are worth most to win back: by what they spent so far."""
    worth = CustomerWorth
    query = (
        select(
            Customer.id,
            Customer.name,
            worth.last_bought_on,
            worth.purchases,
            worth.spent_minor,
            worth.expected_value_minor,
        )
        .select_from(SegmentMembership)
        .join(Customer, Customer.id == SegmentMembership.customer_id)
        .join(worth, worth.customer_id == Customer.id)
        .where(condition)
        .order_by(worth.spent_minor.desc(), Customer.id)
        .limit(MOST)
    )
    found = [CustomerAtRisk(*row) for row in session.execute(query).tuples()]
    if not masked:
        return tuple(found)
    return tuple(CustomerAtRisk(**{**vars(one), "name": masked_name(one.name)}) for one in found)


def masked_name(name: str) -> str:
    """The first name with the initial of the last: who knows the customer knows who it is, others do not."""
    first, *others = name.split() or [""]
    return f"{first} {others[-1][0]}." if others else first
