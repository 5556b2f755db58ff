"""A message as Twilio takes it: the fields of a form, `Body`, `MediaUrl` or `ContentSid` (docs/twilio.md).

There are no buttons: choices and cards are numbered lines. Only WhatsApp shows pictures, one a message.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

from hamrah.bot.channels.messaging.characters import units
from hamrah.bot.channels.messaging.outgoing import Card, Choice, Outgoing
from hamrah.bot.channels.messaging.port import Part
from hamrah.bot.channels.messaging.splitting import shorten_line, split_text, within
from hamrah.bot.channels.twilio.segments import count_segments, plain_for_sms
from hamrah.bot.channels.whatsapp.text import unformatted
from hamrah.language.formatting import strip_isolates

LONGEST_BODY = 1600
"""UTF-16 code units of a `Body` (error 21617)."""
LONGEST_CAPTION = 1024
"""The same of a text that WhatsApp shows under a picture."""
LONGEST_CARD_LINE = 60
"""Of a line under a card's title in a short message: a description is paid for by the word, and can be asked for."""
MOST_SEGMENTS = 10
"""Segments of one short message: what networks and phones put together again without fail."""


@dataclass(frozen=True)
class Words:
    """What is added to a message in its language: `choose` under choices, `elsewhere` where nothing else is left."""

    choose: str
    elsewhere: str


def write_sms(said: Outgoing, words: Words) -> list[Part]:
    """The parts of a short message. A picture that is all there is goes as its address."""
    shortened = within(LONGEST_CARD_LINE)
    cards = tuple(
        replace(card, lines=tuple(shorten_line(line, shortened) for line in card.lines)) for card in said.cards
    )
    blocks = _blocks(replace(said, cards=cards), words)
    if said.image and not said.text:
        blocks.insert(0, said.image)
    text = plain_for_sms(_joined(blocks) or words.elsewhere)
    return [Part({"Body": piece}) for piece in split_text(text, fits_sms)]


def write_whatsapp(said: Outgoing, words: Words) -> list[Part]:
    """The parts of a WhatsApp message: what has a picture is a part of its own, the rest is put together around it."""
    parts: list[Part] = []
    waiting: list[str] = []
    pictures = [said.image, *(card.image for card in said.cards), None]
    for block, picture in zip(map(unformatted, _blocks(said, words)), pictures, strict=True):
        if picture is None:
            waiting.append(block)
            continue
        parts += _texts(waiting)
        waiting = []
        parts += _with_picture(block, picture)
    return [*parts, *_texts(waiting)] or [Part({"Body": words.elsewhere})]


def write_content(sid: str, variables: list[str]) -> list[Part]:
    """An approved template with its variables, which may hold neither line breaks nor several blanks in a row."""
    numbered = {str(number): unformatted(" ".join(value.split())) for number, value in enumerate(variables, 1)}
    return [Part({"ContentSid": sid, "ContentVariables": json.dumps(numbered, ensure_ascii=False)})]


def fits_sms(text: str) -> bool:
    """Whether a text may go out as one short message."""
    return units(text) <= LONGEST_BODY and count_segments(text) <= MOST_SEGMENTS


def numbered_choices(said: Outgoing) -> list[Choice]:
    """The choices in the order of their numbers, as `hamrah.services.numbered_choices` takes them: 1 is the first."""
    return [*said.choices, *(choice for card in said.cards for choice in card.choices)]


def _line(number: int, choice: Choice) -> str:
    """A choice's line; a title that is a number, or begins with its own, as a rating's does, needs no second one."""
    first, _, rest = strip_isolates(choice.title).partition(" ")
    named = first.isdecimal() and (not rest or int(first) == number)
    return choice.title if named else f"{number}. {choice.title}"


def _blocks(said: Outgoing, words: Words) -> list[str]:
    """What is said with its choices, each card with its own, and how to choose: the numbers in their order."""
    text = f"{said.name}: {said.text}" if said.name and said.text else said.text
    own = "\n".join(_line(number, choice) for number, choice in enumerate(said.choices, 1))
    return [_joined([text, own]), *_cards(said), words.choose if numbered_choices(said) else ""]


def _cards(said: Outgoing) -> list[str]:
    numbers = iter(range(len(said.choices) + 1, len(numbered_choices(said)) + 1))
    return [_card(card, numbers) for card in said.cards]


def _card(card: Card, numbers: Iterator[int]) -> str:
    menu = [_line(next(numbers), choice) for choice in card.choices]
    return "\n".join([f"• {card.title}", *card.lines, *menu])


def _texts(blocks: list[str]) -> list[Part]:
    return [Part({"Body": piece}) for piece in split_text(_joined(blocks), within(LONGEST_BODY))]


def _joined(blocks: list[str]) -> str:
    return "\n\n".join(block for block in blocks if block.strip())


def _with_picture(text: str, picture: str) -> list[Part]:
    first, *others = split_text(text, within(LONGEST_CAPTION)) or [""]
    if not first:
        return [Part({"MediaUrl": picture})]
    return [Part({"Body": first, "MediaUrl": picture}), *_texts(others)]
