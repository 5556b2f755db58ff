"""Webhooks as Meta writes them, read into the shape of all messaging apps."""

import copy
import json
import logging
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hamrah.bot.channels.messaging.incoming import Heard, Incoming, Receipt, Wish
from hamrah.bot.channels.whatsapp.reading import Unreadable, read_webhook
from tests.channels.whatsapp.provider import PAYLOADS, payload

NUMBER = "106540352242922"
ID = "wamid.HBgMOTIzMDAxMjM0NTY3FQIAEhg"
SENT = "wamid.HBgMOTIzMDAxMjM0NTY3FQIAERgSQjZGNTQ2QjI4Q0E5RTJGMkI4AA=="
MEDIA = "1479537139650973"
AYESHA = Incoming(
    message_id="", address="923001234567", at=datetime.fromtimestamp(1764215403, UTC), kind="text",
    phone="+923001234567", name="Ayesha Khan",
)  # fmt: skip
READ: dict[str, Incoming | None] = {
    "text": replace(AYESHA, message_id=f"{ID}UM0EBA", text="mera order kahan hai? 📦"),
    "text_in_reply": replace(AYESHA, message_id=f"{ID}UM0EBB", text="جی، یہی والا"),
    "text_forwarded": replace(AYESHA, message_id=f"{ID}UM0EE01", text="50% off at all shops tomorrow!"),
    "text_from_an_ad": replace(AYESHA, message_id=f"{ID}UM0EE03", text="Salam, yeh kurta kitne ka hai?"),
    "text_about_a_product": replace(AYESHA, message_id=f"{ID}UM0EE04", text="is this available in blue?"),
    "text_without_profile": replace(AYESHA, message_id=f"{ID}UM0EE05", text="hello", name=None),
    "video_forwarded_often": replace(AYESHA, message_id=f"{ID}UM0EE02", kind="video", media=MEDIA),
    "text_of_username": replace(
        AYESHA, message_id=f"{ID}UM0EBC", text="Do you have it in blue?",
        address="PK.13491208655302741918", phone=None, name="Sana",
    ),
    "image": replace(AYESHA, message_id=f"{ID}UM0EBD", kind="image", text="yeh phata hua nikla", media=MEDIA),
    "video": replace(AYESHA, message_id=f"{ID}UM0EBE", kind="video", media=MEDIA),
    "voice": replace(AYESHA, message_id=f"{ID}UM0EBF", kind="voice", media=MEDIA),
    "audio": replace(AYESHA, message_id=f"{ID}UM0EC0", kind="file", media=MEDIA),
    "document": replace(AYESHA, message_id=f"{ID}UM0EC1", kind="file", text="bill", media=MEDIA),
    "sticker": replace(AYESHA, message_id=f"{ID}UM0EC2", kind="sticker", media=MEDIA),
    "location": replace(AYESHA, message_id=f"{ID}UM0EC3", kind="location", media="geo:24.8607,67.0011"),
    "contacts": replace(AYESHA, message_id=f"{ID}UM0EC4", kind="contact"),
    "reaction": None,
    "button_reply": replace(AYESHA, message_id=f"{ID}UM0EC6", kind="button", text="Ji haan", button="Qm9zdGFu_x1y"),
    "list_reply": replace(
        AYESHA, message_id=f"{ID}UM0EC7", kind="button", text="Return ya exchange", button="TGlzdGUx_a2b"
    ),
    "flow_reply": replace(AYESHA, message_id=f"{ID}UM0EC8", kind="unknown"),
    "quick_reply": replace(AYESHA, message_id=f"{ID}UM0EC9", text="Jawab dikhayein"),
    "quick_reply_with_id": replace(
        AYESHA, message_id=f"{ID}UM0ED9", kind="button", text="Aise message nahi", button="Qm9zdGFu_x1y"
    ),
    "order": replace(AYESHA, message_id=f"{ID}UM0ECA", kind="unknown"),
    "unsupported": replace(AYESHA, message_id=f"{ID}UM0ECB", kind="unknown"),
    "of_a_kind_to_come": replace(AYESHA, message_id=f"{ID}UM0ECC", kind="unknown"),
    "edit": replace(AYESHA, message_id=f"{ID}UM0ECD", text="mera order 1042 kahan hai?", edits=f"{ID}UM0EBA"),
    "revoke": None,
    "in_a_group": None,
    "changed_number": replace(
        AYESHA, message_id="wamid.HBgLMTk4MzU1NTE5NzQVAgASGAoxMTgyMDg2MjY3AA==", kind="moved",
        text="923217654321", phone="+923001234567", name=None,
    ),
    "changed_user_id": replace(
        AYESHA, message_id="wamid.HBgLMTk4MzU1NTE5NzQVAgASGAoxMTgyMDg2MjY3AA==", kind="moved",
        address="PK.13491208655302741918", text="PK.99", phone=None, name=None,
    ),
}  # fmt: skip


STATUSES = {"sent", "sent_with_conversation", "delivered", "delivered_to_username", "read", "failed"}


@pytest.mark.parametrize("name", READ)
def test_each_kind_of_message_is_read(name: str) -> None:
    expected = READ[name]
    assert read_webhook(payload(name), NUMBER) == Heard(() if expected is None else (expected,))


