"""Telephone numbers and e-mail addresses, as people type them."""

import pytest

from tests.language.finding import found

PHONE = [("phone", "+923001234567")]


@pytest.mark.parametrize(
    "text",
    [
        "0300-1234567",
        "03001234567",
        "0300 1234567",
        "(0300) 1234567",
        "+923001234567",
        "+92 300 1234567",
        "+92-300-123-4567",
        "00923001234567",
        "0092 300 1234567",
        "923001234567",
        "3001234567",
        "۰۳۰۰۱۲۳۴۵۶۷",
        "٠٣٠٠١٢٣٤٥٦٧",
        "\u206803001234567\u2069",
        "mera number 0300-1234567 hai",
        "میرا نمبر ۰۳۰۰-۱۲۳۴۵۶۷ ہے",
        "0300.123.4567.",
    ],
)
def test_a_mobile_of_pakistan_however_typed(text: str) -> None:
    assert found(text) == PHONE


@pytest.mark.parametrize(
    ("text", "value"),
    [("042-35761234", "+924235761234"), ("+44 20 7946 0958", "+442079460958"), ("0097150 1234567", "+971501234567")],
)
def test_other_telephones(text: str, value: str) -> None:
    assert found(text) == [("phone", value)]


@pytest.mark.parametrize(
    "text", ["4111 1111 1111 1111", "35202-1234567-1", "1234567", "0000000000", "+1", "030012345678901"]
)
def test_not_a_telephone(text: str) -> None:
    assert "phone" not in [entity for entity, _ in found(text)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Ali.Raza+shop@Mail.com", "ali.raza+shop@mail.com"),
        ("mera email saima_k@yahoo.co.uk hai", "saima_k@yahoo.co.uk"),
        ("(a@b.pk)", "a@b.pk"),
    ],
)
def test_email(text: str, value: str) -> None:
    assert found(text) == [("email", value)]
