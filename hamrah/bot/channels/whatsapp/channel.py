"""WhatsApp as one of the messaging apps."""

from datetime import timedelta

from hamrah.bootstrap import languages, texts
from hamrah.bot.channels.messaging.apps import App
from hamrah.bot.channels.messaging.outgoing import Outgoing
from hamrah.bot.channels.messaging.port import Part
from hamrah.bot.channels.whatsapp.api import CloudApi
from hamrah.bot.channels.whatsapp.templates import templates
from hamrah.bot.channels.whatsapp.webhook import NAME, whatsapp_site
from hamrah.bot.channels.whatsapp.words import words_of
from hamrah.bot.channels.whatsapp.writing import write_parts
from hamrah.messaging_settings import WhatsAppSettings


class WhatsAppChannel:
    """A number of the Cloud API; see `MessagingChannel`."""

    name = NAME
    numbered = False
    window: timedelta | None = timedelta(hours=24) - timedelta(minutes=2)
    """Meta's 24 hours, and a little less for clocks that differ: it often says only afterwards that they were over."""

    def __init__(self, config: WhatsAppSettings) -> None:
        """Speak from the number that is set."""
        self._api = CloudApi(config)

    def parts(self, said: Outgoing) -> list[Part]:
        """A message as words, pictures, buttons and lists."""
        return write_parts(said, words_of(said.language))

    def outside_window(self, said: Outgoing) -> list[Part] | None:
        """A message as the template of its response, where it has one."""
        chain = languages().chain(said.language)
        part = templates().filled(said, chain, lambda name: texts().button(said.language, name))
        return None if part is None else [part]

    def knock(self, language: str) -> list[Part] | None:
        """The template that says that an answer waits."""
        part = templates().knocking(languages().chain(language))
        return None if part is None else [part]

    def show_heard(self, address: str, message_id: str, *, answering: bool) -> bool:
        """Mark a message, and those before it, as read; what is being written shows for 25 s or until it is there."""
        self._api.mark_read(message_id, answering=answering)
        return True

    def send(self, address: str, part: Part) -> str:
        """Send a part. Raises a `SendingFailed`."""
        return self._api.send(address, part)


def open_whatsapp(config: WhatsAppSettings) -> App:
    """The app with its webhook. Raises DataFileError for templates that cannot be used."""
    templates()
    return App((WhatsAppChannel(config),), whatsapp_site(config))
