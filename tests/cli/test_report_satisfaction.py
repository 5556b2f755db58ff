"""`hamrah report satisfaction`, `hamrah import reviews`: table and JSON hold the same, a mistake is one line."""

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
    folder: Path = tmp_path_factory.mktemp("satisfaction")
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

    assert run("seed", "--customers", "60", "--orders", "400").returncode == 0
    return run


@pytest.mark.parametrize("by", ["period", "channel", "branch", "topic", "language", "segment"])
def test_tables_and_json_hold_the_same_numbers(hamrah: Run, by: str) -> None:
    found = json.loads(hamrah("report", "satisfaction", "--from", "2020-01-01", "--by", by, "--json").stdout)
    assert found["by"] == by and found["groups"] and found["total"]["csat"]["n"] > 20
    assert sum(group["csat"]["n"] for group in found["groups"]) == found["total"]["csat"]["n"]
    assert sum(group["tickets"] for group in found["groups"]) == found["total"]["tickets"] > 0
    shown = hamrah("report", "satisfaction", "--from", "2020-01-01", "--by", by).stdout
    total = found["total"]
    assert f"{total['satisfied']['share']:.0%}" in shown and f"of {total['satisfied']['n']:,}" in shown
    assert f"{total['csat']['mean']:.2f}" in shown and f"{total['nps']['score']:+.0f}" in shown


def test_a_chart_is_drawn_in_urdu(hamrah: Run, tmp_path: Path) -> None:
    file = tmp_path / "chart.png"
    done = hamrah("report", "satisfaction", "--by", "branch", "--language", "ur", "--chart", str(file), "--json")
    assert done.returncode == 0, done.stderr
    assert file.read_bytes().startswith(b"\x89PNG") and json.loads(done.stdout)["by"] == "branch"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--by", "weather"), "--by weather: use one of period"),
        (("--language", "xx"), "--language xx: use one of"),
        (("--from", "yesterday"), "--from yesterday: write a day as YYYY-MM-DD"),
        (("--from", "2026-02-02", "--to", "2026-02-01"), "is after"),
        (("--chart", "chart.jpg"), "must end in .png"),
    ],
)
def test_a_mistake_is_one_line(hamrah: Run, words: tuple[str, ...], said: str) -> None:
    done = hamrah("report", "satisfaction", *words)
    assert done.returncode == 2 and said in done.stderr and len(done.stderr.splitlines()) == 1


def test_nothing_is_said_of_a_time_without_anything(hamrah: Run) -> None:
    done = hamrah("report", "satisfaction", "--from", "2001-01-01", "--to", "2001-01-02")
    assert done.returncode == 0 and "nothing was asked" in done.stdout


def test_reviews_are_imported_from_the_command_line(hamrah: Run, tmp_path: Path) -> None:
    file = tmp_path / "r.csv"
    file.write_text("text,stars,at\nZabardast,5,2026-01-01\nbad,0,2026-01-01\n", encoding="utf-8")
    assert "kept 1 + already there 0 + rejected 1" in hamrah("import", "reviews", str(file)).stdout
    assert "kept 0 + already there 1 + rejected 1" in hamrah("import", "reviews", str(file)).stdout
    file.write_bytes("text,at\nسارہ,2026-01-01\n".encode("cp1256"))
    refused = hamrah("import", "reviews", str(file))
    assert refused.returncode == 2 and "not UTF-8" in refused.stderr
