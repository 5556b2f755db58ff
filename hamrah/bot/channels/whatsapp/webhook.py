"""The door for Meta's webhooks: signed by the app's secret, acknowledged as soon as they are kept.

`GET /whatsapp/webhook` is the handshake when the address is entered in Meta's dashboard, `POST` brings what happens.
"""

import hashlib
import hmac
import json
from typing import TYPE_CHECKING

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, empty, text
from sanic.response import json as json_response

from hamrah.bot.channels.readable import storable
from hamrah.bot.channels.whatsapp.reading import Unreadable, read_webhook
from hamrah.messaging_settings import WhatsAppSettings

if TYPE_CHECKING:
    from hamrah.bot.channels.messaging.inbox import Inbox

NAME = "whatsapp"
PATH = "/whatsapp/webhook"
LONGEST_BODY = 1024 * 1024
LONGEST_CHALLENGE = 200


def whatsapp_site(config: WhatsAppSettings) -> Blueprint:
    """The two routes."""
    routes = Blueprint(NAME)

    async def shake_hands(request: Request) -> HTTPResponse:
        shown = request.args.get("hub.verify_token", "")
        challenge = storable(request.args.get("hub.challenge", ""))
        known = _same(shown, config.verify_token.get_secret_value())
        if request.args.get("hub.mode") != "subscribe" or not known or not 0 < len(challenge) <= LONGEST_CHALLENGE:
            return json_response({"error": "not_verified"}, 403)
        return text(challenge, headers={"X-Content-Type-Options": "nosniff"})

    async def take(request: Request) -> HTTPResponse:
        if len(request.body) > LONGEST_BODY:
            return json_response({"error": "too_long"}, 413)
        signature = request.headers.get("x-hub-signature-256", "")
        if not _same(signature, signature_of(config.app_secret.get_secret_value(), request.body)):
            return json_response({"error": "signature_invalid"}, 401)
        try:
            heard = read_webhook(json.loads(request.body), config.phone_number_id)
        except (ValueError, RecursionError, Unreadable):
            return json_response({"error": "unreadable"}, 422)
        inbox: Inbox = request.app.ctx.inbox
        await inbox.take(NAME, heard)
        return empty(200)

    routes.add_route(shake_hands, PATH, methods=["GET"], name="shake_hands")
    routes.add_route(take, PATH, methods=["POST"], name="take")
    return routes


def signature_of(secret: str, body: bytes) -> str:
    """What `X-Hub-Signature-256` holds of a body as it came over the wire."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def _same(shown: str, known: str) -> bool:
    return hmac.compare_digest(shown.encode("utf-8", "replace"), known.encode())
