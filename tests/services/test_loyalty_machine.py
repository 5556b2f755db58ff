"""Whatever happens in whatever order, the ledger is what a plain list of lots says, and never below zero."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session, sessionmaker

from hamrah.crm.base import utc_now
from hamrah.crm.offers import LoyaltyEntry
from hamrah.crm.orders import Order, Refund
from hamrah.services import loyalty, loyalty_ledger, order_changes
from hamrah.services.refusal import Refusal

from .world import Shop, open_shop

CLOCKED = (loyalty, loyalty_ledger, order_changes)


@dataclass
class Lot:
    """What the model knows of a lot."""

    order_id: int
    points: int
    expires_at: datetime
    left: int


@contextmanager
def scratch(engine: Engine) -> Iterator[Shop]:
    """The small shop, whatever is written into it gone afterwards."""
    with engine.connect() as connection, connection.begin() as everything:
        sessions = sessionmaker[Session](connection, expire_on_commit=False, join_transaction_mode="create_savepoint")
        yield open_shop(sessions)
        everything.rollback()


class LedgerMachine(RuleBasedStateMachine):
    """One customer earns, spends, sends back, cancels, and lets points lie, while the days pass."""

    engine: Engine

    @initialize()
    def open(self) -> None:
        self.scratch = scratch(self.engine)
        self.shop = self.scratch.__enter__()
        self.patch = pytest.MonkeyPatch()
        self.now = utc_now()
        for module in CLOCKED:
            self.patch.setattr(module, "utc_now", lambda: self.now)
        self.lots: list[Lot] = []
        self.spendings: dict[str, list[tuple[Lot, int]]] = {}
        self.kept_minor: dict[int, int] = {}
        self.orders = 0

    def teardown(self) -> None:
        if hasattr(self, "scratch"):
            self.patch.undo()
            self.scratch.__exit__(None, None, None)

    def order(self, session: Session, status: str, minor: int) -> Order:
        self.orders += 1
        row = Order(number=f"L{self.orders}", source="shop", customer_id=self.shop.ids["ayesha"], status=status)
        row.touchpoint, row.currency, row.placed_at, row.total_minor = "website", "PKR", self.now, minor
        session.add(row)
        session.flush()
        return row

    def open_lots(self) -> list[Lot]:
        return sorted((lot for lot in self.lots if lot.left and lot.expires_at > self.now), key=lambda x: x.expires_at)

    def take(self, lots: list[Lot], points: int) -> list[tuple[Lot, int]]:
        taken = []
        for lot in lots:
            used = min(lot.left, points)
            lot.left -= used
            points -= used
            taken.append((lot, used))
        return taken

    @rule(minor=st.integers(5_000, 900_000))
    def earn(self, minor: int) -> None:
        with self.shop.writing() as session:
            order = self.order(session, "delivered", minor)
            loyalty_ledger.earn_points(session, self.now)
        points = minor // 10_000
        if points:
            self.kept_minor[order.id] = minor
            self.lots.append(Lot(order.id, points, loyalty.add_months(self.now, 12), points))

    @rule(points=st.integers(1, 150))
    def spend(self, points: int) -> None:
        there = sum(lot.left for lot in self.open_lots())
        with self.shop.writing() as session:
            number = self.order(session, "placed", 10_000_000).number
        try:
            with self.shop.writing() as session:
                loyalty_ledger.spend_points(session, self.shop.who("ayesha"), number, points)
        except Refusal as refusal:
            assert (refusal.key, there < points) == ("utter_points_too_few", True)
            return
        assert points <= there
        self.spendings[number] = self.take(self.open_lots(), points)

    @precondition(lambda self: self.spendings)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(sorted(self.spendings)))
        with self.shop.writing() as session:
            order_changes.cancel_order(session, self.shop.who("ayesha"), number)
        for lot, used in self.spendings.pop(number):
            lot.left += used

    @precondition(lambda self: self.kept_minor)
    @rule(data=st.data())
    def send_back(self, data: st.DataObject) -> None:
        order_id = data.draw(st.sampled_from(sorted(self.kept_minor)))
        minor = data.draw(st.integers(0, self.kept_minor[order_id]))
        self.kept_minor[order_id] -= minor
        with self.shop.writing() as session:
            money: dict[str, Any] = {"currency": "PKR", "method": "card", "status": "open", "due_at": self.now}
            session.add(Refund(order_id=order_id, amount_minor=minor, requested_at=self.now, **money))
            session.flush()
            excess = self.earned_and_kept(session, order_id) - self.kept_minor[order_id] // 10_000
            taken = loyalty_ledger.take_back_points(session, session.get_one(Order, order_id))
        own_first = sorted(self.open_lots(), key=lambda lot: lot.order_id != order_id)
        assert taken == min(excess, sum(lot.left for lot in own_first))
        self.take(own_first, taken)

    def earned_and_kept(self, session: Session, order_id: int) -> int:
        mine = (LoyaltyEntry.order_id == order_id, LoyaltyEntry.kind.in_(("earned", "returned")))
        return int(session.scalar(select(func.sum(LoyaltyEntry.points)).where(*mine)) or 0)

    @rule(days=st.integers(1, 200))
    def let_pass(self, days: int) -> None:
        self.now += timedelta(days=days)

    @rule()
    def night(self) -> None:
        with self.shop.writing() as session:
            loyalty_ledger.expire_points(session, self.now)
        for lot in self.lots:
            lot.left = 0 if lot.expires_at <= self.now else lot.left

    @invariant()
    def every_lot_is_what_the_model_says(self) -> None:
        if not hasattr(self, "shop"):
            return
        with self.shop.reading() as session:
            rows = session.scalars(select(LoyaltyEntry)).all()
            balance = loyalty.loyalty_balance(session, self.shop.who("ayesha"))
        lots = [row for row in rows if row.kind == "earned"]
        assert [(lot.order_id, lot.points, lot.remaining) for lot in lots] == [
            (lot.order_id, lot.points, lot.left) for lot in self.lots
        ]
        for lot in lots:
            assert lot.remaining == lot.points + sum(row.points for row in rows if row.lot_id == lot.id)
        assert sum(row.points for row in rows) == sum(lot.remaining for lot in lots) >= balance.points >= 0
        still_open = self.open_lots()
        assert balance.points == sum(lot.left for lot in still_open)
        assert balance.expires_at == (still_open[0].expires_at if still_open else None)


def test_the_ledger_is_what_a_list_of_lots_says(_sqlite_world: Engine) -> None:
    LedgerMachine.engine = _sqlite_world
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large]
    run_state_machine_as_test(
        LedgerMachine,
        settings=settings(max_examples=60, stateful_step_count=25, deadline=None, suppress_health_check=checks),
    )
