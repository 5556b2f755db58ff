"""What Meta's webhook tells, read into the shape of all messaging apps. Pure: no clock, no store.

Meta adds kinds of messages and fields as it likes: what is not known is `unknown`, and one message that cannot be read
keeps none of the others.
"""

import logging
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from hamrah.bot.channels.messaging.incoming import Heard, Incoming, Kind, Receipt, Wish
from hamrah.bot.channels.readable import storable
from hamrah.bot.channels.whatsapp.api import WINDOW_CLOSED

log = logging.getLogger(__name__)
LONGEST_ID = 200
PREFERENCES = "user_preferences"
_PHONE = re.compile(r"[1-9]\d{6,14}")
_MEDIA: dict[str, Kind] = {
    "image": "image",
    "video": "video",
    "audio": "file",
    "document": "file",
    "sticker": "sticker",
}
_STATUSES: dict[str, Literal["sent", "delivered", "read", "failed"]] = {
    **{"sent": "sent", "delivered": "delivered", "read": "read", "failed": "failed"},
    "played": "read",  # a voice message of ours was listened to
}
_NO_MESSAGES = ("reaction", "revoke", "request_welcome")
"""What needs no answer: a heart on one of ours, a message taken back, a chat that was opened."""


class Unreadable(Exception):
    """A body is not a webhook of a WhatsApp business account."""


def _at(seconds: Any) -> datetime:
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, TypeError, OverflowError, OSError):
        raise ValueError("not a time") from None


Text = Annotated[str, BeforeValidator(lambda text: storable(text) if isinstance(text, str) else text)]
Identifier = Annotated[Text, Field(min_length=1, max_length=LONGEST_ID)]
Moment = Annotated[datetime, BeforeValidator(_at)]


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


class _Profile(_Read):
    name: Text = ""


class _Contact(_Read):
    profile: _Profile = _Profile()
    wa_id: Text = ""
    user_id: Text = ""


class _Envelope(_Read):
    """What every message has. Who has a username and never wrote by number has no `from`, but an id in the business."""

    id: Identifier
    sender: Text = Field("", alias="from", max_length=LONGEST_ID)
    from_user_id: Text = Field("", max_length=LONGEST_ID)
    group_id: Text | None = None
    timestamp: Moment
    type: Text = "unknown"


class _Words(_Read):
    body: Text


class _Media(_Read):
    id: Identifier
    caption: Text = ""
    voice: bool = False


class _Pressed(_Read):
    id: Identifier
    title: Text = ""


class _QuickReply(_Read):
    text: Text
    payload: Annotated[Text, Field(max_length=LONGEST_ID)] = ""


class _Place(_Read):
    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)


class _Change(_Read):
    """That somebody has another number, or another id in the business."""

    type: Text
    wa_id: Text = ""
    new_wa_id: Text = ""
    user_id: Text = ""
    previous_user_id: Text = ""


class _Preference(_Read):
    wa_id: Text = Field("", max_length=LONGEST_ID)
    user_id: Text = Field("", max_length=LONGEST_ID)
    category: Text = ""
    value: Text = ""
    timestamp: Moment


class _Failure(_Read):
    code: int


class _Status(_Read):
    id: Identifier
    status: Text
    errors: tuple[_Failure, ...] = ()


def read_webhook(body: Any, phone_number_id: str) -> Heard:
    """All that a webhook tells of one number of the shop; of other numbers nothing. Raises `Unreadable`."""
    if not isinstance(body, dict) or body.get("object") != "whatsapp_business_account":
        raise Unreadable
    messages: list[Incoming] = []
    receipts: list[Receipt] = []
    for value in _values(body, "messages", phone_number_id):
        names = _names(_rows(value, "contacts"))
        found = [_message(row, names) for row in _rows(value, "messages")]
        messages += [message for message in found if message is not None]
        became = [_receipt(row) for row in _rows(value, "statuses")]
        receipts += [receipt for receipt in became if receipt is not None]
        for row in _rows(value, "errors"):
            log.error("WhatsApp reports error %s; docs/whatsapp.md says what it means", row.get("code"))
    told = [_wish(row) for value in _values(body, PREFERENCES, phone_number_id) for row in _rows(value, PREFERENCES)]
    return Heard(tuple(messages), tuple(receipts), tuple(wish for wish in told if wish is not None))


def _values(body: dict[str, Any], field: str, phone_number_id: str) -> Iterator[dict[str, Any]]:
    """What a webhook tells in one of the fields that it can be subscribed to, of one number."""
    for entry in _rows(body, "entry"):
        for row in _rows(entry, "changes"):
            value = _section(row, "value")
            if row.get("field") == field and _section(value, "metadata").get("phone_number_id") == phone_number_id:
                yield value


