"""`hamrah report sales`, `at-risk` and `segments`: table and JSON hold the same."""

import json

import pytest

from .conftest import Run


@pytest.mark.parametrize("by", ["month", "branch", "channel", "category", "product", "segment"])
def test_tables_and_json_hold_the_same_numbers(hamrah_of_shop: Run, by: str) -> None:
    found = json.loads(hamrah_of_shop("report", "sales", "--from", "2020-01-01", "--by", by, "--json").stdout)
    assert found["by"] == by and found["total"]["orders"] > 300 and found["currency"] == "PKR"
    if by != "product":
        revenue = sum(group["revenue_minor"] for group in found["groups"])
        assert revenue == pytest.approx(found["total"]["revenue_minor"], abs=len(found["groups"]))
    shown = hamrah_of_shop("report", "sales", "--from", "2020-01-01", "--by", by).stdout
    for one in (found["total"], *found["groups"][:5]):
        assert f"{one['orders']:,}" in shown and f"Rs {round(one['revenue_minor'] / 100):,}" in shown


def test_a_city_and_goods_narrow_it(hamrah_of_shop: Run) -> None:
    asked = ("report", "sales", "--from", "2020-01-01", "--json", "--by", "branch")
    everything = json.loads(hamrah_of_shop(*asked).stdout)
    lahore = json.loads(hamrah_of_shop(*asked, "--city", "Lahore").stdout)
    branch = next(group for group in everything["groups"] if group["group"] == "LHR")
    assert lahore["total"] == branch | {"group": "all"} and len(lahore["groups"]) == 1
    tea = json.loads(hamrah_of_shop(*asked, "--category", "tea").stdout)
    assert 0 < tea["total"]["revenue_minor"] < everything["total"]["revenue_minor"]


def test_satisfaction_is_narrowed_likewise(hamrah_of_shop: Run) -> None:
    asked = ("report", "satisfaction", "--from", "2020-01-01", "--json", "--by", "branch")
    everything = json.loads(hamrah_of_shop(*asked).stdout)
    lahore = json.loads(hamrah_of_shop(*asked, "--city", "Lahore").stdout)
    branch = next(group for group in everything["groups"] if group["group"] == "LHR")
    assert lahore["total"] == branch | {"group": "all"}


def test_at_risk_equals_the_segments_report(hamrah_of_shop: Run) -> None:
    risk = json.loads(hamrah_of_shop("report", "at-risk", "--json").stdout)
    segments = json.loads(hamrah_of_shop("report", "segments", "--json").stdout)
    size = next(one for one in segments["segments"] if one["segment"] == "at risk")
    assert (risk["customers"], risk["spent_minor"]) == (size["customers"], size["spent_minor"])
    assert risk["expected_value_minor"] == size["expected_value_minor"]
    assert risk["customers"] == sum(risk["branches"].values()) > 0
    shown = hamrah_of_shop("report", "at-risk").stdout
    assert f"{risk['customers']} customers in at risk" in shown
    assert all(one["name"] in shown for one in risk["top"])


def test_at_risk_of_past_days_counts_who_came_then_and_who_was_there(hamrah_of_shop: Run) -> None:
    everyone = json.loads(hamrah_of_shop("report", "at-risk", "--json").stdout)
    since = json.loads(hamrah_of_shop("report", "at-risk", "--from", "2020-01-01", "--json").stdout)
    assert (since["customers"], since["then"]) == (everyone["customers"], None)
    before = json.loads(hamrah_of_shop("report", "at-risk", "--to", "2020-01-01", "--json").stdout)
    assert (before["customers"], before["then"]) == (0, 0)
    shown = hamrah_of_shop("report", "at-risk", "--from", "2019-12-01", "--to", "2020-01-01").stdout
    assert "at the end of 2020-01-01: 0 customers in at risk" in shown
    assert "come from 2019-12-01 to 2020-01-01" in " ".join(shown.split())
