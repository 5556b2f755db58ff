"""What staff say of an offer: how much off, how long, within which budget."""

import pytest

from hamrah.language.offer_words import find_budget, find_budget_alone, find_days, find_percent


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("for two weeks", 14),
        ("2 weeks ke liye", 14),
        ("teen haftay tak", 21),
        ("do haftay ke liye 10 feesad", 14),
        ("10% off for hibernating customers for 5 days", 5),
        ("دو ہفتے کے لیے", 14),
        ("تین دن", 3),
        ("ek mahine ka offer", 30),
        ("15 feesad ka offer", None),
        ("2 customers in 3 branches", None),
    ],
)
def test_how_long(text: str, days: int | None) -> None:
    assert find_days(text) == days


@pytest.mark.parametrize(
    ("text", "rupees"),
    [
        ("budget 30 hazar", 30_000),
        ("budget 30,000 rupees", 30_000),
        ("budget of 50k", 50_000),
        ("1.5 lakh ka budget", 150_000),
        ("بجٹ 30 ہزار", 30_000),
        ("2 لاکھ روپے کا بجٹ", 200_000),
        ("10% for two weeks", None),
    ],
)
def test_the_budget(text: str, rupees: int | None) -> None:
    assert find_budget(text) == rupees


def test_the_percentage_is_not_the_weeks() -> None:
    assert find_percent("do haftay ke liye 10 feesad ka offer") == 10


@pytest.mark.parametrize(
    ("text", "rupees"),
    [
        ("50 hazar", 50_000),
        ("Rs 50,000", 50_000),
        ("pachas hazar rupay tak", 50_000),
        ("ایک لاکھ", 100_000),
        ("پچاس ہزار روپے", 50_000),
        ("500", None),
        ("7 din", None),
        ("no", None),
    ],
)
def test_an_amount_alone_is_the_budget_where_limits_are_asked_for(text: str, rupees: int | None) -> None:
    assert find_budget_alone(text) == rupees
