"""A receiver of signed events as docs/helpdesks.md asks for one: checks each signature, drops what it has seen.

`python -m tests.integrations.helpdesks.receiver SECRET [NAME]` serves on a free port, whose number it prints.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from hamrah.services.event_signatures import BadSignature, check_event
from tests.local_server import JsonHandler, make_server, running


@dataclass
class Receiver:
    """What it has taken, and how it is to answer next: a status, or `cut` to break the connection off, after taking.

    `waits` goes out as `Retry-After`. `deaf` makes it answer without taking. `ids` are ids for tickets of which it
    makes something else than the usual.
    """

    secret: str
    name: str = "hook"
    taken: dict[str, dict[str, Any]] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    repeated: int = 0
    answers: list[int | str] = field(default_factory=list)
    waits: str | None = None
    deaf: bool = False
    ids: dict[str, str] = field(default_factory=dict)
    url: str = ""

    def events(self, ticket: str) -> list[str]:
        """The kinds of event taken of a ticket, in their order."""
        return [event["event"] for event in self.taken.values() if event["ticket"] == ticket]

    def take(self, headers: Any, body: bytes) -> int:
        """Check and take one event; the status to answer."""
        key, timestamp, signature = (headers.get(f"X-Hamrah-{name}", "") for name in ("Key", "Timestamp", "Signature"))
        try:
            check_event({self.name: self.secret}, key, timestamp, signature, body, datetime.now(UTC))
        except BadSignature as bad:
            self.refused.append(bad.reason)
            return 401
        event = json.loads(body)
        if event["id"] != headers["Idempotency-Key"]:
            return 400
        self.repeated += event["id"] in self.taken
        self.taken.setdefault(event["id"], event)
        return 200


@contextmanager
def receiving(receiver: Receiver) -> Iterator[Receiver]:
    """Serve it on a free port, in this process."""
    with running(make_server(_Door, receiver=receiver)) as url:
        receiver.url = f"{url}/events"
        yield receiver


class _Door(JsonHandler):
    receiver: Receiver

    def do_POST(self) -> None:
        body = self.body()
        status = 200 if self.receiver.deaf else self.receiver.take(self.headers, body)
        answer = self.receiver.answers.pop(0) if self.receiver.answers else status
        if isinstance(answer, str):
            self.cut()
            return
        headers = {} if self.receiver.waits is None else {"Retry-After": self.receiver.waits}
        if answer in (301, 302, 307, 308):
            headers["Location"] = "http://127.0.0.1:9/elsewhere"
        ticket = json.loads(body)["ticket"]
        self.say(answer, {"id": self.receiver.ids.get(ticket, f"case-{ticket}")}, headers)


if __name__ == "__main__":
    serving = make_server(_Door, receiver=Receiver(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "hook"))
    print(serving.server_port, flush=True)
    serving.serve_forever()
