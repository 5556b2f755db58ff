"""Numbers of orders and tickets, and what only looks like one."""

import pytest

from hamrah.language.patterns import called_an_order
from tests.language.finding import found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("#1042", "1042"),
        ("# 1042", "1042"),
        ("order 1042", "1042"),
        ("Order No. 10457", "10457"),
        ("order number is 1042", "1042"),
        ("order#1042", "1042"),
        ("1042 number order", "1042"),
        ("1042 wala order", "1042"),
        ("mera order 1042 kab aayega", "1042"),
        ("W2611340", "W2611340"),
        ("#w2611340", "W2611340"),
        ("آرڈر نمبر ۱۰۴۲", "1042"),
        ("۱۰۴۲ نمبر آرڈر", "1042"),
        ("میرا آرڈر 1042 کہاں ہے", "1042"),
        ("1042", "1042"),
        ("1000001", "1000001"),
        ("1000001 kahan hai", "1000001"),
        ("1042 kahan hai", "1042"),
        ("order 2024", "2024"),
        ("2024", "2024"),
        ("order 1042 se pehle 3 din", "1042"),
        ("complaint about order 1042", "1042"),
    ],
)
def test_order_number(text: str, value: str) -> None:
    assert ("order_number", value) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        *("Rs 5000", "5000 rupay", "5000/-", "5000 روپے", "order 2500 rs ka tha", "5000 tak", "15k", "5,000 hai"),
        *("in 2025", "2026 mein kitni sales hui", "march 2025", "12/11/2026", "5 hazar", "pachas hazar"),
        *("code 123456", "mera otp 482913 hai", "کوڈ یہ رہا ۴۸۲۹۱۳", "size 42", "500", "10000mah power bank"),
        *("0300-1234567", "T-10023", "i was charged 4500", "1000 ka voucher", "aakhri char digits 7788"),
        *("تیز 5000 ایم اے ایچ پاور بینک", "5000 mein koi gift"),
        "5761234 par call karein",
        "my number is 5761234",
        "042 5761234",
    ],
)
def test_not_an_order_number(text: str) -> None:
    assert "order_number" not in [entity for entity, _ in found(text)]


@pytest.mark.parametrize(
    "text",
    [
        *("T-10023", "t-10023", "T 10023", "t10023", "ticket # T-10023", "ٹی-۱۰۰۲۳", "شکایت T-10023 کا کیا بنا"),
    ],
)
def test_ticket_number(text: str) -> None:
    assert found(text) == [("ticket_number", "T-10023")]


@pytest.mark.parametrize(
    "text",
    [
        *("ticket 10023", "ticket no. 10023", "shikayat number 10023", "شکایت نمبر ۱۰۰۲۳", "ٹکٹ نمبر 10023"),
        *(
            "10023 wali shikayat ka kya bana",
            "10023 number complaint",
            "complaint number: 10023",
            "10023 نمبر والا کیس",
        ),
    ],
)
def test_a_number_that_is_called_a_tickets_stays_as_typed(text: str) -> None:
    assert found(text) == [("ticket_number", "10023")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ORD-7731 kahan hai", [("order_number", "ORD-7731")]),
        ("tkt-88 dobara kholein", [("ticket_number", "TKT-88")]),
        ("شکایت TK-2041 کا کیا ہوا", [("ticket_number", "TK-2041")]),
        ("order no lhr-33 cancel", [("order_number", "LHR-33")]),
        ("complaint qa-77 ka kya hua", [("ticket_number", "QA-77")]),
        ("sector G-10/3 mein", []),
        ("house B-124", []),
        ("iphone-15 case", []),
    ],
)
def test_a_code_tells_by_its_letters_or_the_word_before_it(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


def test_with_an_order_named_a_far_number_is_none() -> None:
    text = "order 1042 ka power bank jo main ne 7500 ka liya tha kharab nikla"
    assert found(text) == [("order_number", "1042")]


@pytest.mark.parametrize(
    ("text", "number", "called"),
    [
        ("order 1042 kahan hai", "1042", True),
        ("1042 wala order", "1042", True),
        ("آرڈر نمبر 1042", "1042", True),
        ("#1042 dekhein", "#1042", True),
        ("10702 resolved", "10702", False),
        ("10702 mein likhein ke order der se aya", "10702", False),
    ],
)
def test_whether_a_number_is_called_an_orders(text: str, number: str, called: bool) -> None:
    start = text.index(number)
    assert called_an_order(text, start, start + len(number)) is called
