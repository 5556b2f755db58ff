"""`hamrah report satisfaction`, `hamrah import reviews`: table and JSON hold the same."""

import json
from pathlib import Path

import pytest

from .conftest import Run


@pytest.mark.parametrize("by", ["period", "channel", "branch", "topic", "language", "segment"])
def test_tables_and_json_hold_the_same_numbers(hamrah_of_shop: Run, by: str) -> None:
    found = json.loads(hamrah_of_shop("report", "satisfaction", "--from", "2020-01-01", "--by", by, "--json").stdout)
    assert found["by"] == by and found["groups"] and found["total"]["csat"]["n"] > 20
    assert sum(group["csat"]["n"] for group in found["groups"]) == found["total"]["csat"]["n"]
    assert sum(group["tickets"] for group in found["groups"]) == found["total"]["tickets"] > 0
    shown = hamrah_of_shop("report", "satisfaction", "--from", "2020-01-01", "--by", by).stdout
    total = found["total"]
    assert f"{total['satisfied']['share']:.0%}" in shown and f"of {total['satisfied']['n']:,}" in shown
    assert f"{total['csat']['mean']:.2f}" in shown and f"{total['nps']['score']:+.0f}" in shown


def test_reviews_are_imported_from_the_command_line(hamrah_of_shop: Run, tmp_path: Path) -> None:
    file = tmp_path / "r.csv"
    file.write_text("text,stars,at\nZabardast,5,2026-01-01\nbad,0,2026-01-01\n", encoding="utf-8")
    assert "kept 1 + already there 0 + rejected 1" in hamrah_of_shop("import", "reviews", str(file)).stdout
    assert "kept 0 + already there 1 + rejected 1" in hamrah_of_shop("import", "reviews", str(file)).stdout
    file.write_bytes("text,at\nسارہ,2026-01-01\n".encode("cp1256"))
    refused = hamrah_of_shop("import", "reviews", str(file))
    assert refused.returncode == 2 and "not UTF-8" in refused.stderr
