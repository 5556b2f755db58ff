"""The door that Telegram brings updates to, `POST /channels/telegram/webhook`, with a secret that it and we have.

Whoever does not show the secret gets 401 before anything is read. What is not answered with 2xx Telegram brings again,
and holds back what comes after it; so an update that we cannot read is let go, and an operator hears of it.
"""

import hmac
import json
import logging
from typing import Any

from pydantic import ValidationError
from sanic import Blueprint, Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from hamrah.bot.channels.messaging.incoming import Heard
from hamrah.bot.channels.telegram.channel import NAME
from hamrah.bot.channels.telegram.reading import press_of, read_update
from hamrah.crm.base import utc_now
from hamrah.messaging_settings import TelegramSettings

log = logging.getLogger(__name__)
PATH = "/channels/telegram/webhook"
LONGEST_BODY = 256 * 1024
"""A text of 4,096 characters in escapes, the one that it answers, their entities and a keyboard come to half of it."""


def telegram_site(config: TelegramSettings) -> Blueprint:
    """The one route."""
    secret, bot = config.secret.get_secret_value().encode(), bot_id(config)

    async def take(request: Request) -> HTTPResponse:
        shown = request.headers.get("x-telegram-bot-api-secret-token", "")
        if not hmac.compare_digest(shown.encode("utf-8", "surrogateescape"), secret):
            return json_response({"error": "secret_invalid"}, 401)
        if len(request.body) > LONGEST_BODY:
            return json_response({"error": "too_long"}, 413)
        update = _update(request.body)
        if update is None:
            return json_response({"error": "unusable"}, 422)
        await request.app.ctx.inbox.take(NAME, hear(update, bot))
        press = press_of(update)
        if press is None:
            return json_response({})
        # The answer itself may be a request: this one stops the pressed button from spinning.
        return json_response({"method": "answerCallbackQuery", "callback_query_id": press})

    routes = Blueprint("telegram")
    routes.add_route(take, PATH, methods=["POST"], name="webhook")
    return routes


def bot_id(config: TelegramSettings) -> str:
    """The bot's id, which stands before the colon of its token and is no secret."""
    return config.token.get_secret_value().partition(":")[0]


def hear(update: dict[str, Any], bot: str) -> Heard:
    """What an update tells; nothing where it cannot be read."""
    try:
        return read_update(update, bot, utc_now())
    except (ValidationError, OverflowError, OSError, ValueError) as error:
        log.error("An update of Telegram's could not be read and is let go: %s", type(error).__name__)
        return Heard()


def _update(body: bytes) -> dict[str, Any] | None:
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return update if isinstance(update, dict) and isinstance(update.get("update_id"), int) else None
