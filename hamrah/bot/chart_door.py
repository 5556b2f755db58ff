"""The door for charts that staff were shown, for an hour: `GET /staff/charts/<token>.png`; see docs/sales-report.md.

A page's image carries no session, and a messaging app fetches the picture itself: so the link opens by itself. Where a
session is shown too, it must be the one that the link was made in. All that is wrong is answered alike.
"""

import asyncio
import logging

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, raw
from sqlalchemy.orm import Session

from hamrah.bootstrap import sessions
from hamrah.charts.fonts import NoUrduFont
from hamrah.charts.plan import ChartPlan
from hamrah.crm.base import utc_now
from hamrah.services.chart_links import PATH, open_chart
from hamrah.services.web_sessions import read_session

log = logging.getLogger(__name__)
LONGEST_TOKEN = 100
HEADERS = {
    "cache-control": "private, no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "content-security-policy": "default-src 'none'",
}


def chart_site() -> Blueprint:
    """The one route."""
    routes = Blueprint("charts")

    async def show(request: Request, token: str, ext: str) -> HTTPResponse:
        drawn = await asyncio.to_thread(_drawn, token, request.headers.get("authorization"))
        if drawn is None:
            return raw(b"", status=404, headers=HEADERS)
        return raw(drawn, content_type="image/png", headers=HEADERS)

    routes.add_route(show, f"{PATH}<token:ext=png>", methods=["GET"], name="show")
    return routes


def _drawn(token: str, shown: str | None) -> bytes | None:
    """The picture, in a thread of its own: drawing takes a moment."""
    if len(token) > LONGEST_TOKEN:
        return None
    with sessions()() as session:
        kept = open_chart(session, token, utc_now(), None if shown is None else _sender(session, shown))
    if kept is None:
        return None
    from hamrah.charts.drawing import draw_plan

    try:
        return draw_plan(ChartPlan.from_json(kept))
    except NoUrduFont as missing:
        log.error("A chart was not drawn: %s", missing)
        return None


def _sender(session: Session, shown: str) -> str:
    """The conversation of the session that is shown; nobody's for one that does not hold."""
    opened = read_session(shown.removeprefix("Bearer "))
    return opened.sender_id if opened is not None and opened.holds(session) else ""
