"""Telegram as the contract of messaging channels drives it: each update is brought by hand, so its status is seen."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any, Literal

import requests

from tests.channels.fakes.telegram import FakeTelegram
from tests.channels.fakes.telegram_people import MEDIA, Person
from tests.channels.fakes.telegram_rules import Rejected
from tests.channels.providers import Failure, Got, Seen

SECRET = "s3cret-of-the-webhook_0123456789ab"
PATH = "/channels/telegram/webhook"
_numbers = count(500_001)


@dataclass
class TelegramProvider:
    """The fake, and the address of the server's webhook."""

    fake: FakeTelegram
    hook: str
    channel: str = "telegram"
    longest: int = 4096
    signs: frozenset[str] = frozenset({"typing"})
    sent: dict[str, dict[str, Any]] = field(default_factory=dict)

    def person(self) -> str:
        """Somebody new."""
        return str(self.fake.person(next(_numbers), "Ayesha", "923001234567").number)

    def somebody(self, address: str) -> Person:
        """Who has an address."""
        return self.fake.people[int(address)]

    def say(self, address: str, text: str, *, message_id: str | None = None, at: datetime | None = None) -> int:
        """Write, or bring an earlier message again."""
        if message_id is not None and message_id in self.sent:
            return self.bring(self.sent[message_id])
        stamp = {} if at is None else {"date": int(at.timestamp())}
        self.somebody(address).send(text=text, **stamp)
        update = self.newest()
        if message_id is not None:
            self.sent[message_id] = update
        return self.bring(update)

    def press(self, address: str, title: str) -> int:
        """Press a button."""
        self.somebody(address).press(title)
        return self.bring(self.newest())

    def send_picture(self, address: str, caption: str = "") -> int:
        """Send a photo."""
        self.somebody(address).send_media("photo", caption or None)
        return self.bring(self.newest())

    def send_album(self, address: str, count: int) -> int:
        """Send photos as one: Telegram brings as many messages of one group."""
        statuses = set()
        for number in range(count):
            photo = [{**MEDIA["photo"][-1], "file_id": f"AgAC-{address}-{number}"}]
            self.somebody(address).send(photo=photo, media_group_id=f"135{address}")
            statuses.add(self.bring(self.newest()))
        return max(statuses)

    def send_voice(self, address: str) -> int:
        """Send a voice note."""
        self.somebody(address).send_media("voice")
        return self.bring(self.newest())

    def forge(self, address: str, text: str, how: Literal["unsigned", "forged", "garbled"]) -> int:
        """Post what Telegram never would."""
        self.somebody(address).say(text)
        headers = {"unsigned": {}, "forged": {"X-Telegram-Bot-Api-Secret-Token": SECRET[:-1] + "c"}}
        if how == "garbled":
            right = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
            return requests.post(self.hook, data=b'{"update_id": ', headers=right, timeout=10).status_code
        return requests.post(self.hook, json=self.newest(), headers=headers[how], timeout=10).status_code

    def got(self, address: str) -> list[Got]:
        """What is in somebody's chat."""
        return [Got(one.text, tuple(one.buttons), one.photo) for one in list(self.somebody(address).shown)]

    def fail_next(self, how: Failure, times: int = 1) -> None:
        """Fail the next sendings."""
        answers: dict[str, int | Rejected] = {
            "busy": Rejected(429, "Too Many Requests: retry after 1", retry_after=1),
            "down": 502,
            "gone": Rejected(403, "Forbidden: bot was blocked by the user"),
            "refused": Rejected(400, "Bad Request: message is too long"),
        }
        self.fake.troubles += [answers[how]] * times

    def seen(self, address: str) -> list[Seen]:
        """What the bot was seen to do."""
        return [Seen("typing", shown) for action, shown in list(self.somebody(address).actions) if action == "typing"]

    @contextmanager
    def fail_signs(self, how: Literal["refused", "cut", "hang"]) -> Iterator[None]:
        """Let no chat action through."""
        troubles: dict[str, str | Rejected] = {
            "refused": Rejected(429, "Too Many Requests: retry after 7", retry_after=7),
            "cut": "lost",
            "hang": "wait",
        }
        self.fake.let_go.clear()
        self.fake.action_troubles += [troubles[how]] * 9
        yield
        self.fake.let_go.set()
        self.fake.action_troubles.clear()

    def as_shown(self, text: str) -> str:
        """Telegram shows text as it is."""
        return text

    def newest(self) -> dict[str, Any]:
        """What happened last, taken from what waits."""
        with self.fake.changed:
            return self.fake.pending.pop()

    def bring(self, update: dict[str, Any]) -> int:
        """Bring an update to the server; the status."""
        return self.fake.bring({"url": self.hook, "secret_token": SECRET}, update)
