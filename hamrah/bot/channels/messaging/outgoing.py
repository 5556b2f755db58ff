"""What is said to an account, in one shape for all providers, made from a line of the transcript."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from hamrah.crm.conversations import ChatMessage

PICTURES = (".jpg", ".jpeg", ".png")
"""What every provider shows."""
OURS = "/pictures/"
"""Product pictures that we draw ourselves, as SVG for pages and as PNG for apps."""

IN_ADDRESSES = "%/:?#[]@!$&'()*+,;=~"
"""What stays as it is in the address of a picture; a blank (in the name of a colour) and Urdu are escaped."""


@dataclass(frozen=True)
class Choice:
    """A button: its opaque id and its title."""

    id: str
    title: str


@dataclass(frozen=True)
class Card:
    """A product or the like: title, the lines under it, a picture (public https) and buttons."""

    title: str
    lines: tuple[str, ...] = ()
    image: str | None = None
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Outgoing:
    """One message. `key` and `values` say which response it is; `name` is the member of staff's who says it."""

    text: str
    language: str
    choices: tuple[Choice, ...] = ()
    cards: tuple[Card, ...] = ()
    image: str | None = None
    name: str | None = None
    key: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)


def outgoing(message: ChatMessage, public_url: str) -> Outgoing:
    """A line of the transcript as it goes out; pictures without a public https address are left out."""
    extras = message.extras or {}
    return Outgoing(
        text=message.text,
        language=message.language or "en",
        choices=_choices(extras.get("buttons") or ()),
        cards=tuple(_card(card, public_url) for card in extras.get("cards") or () if not _is_said(card)),
        image=_public(extras.get("image"), public_url),
        name=extras.get("name"),
        key=extras.get("key"),
        values=extras.get("values") or {},
    )


def _choices(buttons: Sequence[Mapping[str, Any]]) -> tuple[Choice, ...]:
    return tuple(Choice(button["id"], button["title"]) for button in buttons)


def _card(card: Mapping[str, Any], public_url: str) -> Card:
    lines = [str(card[name]) for name in ("subtitle", "price", "note") if card.get(name)]
    lines += [f"{row['label']}: {row['value']}" for row in card.get("rows") or ()]
    image = _public(card.get("picture"), public_url)
    return Card(str(card.get("title") or ""), tuple(lines), image, _choices(card.get("buttons") or ()))


def _is_said(card: Mapping[str, Any]) -> bool:
    """Whether the message's text says already what stands in a card."""
    return card.get("kind") == "facts"


def _public(url: str | None, public_url: str) -> str | None:
    """The absolute address of a picture, escaped, None where no provider could fetch it."""
    if not url:
        return None
    if url.startswith(OURS):
        url = url.removesuffix(".svg") + ".png"
    whole = urlsplit(urljoin(public_url + "/", url) if public_url else url)
    if whole.scheme != "https" or not whole.path.endswith(PICTURES):
        return None
    return quote(whole.geturl(), safe=IN_ADDRESSES)
