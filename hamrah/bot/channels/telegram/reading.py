"""What an update of the Bot API tells, as every messaging app tells it. Pure: the same update, the same messages.

Only private chats are heard. In a group, in a channel and among bots the bot keeps quiet, so nothing of them is kept.
The shapes are those of https://core.telegram.org/bots/api#available-types; fields that are not used here are ignored.
"""

import re
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from hamrah.bot.channels.messaging.incoming import Heard, Incoming, Kind

START = re.compile(r"/start(?:@\w+)?(?:\s+([A-Za-z0-9_-]{1,64}))?\s*")
"""What a press of Start sends, with the payload of the link that opened the chat."""
MEDIA: tuple[tuple[str, Kind], ...] = (
    ("photo", "image"),
    ("animation", "image"),
    ("voice", "voice"),
    ("audio", "voice"),
    ("video_note", "video"),
    ("video", "video"),
    ("sticker", "sticker"),
    ("document", "file"),
)
"""The fields that hold a file; an animation comes as a document too, so the order counts."""
OTHERS = ("poll", "dice", "game", "story", "checklist", "paid_media", "invoice", "giveaway")
"""What a person can send besides; all else is Telegram's own note of something that happened in the chat."""
LONGEST_NAME = 200
OUR_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
NO_BUTTON = "?"
"""What stands for data that no button of ours has: a client of one's own can send anything."""


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class User(_Read):
    """Somebody, or a bot. `language_code` is a tag of the language that the person's app is set to."""

    id: int
    is_bot: bool = False
    first_name: str = ""
    last_name: str = ""
    language_code: str | None = None


class Chat(_Read):
    """Where something was written: `private`, `group`, `supergroup` or `channel`."""

    id: int
    type: str


class Contact(_Read):
    """Somebody's card. `user_id` is set by Telegram, of the account that has the number."""

    phone_number: str
    user_id: int | None = None


class Stored(_Read):
    """A file at Telegram's."""

    file_id: str


class Location(_Read):
    """A place on the map, in degrees."""

    latitude: float
    longitude: float


class Button(_Read):
    """A button under a message."""

    text: str = ""
    callback_data: str | None = None


class Keyboard(_Read):
    """The buttons under a message, by rows."""

    inline_keyboard: list[list[Button]] = Field(default_factory=list)


class Message(_Read):
    """One message of a chat; `date` and `edit_date` are seconds since 1970."""

    message_id: int
    chat: Chat
    date: int = 0
    sender: User | None = Field(None, alias="from")
    edit_date: int | None = None
    text: str = ""
    caption: str = ""
    contact: Contact | None = None
    location: Location | None = None
    forward_origin: dict[str, Any] | None = None
    reply_markup: Keyboard | None = None


class Press(_Read):
    """That somebody pressed a button under a message."""

    id: str
    sender: User = Field(alias="from")
    message: Message | None = None
    data: str | None = None


class Member(_Read):
    """What the bot is in a chat: `member`, `kicked` where a person blocked it."""

    status: str


class MemberChange(_Read):
    """That the bot became something else in a chat."""

    chat: Chat
    date: int
    new_chat_member: Member


class Update(_Read):
    """One thing that happened; at most one of the fields besides its number is there."""

    update_id: int
    message: Message | None = None
    edited_message: Message | None = None
    callback_query: Press | None = None
    my_chat_member: MemberChange | None = None


def read_update(update: dict[str, Any], bot: str, now: datetime) -> Heard:
    """What an update tells, of the bot with this id, whose message numbers are its own.

    `now` is when it came in: a press carries no time. Raises pydantic's `ValidationError` for what is no update.
    """
    read = Update.model_validate(update)
    found: Incoming | None = None
    if read.message is not None:
        found = _message(update["message"], read.message, read.update_id, bot)
    elif read.edited_message is not None:
        found = _edit(read.edited_message, read.update_id, bot)
    elif read.callback_query is not None:
        found = _press(read.callback_query, bot, now)
    elif read.my_chat_member is not None:
        found = _member(read.my_chat_member, read.update_id, bot)
    return Heard(messages=() if found is None else (found,))


def press_of(update: dict[str, Any]) -> str | None:
    """The id of the press that an update tells of, to which Telegram wants an answer: the button spins until then."""
    press = update.get("callback_query")
    found = press.get("id") if isinstance(press, dict) else None
    return found if isinstance(found, str) else None


