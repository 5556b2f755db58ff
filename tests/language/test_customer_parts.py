"""What of a customer staff want to see, whom they mean, and what they give as a reason, in their own words."""

import pytest

from hamrah.language.customer_parts import (
    find_known_name,
    find_parts,
    gives_purpose,
    is_name_alone,
    is_name_and_place,
    is_name_to_see,
    speaks_of_all,
    speaks_of_somebody,
)

NAMES = frozenset({"ali", "ayesha", "khan", "عائشہ", "خان"})


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Ali ke pichlay 3 orders aur shikayat dikhao", [("orders", 3), ("tickets", None)]),
        ("ALI KI SHIKAYATEIN AUR PICHLAY TEEN ORDERS", [("tickets", None), ("orders", 3)]),
        ("علی کے پچھلے تین آرڈر اور دو شکایتیں دکھائیں", [("orders", 3), ("tickets", 2)]),
        ("Bilal's last five orders", [("orders", 5)]),
        ("his last order", [("orders", 1)]),
        ("un ka aakhri order", [("orders", 1)]),
        ("ان کا آخری آرڈر", [("orders", 1)]),
        ("last 500 orders", [("orders", None)]),
        ("last 40 orders", [("orders", 10)]),
        ("un ki shikayat?", [("tickets", None)]),
        ("show me her phone number", [("contact", None)]),
        ("نمبر دکھائیں", [("contact", None)]),
        ("us ko kya suggest karein", [("suggestions", None)]),
        ("what did she rate us", [("ratings", None)]),
        ("order 1042 wale customer ki shikayat", [("tickets", None)]),
        ("ticket T-10023 ka customer", []),
        ("the customer of order #1042", []),
        ("hello", []),
        ("", []),
    ],
)
def test_parts_and_how_many(text: str, parts: list[tuple[str, int | None]]) -> None:
    assert [(part.name, part.count) for part in find_parts(text)] == parts


@pytest.mark.parametrize(
    "text", ["his orders", "un ki shikayat?", "us ke orders", "اس کے آرڈر", "انہیں کیا پیش کروں", "uska order"]
)
def test_somebody_is_pointed_at(text: str) -> None:
    assert speaks_of_somebody(text)


@pytest.mark.parametrize(
    "text", ["contact us", "is mahine ki sales", "اس مہینے کی سیل", "use the code", "Ali ke orders"]
)
def test_nobody_is_pointed_at(text: str) -> None:
    assert not speaks_of_somebody(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("show Ali's last 3 orders", "ali"),
        ("عائشہ خان کا خلاصہ", "عائشہ خان"),
        ("tickets of Ayesha Khan, please", "ayesha khan"),
        ("ali and later khan", "ali"),
        ("the queue", None),
    ],
)
def test_a_known_name_in_the_text(text: str, name: str | None) -> None:
    assert find_known_name(text, NAMES) == name


@pytest.mark.parametrize(
    ("text", "is_one"), [("Ayesha Khan?", True), ("عائشہ", True), ("find Ayesha", False), ("?", False)]
)
def test_a_name_alone(text: str, is_one: bool) -> None:
    assert is_name_alone(text, NAMES) is is_one


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("show me Ayesha Khan", True),
        ("Ali dikhao zara", True),
        ("Ayesha Khan ko dikha dein", True),
        ("عائشہ خان کو دکھائیں", True),
        ("عائشہ دکھائیے پلیز", True),
        ("who is Ayesha Khan", True),
        ("Who's Ali?", True),
        ("Ayesha Khan kaun hai", True),
        ("عائشہ خان کون ہیں", True),
        ("Ayesha hai", False),
        ("who is waiting", False),
        ("Ayesha Khan", False),
        ("show me Ali's orders", False),
        ("show me Sunita the ticket", False),
        ("dikhao", False),
    ],
)
def test_a_name_to_see(text: str, is_one: bool) -> None:
    assert is_name_to_see(text, NAMES) is is_one


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Delivery ke liye call karni hai", True),
        ("about her complaint", True),
        ("کال کر کے بات کرنی ہے", True),
        ("refund ki call karni hai", True),
        ("ریفنڈ کے لیے فون کرنا ہے", True),
        ("for a delivery call", True),
        ("for her refund", True),
        ("orders for Ali", False),
        ("find Malik", False),
        ("un ke orders", False),
        ("asdfgh", False),
    ],
)
def test_a_purpose(text: str, says: bool) -> None:
    assert gives_purpose(text) is says


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("what are our segments and how big are they", True),
        ("humare customers khush hain? un ka CSAT?", True),
        ("ہمارے گاہک کتنے خوش ہیں", True),
        ("what is her segment", False),
        ("is she happy with us", False),
        ("un ka segment kya hai", False),
    ],
)
def test_many_and_not_one(text: str, says: bool) -> None:
    assert speaks_of_all(text) is says


@pytest.mark.parametrize("text", ["yeh aam tor par kya leta hai", "woh kya khareedti hai", "یہ عام طور پر کیا لیتا ہے"])
def test_what_somebody_buys_is_their_orders(text: str) -> None:
    assert [part.name for part in find_parts(text)] == ["orders"]


@pytest.mark.parametrize(
    ("text", "city", "says"),
    [
        ("Sana Malik", "", True),
        ("Lahore wali Sana", "Lahore", True),
        ("the Sana from Lahore", "Lahore", True),
        ("لاہور والی ثنا", "لاہور", True),
        ("Sana ki tickets", "", False),
        ("Lahore ki sale", "Lahore", False),
    ],
)
def test_a_name_and_where_they_live_and_nothing_else(text: str, city: str, says: bool) -> None:
    start = text.index(city)
    assert is_name_and_place(text, {"sana", "malik", "ثنا"}, [(start, start + len(city))] if city else []) is says
