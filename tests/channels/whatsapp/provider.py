"""Meta's fake as the contract of all channels drives it, and the server that talks to it."""

import itertools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from tests.bot.site import Site, open_site
from tests.channels.fakes.whatsapp import FakeWhatsApp, serving
from tests.channels.fakes.whatsapp_messages import Taken
from tests.channels.providers import Failure, Got, Seen
from tests.dialogues.stage import Stage

PAYLOADS = Path(__file__).parent / "payloads"
PUBLIC_URL = "https://bot.bazaar.example"
VERIFY_TOKEN = "a-verify-token-of-our-own"
FAILURES: dict[Failure, int | str] = {"busy": 130429, "down": "503", "gone": 131026, "refused": 131051}
PEOPLE = itertools.count(923_450_000_000)
"""Numbers that nobody has written from."""
SIGNS: tuple[Literal["read", "typing"], ...] = ("read", "typing")
LOOKALIKES = str.maketrans({"*": "∗", "_": "＿", "~": "∼", "`": "‵"})


def payload(name: str) -> Any:
    """A webhook's body as Meta writes it."""
    return json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))


def settings_of(fake: FakeWhatsApp) -> str:
    """`HAMRAH_WHATSAPP` for a fake."""
    return json.dumps(
        {
            "phone_number_id": fake.phone_number_id,
            "number": f"+{fake.display_number}",
            "token": fake.token,
            "app_secret": fake.app_secret,
            "verify_token": VERIFY_TOKEN,
            "api_url": f"{fake.url}/{fake.version}",
        }
    )


@contextmanager
def on_whatsapp(stage: Stage) -> Iterator[tuple[FakeWhatsApp, Site]]:
    """The server with a number on WhatsApp, and the fake that it talks to."""
    given = {"HAMRAH_BURST_SECONDS": "0.33", "HAMRAH_MESSAGES_PER_MINUTE": "0", "HAMRAH_PUBLIC_URL": PUBLIC_URL}
    with serving(FakeWhatsApp()) as fake, open_site(stage, HAMRAH_WHATSAPP=settings_of(fake), **given) as site:
        fake.webhook = f"{site.url}/whatsapp/webhook"
        yield fake, site


class WhatsAppProvider:
    """See `tests.channels.contract.Provider`."""

    channel = "whatsapp"
    longest = 4096
    signs = frozenset(SIGNS)

    def __init__(self, fake: FakeWhatsApp) -> None:
        self.fake = fake

    def person(self) -> str:
        return str(next(PEOPLE))

    def say(self, address: str, text: str, *, message_id: str | None = None, at: datetime | None = None) -> int:
        moment = None if at is None else at.timestamp()
        message_id = None if message_id is None else f"wamid.{address}.{message_id}"
        return self.fake.says(address, text, message_id=message_id, at=moment).status_code

    def press(self, address: str, title: str) -> int:
        shown = [one for one in self.fake.to(address) if any(choice["title"] == title for choice in one.choices)]
        return self.fake.presses(address, shown[-1], title).status_code

    def send_picture(self, address: str, caption: str = "") -> int:
        image = dict(payload("image")["entry"][0]["changes"][0]["value"]["messages"][0]["image"])
        image["caption"] = caption
        return self._send(address, "image", {name: value for name, value in image.items() if value})

    def send_album(self, address: str, count: int) -> int:
        image = payload("image")["entry"][0]["changes"][0]["value"]["messages"][0]["image"]
        pictures = [{"id": f"{image['id']}{number}", "mime_type": image["mime_type"]} for number in range(count)]
        return max(self._send(address, "image", picture) for picture in pictures)

    def send_voice(self, address: str) -> int:
        return self._send(address, "audio", payload("voice")["entry"][0]["changes"][0]["value"]["messages"][0]["audio"])

    def forge(self, address: str, text: str, how: Literal["unsigned", "forged", "garbled"]) -> int:
        import requests

        if how == "garbled":
            return self.fake.post(b'{"object": "whatsapp_business_account", "entry": [').status_code
        body = json.dumps(self.fake.payload(address, {"type": "text", "text": {"body": text}})).encode()
        headers = {"X-Hub-Signature-256": self.fake.signature(body + b" ")} if how == "forged" else {}
        return requests.post(self.fake.webhook, data=body, headers=headers, timeout=30).status_code

    def got(self, address: str) -> list[Got]:
        return [_as_seen(one) for one in self.fake.to(address)]

    def fail_next(self, how: Failure, times: int = 1) -> None:
        self.fake.answers += [FAILURES[how]] * times

    def seen(self, address: str) -> list[Seen]:
        marks = [mark for mark in list(self.fake.marks) if mark.to == address]
        return [Seen(kind, mark.sent_before) for mark in marks for kind in SIGNS if kind == "read" or mark.typing]

    @contextmanager
    def fail_signs(self, how: Literal["refused", "cut", "hang"]) -> Iterator[None]:
        answers: dict[str, int | str] = {"refused": 131009, "cut": "cut", "hang": "wait"}
        self.fake.mark_answers += [answers[how]] * 9
        yield
        self.fake.let_go.set()
        self.fake.mark_answers.clear()

    def as_shown(self, text: str) -> str:
        return text.translate(LOOKALIKES)

    def _send(self, address: str, kind: str, content: dict[str, Any]) -> int:
        return self.fake.hear(self.fake.payload(address, {"type": kind, kind: content})).status_code


def _as_seen(taken: Taken) -> Got:
    content = taken.body.get("interactive", {}).get("header", taken.body)
    return Got(taken.text, tuple(one["title"] for one in taken.choices), content.get("image", {}).get("link"))