def _message(raw: dict[str, Any], message: Message, update_id: int, bot: str) -> Incoming | None:
    kind, media = _kind(raw, message)
    if kind is None or not _heard(message):
        return None
    started = START.fullmatch(message.text) if kind == "text" else None
    return Incoming(
        message_id=_id(bot, message),
        address=str(message.chat.id),
        at=_moment(message.date, update_id),
        kind="start" if started else kind,
        text=(started[1] or "") if started else message.text or message.caption,
        name=_name(message.sender),
        media=media,
        contact=_own_number(message),
        language=None if message.sender is None else message.sender.language_code,
    )


def _edit(message: Message, update_id: int, bot: str) -> Incoming | None:
    """A text written anew. Other edits (a live location that moves, a link's preview) are no words of the person.

    Telegram may tell of one edit again, in another update, for what does not show: its time and length know it.
    """
    if not _heard(message) or not message.text or message.edit_date is None:
        return None
    return Incoming(
        message_id=f"{_id(bot, message)}:{message.edit_date}:{len(message.text)}",
        address=str(message.chat.id),
        at=_moment(message.edit_date, update_id),
        kind="text",
        text=message.text,
        name=_name(message.sender),
        edits=_id(bot, message),
    )


def _press(press: Press, bot: str, now: datetime) -> Incoming | None:
    """A press in somebody's own chat; one under a message that was sent on elsewhere has no message with it."""
    where = press.message
    if where is None or where.chat.type != "private" or where.chat.id != press.sender.id or not press.data:
        return None
    shown = [button for row in (where.reply_markup or Keyboard()).inline_keyboard for button in row]
    return Incoming(
        message_id=f"{bot}:press:{press.id}",
        address=str(where.chat.id),
        at=now,
        kind="button",
        text=next((button.text for button in shown if button.callback_data == press.data), ""),
        button=press.data if OUR_ID.fullmatch(press.data) else NO_BUTTON,
        name=_name(press.sender),
    )


def _member(change: MemberChange, update_id: int, bot: str) -> Incoming | None:
    if change.chat.type != "private":
        return None
    return Incoming(
        message_id=f"{bot}:update:{update_id}",
        address=str(change.chat.id),
        at=_moment(change.date, update_id),
        kind="blocked" if change.new_chat_member.status == "kicked" else "unblocked",
    )


def _heard(message: Message) -> bool:
    return message.chat.type == "private" and message.sender is not None and not message.sender.is_bot


def _kind(raw: dict[str, Any], message: Message) -> tuple[Kind | None, str | None]:
    """What a message is, and Telegram's reference of the file in it; None for what no person wrote."""
    if message.text:
        return "text", None
    if message.contact is not None:
        return "contact", None
    if message.location is not None:
        place = message.location
        return "location", f"geo:{place.latitude:.5f},{place.longitude:.5f}"  # RFC 5870: there is no file to refer to
    for name, kind in MEDIA:
        if raw.get(name):
            sizes = raw[name] if isinstance(raw[name], list) else [raw[name]]
            return kind, Stored.model_validate(sizes[-1]).file_id  # of a photo's sizes the last is the largest
    return ("unknown", None) if any(name in raw for name in OTHERS) else (None, None)


def _own_number(message: Message) -> str | None:
    """The number that a person shared, in E.164, if it is their own.

    Telegram finds the account that a card's number belongs to; only where that is who sent it is the number theirs.
    A card that was sent on may be an old one.
    """
    card = message.contact
    if card is None or message.sender is None or card.user_id != message.sender.id or message.forward_origin:
        return None
    digits = re.sub(r"[^0-9]", "", card.phone_number)
    return f"+{digits}" if re.fullmatch(r"[1-9]\d{6,14}", digits) else None


def _id(bot: str, message: Message) -> str:
    return f"{bot}:{message.chat.id}:{message.message_id}"


def _moment(seconds: int, update_id: int) -> datetime:
    """A time of Telegram's, which counts whole seconds; within one the numbers of updates keep the order."""
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=update_id % 1_000_000)


def _name(sender: User | None) -> str | None:
    if sender is None:
        return None
    return f"{sender.first_name} {sender.last_name}".strip()[:LONGEST_NAME] or None
