"""What the contract of messaging channels asks of a provider's fake, and of the people who write through it."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

Failure = Literal["busy", "down", "gone", "refused"]


@dataclass(frozen=True)
class Got:
    """One message as the person sees it in the app: its text, the titles of its buttons in order, its picture."""

    text: str
    titles: tuple[str, ...] = ()
    image: str | None = None


@dataclass(frozen=True)
class Seen:
    """A sign that the person sees: that their message was read (`read`), that an answer is being written (`typing`).

    It came when they had got so many messages.
    """

    kind: Literal["read", "typing"]
    before: int


class Provider(Protocol):
    """A provider's fake, and people who write through it. `say` and the like return the HTTP status that they met."""

    channel: str
    longest: int
    """The most characters that the provider takes as one text."""
    signs: frozenset[str]
    """The signs that there are, of `read` and `typing`."""

    def person(self) -> str:
        """The address of somebody who has never written."""
        ...

    def say(self, address: str, text: str, *, message_id: str | None = None, at: datetime | None = None) -> int:
        """Have somebody write; with an id that was used before it is the same message delivered again."""
        ...

    def press(self, address: str, title: str) -> int:
        """Have somebody press the button of that title, of the newest message that has it (or type its number)."""
        ...

    def send_picture(self, address: str, caption: str = "") -> int:
        """Have somebody send a picture."""
        ...

    def send_album(self, address: str, count: int) -> int:
        """Have somebody send several pictures as one."""
        ...

    def send_voice(self, address: str) -> int:
        """Have somebody send a voice note."""
        ...

    def forge(self, address: str, text: str, how: Literal["unsigned", "forged", "garbled"]) -> int:
        """Bring a message without a signature, with a wrong one, or a signed body that makes no sense."""
        ...

    def got(self, address: str) -> list[Got]:
        """All that somebody has got so far, oldest first."""
        ...

    def seen(self, address: str) -> list[Seen]:
        """The signs that somebody has seen so far."""
        ...

    def fail_signs(self, how: Literal["refused", "cut", "hang"]) -> AbstractContextManager[None]:
        """Refuse all signs, break them off, or leave them without an answer meanwhile."""
        ...

    def fail_next(self, how: Failure, times: int = 1) -> None:
        """Fail the next sendings: asked to slow down, away (5xx), blocked by the person, or never taken."""
        ...

    def as_shown(self, text: str) -> str:
        """A text as this provider's apps are sent it (SMS goes without direction marks)."""
        ...
