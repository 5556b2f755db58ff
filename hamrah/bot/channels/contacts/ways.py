"""The ways to a person outside the chat that the settings open."""

import logging
from typing import Protocol

from hamrah.bot.channels.contacts.mailing import Mailing
from hamrah.bot.channels.twilio.api import TwilioApi
from hamrah.bot.channels.twilio.segments import plain_for_sms
from hamrah.language.text_catalogue import TextCatalogue
from hamrah.messaging_settings import TwilioSettings
from hamrah.services.notification_sending import Notice
from hamrah.settings import Settings

log = logging.getLogger(__name__)


class Way(Protocol):
    """Sends a notice to a number or an address."""

    def send(self, notice: Notice) -> None:
        """Send it; blocks, with time-outs. Raises a `SendingFailed`, whose reason tells nothing of the person."""
        ...


class ShortMessages:
    """Short messages by Twilio, from the shop's number."""

    def __init__(self, config: TwilioSettings) -> None:
        """Send through the account of `config`, which has a number for short messages."""
        self._api = TwilioApi(config)
        self._number = config.sms_number or ""

    def send(self, notice: Notice) -> None:
        """Send a notice to a number in E.164. Raises a `SendingFailed`."""
        self._api.create_message({"To": notice.address, "From": self._number, "Body": plain_for_sms(notice.text)})


def open_ways(config: Settings, texts: TextCatalogue) -> dict[str, Way]:
    """The ways by the channel of a notification; nothing is asked of anybody yet."""
    ways: dict[str, Way] = {}
    if "phone" in config.reachable_contacts and config.twilio is not None:
        ways["sms"] = ShortMessages(config.twilio)
    if "email" in config.reachable_contacts and config.email is not None:
        ways["email"] = Mailing(config.email, texts)
    if not ways and not config.demo:
        log.warning("Codes and notices reach nobody: set HAMRAH_TWILIO (with sms_number) or HAMRAH_EMAIL.")
    return ways
