"""What a provider's webhook tells, in one shape for all of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Kind = Literal[
    "text",
    "button",
    "image",
    "voice",
    "video",
    "file",
    "sticker",
    "location",
    "contact",
    "start",
    "moved",
    "blocked",
    "unblocked",
    "unknown",
]
"""`start` opens a deep link (`text` is its code), `moved` says that the account has the address `text` from now on,
`blocked` that the provider takes nothing more for it."""


@dataclass(frozen=True)
class Incoming:
    """One message from an account.

    `message_id` is the provider's, the same for each delivery of it; `address` the account's; `at` when it was written.
    `text` is what was typed, a caption, a button's title; `button` a pressed button's id of ours. `phone` (E.164) is
    what the provider vouches for, of the account itself; `name` what the person goes by there. `media` is the
    provider's reference of a picture, voice note or file. `contact` (E.164) is a phone that the person shared and the
    provider says to be theirs. `edits` is the id of an earlier message that this one replaces. `language` is the one
    that their app is set to (a tag of BCP 47), where the provider tells. `stops` says whether by this message the
    provider stopped what we send, or began again (None: neither): then offers stop everywhere.
    """

    message_id: str
    address: str
    at: datetime
    kind: Kind
    text: str = ""
    button: str | None = None
    phone: str | None = None
    name: str | None = None
    media: str | None = None
    contact: str | None = None
    edits: str | None = None
    language: str | None = None
    stops: bool | None = None


@dataclass(frozen=True)
class Receipt:
    """What became of a message that was sent; when it `failed`, with the provider's code.

    `held`: the provider took it, and says now that only what it has approved goes to this person (`WindowClosed`).
    """

    provider_id: str
    status: Literal["sent", "delivered", "read", "failed", "held"]
    error: str | None = None


@dataclass(frozen=True)
class Wish:
    """What a person set in the app itself: to get no more offers from us there (`stops`), or to get them again."""

    address: str
    stops: bool
    at: datetime


@dataclass(frozen=True)
class Heard:
    """All that one request of a provider told."""

    messages: tuple[Incoming, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    wishes: tuple[Wish, ...] = ()
