"""Requests that tills, apps and other systems sign: who sent one."""

from sanic import Request

from hamrah.crm.base import utc_now
from hamrah.keys import touchpoint_keys
from hamrah.services.event_signatures import check_event


def sender_of(request: Request) -> str:
    """The id of the touchpoint key that a request is signed with. Raises `BadSignature`."""
    sender, timestamp, signature = (
        request.headers.get(f"x-hamrah-{name}", "") for name in ("key", "timestamp", "signature")
    )
    check_event(touchpoint_keys(), sender, timestamp, signature, request.body, utc_now())
    return sender
