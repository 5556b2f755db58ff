"""The port: what the outbox asks of an outside helpdesk, and how a helpdesk says no."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from hamrah.services.outbox import Message


class Away(Exception):
    """The helpdesk did not answer, or not sensibly: what was asked may or may not have been done there.

    `wait` is how long it asked to be left alone, where it said so. The text holds no address, credential or content.
    """

    def __init__(self, reason: str, wait: timedelta | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


class Refused(Exception):
    """The helpdesk said that it will not do this, and asking again would not change that."""


@contextmanager
def sensible_answers() -> Iterator[None]:
    """Take an answer that lacks what the helpdesk's version should give for none: raises `Away`."""
    try:
        yield
    except (LookupError, TypeError, AttributeError, ValueError) as error:
        raise Away(f"an answer was not as expected ({type(error).__name__})") from error


@dataclass(frozen=True)
class Change:
    """One thing that happened to a ticket there.

    `kind` is `status` (of ours), `assigned` (to whose e-mail address or name), `answer` (what the customer is told) or
    `note` (what the customer said there). `origin` is its id in that system, `remote_id` the ticket's; `value` is empty
    where it takes another request to read it (`complete`).
    """

    origin: str
    remote_id: str
    kind: str
    value: str = ""


@dataclass(frozen=True)
class Changes:
    """What happened since a cursor, oldest first, and the cursor to ask from next."""

    found: Sequence[Change]
    cursor: str


class Helpdesk(Protocol):
    """An outside helpdesk. Every method makes at most a few requests, each with a time-out.

    All raise `Away` and `Refused`. What makes something there carries a key of ours by which it is found again:
    the ticket's number, and for a comment the key of its row in the outbox.
    """

    batch: int
    """How many messages are brought at most before it is asked what changed."""

    def find_ticket(self, number: str) -> str | None:
        """The id there of the ticket with our number, or None."""

    def ensure_customer(self, message: Message) -> str | None:
        """The id there of the message's customer, who is made where there is none by that e-mail address or phone.

        None where the helpdesk keeps no customers apart from their tickets.
        """

    def create_ticket(self, message: Message, key: str, customer: str | None) -> str:
        """Make the message's ticket there, new and with its customer; its id there."""

    def has_comment(self, remote_id: str, key: str) -> bool:
        """Whether the comment with this key is on the ticket already."""

    def add_comment(self, remote_id: str, message: Message, key: str) -> None:
        """Put the message's text on the ticket."""

    def set_status(self, remote_id: str, message: Message, key: str) -> None:
        """Bring the ticket to the message's status; no change where it has it."""

    def changes(self, cursor: str | None) -> Changes:
        """What others than us did there since a cursor (None: from now on). May tell a change more than once."""

    def complete(self, change: Change) -> Change:
        """A change with its value, and the kind that shows only when it is read."""
