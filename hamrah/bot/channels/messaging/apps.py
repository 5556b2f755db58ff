"""The messaging apps that the settings name, as the server takes them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sanic import Blueprint

from hamrah.bootstrap import texts
from hamrah.bot.channels.messaging.port import MessagingChannel
from hamrah.bot.channels.telegram.api import BotApi
from hamrah.bot.channels.telegram.channel import TelegramChannel
from hamrah.bot.channels.telegram.polling import Polling
from hamrah.bot.channels.telegram.webhook import bot_id, telegram_site
from hamrah.bot.channels.twilio.channel import open_channels
from hamrah.bot.channels.twilio.webhook import twilio_site
from hamrah.messaging_settings import TelegramSettings
from hamrah.settings import Settings

if TYPE_CHECKING:
    from hamrah.bot.channels.messaging.inbox import Inbox


@dataclass(frozen=True)
class App:
    """A provider: its channels, its webhook's routes, and what fetches messages where there is no webhook.

    A route finds the inbox in the application's `ctx.inbox`.
    """

    channels: tuple[MessagingChannel, ...]
    site: Blueprint
    fetch: Callable[["Inbox"], Awaitable[None]] | None = None


def open_apps(config: Settings) -> list[App]:
    """The apps that are set up; nothing is asked of a provider yet."""
    apps: list[App] = []
    if config.whatsapp is not None:
        from hamrah.bot.channels.whatsapp.channel import open_whatsapp

        apps.append(open_whatsapp(config.whatsapp))
    if config.telegram is not None:
        apps.append(_telegram(config.telegram))
    if config.twilio is not None:
        apps.append(App(tuple(open_channels(config.twilio, texts())), twilio_site(config.twilio)))
    return apps


def _telegram(config: TelegramSettings) -> App:
    api = BotApi(config)
    fetch = Polling(api, bot_id(config)).fetch if config.polling else None
    return App((TelegramChannel(api),), telegram_site(config), fetch)
