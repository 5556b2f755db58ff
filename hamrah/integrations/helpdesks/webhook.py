"""Any system that takes signed JSON. It tells us of its changes the same way (`hamrah/bot/helpdesk_door.py`).

Nothing can be looked up there, so every event has an id that is the same however often it is sent, and the receiver
drops an id that it has seen. docs/helpdesks.md shows the events and how they are signed.
"""

import json
from time import time
from typing import TYPE_CHECKING

from hamrah.helpdesk_settings import WebhookSettings
from hamrah.integrations.helpdesks.http import Auth, Http
from hamrah.integrations.helpdesks.port import Away, Change, Changes
from hamrah.services.event_signatures import sign_event
from hamrah.services.outbox import Message

if TYPE_CHECKING:
    from requests import PreparedRequest

LONGEST_ID = 200


def signature(sender: str, secret: str) -> Auth:
    """Sign each request over time and body; a repeated one gets the time of its own sending."""

    def sign(request: "PreparedRequest") -> "PreparedRequest":
        timestamp = str(int(time()))
        body = request.body if isinstance(request.body, bytes) else (request.body or "").encode()
        request.headers["X-Hamrah-Key"] = sender
        request.headers["X-Hamrah-Timestamp"] = timestamp
        request.headers["X-Hamrah-Signature"] = sign_event(secret, timestamp, body)
        return request

    return sign


class Webhook:
    """The port's adapter for a receiver of events."""

    batch = 50

    def __init__(self, name: str, config: WebhookSettings) -> None:
        self._http = Http(config.url, signature(name, config.secret.get_secret_value()))

    def find_ticket(self, number: str) -> str | None:
        """Nothing can be looked up; the event is sent again and dropped there."""
        return None

    def ensure_customer(self, message: Message) -> str | None:
        """The customer is part of every event."""
        return None

    def create_ticket(self, message: Message, key: str, customer: str | None) -> str:
        """Send `ticket.created`; the `id` in the answer is the ticket's there, our number where it names none."""
        return self._send("ticket.created", message.ticket, f"{message.ticket}:created", message) or message.ticket

    def has_comment(self, remote_id: str, key: str) -> bool:
        """Nothing can be looked up."""
        return False

    def add_comment(self, remote_id: str, message: Message, key: str) -> None:
        """Send `ticket.comment`."""
        self._send("ticket.comment", remote_id, f"{key}:comment", message)

    def set_status(self, remote_id: str, message: Message, key: str) -> None:
        """Send `ticket.status`."""
        self._send("ticket.status", remote_id, f"{key}:status", message)

    def changes(self, cursor: str | None) -> Changes:
        """Changes come in by the door of ours, not by asking."""
        return Changes((), cursor or "0")

    def complete(self, change: Change) -> Change:
        """As above."""
        return change

    def _send(self, event: str, remote_id: str, identity: str, message: Message) -> str | None:
        """Send an event; the id that the answer gives the ticket, if any. No answer is needed beyond a 2xx."""
        told = {"id": identity, "event": event, "remote_id": remote_id, **message.model_dump(mode="json")}
        body = json.dumps(told, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json", "Idempotency-Key": identity}
        answer = self._http.ask("POST", "", data=body, headers=headers)
        try:
            said = answer.json()
        except ValueError:
            return None
        given = said.get("id") if isinstance(said, dict) else None
        if given is not None and not (isinstance(given, str | int) and 0 < len(str(given)) <= LONGEST_ID):
            raise Away("POST answered an id that is none")
        return None if given is None else str(given)
