"""Twilio's signatures: its own published examples, and one computed with `openssl dgst -sha1 -hmac`."""

import pytest

from hamrah.bot.channels.twilio.signature import is_signed, sign_form

TOKEN, URL = "12345", "https://mycompany.com/myapp.php?foo=1&bar=2"
CALL = [
    ("CallSid", "CA1234567890ABCDE"),
    ("Digits", "1234"),
    ("From", "+14158675309"),
    ("To", "+18005551212"),
    ("Caller", "+14158675309"),
]
SIGNED = "RSOYDt4T1cUTdK1PDd93/VVr8B8="
ON_PORT_443, ON_HTTP_80, ON_HTTP_1234 = (
    "kvajT1Ptam85bY51eRf/AJRuM3w=",
    "0ZXoZLH/DfblKGATFgpif+LLRf4=",
    "Zmvh+3yNM1Phv2jhDCwEM3q5ebU=",
)
URDU = [
    ("To", "+12025550100"),
    ("ToState", ""),
    ("Body", "میرا آرڈر کہاں ہے؟ 1+1=2 & #5"),
    ("MessageSid", "SM0123456789abcdef0123456789abcdef"),
    ("AccountSid", "AC0123456789abcdef0123456789abcdef"),
    ("From", "+923001234567"),
]


def test_the_published_examples_are_signed_as_published() -> None:
    assert sign_form(TOKEN, URL, CALL) == SIGNED
    twice = [("Sid", "CA123"), ("SidAccount", "AC123"), ("Digits", "5678"), ("Digits", "1234")]
    assert sign_form(TOKEN, URL, twice) == "IK+Dwps556ElfBT0I3Rgjkr1wJU="


def test_urdu_and_an_empty_field_are_signed_as_openssl_signs_them() -> None:
    url = "https://shop.example/channels/twilio/messages"
    assert sign_form("only-a-token-of-the-tests", url, URDU) == "ylcJa23Nfw192uDriiSNMqqLpK0="


@pytest.mark.parametrize(
    ("url", "signature"),
    [
        (URL, SIGNED),
        (URL.replace(".com", ".com:1234"), SIGNED),
        (URL, ON_PORT_443),
        (URL.replace("https", "http"), ON_HTTP_80),
        (URL.replace("https", "http").replace(".com", ".com:1234"), ON_HTTP_1234),
    ],
)
def test_the_port_may_be_written_or_not(url: str, signature: str) -> None:
    assert is_signed(TOKEN, url, CALL, signature)


@pytest.mark.parametrize(
    ("token", "url", "form", "signature"),
    [
        ("12346", URL, CALL, SIGNED),
        (TOKEN, URL + "3", CALL, SIGNED),
        (TOKEN, URL.replace("mycompany", "another"), CALL, SIGNED),
        (TOKEN, URL, [*CALL, ("More", "1")], SIGNED),
        (TOKEN, URL, CALL[1:], SIGNED),
        (TOKEN, URL, CALL, SIGNED.lower()),
        (TOKEN, URL, CALL, ""),
        (TOKEN, URL, CALL, "ü" * 28),
        (TOKEN, URL, CALL, "\ud800"),
        ("", URL, CALL, sign_form("", URL, CALL)),
    ],
)
def test_anything_else_is_not_signed(token: str, url: str, form: list[tuple[str, str]], signature: str) -> None:
    assert not is_signed(token, url, form, signature)
