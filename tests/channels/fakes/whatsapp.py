"""The WhatsApp Cloud API as far as a shop's bot uses it, in a thread: strict about messages, windows and rates.

What it takes stands in `taken`. It also plays the people: `hear` and `report` sign webhooks and post them to the bot.
"""

import hashlib
import hmac
import itertools
import json
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import requests

from tests.channels.fakes.whatsapp_messages import STATUSES, TITLES, Mark, Taken
from tests.channels.fakes.whatsapp_registry import Registry
from tests.channels.fakes.whatsapp_rules import UNEXPECTED, Wrong, check_mark, check_message
from tests.local_server import JsonHandler, make_server, running

WINDOW_SECONDS = 24 * 3600
BURST, SECONDS_A_MESSAGE = 45, 6.0
"""One message each six seconds to one person; of these 45 may be sent at once, and the pause after makes up for it."""


@dataclass
class FakeWhatsApp:
    """One business number.

    `answers` holds what the next requests meet instead: an error code, an HTTP status as text (`"503"`), `cut`.
    `cut_after` is like `cut`, but the message is taken before the connection breaks. `mark_answers` is the same for
    marks, `wait` holds one until `let_go` is set. Its clock is `ahead` by so many seconds.
    """

    token: str = "EAAB-fake-token-of-a-system-user"
    app_secret: str = "0123456789abcdef0123456789abcdef"
    phone_number_id: str = "106540352242922"
    version: str = "v24.0"
    display_number: str = "922135550100"
    taken: list[Taken] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)
    answers: list[int | str] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    mark_answers: list[int | str] = field(default_factory=list)
    let_go: threading.Event = field(default_factory=threading.Event)
    heard_ids: dict[str, str] = field(default_factory=dict)
    templates: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    nobody: set[str] = field(default_factory=set)
    webhook: str = ""
    url: str = ""
    redirects_to: str = "https://elsewhere.example/"
    ahead: float = 0.0
    heard_at: dict[str, float] = field(default_factory=dict)
    sent_at: dict[str, deque[float]] = field(default_factory=dict)
    registry: Registry = field(default_factory=Registry)
    arrived: threading.Condition = field(default_factory=threading.Condition)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def now(self) -> float:
        """Seconds since 1970 by its clock."""
        return time.time() + self.ahead

    def to(self, address: str) -> list[Taken]:
        """What one person was sent, in order."""
        return [one for one in self.taken if one.to == address]

    def wait_for(self, count: int, address: str, seconds: float = 30.0) -> list[Taken]:
        """What one person was sent, once that is so many messages."""
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.to(address)) >= count, seconds), self.refused
        return self.to(address)

    def mark(self, path: str, authorization: str, body: Any) -> None:
        """Mark a person's message as read. Raises `Wrong`."""
        self._let_in(path, authorization)
        to = check_mark(body, self.heard_ids)
        with self.arrived:
            self.marks.append(Mark(body["message_id"], to, "typing_indicator" in body, len(self.to(to))))
            self.arrived.notify_all()

    def take(self, path: str, authorization: str, body: Any) -> Taken:
        """Take one message. Raises `Wrong`."""
        self._let_in(path, authorization)
        check_message(body, self.templates)
        to = str(body.get("to") or body["recipient"]).lstrip("+")
        self._check_person(to, body["type"])
        taken = Taken(f"wamid.{next(self._numbers):032d}", to, body)
        with self.arrived:
            self.taken.append(taken)
            self.arrived.notify_all()
        return taken

    def _let_in(self, path: str, authorization: str) -> None:
        if authorization != f"Bearer {self.token}":
            raise Wrong(190, "The access token could not be decrypted")
        if path != f"/{self.version}/{self.phone_number_id}/messages":
            raise Wrong(UNEXPECTED, "Unsupported post request. Object with this ID does not exist")

    def _check_person(self, to: str, kind: str) -> None:
        if to in self.nobody:
            raise Wrong(131026, "Message Undeliverable.")
        if kind != "template" and self.heard_at.get(to, -WINDOW_SECONDS) < self.now - WINDOW_SECONDS:
            raise Wrong(131047, "Message failed to send because more than 24 hours have passed")
        sent = self.sent_at.setdefault(to, deque())
        while sent and sent[0] <= self.now - BURST * SECONDS_A_MESSAGE:
            sent.popleft()
        if len(sent) >= BURST:
            raise Wrong(131056, "Message failed to send because there were too many messages to the same number")
        sent.append(self.now)

    def hear(self, payload: Mapping[str, Any]) -> requests.Response:
        """Tell the bot what came in, as Meta does; that opens the window of whoever wrote."""
        for entry in payload.get("entry", []):
            for change in entry.get("changes", []):
                for message in change.get("value", {}).get("messages", []):
                    writer = message.get("from") or message.get("from_user_id")
                    self.heard_at[str(writer)] = self.now
                    self.heard_ids[str(message.get("id"))] = str(writer)
        return self.post(json.dumps(payload).encode())

    def says(self, address: str, text: str, **more: Any) -> requests.Response:
        """A person writes a text; `more` as of `payload`."""
        return self.hear(self.payload(address, {"type": "text", "text": {"body": text}}, **more))

    def presses(self, address: str, taken: Taken, title: str) -> requests.Response:
        """A person presses a button or picks a row of a message they were sent."""
        picked = next(choice for choice in taken.choices if choice["title"] == title)
        kind = "button_reply" if taken.kind == "button" else "list_reply"
        reply: dict[str, Any] = {"type": "interactive", "interactive": {"type": kind, kind: dict(picked)}}
        if taken.kind == "template":
            reply = {"type": "button", "button": {"payload": picked["id"], "text": picked["title"]}}
        context = {"context": {"from": self.display_number, "id": taken.id}}
        return self.hear(self.payload(address, {**context, **reply}))

    def payload(
        self,
        address: str,
        message: Mapping[str, Any],
        message_id: str | None = None,
        name: str = "Ayesha",
        at: float | None = None,
    ) -> dict[str, Any]:
        """A webhook's body with one message of a person, known by number or by their id in the business."""
        sender = {"from": address} if address.isdigit() else {"from": "", "from_user_id": address}
        sent = {**sender, "id": message_id or f"wamid.IN{next(self._numbers):030d}"}
        known = {"wa_id": address} if address.isdigit() else {"wa_id": "", "user_id": address}
        stamped = {**sent, "timestamp": str(int(self.now if at is None else at)), **message}
        return self.enclosed({"contacts": [{"profile": {"name": name}, **known}], "messages": [stamped]})

    def report(self, provider_id: str, status: str, to: str, code: int | None = None) -> requests.Response:
        """Tell the bot what became of a message."""
        row: dict[str, Any] = {"id": provider_id, "status": status, "timestamp": str(int(self.now))}
        row["recipient_id"] = to
        if code is not None:
            title = TITLES.get(code, "Something went wrong")
            row["errors"] = [{"code": code, "title": title, "message": title, "error_data": {"details": title}}]
        return self.post(json.dumps(self.enclosed({"statuses": [row]})).encode())

    def enclosed(self, value: Mapping[str, Any]) -> dict[str, Any]:
        """A webhook's body about this number."""
        metadata = {"display_phone_number": self.display_number, "phone_number_id": self.phone_number_id}
        change = {"value": {"messaging_product": "whatsapp", "metadata": metadata, **value}, "field": "messages"}
        return {"object": "whatsapp_business_account", "entry": [{"id": "102290129340398", "changes": [change]}]}

    def post(self, body: bytes) -> requests.Response:
        """Post a signed body to the bot's webhook."""
        headers = {"Content-Type": "application/json", "X-Hub-Signature-256": self.signature(body)}
        return requests.post(self.webhook, data=body, headers=headers, timeout=30)

    def signature(self, body: bytes) -> str:
        """What Meta puts into `X-Hub-Signature-256`."""
        return "sha256=" + hmac.new(self.app_secret.encode(), body, hashlib.sha256).hexdigest()


