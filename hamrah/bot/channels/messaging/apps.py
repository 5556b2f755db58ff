"""The messaging apps that the settings name, as the server takes them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sanic import Blueprint

from hamrah.bot.channels.messaging.port import MessagingChannel
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
    return []
