"""Signatures with which tills and apps vouch for the events they send: HMAC-SHA256 over time and raw body."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta

HOLDS = timedelta(minutes=5)
"""So far a sender's clock, and the way here, may be off; what is older is somebody else's recording."""


class BadSignature(Exception):
    """An event is not to be believed; `reason` is `signature_invalid` or `signature_stale`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def sign_event(secret: str, timestamp: str, body: bytes) -> str:
    """The signature (hexadecimal) of a body sent at `timestamp` (seconds since 1970, as written in the header)."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def check_event(
    keys: Mapping[str, str], sender: str, timestamp: str, signature: str, body: bytes, now: datetime
) -> None:
    """Check that `sender`, the id of one of `keys`, signed this body within five minutes. Raises `BadSignature`.

    Compared in constant time, and an unknown sender takes as long as a wrong signature.
    """
    expected = sign_event(keys.get(sender, ""), timestamp, body)
    signed = hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace"))
    if not signed or sender not in keys:
        raise BadSignature("signature_invalid")
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 12):
        raise BadSignature("signature_invalid")
    if abs(now.timestamp() - int(timestamp)) > HOLDS.total_seconds():
        raise BadSignature("signature_stale")
