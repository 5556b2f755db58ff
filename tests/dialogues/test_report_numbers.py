"""What staff are told in chat are the numbers of `hamrah report …` on the same store."""

import asyncio
import json
import re
from typing import Any

import pytest
from typer.testing import CliRunner

from tests.dialogues.stage import MANAGER, Stage, plain

pytestmark = pytest.mark.trained

BRANCH_MANAGER = "farhan.baig@bazaar-e-hamrah.example"


class Told:
    """What a member of staff was answered: all text, the rows of its table by label, the chart's values by label."""

    def __init__(self, replies: list[Any], bars: list[dict[str, Any]]) -> None:
        self.text = "\n".join(plain(reply.text) for reply in replies)
        rows = [row for reply in replies for card in reply.extras["cards"] for row in card["rows"]]
        self.rows = {plain(row["label"]): plain(row["value"]) for row in rows}
        self.bars = {plain(bar["label"]): bar for bar in bars}


@pytest.fixture
def ask(stage: Stage, loop: asyncio.AbstractEventLoop) -> Any:
    """Ask the bot as a member of staff."""
    stage.set_up()

    def say(text: str, email: str = MANAGER) -> Told:
        from hamrah.bootstrap import sessions
        from hamrah.crm.base import utc_now
        from hamrah.services.chart_links import PATH, open_chart

        replies = loop.run_until_complete(stage.door.say(stage.enter(f"staff:{email}"), text))
        images = [reply.extras["image"] for reply in replies if reply.extras["image"]]
        bars: list[dict[str, Any]] = []
        for image in images:
            with sessions()() as session:
                token = image.removeprefix(PATH).removesuffix(".png")
                plan = open_chart(session, token, utc_now())
            assert plan is not None
            bars += plan["bars"]
        return Told(replies, bars)

    return say


def reported(*words: str) -> dict[str, Any]:
    """The JSON of a report command on the stage's store."""
    from hamrah.cli.main import app

    done = CliRunner().invoke(app, ["report", *words, "--json"])
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def rupees(minor: int) -> str:
    """An amount as English answers write it."""
    return f"Rs {round(minor / 100):,}"


def last_days(days: int) -> tuple[str, ...]:
    """The options for the last so many days, today among them."""
    from datetime import timedelta
    from zoneinfo import ZoneInfo

    from hamrah.crm.base import utc_now

    today = utc_now().astimezone(ZoneInfo("Asia/Karachi")).date()
    return "--from", f"{today - timedelta(days=days - 1)}", "--to", f"{today}"


@pytest.mark.parametrize(
    ("email", "options"), [(MANAGER, ()), (BRANCH_MANAGER, ("--city", "Lahore"))], ids=["manager", "branch manager"]
)
def test_sales(ask: Any, email: str, options: tuple[str, ...]) -> None:
    told = ask("sales last 90 days", email)
    total = reported("sales", *last_days(90), "--by", "week", *options)
    for figure in ("orders", "units"):
        assert f"{total['total'][figure]:,} " in told.text
    assert rupees(total["total"]["revenue_minor"]) in told.text
    assert told.rows["Money taken"].startswith(rupees(total["total"]["revenue_minor"]))
    assert told.rows["Mean order"].startswith(rupees(total["total"]["basket_minor"]))
    assert [bar["value"] for bar in told.bars.values()] == [one["revenue_minor"] / 100 for one in total["groups"]]


def test_sales_of_two_months_are_told_by_month(ask: Any) -> None:
    from datetime import date, timedelta

    today = date.fromisoformat(last_days(1)[1])
    last = today.replace(day=1) - timedelta(days=1)
    first = last.replace(day=1) - timedelta(days=1)
    told = ask(f"sales of {first:%B %Y} and {last:%B %Y}")
    days = "--from", f"{first.replace(day=1)}", "--to", f"{last}"
    groups = reported("sales", *days, "--by", "month")["groups"]
    assert list(told.rows) == [f"{first:%B %Y}", f"{last:%B %Y}"]
    assert [row.split(" (")[0] for row in told.rows.values()] == [rupees(one["revenue_minor"]) for one in groups]


def test_the_best_sold(ask: Any) -> None:
    told = ask("top selling products last 90 days")
    groups = reported("sales", *last_days(90), "--by", "product")["groups"]
    assert [row.split(" (")[0] for row in told.rows.values()] == [rupees(one["revenue_minor"]) for one in groups]
    assert [bar["value"] for bar in told.bars.values()] == [one["revenue_minor"] / 100 for one in groups]


def test_satisfaction(ask: Any) -> None:
    told = ask("CSAT last 90 days")
    total = reported("satisfaction", *last_days(90))["total"]
    share = total["satisfied"]
    assert f"{share['share']:.0%} of {share['n']:,}" in told.text
    assert f"between {share['low']:.0%} and {share['high']:.0%}" in told.text
    assert told.rows["Tickets"].startswith(f"{total['tickets']:,} ")
    now = list(told.bars.values())[-1]
    assert (now["value"], now["low"], now["high"]) == tuple(100 * share[name] for name in ("share", "low", "high"))


def test_satisfaction_by_branch(ask: Any) -> None:
    told = ask("CSAT by store last 90 days")
    groups = reported("satisfaction", *last_days(90), "--by", "branch")["groups"]
    known = [100 * one["satisfied"]["share"] for one in groups if one["satisfied"]["n"]]
    assert [bar["value"] for bar in told.bars.values() if bar["value"] is not None] == known
    assert len(told.rows) == len(groups)


def test_segments(ask: Any) -> None:
    told = ask("segment report please")
    found = reported("segments")
    assert f"{found['customers']:,} customers" in told.text
    for size, row in zip(found["segments"], told.rows.values(), strict=True):
        assert row.startswith(f"{size['customers']:,} (") and row.endswith(rupees(size["expected_value_minor"]))
    assert [bar["value"] for bar in told.bars.values()] == [size["customers"] for size in found["segments"]]
    moves = re.findall(r"(\d+) from “", told.text)
    assert [int(many) for many in moves] == [move["customers"] for move in found["moves"][:3]]


def test_at_risk(ask: Any) -> None:
    told = ask("show at risk customers")
    found = reported("at-risk")
    assert f"{found['customers']:,} customers" in told.text
    assert rupees(found["spent_minor"]) in told.text and rupees(found["expected_value_minor"]) in told.text
    assert list(told.rows) == [one["name"] for one in found["top"]]
    assert sum(bar["value"] for bar in told.bars.values()) == found["customers"]
