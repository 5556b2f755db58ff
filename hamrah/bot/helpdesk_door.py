"""The door for helpdesks that tell us of their changes by a signed webhook.

`POST /helpdesks/changes`; docs/helpdesks.md tells what is sent and how it is signed.
"""

import asyncio
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sanic import Blueprint, Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response
from sqlalchemy.exc import IntegrityError

from hamrah.bootstrap import sessions, texts
from hamrah.bot.signed_requests import sender_of
from hamrah.crm.base import utc_now
from hamrah.crm.engine import transaction
from hamrah.crm.tickets import TICKET_STATUSES
from hamrah.keys import helpdesk_keys
from hamrah.services.event_signatures import BadSignature
from hamrah.services.helpdesk_changes import LONGEST_VALUE, UnknownTicket, take_change

LONGEST_BODY = 64 * 1024


class SentChange(BaseModel):
    """What a helpdesk sends: an id of its own that it never uses again, our ticket's number, what changed."""

    model_config = ConfigDict(extra="forbid", strict=True)

    id: str = Field(min_length=1, max_length=150)
    ticket: str = Field(min_length=1, max_length=40)
    kind: Literal["status", "assigned", "answer", "note"]
    value: str = Field(min_length=1, max_length=LONGEST_VALUE)

    def is_usable(self) -> bool:
        """Whether the value fits the kind."""
        return bool(self.value.strip()) and (self.kind != "status" or self.value in TICKET_STATUSES)


def helpdesk_site() -> Blueprint:
    """The one route."""
    routes = Blueprint("helpdesks")
    routes.add_route(_change, "/helpdesks/changes", methods=["POST"], name="change")
    return routes


async def _change(request: Request) -> HTTPResponse:
    if len(request.body) > LONGEST_BODY:
        return json_response({"error": "too_long"}, 413)
    try:
        sender = sender_of(request, helpdesk_keys())
        sent = SentChange.model_validate_json(request.body)
    except BadSignature as bad:
        return json_response({"error": bad.reason}, 401)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors(include_input=False, include_url=False)[0]["loc"])
        return json_response({"error": "unusable", "where": where}, 422)
    if not sent.is_usable():
        return json_response({"error": "unusable", "where": "value"}, 422)
    try:
        applied = await asyncio.to_thread(_take, sender, sent)
    except UnknownTicket:
        return json_response({"error": "unknown_ticket", "where": "ticket"}, 404)
    return json_response({"status": "taken" if applied else "known"})


def _take(sender: str, sent: SentChange) -> bool:
    origin = f"{sender}:{sent.id}"
    try:
        with transaction(sessions()) as session:
            return take_change(session, texts(), sender, sent.ticket, sent.kind, sent.value, origin, utc_now())
    except IntegrityError:  # the same change came in twice at the same moment
        return False
