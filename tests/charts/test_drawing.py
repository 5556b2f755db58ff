"""Charts as data and as pictures: in every language, with nothing to draw, two at once, and the same after keeping."""

import struct
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from hamrah.bootstrap import languages, report_names
from hamrah.charts.drawing import MOST_ROWS, draw_plan
from hamrah.charts.measures import MEASURES, plan_measure
from hamrah.charts.plan import Bar, ChartPlan
from hamrah.charts.sales import plan_sales
from hamrah.charts.segments import plan_at_risk, plan_segments
from hamrah.language.formatting import format_money
from hamrah.services.at_risk import AtRiskReport, CustomerAtRisk
from hamrah.services.sales_report import SALES_GROUPINGS, Sales, SalesBy, SalesReport
from hamrah.services.segment_report import SegmentReport
from hamrah.services.segments import SegmentSize

from .test_chart import figures

MARCH, APRIL = datetime(2026, 2, 28, 19, tzinfo=UTC), datetime(2026, 3, 31, 19, tzinfo=UTC)
GROUPS = {
    "day": ("2026-03-01", "2026-03-02"),
    "week": ("2026-02-23", "2026-03-02"),
    "month": ("2026-02", "2026-03"),
    "branch": ("LHR", "none"),
    "channel": ("website", "branch"),
    "category": ("shoes", "kurta"),
    "product": ("S-1", "K-1"),
    "segment": ("loyal", "none"),
}


def sales(by: SalesBy) -> SalesReport:
    groups = tuple(Sales(group, 2, 3, 1_234_567_00) for group in GROUPS[by])
    return SalesReport(MARCH, APRIL, by, "PKR", 0, Sales("all", 4, 6, 2_469_134_00), groups)


def segments() -> SegmentReport:
    sizes = (SegmentSize("loyal", 20, 100, 100), SegmentSize("at risk", 1234, 100, 100))
    return SegmentReport(APRIL, MARCH, "PKR", 365, 1254, sizes, {}, ())


def at_risk() -> AtRiskReport:
    who = CustomerAtRisk(1, "Ayesha Khan", MARCH.date(), 3, 100, 100)
    return AtRiskReport(APRIL, "at risk", None, None, None, "PKR", 365, 3, 1, 1, {"LHR": 2, "none": 1}, (who,))


def size(drawn: bytes) -> tuple[int, int]:
    assert drawn.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", drawn[16:24])
    return width, height


@pytest.mark.filterwarnings("error:Glyph")  # a letter that no font has
@pytest.mark.parametrize("language", languages().codes)
def test_each_chart_is_drawn_in_each_language(language: str) -> None:
    names = report_names(language, {"LHR": "Lahore"}, {"shoes": "Shoes", "kurta": "کرتا"})
    plans = [plan_sales(sales(by), names) for by in SALES_GROUPINGS]
    plans += [plan_segments(segments(), names), plan_at_risk(at_risk(), names)]
    rows = [("March", figures("a")), ("April", figures("b", 0))]
    plans += [plan_measure(measure, rows, "CSAT", names) for measure in MEASURES.values()]
    for plan in plans:
        assert size(draw_plan(plan))[0] > 900
        assert plan.title and plan.figure and "{" not in plan.title + plan.figure
        assert plan.right_to_left == (language == "ur")


def test_a_plan_is_the_same_after_it_was_kept() -> None:
    plan = plan_measure(MEASURES["satisfied"], [("March", figures("a"))], "CSAT", report_names("ur", {}))
    assert ChartPlan.from_json(plan.as_json()) == plan
    assert draw_plan(ChartPlan.from_json(plan.as_json())) == draw_plan(plan)


def test_values_are_those_of_the_report() -> None:
    names = report_names("en", {"LHR": "Lahore"})
    plan = plan_sales(sales("branch"), names)
    assert [(bar.label, bar.value, bar.written) for bar in plan.bars] == [
        ("Lahore", 1_234_567.0, "Rs 1,234,567"),
        ("Online", 1_234_567.0, "Rs 1,234,567"),
    ]
    found = figures("a")
    bar = plan_measure(MEASURES["satisfied"], [("March", found)], "CSAT", names).bars[0]
    assert bar.value == 50.0 and bar.written == "50% (n = 10)"
    assert bar.low is not None and found.satisfied.low is not None and bar.low == 100 * found.satisfied.low


def test_amounts_are_written_as_in_the_table_beside() -> None:
    bar = plan_sales(sales("branch"), report_names("ur", {"LHR": "لاہور"})).bars[0]
    assert bar.written == format_money(1_234_567_00, "PKR", "ur") == "1,234,567 روپے"


def test_no_customer_stands_in_a_picture() -> None:
    assert "Ayesha" not in str(plan_at_risk(at_risk(), report_names("en", {})).as_json())


def test_nothing_and_very_much_are_drawn_too() -> None:
    nothing = ChartPlan("Sales", "PKR", (), "en", False, calendar=True)
    assert size(draw_plan(nothing))[0] > 900
    unknown = ChartPlan("CSAT", "%", (Bar("March", None),), "ur", True)
    assert size(draw_plan(unknown))[0] > 900
    many = tuple(Bar(f"A product with a very long name, number {place}", -place, str(place)) for place in range(400))
    tall = size(draw_plan(ChartPlan("Sales", "PKR", many, "en", False)))
    assert tall == size(draw_plan(ChartPlan("Sales", "PKR", many[:MOST_ROWS], "en", False)))
    days = tuple(Bar(str(MARCH + timedelta(days=day)), day, str(day)) for day in range(400))
    assert size(draw_plan(ChartPlan("Sales", "PKR", days, "en", False, calendar=True)))[0] > 900


def test_pictures_drawn_at_once_do_not_mix() -> None:
    """The drawing library keeps its font for the whole process."""
    plans = [plan_segments(segments(), report_names(language, {})) for language in ("ur", "en")] * 4
    alone = {plan.language: draw_plan(plan) for plan in plans}
    with ThreadPoolExecutor(8) as threads:
        drawn = list(threads.map(draw_plan, plans))
    assert all(picture == alone[plan.language] for picture, plan in zip(drawn, plans, strict=True))
