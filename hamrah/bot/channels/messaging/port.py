"""What a messaging app must be able to do for us, and how it says that it did not."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from hamrah.bot.channels.messaging.outgoing import Outgoing


@dataclass(frozen=True)
class Part:
    """One message as the provider takes it: the method or path where it has several, and the body."""

    payload: dict[str, Any]
    method: str = ""


class SendingFailed(Exception):
    """A part was not sent; `reason` is the provider's code or a kind of ours, never a text or an address."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TryLater(SendingFailed):
    """The provider is away, or wants fewer messages; after `seconds`, or by our backoff where that is None."""

    def __init__(self, reason: str, seconds: float | None = None) -> None:
        super().__init__(reason)
        self.seconds = seconds


class Refused(SendingFailed):
    """The provider will never take this part."""


class Gone(SendingFailed):
    """The account takes no messages from us any more: blocked, opted out, no longer there."""


class WindowClosed(SendingFailed):
    """Only what the provider has approved goes to this account until the person writes again."""


class MessagingChannel(Protocol):
    """A messaging app. Making parts is pure; sending blocks, with time-outs on everything, and runs in a thread."""

    name: str
    """What `channel` says in the store: `whatsapp`, `telegram`, `sms`, `twilio_whatsapp`."""
    numbered: bool
    """Whether buttons are numbered lines, so that "1" is a press of the first."""
    window: timedelta | None
    """How long after a person's message everything is taken; None: always."""

    def parts(self, said: Outgoing) -> list[Part]:
        """A message within the provider's limits, in the order in which its parts are sent; never empty."""
        ...

    def outside_window(self, said: Outgoing) -> list[Part] | None:
        """The same as something approved for any time (a template); None where this message has none."""
        ...

    def knock(self, language: str) -> list[Part] | None:
        """What tells a person outside the window that an answer waits; None where nothing is approved for that."""
        ...

    def show_heard(self, address: str, message_id: str, *, answering: bool) -> bool:
        """Show somebody that their message was read and, if so, that an answer is being written.

        False where there is no such sign to show. Raises a `SendingFailed`.
        """
        ...

    def send(self, address: str, part: Part) -> str:
        """Send a part to an account; the provider's id of it. Raises a `SendingFailed`."""
        ...
