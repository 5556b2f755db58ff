"""`hamrah report sales`, `at-risk` and `segments`: table, JSON and picture hold the same, a mistake is one line."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def hamrah(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """`hamrah …` in a process of its own, on a small demo shop of this module."""
    folder: Path = tmp_path_factory.mktemp("sales")
    own = {"HAMRAH_DATABASE_URL": f"sqlite:///{folder / 'hamrah.db'}", "HAMRAH_VAR_DIR": str(folder / "var")}

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", "from hamrah.cli.main import main; main()", *words],
            env={**os.environ, **own, "NO_COLOR": "1", "COLUMNS": "200"},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    assert run("seed", "--customers", "60", "--orders", "500").returncode == 0
    return run


@pytest.mark.parametrize("by", ["month", "branch", "channel", "category", "product", "segment"])
def test_tables_and_json_hold_the_same_numbers(hamrah: Run, by: str) -> None:
    found = json.loads(hamrah("report", "sales", "--from", "2020-01-01", "--by", by, "--json").stdout)
    assert found["by"] == by and found["total"]["orders"] > 300 and found["currency"] == "PKR"
    if by != "product":
        revenue = sum(group["revenue_minor"] for group in found["groups"])
        assert revenue == pytest.approx(found["total"]["revenue_minor"], abs=len(found["groups"]))
    shown = hamrah("report", "sales", "--from", "2020-01-01", "--by", by).stdout
    for one in (found["total"], *found["groups"][:5]):
        assert f"{one['orders']:,}" in shown and f"Rs {round(one['revenue_minor'] / 100):,}" in shown


def test_a_city_and_goods_narrow_it(hamrah: Run) -> None:
    asked = ("report", "sales", "--from", "2020-01-01", "--json", "--by", "branch")
    everything = json.loads(hamrah(*asked).stdout)
    lahore = json.loads(hamrah(*asked, "--city", "Lahore").stdout)
    branch = next(group for group in everything["groups"] if group["group"] == "LHR")
    assert lahore["total"] == branch | {"group": "all"} and len(lahore["groups"]) == 1
    tea = json.loads(hamrah(*asked, "--category", "tea").stdout)
    assert 0 < tea["total"]["revenue_minor"] < everything["total"]["revenue_minor"]


def test_satisfaction_is_narrowed_likewise(hamrah: Run) -> None:
    asked = ("report", "satisfaction", "--from", "2020-01-01", "--json", "--by", "branch")
    everything = json.loads(hamrah(*asked).stdout)
    lahore = json.loads(hamrah(*asked, "--city", "Lahore").stdout)
    branch = next(group for group in everything["groups"] if group["group"] == "LHR")
    assert lahore["total"] == branch | {"group": "all"}


def test_at_risk_equals_the_segments_report(hamrah: Run) -> None:
    risk = json.loads(hamrah("report", "at-risk", "--json").stdout)
    segments = json.loads(hamrah("report", "segments", "--json").stdout)
    size = next(one for one in segments["segments"] if one["segment"] == "at risk")
    assert (risk["customers"], risk["spent_minor"]) == (size["customers"], size["spent_minor"])
    assert risk["expected_value_minor"] == size["expected_value_minor"]
    assert risk["customers"] == sum(risk["branches"].values()) > 0
    shown = hamrah("report", "at-risk").stdout
    assert f"{risk['customers']} customers in at risk" in shown
    assert all(one["name"] in shown for one in risk["top"])


@pytest.mark.parametrize("report", ["sales", "segments", "at-risk"])
def test_a_chart_is_drawn_in_urdu(hamrah: Run, tmp_path: Path, report: str) -> None:
    file = tmp_path / "new" / "chart.png"
    done = hamrah("report", report, "--language", "ur", "--chart", str(file), "--json")
    assert done.returncode == 0, done.stderr
    assert file.read_bytes().startswith(b"\x89PNG") and json.loads(done.stdout)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("sales", "--by", "weather"), "--by weather: use one of day"),
        (("sales", "--city", "Atlantis"), "We have no branch in Atlantis."),
        (("sales", "--language", "xx"), "--language xx: use one of"),
        (("at-risk", "--chart", "x.jpg"), "must end in .png"),
        (("sales", "--from", "2026-02-02", "--to", "2026-02-01"), "is after"),
    ],
)
def test_a_mistake_is_one_line(hamrah: Run, words: tuple[str, ...], said: str) -> None:
    done = hamrah("report", *words)
    assert done.returncode == 2 and said in done.stderr and len(done.stderr.splitlines()) == 1


def test_nothing_is_said_of_a_time_without_anything(hamrah: Run) -> None:
    done = hamrah("report", "sales", "--from", "2001-01-01", "--to", "2001-01-02")
    assert done.returncode == 0 and "nothing was sold" in done.stdout
