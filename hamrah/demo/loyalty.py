"""Loyalty points as a ledger: earned when an order arrives, spent oldest first, expired, taken back with a return."""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

from hamrah.services.policies import LoyaltyPolicy

SPENDS = 0.15
LEAST_SPENT = 60


@dataclass
class _Batch:
    points: int
    at: datetime
    expires_at: datetime


@dataclass
class Ledger:
    """One customer's points. `entries` are rows of `loyalty_entries` without the customer."""

    rules: LoyaltyPolicy
    entries: list[dict[str, Any]] = field(default_factory=list)
    _batches: list[_Batch] = field(default_factory=list)

    def earn(self, order_id: int, paid_minor: int, at: datetime) -> None:
        """Points for what was paid."""
        points = paid_minor // (self.rules.rupees_per_point * 100)
        if points:
            batch = _Batch(points, at, add_months(at, self.rules.expire_months))
            self._batches.append(batch)
            self._enter("earned", order_id, points, at, batch.expires_at)

    def spend(self, order_id: int, goods_minor: int, at: datetime, chance: Random) -> int:
        """Now and then spend points on an order, at most a third of it; gives their worth in minor units."""
        usable = [batch for batch in self._batches if batch.at <= at < batch.expires_at and batch.points]
        worth = self.rules.rupees_worth_per_point * 100
        points = min(sum(batch.points for batch in usable), goods_minor // 3 // worth)
        if points < LEAST_SPENT or chance.random() > SPENDS:
            return 0
        self._consume(usable, points)
        self._enter("spent", order_id, -points, at, None)
        return points * worth

    def take_back(self, order_id: int, at: datetime) -> None:
        """Take back what an order earned, as far as it was not spent."""
        earned = next((e for e in self.entries if e["order_id"] == order_id and e["kind"] == "earned"), None)
        usable = [batch for batch in self._batches if batch.at <= at < batch.expires_at]
        points = min(earned["points"] if earned else 0, sum(batch.points for batch in usable))
        if points:
            self._consume(usable, points)
            self._enter("returned", order_id, -points, at, None)

    def close(self, now: datetime) -> None:
        """Let points expire that were not spent in time."""
        for batch in self._batches:
            if batch.expires_at <= now and batch.points:
                self._enter("expired", None, -batch.points, batch.expires_at, None)

    def _consume(self, batches: list[_Batch], points: int) -> None:
        for batch in sorted(batches, key=lambda batch: batch.at):
            used = min(points, batch.points)
            batch.points -= used
            points -= used

    def _enter(self, kind: str, order_id: int | None, points: int, at: datetime, expires_at: datetime | None) -> None:
        self.entries.append({"kind": kind, "order_id": order_id, "points": points, "at": at, "expires_at": expires_at})


def add_months(at: datetime, months: int) -> datetime:
    """The same day so many months later, or the last one that the month has."""
    year, month = divmod(at.year * 12 + at.month - 1 + months, 12)
    return at.replace(year=year, month=month + 1, day=min(at.day, monthrange(year, month + 1)[1]))
