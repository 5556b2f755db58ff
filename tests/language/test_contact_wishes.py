"""Which channel somebody wants to be contacted on, of those that they name."""

import pytest

from hamrah.language.contact_wishes import wanted_channel


@pytest.mark.parametrize(
    ("text", "named", "wanted"),
    [
        ("ab se mujhe telegram par message kiya karein", {"telegram": "telegram", "message": "sms"}, "telegram"),
        ("ab se whatsapp par message kiya karein", {"whatsapp": "whatsapp", "message kiya": "sms"}, "whatsapp"),
        ("send me a message on WhatsApp", {"message": "sms", "WhatsApp": "whatsapp"}, "whatsapp"),
        ("ٹیلی گرام پر میسج کریں", {"ٹیلی گرام": "telegram", "میسج": "sms"}, "telegram"),
        ("bas message kar diya karein", {"message": "sms"}, "sms"),
        ("WhatsApp nahi, SMS karein", {"WhatsApp": "whatsapp", "SMS": "sms"}, "sms"),
        ("telegram, no calls", {"telegram": "telegram", "calls": "call"}, "telegram"),
        ("SMS nahi", {"SMS": "sms"}, None),
        ("jaise aap chahein", {}, None),
    ],
)
def test_the_channel_that_is_meant(text: str, named: dict[str, str], wanted: str | None) -> None:
    places = [(value, text.index(word), text.index(word) + len(word)) for word, value in named.items()]
    assert wanted_channel(text, places) == wanted
