"""The segments as staff see them: sizes and worth as of the newest figures, and what changed since a moment.

The command line, the chart and the chat take their numbers from here, so they are the same everywhere.
"""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from hamrah.services.actors import Actor
from hamrah.services.policies import RUPEES
from hamrah.services.refusal import Refusal
from hamrah.services.report_scope import WHOLE_SHOP, ReportWish, find_scope
from hamrah.services.roles import Deed
from hamrah.services.segments import (
    SegmentMove,
    SegmentSize,
    latest_run,
    segment_counts,
    segment_moves,
    segment_sizes,
)

MOVES_OF = timedelta(days=30)
"""Moves are those of so long before the newest figures, unless another moment is asked for."""


@dataclass(frozen=True)
class SegmentReport:
    """Sizes as of `as_of`, `before` (customers by segment at `since`), and moves from then to now.

    `customers` are all who bought, of the branches asked for. Money in minor units of `currency`; what is expected is
    of the `horizon_days` to come.
    """

    as_of: datetime
    since: datetime
    currency: str
    horizon_days: int
    customers: int
    segments: tuple[SegmentSize, ...]
    before: dict[str, int]
    moves: tuple[SegmentMove, ...]

    def as_json(self) -> dict[str, Any]:
        """The report as JSON has it."""
        return asdict(self) | {"as_of": self.as_of.isoformat(), "since": self.since.isoformat()}


def segment_report(
    session: Session, actor: Actor, since: datetime | None = None, wish: ReportWish = WHOLE_SHOP
) -> SegmentReport:
    """Sizes, worth and moves of the customers whose home branch is asked for, or of one segment of theirs.

    Of goods they are those of the customers who bought any of them; what these spent is all that they spent.
    Four queries, one more where cities are named. Raises `Refusal` as `find_scope` does, and
    `utter_report_no_segments` before the first computation.
    """
    scope = find_scope(session, actor, Deed.SEE_SEGMENTS, wish)
    run = latest_run(session)
    if run is None:
        raise Refusal("utter_report_no_segments")
    begin = run.as_of - MOVES_OF if since is None else min(since, run.as_of)
    sizes = segment_sizes(session, scope)
    moves = segment_moves(session, begin, scope)
    before = segment_counts(session, begin, scope)
    one = wish.segment
    return SegmentReport(
        as_of=run.as_of,
        since=begin,
        currency=run.currency or RUPEES,
        horizon_days=int(run.parameters["definitions"]["horizon_days"]),
        customers=sum(size.customers for size in sizes),
        segments=tuple(size for size in sizes if one in (None, size.segment)),
        before={name: many for name, many in before.items() if one in (None, name)},
        moves=tuple(move for move in moves if one is None or one in (move.before, move.now)),
    )
