"""The door for tills and apps: signed events of purchases and visits, into the customer's one history.

`POST /touchpoints/events`; docs/suggestions.md tells what is sent and how it is signed.
"""

import asyncio
from typing import Any

from sanic import Blueprint, Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response
from sqlalchemy.exc import IntegrityError

from hamrah.bootstrap import sessions
from hamrah.bot.signed_requests import sender_of
from hamrah.crm.engine import transaction
from hamrah.keys import touchpoint_keys
from hamrah.services.event_signatures import BadSignature
from hamrah.services.touchpoints import Event, UnusableEvent, purchase_total, read_event, take_event

LONGEST_BODY = 64 * 1024
CONFLICTS = ("number_known",)


def touchpoint_site() -> Blueprint:
    """The one route."""
    routes = Blueprint("touchpoints")
    routes.add_route(_event, "/touchpoints/events", methods=["POST"], name="event")
    return routes


async def _event(request: Request) -> HTTPResponse:
    if len(request.body) > LONGEST_BODY:
        return json_response({"error": "too_long"}, 413)
    try:
        sender = sender_of(request, touchpoint_keys())
        answer = await asyncio.to_thread(_take, sender, read_event(request.body))
    except BadSignature as bad:
        return json_response({"error": bad.reason}, 401)
    except UnusableEvent as unusable:
        return _refused(unusable)
    return json_response(answer)


def _take(sender: str, event: Event) -> dict[str, Any]:
    try:
        with transaction(sessions()) as session:
            status = "taken" if take_event(session, sender, event) else "known"
            total = purchase_total(session, sender, event)
            return {"status": status} | ({} if total is None else {"total_minor": total})
    except IntegrityError:  # another process wrote the same receipt at the same moment
        raise UnusableEvent("number_known", "number") from None


def _refused(unusable: UnusableEvent) -> HTTPResponse:
    said: dict[str, Any] = {"error": unusable.reason, "where": unusable.where}
    return json_response(said, 409 if unusable.reason in CONFLICTS else 422)
