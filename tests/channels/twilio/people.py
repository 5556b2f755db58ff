"""People who write through the fake of Twilio, as the contract of all channels drives them."""

import re
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Literal

from hamrah.bot.channels.twilio.segments import plain_for_sms
from tests.channels.fakes.twilio import MESSAGES, FakeTwilio, Refusal
from tests.channels.providers import Failure, Got, Seen
from tests.channels.whatsapp.provider import LOOKALIKES

FAILURES: dict[Failure, int | Refusal] = {
    "busy": 429,
    "down": 503,
    "gone": Refusal(400, 21610),
    "refused": Refusal(400, 21617),
}
CHOICE = re.compile(r"^\d+(?:\. (?P<title>.+)| .+)$", re.MULTILINE)
MEDIA = "https://api.twilio.com/2010-04-01/Accounts/AC0/Messages/MM0/Media/ME0"
_numbers = count(1)


@dataclass
class TwilioPeople:
    """A provider for the contract: `sms` or `twilio_whatsapp` of one fake account."""

    fake: FakeTwilio
    channel: str
    longest: int = 1600
    signs: frozenset[str] = frozenset()

    def person(self) -> str:
        """A number that has never written."""
        return f"+92300{next(_numbers):07}"

    def say(self, address: str, text: str, *, message_id: str | None = None, at: datetime | None = None) -> int:
        """Have somebody write; `at` is lost, since Twilio tells no time."""
        fields = {} if message_id is None else {"MessageSid": message_id}
        return self.fake.write(self._of(address), text, **fields).status_code

    def press(self, address: str, title: str) -> int:
        """Type the number of a choice."""
        shown = next(one for one in reversed(self.got(address)) if title in one.titles)
        return self.say(address, str(shown.titles.index(title) + 1))

    def send_picture(self, address: str, caption: str = "") -> int:
        """Send a picture."""
        return self._send_media(address, "image/jpeg", "image", caption)

    def send_album(self, address: str, count: int) -> int:
        """Send pictures in one message."""
        media = {f"MediaUrl{place}": f"{MEDIA}{place}" for place in range(count)}
        media |= {f"MediaContentType{place}": "image/jpeg" for place in range(count)}
        return self.fake.write(self._of(address), NumMedia=str(count), MessageType="image", **media).status_code

    def send_voice(self, address: str) -> int:
        """Send a voice note."""
        return self._send_media(address, "audio/ogg", "audio")

    def forge(self, address: str, text: str, how: Literal["unsigned", "forged", "garbled"]) -> int:
        """Bring a message that is not Twilio's, or that says nothing."""
        form = self.fake.form(self._of(address), text)
        if how == "garbled":
            return self.fake.call(MESSAGES, {name: form[name] for name in ("AccountSid", "To", "Body")}).status_code
        signature = "" if how == "unsigned" else self.fake.sign(MESSAGES, {**form, "Body": "something else"})
        return self.fake.call(MESSAGES, form, signature).status_code

    def got(self, address: str) -> list[Got]:
        """All that a number has got."""
        sent = [message for message in self.fake.sent if message["To"] == self._of(address)]
        return [Got(one["Body"], _titles(one["Body"]), next(iter(one["MediaUrl"]), None)) for one in sent]

    def fail_next(self, how: Failure, times: int = 1) -> None:
        """Fail the next sendings."""
        self.fake.answers += [FAILURES[how]] * times

    def seen(self, address: str) -> list[Seen]:
        """Nothing: there are no signs, and a request for one would be refused as unknown."""
        return []

    def fail_signs(self, how: Literal["refused", "cut", "hang"]) -> AbstractContextManager[None]:
        """There is nothing to fail."""
        return nullcontext()

    def as_shown(self, text: str) -> str:
        """A text as it is sent: short messages without direction marks and in plain signs, WhatsApp without markup."""
        return plain_for_sms(text) if self.channel == "sms" else text.translate(LOOKALIKES)

    def _of(self, address: str) -> str:
        return address if self.channel == "sms" else f"whatsapp:{address}"

    def _send_media(self, address: str, content: str, kind: str, caption: str = "") -> int:
        media = {"NumMedia": "1", "MediaContentType0": content, "MediaUrl0": MEDIA, "MessageType": kind}
        return self.fake.write(self._of(address), caption, **media).status_code


def _titles(body: str) -> tuple[str, ...]:
    return tuple(found["title"] or found.group() for found in CHOICE.finditer(body))
