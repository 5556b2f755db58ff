"""What a message is about, as the store's key of it: the same thing of the same day is told once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from hamrah.services.proactive_rules import KindName
from hamrah.settings import settings


@dataclass(frozen=True)
class Happened:
    """Something that a customer may be told of: of which kind, its key, and when it happened."""

    kind: KindName
    customer_id: int
    subject_type: str
    subject_id: str
    at: datetime


@dataclass(frozen=True)
class Amount:
    """Money in minor units of a currency, to be written in the language of the message."""

    minor: int
    currency: str


@dataclass(frozen=True)
class Facts:
    """What a message says: its values, and the order, ticket and product that its buttons are about.

    `written` tells that the words stand in the customer's transcript already, so that only an app can add anything.
    """

    values: Mapping[str, str | int | datetime | Amount]
    order: str | None = None
    ticket: str | None = None
    product_id: int | None = None
    written: bool = False


Checked = Facts | str
"""The facts of a message, or the reason why it is told no more."""


def subject(number: int, at: datetime | date) -> str:
    """The key of something that may happen again another day, such as a broken promise: "17/2026-11-27"."""
    return f"{number}/{shop_day(at).isoformat() if isinstance(at, datetime) else at.isoformat()}"


def moment_subject(number: int, at: datetime) -> str:
    """The key of something that may happen again at any time, such as a wish: "17/2026-11-27T12:30:05"."""
    return f"{number}/{at.astimezone(ZoneInfo(settings().timezone)).strftime('%Y-%m-%dT%H:%M:%S')}"


def shop_day(at: datetime) -> date:
    """The day of a moment at the shop."""
    return at.astimezone(ZoneInfo(settings().timezone)).date()


def number_of(subject_id: str) -> int:
    """The number that a key begins with."""
    return int(subject_id.partition("/")[0])


def day_of(subject_id: str) -> str:
    """The day that a key holds, in ISO 8601; empty without."""
    return subject_id.partition("/")[2].partition("T")[0]