def test_every_payload_is_tried() -> None:
    named = {file.stem for file in PAYLOADS.glob("*.json")}
    statuses = {f"status_{one}" for one in STATUSES}
    assert named == set(READ) | statuses | {"errors", "batch", "preference_stop"}


@pytest.mark.parametrize("name", sorted(STATUSES - {"failed"}))
def test_what_became_of_a_message_is_read(name: str) -> None:
    status: Any = name.partition("_")[0]
    receipt = Receipt(SENT, status)
    assert read_webhook(payload(f"status_{name}"), NUMBER) == Heard(receipts=(receipt,))


@pytest.mark.parametrize(("code", "status"), [(131047, "held"), (131026, "failed")])
def test_a_failure_is_read_with_its_code(code: int, status: Any) -> None:
    body = payload("status_failed")
    body["entry"][0]["changes"][0]["value"]["statuses"][0]["errors"][0]["code"] = code
    receipt = Receipt(SENT, status, str(code))
    assert read_webhook(body, NUMBER) == Heard(receipts=(receipt,))


@pytest.mark.parametrize(("value", "stops"), [("stop", True), ("resume", False)])
def test_offers_stopped_by_whatsapps_own_menu_are_read(value: str, stops: bool) -> None:
    body = payload("preference_stop")
    body["entry"][0]["changes"][0]["value"]["user_preferences"][0]["value"] = value
    wish = Wish("923001234567", stops, datetime.fromtimestamp(1764215410, UTC))
    assert read_webhook(body, NUMBER) == Heard(wishes=(wish,))
    assert read_webhook(body, "another") == Heard()


@pytest.mark.parametrize(
    "other", [{"category": "calls"}, {"value": "maybe"}, {"wa_id": ""}, {"timestamp": None}, {"wa_id": ["x"]}]
)
def test_what_else_people_set_is_left(other: dict[str, Any]) -> None:
    body = payload("preference_stop")
    body["entry"][0]["changes"][0]["value"]["user_preferences"][0] |= other
    assert read_webhook(body, NUMBER) == Heard()


def test_a_batch_is_read_whole_without_what_is_another_numbers() -> None:
    heard = read_webhook(payload("batch"), NUMBER)
    assert [message.text for message in heard.messages] == ["dusra", "pehla", "سلام"]
    assert [message.name for message in heard.messages] == ["Ayesha Khan", "Ayesha Khan", "بلال"]
    assert [receipt.status for receipt in heard.receipts] == ["read", "delivered"]


def test_nothing_of_another_number_is_read() -> None:
    assert read_webhook(payload("text"), "999990352242922").messages == ()
    assert read_webhook(payload("status_sent"), "999990352242922").receipts == ()


def test_an_error_of_the_account_is_one_line_for_the_operator(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        assert read_webhook(payload("errors"), NUMBER) == Heard()
    assert [record.getMessage() for record in caplog.records] == [
        "WhatsApp reports error 131000; docs/whatsapp.md says what it means"
    ]


def test_one_message_that_cannot_be_read_keeps_none_of_the_others(caplog: pytest.LogCaptureFixture) -> None:
    body = payload("batch")
    rows = body["entry"][0]["changes"][0]["value"]["messages"]
    rows.insert(0, {"from": "923001234567", "type": "text", "text": {"body": "a secret"}})
    rows.insert(1, {**rows[1], "id": "wamid.X", "text": {"body": {"deep": "a secret"}}})
    heard = read_webhook(body, NUMBER)
    assert [(message.kind, message.text) for message in heard.messages][:2] == [("unknown", ""), ("text", "dusra")]
    assert len(heard.messages) == 4
    assert "a secret" not in caplog.text and caplog.text


def test_what_a_store_does_not_take_is_left_out() -> None:
    body = payload("text")
    body["entry"][0]["changes"][0]["value"]["messages"][0]["text"]["body"] = "salam\x00 \ud800dost"
    assert read_webhook(body, NUMBER).messages[0].text == "salam dost"


@pytest.mark.parametrize("body", [None, [], "text", 1, {}, {"object": "page", "entry": []}])
def test_what_is_no_webhook_of_an_account_is_refused(body: Any) -> None:
    with pytest.raises(Unreadable):
        read_webhook(body, NUMBER)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=10,
)
NAMES = sorted(READ)


@settings(suppress_health_check=[HealthCheck.too_slow])  # how busy a machine is says nothing about the reading
@given(st.sampled_from(NAMES), st.data())
def test_whatever_stands_in_a_field_is_read_or_left(name: str, data: st.DataObject) -> None:
    body = copy.deepcopy(payload(name))
    paths = list(_paths(body))
    *way, last = data.draw(st.sampled_from(paths))
    holder = body
    for step in way:
        holder = holder[step]
    holder[last] = data.draw(JSON)
    try:
        heard = read_webhook(body, NUMBER)
    except Unreadable:
        return
    json.dumps([message.text for message in heard.messages]).encode()
    assert all(isinstance(message.address, str) and message.address for message in heard.messages)


def _paths(found: Any, way: tuple[Any, ...] = ()) -> Any:
    steps = found.items() if isinstance(found, dict) else enumerate(found) if isinstance(found, list) else ()
    for step, inner in steps:
        yield (*way, step)
        yield from _paths(inner, (*way, step))
