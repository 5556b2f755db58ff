"""The people of the fake Telegram: what they do on their phones, as updates in the shape that the Bot API has them."""

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.channels.fakes.telegram import FakeTelegram

PHOTO = {"file_id": "AgACAgQAAxkBAAIBY2", "file_unique_id": "AQADBbMxG8vyeUt4", "file_size": 38244}
FILE = {"file_id": "AwACAgQAAxkBAAIBZG", "file_unique_id": "AgADqwADy_J5Sw", "file_size": 16904}
MEDIA: dict[str, Any] = {
    "photo": [
        {**PHOTO, "width": 90, "height": 90},
        {**PHOTO, "file_id": "AgACAgQAAxkBAAIBY3", "width": 800, "height": 800},
    ],
    "voice": {**FILE, "duration": 4, "mime_type": "audio/ogg"},
    "audio": {
        **FILE,
        "duration": 211,
        "performer": "Abida Parveen",
        "title": "Yaar Ko Humne",
        "mime_type": "audio/mpeg",
    },
    "video": {**FILE, "width": 480, "height": 848, "duration": 9, "mime_type": "video/mp4"},
    "video_note": {**FILE, "length": 240, "duration": 5},
    "document": {**FILE, "file_name": "receipt.pdf", "mime_type": "application/pdf"},
    "sticker": {**FILE, "width": 512, "height": 512, "is_animated": False, "is_video": False, "type": "regular"},
    "location": {"latitude": 24.8138, "longitude": 67.0300},
}


@dataclass
class Shown:
    """A message of the bot on somebody's phone: its text or caption, its picture, its buttons (title to data)."""

    message: dict[str, Any]
    text: str
    photo: str | None
    buttons: dict[str, str]
    rows: list[list[str]]


@dataclass
class Person:
    """Somebody with a Telegram account. `shown` is their chat with the bot, `keys` the keyboard under it.

    `actions` are those that the bot showed, with how many messages there were then.
    """

    fake: "FakeTelegram"
    number: int
    name: str
    phone: str
    language: str | None = "ur"
    began: bool = False
    blocks: bool = False
    deactivated: bool = False
    shown: list[Shown] = field(default_factory=list)
    keys: list[dict[str, Any]] = field(default_factory=list)
    actions: list[tuple[str, int]] = field(default_factory=list)

    def user(self) -> dict[str, Any]:
        """Who it is, as updates name them."""
        language = {} if self.language is None else {"language_code": self.language}
        return {"id": self.number, "is_bot": False, "first_name": self.name, **language}

    def chat(self) -> dict[str, Any]:
        """Their private chat with the bot."""
        return {"id": self.number, "first_name": self.name, "type": "private"}

    def texts(self) -> list[str]:
        """What the bot has said to them."""
        return [one.text for one in self.shown]

    def show(self, message: dict[str, Any], markup: dict[str, Any] | None, url: str | None) -> None:
        """Show a message of the bot."""
        rows = (markup or {}).get("inline_keyboard", [])
        buttons = {button["text"]: button.get("callback_data", "") for row in rows for button in row}
        text = message.get("text") or message.get("caption") or ""
        self.shown.append(Shown(message, text, url, buttons, [[one["text"] for one in row] for row in rows]))
        if markup and "keyboard" in markup:
            self.keys = [key for row in markup["keyboard"] for key in row]
        elif markup and "remove_keyboard" in markup:
            self.keys = []

    def say(self, text: str) -> dict[str, Any]:
        """Write something; the message."""
        return self.send(text=text)

    def start(self, payload: str = "") -> dict[str, Any]:
        """Open the chat by its button, or by a link that carries a payload."""
        entity = [{"offset": 0, "length": 6, "type": "bot_command"}]
        return self.send(text=f"/start {payload}".strip(), entities=entity)

    def send_media(self, kind: str, caption: str | None = None) -> dict[str, Any]:
        """Send a picture, a voice note or another of `MEDIA`."""
        return self.send(**{kind: MEDIA[kind]}, **({} if caption is None else {"caption": caption}))

    def send(self, **content: Any) -> dict[str, Any]:
        """Send a message of any kind."""
        self.began = True
        message = {"message_id": self.fake.next_message(), "from": self.user(), "chat": self.chat()}
        message |= {"date": int(time.time()), **content}
        self.fake.update("message", message)
        return message

    def edit(self, message: dict[str, Any], text: str) -> dict[str, Any]:
        """Write a message anew; what it is now."""
        edited = {**message, "edit_date": int(time.time()), "text": text}
        self.fake.update("edited_message", edited)
        return edited

    def press(self, title: str) -> str:
        """Press a button of the newest message that has it; the press's id."""
        holder = next(one for one in reversed(self.shown) if title in one.buttons)
        return self.press_data(holder.buttons[title], holder.message)

    def press_data(self, data: str, message: dict[str, Any] | None = None) -> str:
        """Send what a button would, as a client of one's own may do with anything; the press's id."""
        press = f"{self.number}{self.fake.next_message():09d}"
        with self.fake.changed:
            self.fake.presses.add(press)
        query: dict[str, Any] = {"id": press, "from": self.user(), "chat_instance": "-3899472831", "data": data}
        query["message"] = message or {"message_id": 1, "date": 0, "chat": self.chat()}
        self.fake.update("callback_query", query)
        return press

    def share_contact(self) -> dict[str, Any]:
        """Press the key that shares one's own number."""
        assert any(key.get("request_contact") for key in self.keys), "there is no such key"
        self.keys = []  # the bot asked for a keyboard that is used once
        return self.send_card(self.number, self.name, self.phone)

    def send_card(self, user: int | None, name: str, phone: str) -> dict[str, Any]:
        """Send somebody's card: one's own, a friend's who has Telegram, or one without (no user)."""
        card = {"phone_number": phone, "first_name": name} | ({} if user is None else {"user_id": user})
        return self.send(contact=card)

    def block(self) -> None:
        """Block the bot."""
        self.blocks = True
        self._member("member", "kicked")

    def unblock(self) -> None:
        """Let the bot write again."""
        self.blocks = False
        self._member("kicked", "member")

    def _member(self, before: str, after: str) -> None:
        bot = self.fake._getMe({})
        change = {"chat": self.chat(), "from": self.user(), "date": int(time.time())}
        old: dict[str, Any] = {"user": bot, "status": before} | ({"until_date": 0} if before == "kicked" else {})
        new: dict[str, Any] = {"user": bot, "status": after} | ({"until_date": 0} if after == "kicked" else {})
        self.fake.update("my_chat_member", change | {"old_chat_member": old, "new_chat_member": new})

    def say_in_group(self, text: str) -> None:
        """Write in a group that the bot was put into."""
        chat = {"id": -1001234567890, "title": "Karachi shoppers", "type": "supergroup"}
        message = {"message_id": self.fake.next_message(), "from": self.user(), "chat": chat, "date": int(time.time())}
        self.fake.update("message", message | {"text": text})
