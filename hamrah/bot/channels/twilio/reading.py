"""The forms of Twilio's webhooks, read: https://www.twilio.com/docs/messaging/guides/webhook-request.

Twilio gives a message no time, so it has the moment at which it came in; ids tell deliveries of one message apart from
those of two.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal

from hamrah.bot.channels.messaging.incoming import Heard, Incoming, Kind, Receipt
from hamrah.bot.channels.twilio.api import WINDOW_CLOSED

Fields = Mapping[str, str]

SMS, WHATSAPP = "sms", "twilio_whatsapp"
PREFIX = "whatsapp:"
E164 = re.compile(r"\+[1-9]\d{6,14}")
USER_ID = re.compile(r"[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}")
"""WhatsApp's own id of somebody within the business, who may hide their number."""
OPTED: Mapping[str, Kind] = {"STOP": "blocked", "START": "unblocked"}
"""What Twilio has done, and answered, by itself (`OptOutType`); `HELP` it has only answered."""
MEDIA: tuple[tuple[str, Kind], ...] = (
    ("image/", "image"),
    ("audio/", "voice"),
    ("video/", "video"),
    ("text/vcard", "contact"),
    ("text/x-vcard", "contact"),
)
BECAME: Mapping[str, Literal["sent", "delivered", "read", "failed"]] = {
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "undelivered": "failed",
    "failed": "failed",
}
"""Twilio's statuses that say something new; those before `sent` say what we know."""
LONGEST_NAME = 100
MOST_MEDIA = 10
"""Pictures and files of one message."""


def channel_of(address: str) -> str:
    """The channel of an address as Twilio writes it: `whatsapp:+92…` or `+92…`."""
    return WHATSAPP if address.startswith(PREFIX) else SMS


def number_of(address: str) -> str:
    """The number in an address as Twilio writes it."""
    return address.removeprefix(PREFIX)


def read_message(form: Fields, at: datetime) -> Heard:
    """The message that a form tells of, which came in `at`, each picture of it apart; none where nobody wrote.

    Short codes and names of senders are networks and advertisers: to answer them would set two machines talking.
    """
    address, message_id = _writer(form), form.get("MessageSid", "")
    if not message_id or not address or form.get("OptOutType") == "HELP":
        return Heard()
    name = form.get("ProfileName", "")[:LONGEST_NAME] or None
    phone = address if E164.fullmatch(address) else None
    said = Incoming(message_id, address, at, "text", phone=phone, name=name)
    kind, text, media = _content(form)
    stops = kind == "blocked" if kind in OPTED.values() else None
    first = replace(said, kind=kind, text=text, media=media, stops=stops)
    return Heard((first, *(replace(said, **more) for more in _more_media(form, message_id, media))))


def read_receipt(form: Fields) -> Heard:
    """What a form tells of a message that was sent; nothing where that is not new."""
    sid, status = form.get("MessageSid", ""), form.get("MessageStatus", "")
    if not sid or status not in BECAME:
        return Heard()
    error = form.get("ErrorCode") or None
    became = BECAME[status]
    if became != "failed":
        return Heard(receipts=(Receipt(sid, became),))
    return Heard(receipts=(Receipt(sid, "held" if error == str(WINDOW_CLOSED) else "failed", error),))


def _writer(form: Fields) -> str:
    """Who wrote: a number, or of who hides it on WhatsApp their id there; empty for networks and advertisers."""
    number = number_of(form.get("From", ""))
    if E164.fullmatch(number):
        return number
    known = [form.get(name, "") for name in ("From", "ExternalUserId")]
    ids = [number_of(one) for one in known if one.startswith(PREFIX)]
    return next((one for one in ids if USER_ID.fullmatch(one)), "")


def _content(form: Fields) -> tuple[Kind, str, str | None]:
    """Kind, text and reference. A template's button is the words on it: its payload was not made here."""
    opted = OPTED.get(form.get("OptOutType", ""))
    text = form.get("ButtonText") or form.get("Body", "")
    if opted is not None:
        return opted, text, None
    if form.get("NumMedia", "0") not in ("", "0"):
        return _kind_of_media(form), text, form.get("MediaUrl0") or None
    if form.get("Latitude") and form.get("Longitude"):
        named = ", ".join(form[name] for name in ("Label", "Address") if form.get(name))
        return "location", text or named, f"geo:{form['Latitude']},{form['Longitude']}"
    return ("text" if text.strip() else "unknown"), text, None


def _more_media(form: Fields, message_id: str, first: str | None) -> Iterator[dict[str, Any]]:
    """What came along with the first picture or file of a message, each as a message of its own."""
    if first is None or not form.get("MediaUrl0"):
        return
    for place in range(1, MOST_MEDIA):
        media = form.get(f"MediaUrl{place}")
        if media:
            yield {"message_id": f"{message_id}:{place}", "kind": _kind_of_media(form, place), "media": media}


def _kind_of_media(form: Fields, place: int = 0) -> Kind:
    if form.get("MessageType") == "sticker":
        return "sticker"
    said = form.get(f"MediaContentType{place}", "").lower()
    return next((kind for start, kind in MEDIA if said.startswith(start)), "file")
