"""Requests signed with a shared secret, as tills, listeners and helpdesks send them."""

from datetime import timedelta
from typing import Any

import requests

from hamrah.crm.base import utc_now
from hamrah.services.event_signatures import sign_event


def sign(body: bytes, *, kid: str, secret: str, age: float = 0) -> dict[str, str]:
    """The headers of a body that was signed so many seconds ago."""
    timestamp = str(int((utc_now() - timedelta(seconds=age)).timestamp()))
    signature = sign_event(secret, timestamp, body)
    return {"X-Hamrah-Key": kid, "X-Hamrah-Timestamp": timestamp, "X-Hamrah-Signature": signature}


def post(door: str, body: bytes, headers: dict[str, str]) -> tuple[int, dict[str, Any]]:
    """What a door answers: its status and its JSON."""
    answer = requests.post(door, data=body, headers=headers, timeout=30)
    return answer.status_code, answer.json()
