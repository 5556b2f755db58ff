"""The door for reviews and social mentions: signed like the events of tills and apps, with the same keys.

`POST /touchpoints/reviews`; docs/listening.md tells what is sent.
"""

import asyncio
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sanic import Blueprint, Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from hamrah.bootstrap import sessions
from hamrah.bot.signed_requests import sender_of
from hamrah.crm.engine import transaction
from hamrah.keys import touchpoint_keys
from hamrah.services.event_signatures import BadSignature
from hamrah.services.review_entries import ReviewEntry
from hamrah.services.reviews import Taken, take_reviews

LONGEST_BODY = 512 * 1024
MOST_ENTRIES = 100
SOURCE = "hook:"
"""Begins the source of what comes in here; the id of the key follows, so that nobody writes in another's name."""


class _Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    reviews: list[ReviewEntry] = Field(min_length=1, max_length=MOST_ENTRIES)


def review_site() -> Blueprint:
    """The one route."""
    routes = Blueprint("reviews")
    routes.add_route(_reviews, "/touchpoints/reviews", methods=["POST"], name="take")
    return routes


async def _reviews(request: Request) -> HTTPResponse:
    if len(request.body) > LONGEST_BODY:
        return json_response({"error": "too_long"}, 413)
    try:
        sender = sender_of(request, touchpoint_keys())
        entries = _Body.model_validate_json(request.body).reviews
    except BadSignature as bad:
        return json_response({"error": bad.reason}, 401)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        return json_response({"error": "malformed", "where": ".".join(map(str, first["loc"]))}, 422)
    taken = await asyncio.to_thread(_take, sender, entries)
    return json_response(_answer(taken))


def _take(sender: str, entries: list[ReviewEntry]) -> Taken:
    with transaction(sessions()) as session:
        return take_reviews(session, SOURCE + sender, entries)


def _answer(taken: Taken) -> dict[str, Any]:
    missing = {"unknown_products": taken.unknown_products, "unknown_branches": taken.unknown_branches}
    return {"taken": taken.new, "known": taken.known, **missing}