def _rows(holder: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = holder.get(name)
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []


def _section(holder: dict[str, Any], name: str) -> dict[str, Any]:
    found = holder.get(name)
    return found if isinstance(found, dict) else {}


def _names(rows: Sequence[dict[str, Any]]) -> dict[str, str]:
    names: dict[str, str] = {}
    for row in rows:
        try:
            contact = _Contact.model_validate(row)
        except ValidationError:
            continue
        names |= {known: contact.profile.name[:LONGEST_ID] for known in (contact.wa_id, contact.user_id) if known}
    return names


def _message(row: dict[str, Any], names: dict[str, str]) -> Incoming | None:
    """One message; None for what needs no answer, and for one without the least that a message has."""
    try:
        envelope = _Envelope.model_validate(row)
    except ValidationError as error:
        log.warning("A message of a WhatsApp webhook could not be read: %s", _where(error))
        return None
    if envelope.type in _NO_MESSAGES or envelope.group_id:
        return None
    if envelope.type == "system":
        return _moved(envelope, row)
    address = envelope.sender.removeprefix("+") or envelope.from_user_id
    if not address:
        return None
    content: dict[str, Any] = {"kind": "unknown"}
    try:
        content = _content(envelope.type, row)
    except ValidationError as error:
        log.warning("A message of type %s could not be read: %s", envelope.type[:40], _where(error))
    name = names.get(address) or names.get(envelope.from_user_id)
    phone = f"+{address}" if _PHONE.fullmatch(address) else None
    return Incoming(envelope.id, address, envelope.timestamp, phone=phone, name=name or None, **content)


def _content(kind: str, row: dict[str, Any]) -> dict[str, Any]:
    """The fields of `Incoming` that depend on the kind of message. Raises `ValidationError`."""
    if kind == "text":
        return {"kind": "text", "text": _Words.model_validate(row.get("text")).body}
    if kind in _MEDIA:
        media = _Media.model_validate(row.get(kind))
        return {"kind": "voice" if media.voice else _MEDIA[kind], "text": media.caption, "media": media.id}
    if kind == "interactive":
        return _reply(_section(row, "interactive"))
    if kind == "button":
        return _quick_reply(_QuickReply.model_validate(row.get("button")))
    if kind == "location":
        place = _Place.model_validate(row.get("location"))
        return {"kind": "location", "media": f"geo:{place.latitude},{place.longitude}"}  # as RFC 5870 writes it
    if kind == "contacts":  # anybody's: nobody vouches that it is the person's own
        return {"kind": "contact"}
    if kind == "edit":
        edit = _section(row, "edit")
        message = _section(edit, "message")
        return {**_content(str(message.get("type")), message), "edits": str(edit.get("original_message_id"))}
    return {"kind": "unknown"}


def _quick_reply(reply: _QuickReply) -> dict[str, Any]:
    """A press under a template: of our button where its id was sent along, else its words are what the person says."""
    if reply.payload in ("", reply.text):
        return {"kind": "text", "text": reply.text}
    return {"kind": "button", "text": reply.text, "button": reply.payload}


def _reply(interactive: dict[str, Any]) -> dict[str, Any]:
    kind = interactive.get("type")
    if kind not in ("button_reply", "list_reply"):
        return {"kind": "unknown"}
    pressed = _Pressed.model_validate(interactive.get(str(kind)))
    return {"kind": "button", "text": pressed.title, "button": pressed.id}


def _moved(envelope: _Envelope, row: dict[str, Any]) -> Incoming | None:
    """That an account has another address from now on; None for what else the system tells."""
    try:
        change = _Change.model_validate(row.get("system"))
    except ValidationError:
        return None
    by_number = change.type == "user_changed_number"
    old = envelope.sender.removeprefix("+") if by_number else ""
    new = (change.wa_id or change.new_wa_id) if by_number else ""
    old, new = old or change.previous_user_id or envelope.from_user_id, new or change.user_id
    if not by_number and change.type != "user_changed_user_id":
        return None
    if not old or not new or old == new:
        return None
    phone = f"+{old}" if _PHONE.fullmatch(old) else None  # of the account that is told of, not of the one to come
    return Incoming(envelope.id, old, envelope.timestamp, "moved", text=new, phone=phone)


def _receipt(row: dict[str, Any]) -> Receipt | None:
    try:
        status = _Status.model_validate(row)
    except ValidationError as error:
        log.warning("A status of a WhatsApp webhook could not be read: %s", _where(error))
        return None
    known = _STATUSES.get(status.status)
    if known is None:
        return None
    if known != "failed" or not status.errors:
        return Receipt(status.id, known)
    code = status.errors[0].code
    return Receipt(status.id, "held" if code == WINDOW_CLOSED else "failed", str(code))


def _wish(row: dict[str, Any]) -> Wish | None:
    """That somebody stopped offers, or has them again, by WhatsApp's own menu; None for what else is set there."""
    try:
        preference = _Preference.model_validate(row)
    except ValidationError as error:
        log.warning("A preference of a WhatsApp webhook could not be read: %s", _where(error))
        return None
    address = preference.wa_id.removeprefix("+") or preference.user_id
    if not address or preference.category != "marketing_messages" or preference.value not in ("stop", "resume"):
        return None
    return Wish(address, preference.value == "stop", preference.timestamp)


def _where(error: ValidationError) -> str:
    """The field that is wrong, never what stands in it."""
    return ".".join(str(part) for part in error.errors(include_input=False, include_url=False)[0]["loc"])
