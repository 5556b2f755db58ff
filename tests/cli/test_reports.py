"""`hamrah report …`: figures as a table for people and as JSON for programs."""

import json

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from hamrah import bootstrap
from hamrah.cli.main import app
from hamrah.crm.base import utc_now
from hamrah.crm.catalogue import Product
from hamrah.crm.engine import Sessions, transaction
from hamrah.crm.recommendations import Recommendation, RecommendationOutcome
from tests.services.world import build


@pytest.fixture
def store_of_commands(sqlite_store: Sessions, monkeypatch: pytest.MonkeyPatch) -> Sessions:
    """A small shop, which the commands find."""
    monkeypatch.setattr(bootstrap, "sessions", lambda: sqlite_store)
    with transaction(sqlite_store) as session:
        build(session)
    return sqlite_store


def show(store: Sessions, many: int, viewed: int) -> None:
    with transaction(store) as session:
        product = session.scalars(select(Product.id).where(Product.sku == "K-1")).one()
        for place in range(many):
            values = {"product_id": product, "shelf": "new", "model": "blend-1", "reason": {"kind": "popular"}}
            row = Recommendation(sender_id="web-guest", position=place + 1, shown_at=utc_now(), **values)
            session.add(row)
            session.flush()
            if place < viewed:
                session.add(RecommendationOutcome(recommendation_id=row.id, kind="viewed", at=utc_now()))


def run(*words: str) -> str:
    result = CliRunner().invoke(app, ["report", "suggestions", *words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_nothing_was_suggested_yet(store_of_commands: Sessions) -> None:
    assert run("--days", "7") == "nothing was suggested in the last 7 days\n"
    assert json.loads(run("--json")) == {"days": 30, "suggestions": []}


def test_conversion_as_table_and_as_json(store_of_commands: Sessions) -> None:
    show(store_of_commands, many=8, viewed=2)
    (row,) = json.loads(run("--json"))["suggestions"]
    assert row == {
        "model": "blend-1",
        "shelf": "new",
        "shown": 8,
        "viewed": 2,
        "carted": 0,
        "bought": 0,
        "rejected": 0,
        "shares": {"viewed": 0.25, "carted": 0.0, "bought": 0.0, "rejected": 0.0},
    }
    table = run()
    assert "blend-1" in table and "2 (25.0%)" in table


def test_a_senseless_period_is_one_line(store_of_commands: Sessions) -> None:
    result = CliRunner().invoke(app, ["report", "suggestions", "--days", "0"])
    assert result.exit_code == 2
    assert "--days" in result.output
