"""What a report is wanted by, and of which figure, in the words of three languages."""

import pytest

from hamrah.language.report_words import find_figures, find_grouping, find_measure


@pytest.mark.parametrize(
    ("text", "grouping"),
    [
        ("CSAT by store", "branch"),
        ("har branch ki bikri alag dikhao", "branch"),
        ("Which branch sold the most", "branch"),
        ("har branch ka csat alag alag dikhao", "branch"),
        ("ہر برانچ کی سیل دکھائیں", "branch"),
        ("revenue by category", "category"),
        ("کیٹگری وائز سیل", "category"),
        ("best selling category last week", "category"),
        ("top selling products last 30 days", "product"),
        ("top selling cheezein kaunsi hain", "product"),
        ("کراچی میں پچھلے ہفتے کیا بکا", "product"),
        ("which product has the lowest rating", "product"),
        ("online versus shop sales", "channel"),
        ("آن لائن اور دکان کی سیل الگ الگ", "channel"),
        ("daily sales figures", "day"),
        ("روز کی بکری کا حساب", "day"),
        ("boss ko bhejna hai, haftawar sale report do", "week"),
        ("monthly CSAT trend", "month"),
        ("rating ka trend is saal ka", "month"),
        ("segment wise sales", "segment"),
        ("sales today", None),
        ("pichlay mahine Lahore mein CSAT kaisa raha?", None),
        ("لاہور برانچ کے ریویو کیسے جا رہے ہیں", None),
        ("Lahore branch ki bikri batao", None),
        ("how happy are customers with Lahore branch", None),
        ("jutay category ki sales pichle mahine", None),
    ],
)
def test_grouping(text: str, grouping: str | None) -> None:
    assert find_grouping(text) == grouping


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("NPS for last week", "nps"),
        ("این پی ایس رپورٹ دکھائیں", "nps"),
        ("promoters aur detractors kitne hain", "nps"),
        ("what's our CES", "effort"),
        ("CSAT", "satisfied"),
        ("گاہک کتنے مطمئن ہیں", "satisfied"),
        ("rating report", "satisfied"),
        ("customer satisfaction aur nps", "satisfied"),
    ],
)
def test_measure(text: str, measure: str) -> None:
    assert find_measure(text) == measure


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("sales last month and csat last month", ["sales", "satisfaction"]),
        ("pichlay mahine ka csat aur sale batao", ["satisfaction", "sales"]),
        ("پچھلے مہینے کی سیل اور سی سیٹ بتائیں", ["sales", "satisfaction"]),
        ("NPS for last 90 days", ["satisfaction"]),
        ("top selling products", []),
    ],
)
def test_figures(text: str, figures: list[str]) -> None:
    assert find_figures(text) == figures
