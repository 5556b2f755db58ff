"""Days, weeks, months and feasts, as people name them."""

import pytest

from tests.language.finding import found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("pichlay haftay", "last week"),
        ("pichle hafte", "last week"),
        ("گزشتہ ماہ", "last month"),
        ("پچھلے مہینے", "last month"),
        ("is mahine", "this month"),
        ("اس سال", "this year"),
        ("last quarter", "last quarter"),
        ("agle hafte", "next week"),
        ("last 30 days", "last 30 days"),
        ("pichlay 6 mahinay", "last 6 months"),
        ("پچھلے چھ مہینے", "last 6 months"),
        ("3 din se", "last 3 days"),
        ("do hafte pehle", "2 weeks ago"),
        ("a day ago".replace("a", "1", 1), "1 day ago"),
        ("march", "march"),
        ("مارچ میں", "march"),
        ("last march", "last march"),
        ("in may", "may"),
        ("december 2025", "december 2025"),
        ("5 march", "5 march"),
        ("5th of march", "5 march"),
        ("14 اگست", "14 august"),
        ("in 2025", "2025"),
        ("aaj", "today"),
        ("آج صبح", "today"),
        ("yesterday", "yesterday"),
        ("kal order kiya tha", "yesterday"),
        ("کل منگوایا تھا", "yesterday"),
        ("kal tak mil jayega?", "tomorrow"),
        ("کل ملے گا", "tomorrow"),
        ("parson aaya tha", "day before yesterday"),
        ("parson bhejein ge", "day after tomorrow"),
        ("on monday", "monday"),
        ("last friday", "last friday"),
        ("jumay ko", "friday"),
        ("پیر کو", "monday"),
        ("eid pe", "eid"),
        ("رمضان میں", "ramadan"),
    ],
)
def test_period(text: str, value: str) -> None:
    assert found(text) == [("period", value)]


@pytest.mark.parametrize(
    "text", ["aaj kal", "may i return it", "mai ne kaha", "jumma mubarak", "2 hazar mein", "آج تک"]
)
def test_not_a_period(text: str) -> None:
    assert "period" not in [entity for entity, _ in found(text)]
