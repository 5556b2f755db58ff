"""Twilio's door: messages and what became of ours, each signed; acknowledged at once and worked on after that."""

import logging
from urllib.parse import parse_qsl

from sanic import Blueprint, Request
from sanic.response import HTTPResponse, raw
from sanic.response import json as json_response

from hamrah.bot.channels.twilio.channel import STATUS_PATH
from hamrah.bot.channels.twilio.reading import PREFIX, channel_of, read_message, read_receipt
from hamrah.bot.channels.twilio.signature import is_signed
from hamrah.crm.base import utc_now
from hamrah.messaging_settings import TwilioSettings

log = logging.getLogger(__name__)
MESSAGES_PATH = "/channels/twilio/messages"
LONGEST_BODY = 64 * 1024
MOST_FIELDS = 300
NOTHING_TO_SAY = b'<?xml version="1.0" encoding="UTF-8"?><Response/>'


class NotSigned(Exception):
    """A request is not Twilio's, or not about our account."""


def twilio_site(config: TwilioSettings) -> Blueprint:
    """The two routes of an account."""
    numbers = {config.sms_number, PREFIX + (config.whatsapp_number or "")}

    async def messages(request: Request) -> HTTPResponse:
        form = read_signed(config, request, MESSAGES_PATH)
        to, sender = form.get("To", ""), form.get("From", "")
        if to not in numbers:
            log.warning("A message came in for a number that HAMRAH_TWILIO does not name")
        elif sender not in numbers:  # else one machine would talk to itself
            await request.app.ctx.inbox.take(channel_of(sender), read_message(form, utc_now()))
        return raw(NOTHING_TO_SAY, content_type="text/xml; charset=utf-8")

    async def status(request: Request) -> HTTPResponse:
        form = read_signed(config, request, STATUS_PATH)
        await request.app.ctx.inbox.take(channel_of(form.get("From", "")), read_receipt(form))
        return raw(b"", status=204)

    routes = Blueprint("twilio")
    routes.add_route(messages, MESSAGES_PATH, methods=["POST"], name="messages")
    routes.add_route(status, STATUS_PATH, methods=["POST"], name="status")
    routes.exception(NotSigned)(_forbid)
    return routes


def read_signed(config: TwilioSettings, request: Request, path: str) -> dict[str, str]:
    """The fields of a form that Twilio signed for this address and this account. Raises `NotSigned`."""
    url = config.public_url + path + (f"?{request.query_string}" if request.query_string else "")
    try:
        if len(request.body) > LONGEST_BODY:
            raise NotSigned
        text = request.body.decode("ascii")
        form = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError:
        raise NotSigned from None
    signature = request.headers.get("x-twilio-signature", "")
    if not is_signed(config.auth_token.get_secret_value(), url, form, signature):
        raise NotSigned
    fields = dict(form)
    if fields.get("AccountSid") != config.account_sid:
        raise NotSigned
    return fields


async def _forbid(request: Request, _: Exception) -> HTTPResponse:
    log.warning("A request was not signed by Twilio for %s; see docs/twilio.md if it was Twilio's", request.path)
    return json_response({"error": "signature_invalid"}, 403)
