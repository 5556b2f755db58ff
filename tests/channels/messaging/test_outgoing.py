"""What is said, as every app gets it: pictures have addresses that a provider can fetch, or are left out."""

import pytest

from hamrah.bot.channels.messaging.outgoing import Outgoing, outgoing
from hamrah.crm.base import utc_now
from hamrah.crm.conversations import ChatMessage
from tests.channels.fakes.twilio import ADDRESS

SHOP = "https://shop.example"


def pictured(picture: str | None, public_url: str = SHOP) -> Outgoing:
    """A message with a picture and a card with the same."""
    extras = {"image": picture, "cards": [{"title": "Kurta", "picture": picture}]}
    row = ChatMessage(sender_id="x", author="bot", at=utc_now(), language="en", text="Kurta", extras=extras)
    return outgoing(row, public_url)


@pytest.mark.parametrize(
    ("picture", "address"),
    [
        ("/pictures/KRT-1/sky blue.svg", f"{SHOP}/pictures/KRT-1/sky%20blue.png"),
        ("/pictures/KRT-1/sky%20blue.svg", f"{SHOP}/pictures/KRT-1/sky%20blue.png"),
        ("/charts/a.png?at=1", f"{SHOP}/charts/a.png?at=1"),
        (
            "https://cdn.example/k/off white.png?v=1%20a#سیاہ",
            "https://cdn.example/k/off%20white.png?v=1%20a#%D8%B3%DB%8C%D8%A7%DB%81",
        ),
        ("https://cdn.example/سیاہ.jpg", "https://cdn.example/%D8%B3%DB%8C%D8%A7%DB%81.jpg"),
        ("https://cdn.example/k.svg", None),
        ("http://cdn.example/k.png", None),
        (None, None),
    ],
)
def test_a_picture_has_an_address_that_every_provider_takes(picture: str | None, address: str | None) -> None:
    said = pictured(picture)
    assert (said.image, said.cards[0].image) == (address, address)
    assert address is None or ADDRESS.fullmatch(address), "Twilio is the strictest of them"


def test_without_a_public_address_ours_are_left_out() -> None:
    assert pictured("/pictures/KRT-1/red.svg", "").image is None
