"""Requests that tills, apps, helpdesks and other systems sign: who sent one."""

from collections.abc import Mapping

from sanic import Request

from hamrah.crm.base import utc_now
from hamrah.services.event_signatures import check_event


def sender_of(request: Request, keys: Mapping[str, str]) -> str:
    """The id of the one of these keys that a request is signed with. Raises `BadSignature`."""
    sender, timestamp, signature = (
        request.headers.get(f"x-hamrah-{name}", "") for name in ("key", "timestamp", "signature")
    )
    check_event(keys, sender, timestamp, signature, request.body, utc_now())
    return sender
