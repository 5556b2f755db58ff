"""The website channel's HTTP door: sessions, messages, pushed messages, what is looked at on the page."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Request
from sanic.response import HTTPResponse, empty
from sanic.response import json as json_response

from hamrah.bootstrap import sessions
from hamrah.bot.channels.door import Door, EmptyMessage
from hamrah.bot.channels.limiter import Limiter
from hamrah.bot.channels.readable import storable
from hamrah.bot.channels.waiting import WaitingRoom
from hamrah.bot.channels.web.going_on import apps_here, ways_on
from hamrah.bot.channels.web.shape import as_json
from hamrah.bot.channels.web.turns import Turns
from hamrah.crm.engine import transaction
from hamrah.services.site_tokens import BadToken
from hamrah.services.transcripts import is_being_written, read_transcript
from hamrah.services.web_sessions import CHANNEL, Opened, WebSession, open_session, read_session
from hamrah.settings import settings

LONGEST_BODY = 64 * 1024
LONGEST_WAIT_SECONDS = 30.0
LONGEST_SAYING_SECONDS = 5.0
SESSIONS_A_MINUTE = 60
EVENTS_A_MINUTE = 60


class WebInput(InputChannel):
    """Our own channel for the website; see docs/embedding.md for its protocol and the host site's token."""

    @classmethod
    def name(cls) -> str:
        """The channel's name."""
        return CHANNEL

    def __init__(self) -> None:
        """Limit senders as the settings say."""
        self._messages = Limiter(settings().messages_per_minute)
        limited = settings().messages_per_minute > 0
        self._sessions = Limiter(SESSIONS_A_MINUTE if limited else 0)
        self._events = Limiter(EVENTS_A_MINUTE if limited else 0)
        self._waiting = WaitingRoom()
        self._turns = Turns()

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes below `/chat`; the bot is asked through the application's agent."""
        routes = Blueprint("chat", url_prefix="/chat")
        routes.add_route(self._open, "/session", methods=["POST"], name="open")
        routes.add_route(self._say, "/messages", methods=["POST"], name="say")
        routes.add_route(self._listen, "/messages", methods=["GET"], name="listen")
        routes.add_route(self._event, "/events", methods=["POST"], name="event")
        routes.add_route(self._go_on, "/link-code", methods=["POST"], name="go_on")

        # Functions, since a blueprint drops a method without a word.
        async def begin_watching(app: Any) -> None:
            app.ctx.watching = asyncio.create_task(self._waiting.watch())

        async def end_watching(app: Any) -> None:
            self._waiting.close()
            await self._turns.stop()
            app.ctx.watching.cancel()
            await asyncio.wait([app.ctx.watching])

        routes.after_server_start(begin_watching)
        routes.before_server_stop(end_watching)
        return routes

    async def _open(self, request: Request) -> HTTPResponse:
        body = _body(request)
        token, resume = (_text(body, name) for name in ("token", "resume"))
        if not self._sessions.allow(request.remote_addr or request.ip):
            return _error("slow_down", 429)
        try:
            opened = await asyncio.to_thread(_open_session, token, resume)
        except BadToken as bad:
            return _error(bad.reason, 401)
        messages = await _said_after(opened.sender_id, 0)
        last = messages[-1]["id"] if messages else 0
        return json_response(
            {
                "session": opened.secret,
                "name": opened.name,
                "signed_in": opened.name is not None,
                "language": opened.language,
                "messages": messages,
                "last": last,
                "apps": apps_here(settings(), of_staff=opened.of_staff),
            }
        )

    async def _say(self, request: Request) -> HTTPResponse:
        sender_id = await _sender(request)
        if sender_id is None:
            return _error("session_invalid", 401)
        if len(request.body) > LONGEST_BODY:
            return _error("too_long", 413)
        if not self._messages.allow(sender_id):
            return _error("slow_down", 429)
        body = _body(request)
        text, button = _text(body, "text"), _text(body, "press")
        message_id = storable(request.headers.get("idempotency-key", "")) or None
        door: Door = request.app.ctx.door
        if button is None:
            turn = partial(door.say, sender_id, text or "", message_id)
        else:
            turn = partial(door.press, sender_id, button, message_id)
        try:
            answers = await self._turns.finish(sender_id, message_id, turn)
        except EmptyMessage:
            return _error("empty", 422)
        messages = [as_json(answer) for answer in answers]
        return json_response({"messages": messages, "last": messages[-1]["id"] if messages else 0})

    async def _listen(self, request: Request) -> HTTPResponse:
        sender_id = await _sender(request)
        if sender_id is None:
            return _error("session_invalid", 401)
        after, wait = _number(request, "after", 0.0), _number(request, "wait", 0.0)
        messages = await self._messages_within(sender_id, int(after), min(wait, LONGEST_WAIT_SECONDS))
        return json_response({"messages": messages, "last": messages[-1]["id"] if messages else int(after)})

    async def _messages_within(self, sender_id: str, after: int, seconds: float) -> list[dict[str, Any]]:
        """What has been said after an id; if that is nothing, the first that is said within so long."""
        ends = time.monotonic() + seconds
        with self._waiting.seat(sender_id) as said:
            while True:
                said.clear()
                messages = await _said_after(sender_id, after)
                left = ends - time.monotonic()
                if messages or left <= 0 or self._waiting.closed:
                    return messages
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(said.wait(), left)

    async def _event(self, request: Request) -> HTTPResponse:
        sender_id = await _sender(request)
        if sender_id is None:
            return _error("session_invalid", 401)
        if not self._events.allow(sender_id):
            return _error("slow_down", 429)
        body = _body(request)
        kind = next((name for name in ("view", "cart", "search") if _text(body, name) is not None), None)
        said = _text(body, kind) if kind else None
        if not said or not await request.app.ctx.door.note_seen(sender_id, said, kind):
            return _error("unknown", 422)
        return empty()

    async def _go_on(self, request: Request) -> HTTPResponse:
        sender_id = await _sender(request)
        if sender_id is None:
            return _error("session_invalid", 401)
        if not apps_here(settings()):
            return _error("unknown", 404)
        ways = await ways_on(sender_id, _text(_body(request), "language") or "en")
        return _error("slow_down", 429) if ways is None else json_response(ways)


