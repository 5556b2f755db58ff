"""`hamrah report segments` on a small demo shop: as tables, as JSON, and before anything was computed."""

import json

from .conftest import Run


def test_the_report_comes_with_the_first_figures(hamrah: Run) -> None:
    assert hamrah("migrate").returncode == 0
    nothing = hamrah("report", "segments")
    assert nothing.returncode == 2
    assert nothing.stderr.startswith("hamrah: no segments were computed yet")
    assert len(nothing.stderr.splitlines()) == 1
    assert hamrah("seed", "--customers", "60", "--orders", "500").returncode == 0

    found = json.loads(hamrah("report", "segments", "--json").stdout)
    assert set(found) == {*("as_of", "before", "horizon_days", "customers", "currency", "segments", "since", "moves")}
    assert found["currency"] == "PKR"
    assert sum(size["customers"] for size in found["segments"]) == found["customers"] > 40
    assert all(size["expected_value_minor"] >= 0 for size in found["segments"])
    assert found["moves"] and all(move["before"] != move["now"] for move in found["moves"])

    shown = hamrah("report", "segments", COLUMNS="120").stdout
    for size in found["segments"]:
        assert size["segment"] in shown
    assert f"{found['customers']} customers as of" in shown and "Rs " in shown
    assert "expected in 365 days" in shown and "Moves since" in shown
