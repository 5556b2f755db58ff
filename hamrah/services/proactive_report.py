"""What became of the messages that come unasked, and what telling people changed against those held out."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, aliased

from hamrah.crm.channels import ProactiveMessage
from hamrah.crm.orders import Order
from hamrah.crm.purchases import TAKEN_BACK
from hamrah.services.lift import Group, Lift, conversion_lift, enough, revenue_lift
from hamrah.services.policies import RUPEES
from hamrah.services.proactive_rules import KINDS, KindName, message_rules

STATUSES = ("planned", "sent", "dropped", "held_out")


@dataclass(frozen=True)
class KindReport:
    """One kind's figures; money in minor units of rupees. `verdict` is why there is no lift, or `lift`.

    `held_out` and `sent` count messages; the groups count customers, each from the first time that a message of the
    kind was told them or would have been, and what they bought within `effect_days` of it. Who is not that far yet is
    in neither.
    """

    kind: KindName
    consent: str
    counts: dict[str, int]
    dropped: dict[str, int]
    treatment: Group
    control: Group
    verdict: str
    conversion: Lift | None = None
    revenue: Lift | None = None

    def as_json(self) -> dict[str, Any]:
        """The same as plain data."""
        lifts = {"conversion": self.conversion, "revenue_minor": self.revenue}
        found = {"kind": self.kind, "class": self.consent, **self.counts, "dropped_for": self.dropped}
        groups = {"treatment": asdict(self.treatment), "control": asdict(self.control)}
        told = {name: lift and {**asdict(lift), "verdict": lift.verdict} for name, lift in lifts.items()}
        return {**found, "groups": groups, "verdict": self.verdict, "lift": told}


@dataclass
class _Spent:
    """What the customers of a group spent, by customer."""

    minor: dict[int, int] = field(default_factory=dict)

    def group(self) -> Group:
        """Their sums."""
        spent = [float(one) for one in self.minor.values() if one]
        return Group(len(self.minor), len(spent), sum(spent), sum(one * one for one in spent))


def list_messages(
    session: Session, statuses: Iterable[str] = STATUSES, kind: str | None = None, limit: int = 50
) -> list[ProactiveMessage]:
    """The messages of these statuses, those due last first."""
    row = ProactiveMessage
    query = select(row).where(row.status.in_(tuple(statuses)))
    if kind is not None:
        query = query.where(row.kind == kind)
    return list(session.scalars(query.order_by(row.due_at.desc(), row.id.desc()).limit(limit)))


def report_messages(session: Session, now: datetime) -> list[KindReport]:
    """The figures of every kind of the rules until `now`. `verdict`: `no_holdout`, `too_few` or `lift`."""
    row = ProactiveMessage
    counted = select(row.kind, row.status, row.why, func.count()).group_by(row.kind, row.status, row.why)
    counts = session.execute(counted).tuples().all()
    rules = message_rules()
    return [_report(session, name, counts, now) for name in KINDS if name in rules.kinds]


def _report(
    session: Session, name: KindName, counts: Iterable[tuple[str, str, str | None, int]], now: datetime
) -> KindReport:
    kind = message_rules().kinds[name]
    totals, dropped = dict.fromkeys(STATUSES, 0), {}
    for of, status, why, number in counts:
        if of == name:
            totals[status] = totals.get(status, 0) + number
            if status == "dropped" and why is not None:
                dropped[why] = number
    treatment, control = _groups(session, name, now)
    verdict = "no_holdout" if not kind.holdout else "lift" if enough(treatment, control) else "too_few"
    return KindReport(
        kind=name,
        consent=kind.consent,
        counts=totals,
        dropped=dropped,
        treatment=treatment,
        control=control,
        verdict=verdict,
        conversion=conversion_lift(treatment, control) if verdict == "lift" else None,
        revenue=revenue_lift(treatment, control) if verdict == "lift" else None,
    )


def _groups(session: Session, name: KindName, now: datetime) -> tuple[Group, Group]:
    """Those told and those held out, by the first time. Each database adds days its own way, so sums are made here."""
    days = timedelta(days=message_rules().effect_days)
    row, before = ProactiveMessage, aliased(ProactiveMessage)
    counted = ("sent", "held_out")
    earlier = exists().where(
        before.kind == row.kind,
        before.customer_id == row.customer_id,
        before.status.in_(counted),
        before.sent_at < row.sent_at,
    )
    first = select(row.customer_id, row.status, row.sent_at).where(
        row.kind == name, row.status.in_(counted), row.sent_at <= now - days, ~earlier
    )
    groups = {"sent": _Spent(), "held_out": _Spent()}
    since: dict[int, tuple[str, datetime]] = {}
    for customer_id, status, at in session.execute(first).tuples():
        if at is not None:
            groups[status].minor[customer_id] = 0
            since[customer_id] = (status, at)
    told = first.subquery()
    bought = (
        select(told.c.customer_id, Order.placed_at, Order.total_minor)
        .join(Order, Order.customer_id == told.c.customer_id)
        .where(Order.placed_at > told.c.sent_at, Order.status.not_in(TAKEN_BACK), Order.currency == RUPEES)
    )
    for customer_id, placed_at, minor in session.execute(bought).tuples():
        status, at = since[customer_id]
        if placed_at <= at + days:
            groups[status].minor[customer_id] += minor
    return groups["sent"].group(), groups["held_out"].group()