def _open_session(token: str | None, resume: str | None) -> WebSession:
    with transaction(sessions()) as session:
        return open_session(session, token, resume)


async def _said_after(sender_id: str, after: int) -> list[dict[str, Any]]:
    """What was said after an id. What somebody is just saying is waited for, but not longer than saying takes."""
    ends = time.monotonic() + LONGEST_SAYING_SECONDS
    while (messages := await asyncio.to_thread(_read, sender_id, after, anyway=time.monotonic() >= ends)) is None:
        await asyncio.sleep(0.05)
    return messages


def _read(sender_id: str, after: int, *, anyway: bool) -> list[dict[str, Any]] | None:
    """What was said after an id; None, unless it is wanted `anyway`, while something is being said."""
    with sessions()() as session:
        if is_being_written(session, sender_id) and not anyway:
            return None
        return [as_json(message) for message in read_transcript(session, sender_id, after)]


async def _sender(request: Request) -> str | None:
    """The conversation that a request may speak in. Only a member of staff's is looked up: others' secrets say all."""
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    opened = read_session(secret) if kind == "Bearer" and secret else None
    if opened is None or (opened.staff_id is not None and not await asyncio.to_thread(_holds, opened)):
        return None
    return opened.sender_id


def _holds(opened: Opened) -> bool:
    with sessions()() as session:
        return opened.holds(session)


def _body(request: Request) -> dict[str, Any]:
    try:
        body = request.json
    except Exception:  # Sanic raises its own and the parser's errors; a body that cannot be read is an empty one
        return {}
    return body if isinstance(body, dict) else {}


def _text(body: dict[str, Any], name: str) -> str | None:
    value = body.get(name)
    return storable(value) if isinstance(value, str) else None


def _number(request: Request, name: str, default: float) -> float:
    try:
        return max(0.0, min(float(request.args.get(name, default)), 1e15))
    except ValueError:
        return default


def _error(reason: str, status: int) -> HTTPResponse:
    return json_response({"error": reason}, status=status)
