"""Reports of very many orders: each row that belongs to another is looked up by a key, not by reading all."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.conversations import Interaction
from hamrah.crm.engine import open_engine, open_sessions
from hamrah.crm.migrate import migrate
from hamrah.services.actors import SYSTEM
from hamrah.services.sales_report import sales_report
from hamrah.services.satisfaction_report import satisfaction_report
from hamrah.services.stock_wishes import WISHED, waiting_for_stock

NOW = utc_now()
YEAR_AGO = NOW - timedelta(days=365)
Plans = Callable[[Callable[[Session], object]], list[str]]


@pytest.fixture
def plans(tmp_path: Path) -> Iterator[Plans]:
    """The steps by which SQLite answers what a report asks of the store."""
    engine = open_engine(f"sqlite:///{tmp_path}/shop.db")
    migrate(engine)

    def explain(report: Callable[[Session], object]) -> list[str]:
        steps: list[str] = []

        def note(connection: Any, _: Any, statement: str, parameters: Any, *__: Any) -> None:
            if statement.startswith("SELECT"):
                cursor = connection.connection.dbapi_connection.cursor()
                steps.extend(row[3] for row in cursor.execute(f"EXPLAIN QUERY PLAN {statement}", parameters))

        event.listen(engine, "before_cursor_execute", note)
        with open_sessions(engine)() as session:
            report(session)
        event.remove(engine, "before_cursor_execute", note)
        return steps

    yield explain
    engine.dispose()


def test_sales_of_a_year_are_read_from_indexes_alone(plans: Plans) -> None:
    steps = plans(lambda session: sales_report(session, SYSTEM, YEAR_AGO, NOW, "month", now=NOW))
    assert any(step.startswith("SEARCH orders USING COVERING INDEX ix_orders_placed") for step in steps), steps
    assert any(step.startswith("SEARCH order_lines USING COVERING INDEX ix_order_lines_order") for step in steps), steps


@pytest.mark.parametrize("by", ["period", "branch", "language", "segment"])
def test_what_was_asked_about_is_looked_up(plans: Plans, by: Any) -> None:
    steps = plans(lambda session: satisfaction_report(session, SYSTEM, YEAR_AGO, NOW, by, now=NOW))
    assert any("ix_survey_invitations_asked" in step for step in steps), steps
    large = ("orders", "customers", "survey_invitations", "feedback", "segment_memberships")
    assert not [step for step in steps if step.startswith(tuple(f"SCAN {table}" for table in large))], steps


def test_who_waits_for_stock_is_looked_up_by_what_was_wished(plans: Plans) -> None:
    steps = plans(lambda session: waiting_for_stock(session, WISHED, YEAR_AGO))
    assert any("ix_interactions_kind" in step for step in steps), steps
    assert not [step for step in steps if step.startswith(f"SCAN {Interaction.__tablename__}")], steps
