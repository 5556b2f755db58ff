"""SMS and WhatsApp by way of Twilio as the port has them: two channels of one account."""

from datetime import timedelta
from difflib import get_close_matches

from hamrah.bot.channels.messaging.outgoing import Outgoing
from hamrah.bot.channels.messaging.port import Part
from hamrah.bot.channels.twilio.api import TwilioApi
from hamrah.bot.channels.twilio.reading import PREFIX, SMS, WHATSAPP
from hamrah.bot.channels.twilio.writing import Words, write_content, write_sms, write_whatsapp
from hamrah.bot.channels.whatsapp.templates import templates
from hamrah.language.text_catalogue import TextCatalogue
from hamrah.messaging_settings import TwilioSettings
from hamrah.settings import SettingsError

STATUS_PATH = "/channels/twilio/status"
KNOCK = "knock"


class TwilioChannel:
    """What both have in common: an account, and numbers instead of buttons."""

    name: str
    numbered = True
    window: timedelta | None = None
    _sender: str
    _prefix = ""

    def __init__(self, config: TwilioSettings, texts: TextCatalogue, api: TwilioApi) -> None:
        """Send through `api`; the words that are added to messages come from `texts`."""
        self._config = config
        self._texts = texts
        self._api = api

    def show_heard(self, address: str, message_id: str, *, answering: bool) -> bool:
        """Nothing: short messages have no such signs, and those of WhatsApp are only tried out at Twilio yet."""
        return False

    def send(self, address: str, part: Part) -> str:
        """Send a part to a number (E.164); Twilio's sid. Raises a `SendingFailed`."""
        status = self._config.public_url + STATUS_PATH
        form = {"To": self._prefix + address, "From": self._sender, "StatusCallback": status}
        return self._api.create_message(form | part.payload)

    def _words(self, language: str) -> Words:
        choose, elsewhere = (
            self._texts.message(language, key)[0] for key in ("utter_reply_with_number", "utter_see_on_website")
        )
        return Words(choose, elsewhere)


class SmsChannel(TwilioChannel):
    """Short messages: taken at any time."""

    name = SMS

    def __init__(self, config: TwilioSettings, texts: TextCatalogue, api: TwilioApi) -> None:
        super().__init__(config, texts, api)
        self._sender = config.sms_number or ""

    def parts(self, said: Outgoing) -> list[Part]:
        """A message in pieces of at most ten segments."""
        return write_sms(said, self._words(said.language))

    def outside_window(self, said: Outgoing) -> list[Part] | None:
        """The same: there is no window."""
        return self.parts(said)

    def knock(self, language: str) -> list[Part] | None:
        """Nothing: an answer never waits."""
        return None


class TwilioWhatsAppChannel(TwilioChannel):
    """WhatsApp: a day after a person wrote only approved templates go out, which Twilio calls contents."""

    name = WHATSAPP
    window: timedelta | None = timedelta(hours=24) - timedelta(minutes=2)
    """A little less than the day, since Twilio often says only afterwards that it was over."""
    _prefix = PREFIX

    def __init__(self, config: TwilioSettings, texts: TextCatalogue, api: TwilioApi) -> None:
        super().__init__(config, texts, api)
        self._sender = PREFIX + (config.whatsapp_number or "")

    def parts(self, said: Outgoing) -> list[Part]:
        """A message with its pictures, one a part."""
        return write_whatsapp(said, self._words(said.language))

    def outside_window(self, said: Outgoing) -> list[Part] | None:
        """The content that is approved for this response in this language, with the response's values."""
        template = templates().templates.get(said.key or "")
        if said.key is None or template is None:
            return None
        variables = [said.values.get(name, "") for name in template.parameters]
        return self._content(said.key, said.language, variables) if all(map(str.strip, variables)) else None

    def knock(self, language: str) -> list[Part] | None:
        """The content that tells of an answer, if one is approved."""
        return self._content(KNOCK, language, [])

    def _content(self, key: str, language: str, variables: list[str]) -> list[Part] | None:
        named = [f"{key}.{code}" for code in self._texts.languages.chain(language)]
        sid = next((self._config.contents[name] for name in named if name in self._config.contents), None)
        return None if sid is None else write_content(sid, variables)


def open_channels(config: TwilioSettings, texts: TextCatalogue) -> list[SmsChannel | TwilioWhatsAppChannel]:
    """The channels for which the account has a number.

    Raises `SettingsError` for a name among the contents that none would ever be sent by: it is misspelt.
    """
    _check_contents(config, texts)
    api = TwilioApi(config)
    found: list[SmsChannel | TwilioWhatsAppChannel] = []
    if config.sms_number:
        found.append(SmsChannel(config, texts, api))
    if config.whatsapp_number:
        found.append(TwilioWhatsAppChannel(config, texts, api))
    return found


def _check_contents(config: TwilioSettings, texts: TextCatalogue) -> None:
    responses = (KNOCK, *templates().templates)
    spoken = texts.languages.with_drafts().codes
    for name in config.contents:
        response, _, language = name.partition(".")
        if response not in responses:
            near = get_close_matches(response, responses, 1)
            meant = f"; is {near[0]} meant?" if near else ""
            raise SettingsError(f"HAMRAH_TWILIO: contents: {name} is no response of whatsapp_templates.yml{meant}")
        if language not in spoken:
            raise SettingsError(f"HAMRAH_TWILIO: contents: {name} ends in none of .{', .'.join(spoken)}")
