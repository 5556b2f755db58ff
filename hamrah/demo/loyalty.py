"""Loyalty points as a ledger: earned when an order arrives, spent oldest first, expired, taken back with a return."""

from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from hamrah.services.loyalty import add_months
from hamrah.services.policies import LoyaltyPolicy

SPENDS = 0.15
LEAST_SPENT = 60


@dataclass(eq=False)
class Entry:
    """A row of `loyalty_entries` to be; one that takes from a lot names it."""

    kind: str
    points: int
    at: datetime
    order_id: int | None = None
    expires_at: datetime | None = None
    remaining: int = 0
    lot: "Entry | None" = None

    def is_open(self, at: datetime) -> bool:
        """Whether this lot has points that can be spent at a moment."""
        return self.remaining > 0 and self.expires_at is not None and self.at <= at < self.expires_at


@dataclass
class Ledger:
    """One customer's points; `lots` are those of the `entries` that were earned."""

    rules: LoyaltyPolicy
    entries: list[Entry] = field(default_factory=list)
    lots: list[Entry] = field(default_factory=list)

    def earn(self, order_id: int, paid_minor: int, at: datetime) -> None:
        """Points for what was paid."""
        points = paid_minor // (self.rules.rupees_per_point * 100)
        if points:
            expires_at = add_months(at, self.rules.expire_months)
            lot = Entry("earned", points, at, order_id, expires_at, remaining=points)
            self.lots.append(lot)
            self.entries.append(lot)

    def spend(self, order_id: int, goods_minor: int, at: datetime, chance: Random) -> int:
        """Now and then spend points on an order, at most a third of it; gives their worth in minor units."""
        worth = self.rules.rupees_worth_per_point * 100
        points = min(self._open_points(at), goods_minor // 3 // worth)
        if points < LEAST_SPENT or chance.random() > SPENDS:
            return 0
        self._consume("spent", order_id, points, at)
        return points * worth

    def take_back(self, order_id: int, at: datetime) -> None:
        """Take back what an order earned, as far as it was not spent."""
        earned = next((lot.points for lot in self.lots if lot.order_id == order_id), 0)
        self._consume("returned", order_id, min(earned, self._open_points(at)), at)

    def close(self, now: datetime) -> None:
        """Let points expire that were not spent in time."""
        for lot in self.lots:
            if lot.expires_at is not None and lot.expires_at <= now and lot.remaining:
                self.entries.append(Entry("expired", -lot.remaining, lot.expires_at, lot=lot))
                lot.remaining = 0

    def _open_points(self, at: datetime) -> int:
        return sum(lot.remaining for lot in self.lots if lot.is_open(at))

    def _consume(self, kind: str, order_id: int, points: int, at: datetime) -> None:
        for lot in sorted((lot for lot in self.lots if lot.is_open(at)), key=lambda lot: lot.at):
            used = min(points, lot.remaining)
            if used:
                lot.remaining -= used
                points -= used
                self.entries.append(Entry(kind, -used, at, order_id, lot=lot))
