"""What a report is wanted by, and of which figure, in the words of three languages."""

import pytest

from hamrah.bootstrap import lexicon
from hamrah.language.report_words import asks_how_many, find_figures, find_grouping, find_measures, find_segments


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
    ("text", "measures"),
    [
        ("NPS for last week", "nps"),
        ("این پی ایس رپورٹ دکھائیں", "nps"),
        ("promoters aur detractors kitne hain", "nps"),
        ("what's our CES", "effort"),
        ("CSAT", "satisfied"),
        ("گاہک کتنے مطمئن ہیں", "satisfied"),
        ("rating report", "satisfied"),
        ("customer satisfaction aur nps", "satisfied nps"),
    ],
)
def test_measures(text: str, measures: str) -> None:
    assert find_measures(text) == measures.split()


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


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("wafadar gahakon ka CSAT", ["loyal"]),
        ("وفادار گاہکوں کا سی سیٹ", ["loyal"]),
        ("sales of loyal customers last month", ["loyal"]),
        ("naye aur wafadar customers ki sale", ["loyal"]),
        ("naye gahakon aur wafadar gahakon ki sale", ["new", "loyal"]),
        ("sales of new shoes", []),
        ("نئے جوتوں کی سیل", []),
        ("CSAT last month", []),
    ],
)
def test_segments_by_the_customers_named(text: str, segments: list[str]) -> None:
    assert find_segments(text, lexicon().phrases("segment")) == segments


def test_how_many_is_no_question_of_money() -> None:
    assert asks_how_many("how many loyal customers do we have") and asks_how_many("wafadar gahak kitne hain")
    assert asks_how_many("کتنے گاہک وفادار ہیں")
    for text in ("sales of loyal customers", "loyal gahakon ki sale kitne ki hui", "وفادار گاہکوں کی سیل کتنے کی ہوئی"):
        assert not asks_how_many(text)


def test_what_sells_most_is_told_by_product() -> None:
    for text in ("sab se zyada bikne wali cheezein is mahine", "سب سے زیادہ بکنے والی چیزیں", "kya ziada bikta hai"):
        assert find_grouping(text) == "product"
    assert find_grouping("sab se zyada bikne wali category") == "category"
    assert find_grouping("cheezon ki sale") is None
