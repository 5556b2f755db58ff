"""What all reports have in common: a picture, one line for a mistake, and words where there is nothing to show."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from hamrah.cli.report_options import days_between, days_of

from .conftest import Run


@pytest.mark.parametrize("report", ["sales", "satisfaction", "segments", "at-risk"])
def test_a_chart_is_drawn_in_urdu(hamrah_of_shop: Run, tmp_path: Path, report: str) -> None:
    file = tmp_path / "new" / "chart.png"
    done = hamrah_of_shop("report", report, "--language", "ur", "--chart", str(file), "--json")
    assert done.returncode == 0, done.stderr
    assert file.read_bytes().startswith(b"\x89PNG") and json.loads(done.stdout)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("sales", "--by", "weather"), "--by weather: use one of day"),
        (("satisfaction", "--by", "weather"), "--by weather: use one of period"),
        (("sales", "--city", "Atlantis"), "We have no branch in Atlantis."),
        (("satisfaction", "--category", "ghosts"), "--category ghosts: there is no category"),
        (("sales", "--product", "NOPE-1"), "--product NOPE-1: there is no product"),
        (("at-risk", "--segment", "Champion"), "--segment Champion: use one of"),
        (("sales", "--language", "xx"), "--language xx: use one of"),
        (("at-risk", "--chart", "x.jpg"), "must end in .png"),
        (("sales", "--from", "2026-02-02", "--to", "2026-02-01"), "is after"),
        (("satisfaction", "--from", "yesterday"), "--from yesterday: write a day as YYYY-MM-DD"),
    ],
)
def test_a_mistake_is_one_line(hamrah_of_shop: Run, words: tuple[str, ...], said: str) -> None:
    done = hamrah_of_shop("report", *words)
    assert done.returncode == 2 and said in done.stderr and len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(("report", "said"), [("sales", "nothing was sold"), ("satisfaction", "nothing was asked")])
def test_nothing_is_said_of_a_time_without_anything(hamrah_of_shop: Run, report: str, said: str) -> None:
    done = hamrah_of_shop("report", report, "--from", "2001-01-01", "--to", "2001-01-02")
    assert done.returncode == 0 and said in done.stdout
    assert "from 2001-01-01 to 2001-01-02" in done.stdout


@pytest.mark.parametrize(("first", "last"), [("2026-08-01", "2026-10-31"), ("2026-08-01", "2026-08-01")])
def test_the_days_that_are_written_are_those_that_were_asked_for(first: str, last: str) -> None:
    """By the shop's calendar, whose days begin five hours before those of UTC."""
    since, until = days_between(first, last, datetime(2026, 11, 1, tzinfo=UTC), 180)
    assert days_of(since, until) == (date.fromisoformat(first), date.fromisoformat(last))
