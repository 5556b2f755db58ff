"""The fake of Twilio over HTTP: its interface for messages, and the answers it gives."""

import re
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from tests.channels.fakes.twilio import FakeTwilio, Refusal, as_resource
from tests.local_server import JsonHandler, make_server, running

PATH = re.compile(r"/2010-04-01/Accounts/(AC[0-9a-f]{32})/Messages\.json")


@contextmanager
def serving(fake: FakeTwilio) -> Iterator[FakeTwilio]:
    """Serve it on a free port, in this process."""
    with running(make_server(Api, fake=fake)) as fake.url:
        yield fake


class Api(JsonHandler):
    """Twilio's interface over HTTP, as far as the messages of an account."""

    fake: FakeTwilio

    def do_POST(self) -> None:
        form = parse_qs(self.body().decode(), keep_blank_values=True)
        if not self._let_in():
            return
        forced = self.fake.answers.pop(0) if self.fake.answers else None
        if forced == "lost":
            self.cut()
        elif isinstance(forced, int):
            self._answer(forced, {"code": 20429 if forced == 429 else 20500, "status": forced})
        elif self.headers["Content-Type"].startswith("application/x-www-form-urlencoded"):
            self._take(form, forced)
        else:
            self._take({}, forced)

    def _take(self, form: dict[str, list[str]], forced: Any) -> None:
        try:
            if isinstance(forced, Refusal):
                raise forced
            message = self.fake.take(form)
        except Refusal as refusal:
            said = {"code": refusal.code, "message": "Twilio's own words about it", "status": refusal.status}
            self._answer(refusal.status, {**said, "more_info": f"https://www.twilio.com/docs/errors/{refusal.code}"})
            return
        if forced == "cut":
            self.cut()
            return
        self._answer(201, as_resource(message))
        if self.fake.calls_back:
            threading.Thread(target=self.fake.settle, args=(message["sid"],), daemon=True).start()

    def do_GET(self) -> None:
        if self._let_in():
            asked = dict(parse_qsl(urlsplit(self.path).query))
            self._answer(200, {"messages": self.fake.listed(asked.get("To", ""), asked.get("From", ""))})

    def _let_in(self) -> bool:
        known = b64encode(f"{self.fake.account}:{self.fake.token}".encode()).decode()
        path = PATH.fullmatch(urlsplit(self.path).path)
        if self.headers.get("Authorization") != f"Basic {known}":
            self._answer(401, {"code": 20003, "message": "Authenticate", "status": 401})
        elif path is None or path.group(1) != self.fake.account:
            self._answer(404, {"code": 20404, "message": "The requested resource was not found", "status": 404})
        else:
            return True
        return False

    def _answer(self, status: int, body: dict[str, Any]) -> None:
        self.say(status, body, {} if self.fake.waits is None else {"Retry-After": self.fake.waits})
