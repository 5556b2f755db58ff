"""Telegram's Bot API on a port of this machine: one bot, the people who write to it, their phones.

It takes what Telegram takes and refuses what Telegram refuses (`telegram_rules.py`), brings updates to the webhook
again until they are taken, and lets one at a time ask for them. What people do on their phones is in `Person`.
"""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import requests

from tests.channels.fakes import telegram_rules as rules
from tests.channels.fakes.telegram_people import Person
from tests.channels.fakes.telegram_rules import Allowance, Rejected, bad
from tests.local_server import JsonHandler, make_server, running

PATIENCE_SECONDS = 30.0
FOREVER = 1_000_000.0


@dataclass
class FakeTelegram:
    """One bot's side of Telegram. `chat_burst` messages go to a chat at once, then one a second; 30 a second in all.

    `troubles` are answered in turn to the next sendings: an HTTP status, a `Rejected`, or `cut` (taken, and the
    connection broken off before the answer) and `lost` (broken off, and not taken); `action_troubles` likewise to chat
    actions, of which `wait` is held until `let_go`. Updates go to the webhook by themselves, unless a test brings them
    `by_hand`.
    """

    token: str = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
    username: str = "bazaar_hamrah_bot"
    chat_burst: float = 20.0
    retry_seconds: float = 0.05
    deliver_twice: bool = False
    by_hand: bool = False
    url: str = ""
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    troubles: list[int | str | Rejected] = field(default_factory=list)
    action_troubles: list[int | str | Rejected] = field(default_factory=list)
    let_go: threading.Event = field(default_factory=threading.Event)
    people: dict[int, Person] = field(default_factory=dict)
    webhook: dict[str, Any] = field(default_factory=dict)
    pending: list[dict[str, Any]] = field(default_factory=list)
    brought: list[int] = field(default_factory=list)
    presses: set[str] = field(default_factory=set)
    changed: threading.Condition = field(default_factory=lambda: threading.Condition(threading.RLock()))
    closed: bool = False

    def __post_init__(self) -> None:
        self._updates, self._messages, self._polls = count(700_000_001), count(1), 0
        self._overall = Allowance(30, 30)
        self._chats: dict[int, Allowance] = {}
        self._wanted: list[str] = []

    def person(self, number: int = 66812456, name: str = "Ayesha", phone: str = "923001234567") -> Person:
        """A person with an account, who has not written to the bot yet."""
        return self.people.setdefault(number, Person(self, number, name, phone))

    def update(self, kind: str, content: dict[str, Any]) -> int:
        """Something happened: the bot is to hear of it, if it wants to; the update's number."""
        with self.changed:
            number = next(self._updates)
            if not self._wanted or kind in self._wanted:
                self.pending.append({"update_id": number, kind: content})
            self.changed.notify_all()
            return number

    def next_message(self) -> int:
        """A number that no message of this bot has had."""
        return next(self._messages)

    def wait_until(self, ready: Callable[[], Any], seconds: float = PATIENCE_SECONDS) -> Any:
        """Wait until something is so, woken by all that happens here; what `ready` then gives."""
        with self.changed:
            assert self.changed.wait_for(ready, seconds), f"not within {seconds} s; asked: {self.asked()[-8:]}"
            return ready()

    def settled(self) -> bool:
        """Whether the bot has taken all that happened."""
        return not self.pending

    def asked(self) -> list[str]:
        """The methods that were called, in their order."""
        return [method for method, _ in self.calls]

    def answer(self, token: str, method: str, content_type: str, body: bytes) -> tuple[int | str, Any]:
        """The status and the JSON to one request; a status that is a word breaks the connection off."""
        try:
            if token != self.token:
                raise Rejected(401, "Unauthorized")
            if method not in rules.FIELDS:
                raise Rejected(404, "Not Found")
            fields = rules.read_body(content_type, body)
            with self.changed:
                self.calls.append((method, fields))
                self.changed.notify_all()
            rules.check_fields(method, fields)
            if method == "sendChatAction":
                trouble = self._trouble(self.action_troubles)
            else:
                trouble = self._trouble(self.troubles) if method.startswith("send") else None
            if trouble == "lost":
                return "lost", None
            result = getattr(self, f"_{method}")(fields)
            return trouble or 200, {"ok": True, "result": result}
        except Rejected as no:
            parameters = {"parameters": no.parameters} if no.parameters else {}
            return no.status, {"ok": False, "error_code": no.status, "description": no.description, **parameters}

    def _trouble(self, troubles: list[int | str | Rejected]) -> str | None:
        trouble = troubles.pop(0) if troubles else None
        if trouble == "wait":
            self.let_go.wait(PATIENCE_SECONDS)
            return None
        if isinstance(trouble, int):
            raise Rejected(trouble, {500: "Internal Server Error", 502: "Bad Gateway"}.get(trouble, "Error"))
        if isinstance(trouble, Rejected):
            raise trouble
        return trouble

    def _getMe(self, _: dict[str, Any]) -> Any:
        return {"id": int(self.token.split(":")[0]), "is_bot": True, "first_name": "Bazaar", "username": self.username}

    def _sendMessage(self, fields: dict[str, Any]) -> Any:
        text = rules.check_text(fields.get("text"), fields.get("parse_mode"))
        return self._send(fields, {"text": text})

    def _sendPhoto(self, fields: dict[str, Any]) -> Any:
        photo = rules.check_photo(fields.get("photo"))
        caption = rules.check_caption(fields.get("caption", ""), fields.get("parse_mode"))
        sizes = [{"file_id": "AgACAgQAAx", "file_unique_id": "AQADx", "width": 800, "height": 800, "file_size": 38244}]
        return self._send(fields, {"photo": sizes, "caption": caption}, url=photo)

    def _sendChatAction(self, fields: dict[str, Any]) -> Any:
        if fields.get("action") not in rules.ACTIONS:
            raise bad("wrong parameter action in request")
        person = self._reached(fields)
        with self.changed:
            person.actions.append((fields["action"], len(person.shown)))
            self.changed.notify_all()
        return True

    def _send(self, fields: dict[str, Any], content: dict[str, Any], url: str | None = None) -> Any:
        markup = rules.check_markup_of(fields)
        person = self._reached(fields)
        with self.changed:
            self._overall.take()
            self._chats.setdefault(person.number, Allowance(self.chat_burst, 1.0)).take()
            message = {"message_id": self.next_message(), "from": self._getMe({}), "chat": person.chat()}
            message |= {"date": int(time.time()), **content}
            person.show(message, markup, url)
            self.changed.notify_all()
        return message

    def _reached(self, fields: dict[str, Any]) -> Person:
        try:
            person = self.people.get(int(fields.get("chat_id") or ""))
        except (TypeError, ValueError):
            raise bad("chat_id is empty") from None
        if person is None or not person.began:
            raise bad("chat not found")
        if person.deactivated:
            raise Rejected(403, "Forbidden: user is deactivated")
        if person.blocks:
            raise Rejected(403, "Forbidden: bot was blocked by the user")
        return person

    def _answerCallbackQuery(self, fields: dict[str, Any]) -> Any:
        with self.changed:
            if fields.get("callback_query_id") not in self.presses:
                raise bad("query is too old and response timeout expired or query ID is invalid")
            if rules.units(fields.get("text", "")) > rules.LONGEST_NOTICE:
                raise bad("MESSAGE_TOO_LONG")
            self.presses.discard(fields["callback_query_id"])
            self.changed.notify_all()
            return True

    def _getUpdates(self, fields: dict[str, Any]) -> Any:
        rules.check_wanted(fields)
        with self.changed:
            if self.webhook:
                why = (
                    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
                )
                raise Rejected(409, f"Conflict: {why}")
            self._polls += 1
            mine = self._polls
            self._wanted = fields.get("allowed_updates", self._wanted)
            self.pending = [one for one in self.pending if one["update_id"] >= fields.get("offset", 0)]
            self.changed.notify_all()
            ready = self.changed.wait_for(
                lambda: self.pending or self.closed or self._polls != mine, min(50, fields.get("timeout", 0))
            )
            if ready and self._polls != mine:
                why = "terminated by other getUpdates request; make sure that only one bot instance is running"
                raise Rejected(409, f"Conflict: {why}")
            return self.pending[: min(100, fields.get("limit", 100))]

    def _setWebhook(self, fields: dict[str, Any]) -> Any:
        if not fields.get("url"):
            return self._deleteWebhook(fields)
        rules.check_webhook(fields)
        with self.changed:
            self.webhook = dict(fields)
            self._wanted = fields.get("allowed_updates", self._wanted)
            if fields.get("drop_pending_updates"):
                self.pending.clear()
            self.changed.notify_all()
        return True

    def _deleteWebhook(self, fields: dict[str, Any]) -> Any:
        with self.changed:
            self.webhook = {}
            if fields.get("drop_pending_updates"):
                self.pending.clear()
        return True

    def _getWebhookInfo(self, _: dict[str, Any]) -> Any:
        info = {"url": self.webhook.get("url", ""), "has_custom_certificate": False}
        info |= {"pending_update_count": len(self.pending)}
        if self.webhook:
            info |= {"max_connections": self.webhook.get("max_connections", 40), "allowed_updates": self._wanted}
            info |= {
                name: self.webhook[name] for name in ("last_error_date", "last_error_message") if name in self.webhook
            }
        return info

    def bring_updates(self) -> None:
        """Bring what happened to the webhook, in order, each again until it is taken."""
        while not self.closed:
            with self.changed:
                self.changed.wait_for(self._to_bring, FOREVER)
                if self.closed:
                    return
                update, hook = self.pending[0], self.webhook
            taken = all([200 <= self.bring(hook, update) < 300 for _ in range(1 + self.deliver_twice)])
            with self.changed:
                if taken and self.pending and self.pending[0] is update:
                    self.pending.pop(0)
                self.changed.notify_all()
                if not taken:
                    self.changed.wait_for(lambda: self.closed, self.retry_seconds)

    def _to_bring(self) -> bool:
        return self.closed or bool(self.webhook and self.pending and not self.by_hand)

    def bring(self, hook: dict[str, Any], update: dict[str, Any]) -> int:
        """Bring one update to a webhook, and do what its answer asks for; the status, 0 where nobody answers."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": hook["secret_token"]} if "secret_token" in hook else {}
        with self.changed:
            self.brought.append(update["update_id"])
        try:
            answer = requests.post(hook["url"], json=update, headers=headers, timeout=10)
        except requests.RequestException:
            hook |= {"last_error_date": int(time.time()), "last_error_message": "Connection refused"}
            return 0
        if not 200 <= answer.status_code < 300:
            why = f"Wrong response from the webhook: {answer.status_code}"
            hook |= {"last_error_date": int(time.time()), "last_error_message": why}
        elif answer.content and "method" in (asked := answer.json()):
            fields = {name: value for name, value in asked.items() if name != "method"}
            self.answer(self.token, asked["method"], "application/json", json.dumps(fields).encode())
        return answer.status_code

    def close(self) -> None:
        """Let go of whoever waits."""
        with self.changed:
            self.closed = True
            self.changed.notify_all()


@contextmanager
def serving(fake: FakeTelegram) -> Iterator[FakeTelegram]:
    """Serve it on a free port, in this process."""
    with running(make_server(_Api, fake=fake)) as fake.url:
        threading.Thread(target=fake.bring_updates, daemon=True).start()
        try:
            yield fake
        finally:
            fake.close()


class _Api(JsonHandler):
    fake: FakeTelegram

    def do_POST(self) -> None:
        _, bot, method = (*self.path.split("/"), "", "")[:3]
        content_type = self.headers.get("Content-Type", "")
        status, said = self.fake.answer(bot.removeprefix("bot"), method, content_type, self.body())
        if isinstance(status, str):
            self.cut()
        else:
            self.say(status, said)
