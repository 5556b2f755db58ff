"""Where a conversation of the website can go on: the messaging apps of this shop, with a code that opens it there."""

import asyncio
from typing import Any
from urllib.parse import quote

from hamrah.bootstrap import languages, sessions, texts
from hamrah.crm.engine import transaction
from hamrah.services.identity import who_speaks
from hamrah.services.link_codes import NOT_FOR_STAFF, MadeCode, make_link_code
from hamrah.settings import Settings, settings


def apps_here(config: Settings, *, of_staff: bool = False) -> list[str]:
    """The messaging apps that a person can go on in (`whatsapp`, `telegram`, `sms`), as this shop is set up.

    Members of staff only in those whose senders cannot be forged.
    """
    numbers = config.twilio
    found = {
        "whatsapp": config.whatsapp is not None or (numbers is not None and numbers.whatsapp_number is not None),
        "telegram": config.telegram is not None,
        "sms": numbers is not None and numbers.sms_number is not None,
    }
    return [app for app, is_here in found.items() if is_here and not (of_staff and app in NOT_FOR_STAFF)]


async def ways_on(sender_id: str, language: str) -> dict[str, Any] | None:
    """A new code with, for each app, the address that brings it there; None when codes were made too often."""
    made, of_staff = await asyncio.to_thread(_make, sender_id)
    if made is None:
        return None
    code = language if language in languages().codes else "en"
    message = texts().message(code, "utter_go_on_message")[0].format(code=made.code)
    ways = [_way(settings(), app, made.code, message) for app in apps_here(settings(), of_staff=of_staff)]
    return {"code": made.code, "expires_at": made.expires_at.isoformat(), "apps": ways}


def _make(sender_id: str) -> tuple[MadeCode | None, bool]:
    """A code, and whether a member of staff asked for it."""
    with transaction(sessions()) as session:
        principal = who_speaks(session, sender_id)
        return make_link_code(session, principal), principal.staff_id is not None


def _way(config: Settings, app: str, code: str, message: str) -> dict[str, str]:
    """An app with its `url`, or the `number` to send the code to."""
    if app == "telegram" and config.telegram is not None:
        return {"app": app, "url": f"https://t.me/{config.telegram.bot}?start={code}"}
    if app == "whatsapp":
        return {"app": app, "url": f"https://wa.me/{_whatsapp_number(config).lstrip('+')}?text={quote(message)}"}
    return {"app": app, "number": "" if config.twilio is None else config.twilio.sms_number or ""}


def _whatsapp_number(config: Settings) -> str:
    if config.whatsapp is not None:
        return config.whatsapp.number
    return "" if config.twilio is None else config.twilio.whatsapp_number or ""
