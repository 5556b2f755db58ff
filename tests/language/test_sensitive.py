"""What must not be in a log is hidden; what a log is for stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamrah.language.sensitive import redact
from tests.language.growth import grows_with_length_only


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("call 0300-1234567 now", "call [phone] now"),
        ("03001234567", "[phone]"),
        ("+92 300 1234567", "[phone]"),
        ("+92-300-123-4567", "[phone]"),
        ("00923001234567", "[phone]"),
        ("923001234567", "[phone]"),
        ("3001234567", "[phone]"),
        ("(0300) 1234567", "([phone]"),
        ("0 3 0 0 1 2 3 4 5 6 7", "[phone]"),
        ("03\u200b00\u20691234567", "[phone]"),
        ("۰۳۰۰۱۲۳۴۵۶۷", "[phone]"),
        ("+۹۲۳۰۰۱۲۳۴۵۶۷", "[phone]"),
        ("042-35761234", "[phone]"),
        ("+44 20 7946 0958", "[phone]"),
        ("sender=+923001234567,", "sender=[phone],"),
        ("Ali.Raza+x@Mail.com wrote", "[email] wrote"),
        ("'saima@yahoo.co.uk'", "'[email]'"),
        ("35202-1234567-1", "[cnic]"),
        ("۳۵۲۰۲-۱۲۳۴۵۶۷-۱", "[cnic]"),
        ("3520212345671", "[cnic]"),
        ("4111 1111 1111 1111", "[card]"),
        ("4111-1111-1111-1111", "[card]"),
        ("4111111111111111", "[card]"),
        ("378282246310005", "[card]"),
        ("your code is 482913", "your code is [code]"),
        ("OTP: 4829", "OTP: [code]"),
        ("کوڈ ۴۸۲۹۱۳", "کوڈ [code]"),
        ("code=123 456", "code=[code]"),
        ("one-time code 482913", "one-time code [code]"),
        ("0300-1234567 and a@b.com", "[phone] and [email]"),
    ],
)
def test_personal_data_is_hidden(text: str, expected: str) -> None:
    assert redact(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("order #1042", "order 10457 for Rs 4,500", "W2611340", "T-10023", "took 12.5 ms", "PKR 450000", "200 OK"),
        *("2026-11-21T21:28:00.123456Z", "2026-11-21 21:28:00,123 INFO", "127.0.0.1:5005", "آرڈر نمبر ۱۰۴۲"),
        *("error code in module", "", "kuch nahi", "v3.6.21", "barcode", "\ud800"),
    ],
)
def test_what_a_log_is_for_stays(text: str) -> None:
    assert redact(text) == text


@given(st.text(st.characters(exclude_categories=()), max_size=300))
def test_any_text_is_redacted_once_for_all(text: str) -> None:
    once = redact(text)
    assert redact(once) == once


@given(
    st.integers(0, 9_999_999),
    st.sampled_from(["0300{}", "+92300{}", "0092-300-{}", "(0300) {}", "0300 {}", "92300{}"]),
    st.booleans(),
)
def test_no_mobile_slips_through(number: int, form: str, urdu: bool) -> None:
    digits = f"{number:07d}"
    text = f"mera number {form.format(digits)} hai"
    if urdu:
        digits = digits.translate({ord("0") + digit: 0x06F0 + digit for digit in range(10)})
        text = text.translate({ord("0") + digit: 0x06F0 + digit for digit in range(10)})
    assert digits not in redact(text)


@pytest.mark.parametrize("unit", ["0", "1-", "a@", "a.", "+", "code ", "0 ", "\u200b", "3", "1 ", "(", "۰"])
def test_long_input_costs_in_proportion_to_its_length(unit: str) -> None:
    assert grows_with_length_only(redact, unit)
