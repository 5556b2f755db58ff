"""Custom actions in a process of their own, over HTTP.

The SDK's server lets anybody run any action with a forged tracker, listens on all interfaces, lists its actions, reads
(and decompresses) the body before anything else, waits for ever, and on an error returns the whole request, whose
tracker Rasa then logs. This one serves the same protocol: the key is checked before the body is read, an action has the
deadline, and an error names the action and nothing else. It listens on the loopback interface unless told otherwise.
"""

import hmac
import json
import logging
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

from rasa_sdk.interfaces import ActionExecutionRejection
from sanic import HTTPResponse, Request, Sanic, response
from sanic.exceptions import SanicException
from sanic.http import Http

from hamrah.bot.engine.action_executor import DEADLINE_SECONDS, KEY_HEADER, LIMIT_BYTES, DeadlineExecutor
from hamrah.bot.engine.errors import ActionFailed, EngineError, describe

logger = logging.getLogger(__name__)

DEFAULT_PORT = 5055
Prepared = Callable[[], AbstractAsyncContextManager[None]]
"""Opens what actions need before they can answer quickly."""


def action_app(
    package: str,
    key: str,
    deadline: float = DEADLINE_SECONDS,
    name: str = "actions",
    prepared: Prepared | None = None,
) -> Sanic[Any, Any]:
    """The server of `package`'s actions for callers that send `key`. Raises `EngineError` without a key.

    What `prepared` opens is open before the first call is taken, and closed after the last.
    """
    if not key:
        raise EngineError("The action server needs a shared key; set HAMRAH_ACTIONS_KEY for it and for the bot.")
    executor = DeadlineExecutor(package, deadline)
    app: Sanic[Any, Any] = Sanic(name, configure_logging=False)
    _open_around(app, prepared)

    @app.post("/webhook", stream=True)
    async def webhook(request: Request) -> HTTPResponse:
        sent = request.headers.get(KEY_HEADER, "")
        if not hmac.compare_digest(sent.encode("utf-8", "replace"), key.encode()):
            return response.json({"error": "the key is missing or wrong"}, 401)
        call = await read_call(request)
        if call is None:
            return response.json({"error": "the body is not an action call"}, 422)
        return await answer(executor, call)

    app.add_route(_health, "/health")
    app.error_handler.add(Exception, _failed)
    return app


async def _health(request: Request) -> HTTPResponse:
    return response.json({"status": "ok"})


async def _failed(request: Request, error: Exception) -> HTTPResponse:
    status = error.status_code if isinstance(error, SanicException) else 500
    if status >= 500:
        logger.error("The action server failed: %s", describe(error))
    return response.json({"error": "the request could not be served"}, status)


async def read_call(request: Request) -> dict[str, Any] | None:
    """The action call in the body of `request`; nothing when it is too long, compressed or not one."""
    if "content-encoding" in request.headers or not isinstance(request.stream, Http):
        return None
    body = bytearray()
    while chunk := await request.stream.read():
        body += chunk
        if len(body) > LIMIT_BYTES:
            return None
    try:
        call = json.loads(bytes(body))
    except (ValueError, RecursionError):
        return None
    known = (
        isinstance(call, dict) and isinstance(call.get("next_action"), str) and isinstance(call.get("tracker"), dict)
    )
    return call if known and "sender_id" in call["tracker"] else None


async def answer(executor: DeadlineExecutor, call: dict[str, Any]) -> HTTPResponse:
    """Run the action: 200 with its events and responses, 400 when it declined, 500 when it failed."""
    name = call["next_action"]
    try:
        return response.json(await executor.run(call))
    except ActionExecutionRejection:
        return response.json({"error": "the action declined", "action_name": name}, 400)
    except ActionFailed as failure:
        logger.error("Action %s failed (%s).", failure.action, failure.why)
        return response.json({"error": failure.why, "action_name": name}, 500)


def serve_actions(
    package: str, key: str, host: str = "127.0.0.1", port: int = DEFAULT_PORT, prepared: Prepared | None = None
) -> None:
    """Serve the actions of `package` until interrupted. Raises `EngineError` without a key."""
    from hamrah.bot.engine.compatibility import run_in_one_process

    run_in_one_process()
    action_app(package, key, prepared=prepared).run(host, port, access_log=False, motd=False)


def _open_around(app: Sanic[Any, Any], prepared: Prepared | None) -> None:
    """Have what `prepared` opens be open while `app` serves."""
    if prepared is not None:
        app.ctx.prepared = prepared()
        app.before_server_start(_enter)
        app.after_server_stop(_leave)


async def _enter(app: Sanic[Any, Any]) -> None:
    await app.ctx.prepared.__aenter__()


async def _leave(app: Sanic[Any, Any]) -> None:
    await app.ctx.prepared.__aexit__(None, None, None)
