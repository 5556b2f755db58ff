"""How satisfied customers are and how well they are answered, in a period, by whatever a report is grouped by.

The command line, the chart, the metrics and the chat take their numbers from here, so they are the same everywhere.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from hamrah.services.actors import Actor
from hamrah.services.business_hours import business_calendar
from hamrah.services.escalation_costs import EscalationCosts, escalation_costs
from hamrah.services.report_scope import WHOLE_SHOP, ReportWish, Span, find_scope
from hamrah.services.roles import Deed
from hamrah.services.satisfaction_intervals import (
    Mean,
    NetPromoters,
    Share,
    mean_of,
    net_promoters,
    quantile,
    share_of,
)
from hamrah.services.satisfaction_rows import (
    AnyRow,
    deed_rows,
    handover_rows,
    invitation_rows,
    rating_rows,
    ticket_rows,
)
from hamrah.settings import settings

By = Literal["period", "channel", "branch", "topic", "language", "segment"]
GROUPINGS: tuple[By, ...] = get_args(By)
NONE = "none"
"""The group of what has no branch, topic, …."""
SATISFIED = 4
KINDS = ("csat", "nps", "ces")


@dataclass(frozen=True)
class Times:
    """How long something took, in minutes by the clock and in open hours: median and 90th percentile of `n`."""

    n: int
    median: float | None
    p90: float | None
    business_median: float | None
    business_p90: float | None


@dataclass(frozen=True)
class Figures:
    """All figures of one group.

    `satisfied` is the share of CSAT ratings of 4 and 5, `effort` the mean of CES (7 is least effort), `answered` the
    response rates by kind, `answer_kept` and `solution_kept` the shares of tickets within their due time among those
    where that is decided, `reopened` the share of solved ones that came back, `cost_minor` what escalations cost.
    """

    group: str
    satisfied: Share
    csat: Mean
    nps: NetPromoters
    effort: Mean
    answered: dict[str, Share]
    tickets: int
    first_answer: Times
    solution: Times
    answer_kept: Share
    solution_kept: Share
    reopened: Share
    handovers: int
    staff_minutes: float
    cost_minor: int


@dataclass(frozen=True)
class SatisfactionReport:
    """The figures of a period, in all and by group; money in minor units of `currency`."""

    since: datetime
    until: datetime
    by: By
    currency: str
    total: Figures
    groups: tuple[Figures, ...]

    def as_json(self) -> dict[str, Any]:
        """The report as JSON has it; shares are between 0 and 1, times in minutes."""
        plain = asdict(self)
        return plain | {"since": self.since.isoformat(), "until": self.until.isoformat()}


@dataclass
class _Gathered:
    """The rows of one group; those of ratings and invitations say how many are alike."""

    ratings: list[AnyRow]
    invitations: list[AnyRow]
    tickets: list[AnyRow]
    handovers: list[AnyRow]


def satisfaction_report(
    session: Session,
    actor: Actor,
    since: datetime,
    until: datetime,
    by: By = "period",
    wish: ReportWish = WHOLE_SHOP,
    *,
    now: datetime,
) -> SatisfactionReport:
    """The figures of what was rated, asked and opened from `since` up to `until`, grouped; five queries in all.

    One more where cities are named. Raises `Refusal` as `find_scope` does, and `DataFileError` for a wrong file of
    costs.
    """
    span = Span(since, until, find_scope(session, actor, Deed.SEE_SATISFACTION, wish))
    costs = escalation_costs()
    everything = _Gathered(
        list(rating_rows(session, span, by)),
        list(invitation_rows(session, span, by)),
        list(ticket_rows(session, span)),
        list(handover_rows(session, span)),
    )
    spent = _minutes_by_ticket(deed_rows(session, span), costs)
    groups = _grouped(everything, by)
    return SatisfactionReport(
        since,
        until,
        by,
        costs.currency,
        _figures("all", everything, spent, costs, now),
        tuple(_figures(name, groups[name], spent, costs, now) for name in sorted(groups, key=_last_is_none)),
    )


def _last_is_none(name: str) -> tuple[bool, str]:
    return name == NONE, name


def _grouped(everything: _Gathered, by: By) -> dict[str, _Gathered]:
    zone = ZoneInfo(settings().timezone)
    groups: defaultdict[str, _Gathered] = defaultdict(lambda: _Gathered([], [], [], []))
    for part, rows in vars(everything).items():
        for row in rows:
            if part in ("ratings", "invitations"):
                name = row.group
            else:
                name = f"{row.at.astimezone(zone):%Y-%m}" if by == "period" else getattr(row, by)
            getattr(groups[name or NONE], part).append(row)
    return groups


def _figures(name: str, found: _Gathered, spent: Mapping[int, float], costs: EscalationCosts, now: datetime) -> Figures:
    by_kind = {kind: _each_rating(found.ratings, kind) for kind in KINDS}
    ended = sum(row.solved_at is not None or row.reopened > 0 for row in found.tickets)
    came_back = sum(row.reopened > 0 for row in found.tickets)
    held = sum(_held_minutes(row, costs, now) for row in found.handovers)
    minutes = sum(spent.get(row.id, 0.0) for row in found.tickets) + held
    return Figures(
        group=name,
        satisfied=share_of(sum(rating >= SATISFIED for rating in by_kind["csat"]), len(by_kind["csat"])),
        csat=mean_of(by_kind["csat"], 1, 5),
        nps=net_promoters(by_kind["nps"]),
        effort=mean_of(by_kind["ces"], 1, 7),
        answered={kind: _answered(found.invitations, kind) for kind in KINDS},
        tickets=len(found.tickets),
        first_answer=_times(found.tickets, "first_said_at"),
        solution=_times(found.tickets, "solved_at"),
        answer_kept=_kept(found.tickets, "first_answered_at", "answer_due_at", now),
        solution_kept=_kept(found.tickets, "solved_at", "solution_due_at", now),
        reopened=share_of(came_back, ended),
        handovers=len(found.handovers),
        staff_minutes=round(minutes, 1),
        cost_minor=costs.price(minutes),
    )


def _each_rating(ratings: Iterable[AnyRow], kind: str) -> list[int]:
    return [row.what for row in ratings if row.kind == kind for _ in range(row.many)]


def _answered(invitations: Iterable[AnyRow], kind: str) -> Share:
    asked = [(bool(row.what), row.many) for row in invitations if row.kind == kind]
    return share_of(sum(many for answered, many in asked if answered), sum(many for _, many in asked))


def _times(tickets: Sequence[AnyRow], end: str) -> Times:
    """From opening to `end`. Open hours are those of the ticket's branch, or the shop's."""
    ended = [(row.at, getattr(row, end), row.branch) for row in tickets if getattr(row, end) is not None]
    clock = [(at_end - at).total_seconds() / 60 for at, at_end, _ in ended]
    business = [business_calendar(branch).between(at, at_end).total_seconds() / 60 for at, at_end, branch in ended]
    found = [quantile(minutes, share) for minutes in (clock, business) for share in (0.5, 0.9)]
    return Times(len(ended), *(None if minutes is None else round(minutes, 1) for minutes in found))


def _kept(tickets: Sequence[AnyRow], end: str, due: str, now: datetime) -> Share:
    """The share that ended within the due time, among those that ended or whose due time is over.

    While the customer is asked the clocks stand: such a ticket's due time is over only if it was when they stopped.
    """
    clocks = [
        (getattr(row, end), getattr(row, due), row.waiting_since or now)
        for row in tickets
        if getattr(row, due) is not None
    ]
    decided = [ended is not None and ended <= due for ended, due, stands in clocks if ended is not None or due < stands]
    return share_of(sum(decided), len(decided))


def _minutes_by_ticket(deeds: Iterable[AnyRow], costs: EscalationCosts) -> dict[int, float]:
    minutes: defaultdict[int, float] = defaultdict(float)
    for ticket_id, kind, times in deeds:
        minutes[ticket_id] += costs.spent(kind, times)
    return minutes


def _held_minutes(row: AnyRow, costs: EscalationCosts, now: datetime) -> float:
    held: float = ((row.given_back_at or now) - row.taken_at).total_seconds() / 60
    return min(max(held, 0.0), costs.handover_most_minutes)
