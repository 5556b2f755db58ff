"""What suggestions led to, for those who run the shop."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from hamrah.crm.orders import Order, OrderLine
from hamrah.crm.purchases import kept_line
from hamrah.crm.recommendations import Recommendation, RecommendationOutcome

KINDS = ("viewed", "carted", "bought", "rejected")


@dataclass(frozen=True)
class Conversion:
    """How many suggestions of one model and shelf were shown, and how many of them led to what.

    `bought` counts purchases that stand: what was cancelled or sent back whole since does not count.
    """

    model: str
    shelf: str
    shown: int
    viewed: int
    carted: int
    bought: int
    rejected: int

    def share(self, kind: str) -> float:
        """The share of the suggestions shown that led to `kind`, 0 to 1."""
        return int(getattr(self, kind)) / self.shown


def suggestion_report(session: Session, since: datetime, until: datetime) -> list[Conversion]:
    """Conversion by model and shelf of what was shown in a half-open period, the most shown first.

    Every suggestion shown counts, also the same product shown again; an outcome is tied to the time it was shown last.
    """
    query = (
        select(
            Recommendation.model,
            Recommendation.shelf,
            func.count(Recommendation.id.distinct()).label("shown"),
            *(func.count(RecommendationOutcome.id.distinct()).filter(_led_to(kind)).label(kind) for kind in KINDS),
        )
        .outerjoin(RecommendationOutcome, RecommendationOutcome.recommendation_id == Recommendation.id)
        .outerjoin(OrderLine, OrderLine.id == RecommendationOutcome.order_line_id)
        .outerjoin(Order, Order.id == OrderLine.order_id)
        .where(Recommendation.shown_at >= since, Recommendation.shown_at < until)
        .group_by(Recommendation.model, Recommendation.shelf)
    )
    rows = [Conversion(**row) for row in session.execute(query).mappings()]
    return sorted(rows, key=lambda row: (-row.shown, row.model, row.shelf))


def _led_to(kind: str) -> ColumnElement[bool]:
    is_kind = RecommendationOutcome.kind == kind
    return and_(is_kind, kept_line()) if kind == "bought" else is_kind