@contextmanager
def serving(fake: FakeWhatsApp) -> Iterator[FakeWhatsApp]:
    """Serve it on a free port."""
    with running(make_server(_Api, fake=fake)) as fake.url:
        yield fake


class _Api(JsonHandler):
    fake: FakeWhatsApp

    def do_POST(self) -> None:
        body = self.body()
        if self.path.endswith("/message_templates"):
            self._answer(_managed(self.fake, self.path, self.headers, body))
        else:
            self._answer(_sent(self.fake, self.path, self.headers, body))

    def do_GET(self) -> None:
        self._answer(_managed(self.fake, self.path, self.headers, None))

    def _answer(self, answer: tuple[int, dict[str, Any]] | None) -> None:
        if answer is None:
            self.cut()
            return
        status, said = answer
        self.say(status, said, {"Location": self.fake.redirects_to} if status in (301, 302, 307, 308) else {})


def _sent(fake: FakeWhatsApp, path: str, headers: Mapping[str, str], body: bytes) -> tuple[int, dict[str, Any]] | None:
    """What a request to send is answered; None where the connection breaks."""
    asked = json.loads(body)
    is_mark = isinstance(asked, dict) and "status" in asked
    answers = fake.mark_answers if is_mark else fake.answers
    planned = answers.pop(0) if answers else None
    if planned == "cut":
        return None
    if planned == "wait":
        fake.let_go.wait(30)
    if isinstance(planned, int):
        return STATUSES.get(planned, 400), _error(planned, TITLES.get(planned, "Something went wrong"))
    if planned and planned.isdigit():
        return int(planned), {}
    try:
        if is_mark:
            fake.mark(path, headers.get("Authorization", ""), asked)
            return 200, {"success": True}
        taken = fake.take(path, headers.get("Authorization", ""), asked)
    except Wrong as wrong:
        fake.refused.append((wrong.code, wrong.details))
        return STATUSES.get(wrong.code, 400), _error(wrong.code, wrong.details)
    if planned == "cut_after":
        return None
    contacts = [{"input": taken.to, "wa_id": taken.to}]
    return 200, {"messaging_product": "whatsapp", "contacts": contacts, "messages": [{"id": taken.id}]}


def _managed(
    fake: FakeWhatsApp, path: str, headers: Mapping[str, str], body: bytes | None
) -> tuple[int, dict[str, Any]]:
    """What a request about templates is answered."""
    place, _, query = path.partition("?")
    try:
        if headers.get("Authorization") != f"Bearer {fake.token}":
            raise Wrong(190, "The access token could not be decrypted")
        if place != f"/{fake.version}/{fake.registry.account}/message_templates":
            raise Wrong(UNEXPECTED, "Unsupported request. Object with this ID does not exist")
        if body is None:
            return 200, fake.registry.page(dict(parse_qsl(query)))
        return 200, fake.registry.take(json.loads(body))
    except Wrong as wrong:
        fake.refused.append((wrong.code, wrong.details))
        said = _error(wrong.code, wrong.details)["error"]
        return STATUSES.get(wrong.code, 400), {"error": {**said, "error_user_msg": wrong.details}}


def _error(code: int, details: str) -> dict[str, Any]:
    title = TITLES.get(code, "Something went wrong")
    data = {"messaging_product": "whatsapp", "details": details}
    return {"error": {"message": f"(#{code}) {title}", "type": "OAuthException", "code": code, "error_data": data}}
