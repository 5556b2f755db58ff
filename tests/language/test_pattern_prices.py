"""Prices: at most, at least and between, in figures and in words."""

import pytest

from hamrah.language.patterns import find_bounds_in_money
from tests.language.finding import found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("under 5000", "5000"),
        ("Rs 5,000 max", "5000"),
        ("less than rs. 5000", "5000"),
        ("upto 15k", "15000"),
        ("5 hazar tak", "5000"),
        ("dhai hazar se kam", "2500"),
        ("۵ ہزار سے کم", "5000"),
        ("ڈھائی ہزار تک", "2500"),
        ("5000 ke andar andar", "5000"),
        ("mera budget 3000 hai", "3000"),
        ("میرا بجٹ 3000 ہے", "3000"),
        ("3000 ka budget hai", "3000"),
        ("zyada se zyada 5 hazar", "5000"),
        ("زیادہ سے زیادہ ۵۰۰۰", "5000"),
        ("5000 se zyada na ho", "5000"),
        ("not more than 4000", "4000"),
        ("ek lakh se kam", "100000"),
        ("under five hundred", "500"),
        ("never show me anything above 10k", "10000"),
        ("5000 se upar ki cheez nahi leta", "5000"),
        ("derh hazar mein koi sandal", "1500"),
        ("rs 20 se kam", "20"),
        ("under 20 rupees", "20"),
        ("below 2 rs", "2"),
        ("2 hazar mein koi gift batao", "2000"),
        ("دو ہزار میں", "2000"),
        ("5k wala suit", "5000"),
        ("mere paas 5000 rupay hain", "5000"),
        ("5 hazar se zyada wala nahi", "5000"),
        ("order 5000 tak ka ho", "5000"),
    ],
)
def test_price_max(text: str, value: str) -> None:
    assert found(text) == [("price_max", value)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3000 se zyada", "3000"),
        ("above 3000", "3000"),
        ("kam az kam 2000", "2000"),
        ("کم از کم ۲۰۰۰", "2000"),
        ("more than 3k", "3000"),
        ("3000 سے اوپر", "3000"),
        ("5000 or more", "5000"),
        ("at least two thousand", "2000"),
        ("no i want above 5000", "5000"),
        ("3000 se kam wali nahi, achi ghari", "3000"),
    ],
)
def test_price_min(text: str, value: str) -> None:
    assert found(text) == [("price_min", value)]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("between 2000 and 4000", "2000", "4000"),
        ("2-4 hazar", "2000", "4000"),
        ("2 se 4 hazar tak", "2000", "4000"),
        ("do se chaar hazar ke darmiyan", "2000", "4000"),
        ("2000 se 4000", "2000", "4000"),
        ("۲۰۰۰ سے ۴۰۰۰ کے درمیان", "2000", "4000"),
        ("from 2000 to 4000", "2000", "4000"),
        ("2000 aur 4000 ke beech", "2000", "4000"),
        ("5k-10k", "5000", "10000"),
        ("ek se do lakh", "100000", "200000"),
    ],
)
def test_price_range(text: str, low: str, high: str) -> None:
    assert found(text) == [("price_min", low), ("price_max", high)]


@pytest.mark.parametrize(
    "text",
    [
        "under 5 minutes",
        "more than 3 days",
        "10% off",
        "under 18",
        "5 se kam",
        "3 se zyada items",
        "24/7",
        "2-3 kurtay",
        "over 30 din",
    ],
)
def test_not_a_price(text: str) -> None:
    assert not [entity for entity, _ in found(text) if entity.startswith("price")]


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("something within Rs 300", {"price_max": 300}),
        ("5 rupay tak", {"price_max": 5}),
        ("۳۰۰ روپے تک", {"price_max": 300}),
        ("kam az kam 2000 rupay", {"price_min": 2000}),
        ("500 se 900 rupay tak", {"price_min": 500, "price_max": 900}),
        ("a phone with over 5000 mAh", {}),
        ("under 500", {}),
        ("I paid Rs 300", {}),
    ],
)
def test_bounds_in_money_name_a_currency(text: str, bounds: dict[str, int]) -> None:
    assert find_bounds_in_money(text) == bounds
