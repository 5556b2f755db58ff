"""Twilio's forms as they are read."""

from datetime import UTC, datetime

import pytest

from hamrah.bot.channels.messaging.incoming import Heard, Incoming, Receipt
from hamrah.bot.channels.twilio.reading import channel_of, read_message, read_receipt
from tests.channels.twilio.payloads import FOLDER, payload

AT = datetime(2026, 11, 27, 4, 0, tzinfo=UTC)
PHONE = "+923001234567"


def heard(name: str) -> Incoming:
    found = read_message(payload(name), AT)
    assert len(found.messages) == 1 and not found.receipts
    return found.messages[0]


def test_a_short_message_is_read_whole() -> None:
    said = heard("sms_text")
    assert said == Incoming(f"SM{1:032x}", PHONE, AT, "text", "میرا آرڈر کہاں ہے؟", phone=PHONE)
    assert channel_of(payload("sms_text")["From"]) == "sms"


def test_whatsapp_gives_a_name_and_the_same_kind_of_address() -> None:
    said = heard("whatsapp_text")
    assert (said.address, said.phone, said.name) == (PHONE, PHONE, "Ayesha Khan")
    assert said.text == "mera order kahan hai? 😊 & 100% sure + aaj"
    assert channel_of(payload("whatsapp_text")["From"]) == "twilio_whatsapp"


@pytest.mark.parametrize(
    ("name", "kind", "text"),
    [
        ("sms_number", "text", "1"),
        ("sms_stop", "blocked", "STOP"),
        ("sms_start", "unblocked", "Start"),
        ("whatsapp_button", "text", "Haan, batayein"),
        ("whatsapp_list", "text", "Karachi"),
        ("whatsapp_image", "image", "yeh dekhein, phata hua hai"),
        ("whatsapp_voice", "voice", ""),
        ("whatsapp_video", "video", ""),
        ("whatsapp_document", "file", "bill.pdf"),
        ("whatsapp_sticker", "sticker", ""),
        ("whatsapp_contact", "contact", ""),
        ("whatsapp_location", "location", "Dolmen Mall, Clifton Block 4, Karachi"),
        ("whatsapp_pin", "location", ""),
        ("whatsapp_empty", "unknown", ""),
        ("whatsapp_quick_reply", "text", "Haan, batayein"),
        ("whatsapp_reply", "text", "yeh wala"),
        ("whatsapp_from_an_ad", "text", "Salam, yeh kurta kitne ka hai?"),
        ("whatsapp_without_name", "image", ""),
        ("sms_picture", "image", "phat gaya"),
        ("sms_by_service", "text", "mera order?"),
    ],
)
def test_each_kind_of_message_is_told_apart(name: str, kind: str, text: str) -> None:
    said = heard(name)
    assert (said.kind, said.text, said.button) == (kind, text, None)


@pytest.mark.parametrize(("name", "stops"), [("sms_stop", True), ("sms_start", False), ("sms_text", None)])
def test_what_twilio_stopped_or_began_is_told(name: str, stops: bool | None) -> None:
    assert heard(name).stops is stops


@pytest.mark.parametrize("name", ["image", "voice", "video", "document", "sticker", "contact"])
def test_media_is_kept_by_its_reference(name: str) -> None:
    form = payload(f"whatsapp_{name}")
    assert heard(f"whatsapp_{name}").media == form["MediaUrl0"] != ""
    assert heard(f"whatsapp_{name}").contact is None, "a card in a message proves no number"


def test_each_picture_of_a_message_is_kept_and_its_words_once() -> None:
    more = {"NumMedia": "3", "MediaUrl1": "https://api.twilio.com/1", "MediaContentType1": "image/png"}
    more |= {"MediaUrl2": "https://api.twilio.com/2", "MediaContentType2": "audio/ogg", "Body": "yeh dekhein"}
    form = {**payload("whatsapp_image"), **more}
    found = read_message(form, AT).messages
    assert [one.media for one in found] == [form["MediaUrl0"], form["MediaUrl1"], form["MediaUrl2"]]
    assert [(one.kind, one.text) for one in found] == [("image", "yeh dekhein"), ("image", ""), ("voice", "")]
    assert len({one.message_id for one in found}) == 3
    assert {(one.address, one.phone, one.name) for one in found} == {(found[0].address, found[0].phone, found[0].name)}


@pytest.mark.parametrize("lost", [None, "From", "ExternalUserId"])
def test_who_hides_their_number_is_known_by_their_id_and_vouched_for_by_nobody(lost: str | None) -> None:
    form = {name: value for name, value in payload("whatsapp_hidden_number").items() if name != lost}
    (said,) = read_message(form, AT).messages
    assert (said.address, said.phone, said.name) == ("PK.13491208655302741918", None, "Sana")


@pytest.mark.parametrize("wrong", ["PK.13491208655302741918", "whatsapp:pk.1", "whatsapp:PK.", "whatsapp:PK.1 2"])
def test_what_is_no_id_of_whatsapp_is_nobody(wrong: str) -> None:
    form = payload("whatsapp_hidden_number") | {"From": "", "ExternalUserId": wrong}
    assert read_message(form, AT) == Heard()


def test_a_place_is_kept_as_a_geo_uri() -> None:
    assert heard("whatsapp_pin").media == "geo:24.8607,67.0011"


@pytest.mark.parametrize("name", ["sms_help", "sms_from_short_code", "sms_from_name"])
def test_nobody_is_heard_who_has_an_answer_or_could_not_read_one(name: str) -> None:
    assert read_message(payload(name), AT) == Heard()


@pytest.mark.parametrize(
    ("name", "status", "error"),
    [
        ("status_sent", "sent", None),
        ("status_delivered", "delivered", None),
        ("status_read", "read", None),
        ("status_delivered_on_whatsapp", "delivered", None),
        ("status_undelivered", "failed", "30003"),
        ("status_window_closed", "held", "63016"),
    ],
)
def test_what_became_of_a_message_is_read(name: str, status: str, error: str | None) -> None:
    sid = payload(name)["MessageSid"]
    assert read_receipt(payload(name)) == Heard(receipts=(Receipt(sid, status, error),))  # type: ignore[arg-type]


@pytest.mark.parametrize("form", [payload("status_queued"), {}, {"MessageStatus": "sent"}, payload("sms_text")])
def test_what_is_no_news_is_no_receipt(form: dict[str, str]) -> None:
    assert read_receipt(form) == Heard()


@pytest.mark.parametrize("lost", ["MessageSid", "From"])
def test_a_form_that_lacks_what_it_must_have_is_no_message(lost: str) -> None:
    form = payload("sms_text")
    del form[lost]
    assert read_message(form, AT) == Heard()


def test_every_payload_is_read_by_a_test() -> None:
    tested = " ".join(path.read_text() for path in FOLDER.parent.glob("test_*.py"))
    names = {path.stem.removeprefix("whatsapp_") for path in FOLDER.glob("*.form")}
    assert not [name for name in names if name not in tested]
