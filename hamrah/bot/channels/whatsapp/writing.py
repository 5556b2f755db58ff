"""What is said, as messages that WhatsApp takes: words, pictures with captions, buttons, lists.

Up to three short choices are buttons; more, or longer ones, are a list, in which a row has room for its whole title.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hamrah.bot.channels.messaging.characters import units
from hamrah.bot.channels.messaging.outgoing import Card, Choice, Outgoing
from hamrah.bot.channels.messaging.port import Part
from hamrah.bot.channels.messaging.splitting import shorten_line, shorten_lines, split_text, within
from hamrah.bot.channels.whatsapp.payloads import (
    LONGEST_BODY,
    LONGEST_BUTTON,
    LONGEST_DESCRIPTION,
    LONGEST_ROW,
    LONGEST_SECTION,
    LONGEST_TEXT,
    MOST_BUTTONS,
    MOST_ROWS,
    Row,
    buttons_part,
    image_part,
    list_part,
    text_part,
)
from hamrah.bot.channels.whatsapp.text import unformatted
from hamrah.bot.channels.whatsapp.words import Words

NOTHING = "…"
"""Stands where a message has no words: WhatsApp takes none that is empty."""


@dataclass(frozen=True)
class Group:
    """Choices that belong together: the title over them, and what they are about where that is a card."""

    title: str
    choices: tuple[Choice, ...]
    about: str = ""


def write_parts(said: Outgoing, words: Words) -> list[Part]:
    """A message in the order in which it is sent; never empty."""
    numbered = len(said.cards) > 1
    titles = [f"{place}. {card.title}" if numbered else card.title for place, card in enumerate(said.cards, 1)]
    cards = list(zip(titles, said.cards, strict=True))
    pictured = [_pictured_card(title, card) for title, card in cards if card.image]
    plain = [_card_text(title, card) for title, card in cards if not card.image]
    text = "\n\n".join(piece for piece in (_spoken(said), *plain) if piece)
    left = [(title, card) for title, card in cards if not (card.image and _are_buttons(card.choices))]
    groups = [Group(title, card.choices, card.title) for title, card in left if card.choices]
    groups += [Group(words.choose, said.choices)] if said.choices else []
    shown = [part for parts in pictured for part in parts]
    if not groups:
        return _with_picture(text, said.image, shown)
    over = text if text and not shown and units(text) <= LONGEST_BODY else words.pick
    before = [] if over == text else _with_picture(text, said.image, shown, needed=False)
    picture = said.image if over == text else None
    return [*before, *_choice_parts(over, groups, words, picture)]


def _spoken(said: Outgoing) -> str:
    text = unformatted(said.text.strip())
    return f"*{_plain_name(said.name)}*\n{text}" if said.name else text


def _plain_name(name: str) -> str:
    return unformatted(shorten_line(name, within(LONGEST_ROW))).strip("*_~` ") or NOTHING


def _card_text(title: str, card: Card) -> str:
    return unformatted("\n".join((title, *card.lines)))


def _with_picture(text: str, picture: str | None, shown: Sequence[Part], *, needed: bool = True) -> list[Part]:
    """Words, with the message's own picture where it has one, then what was made of cards."""
    if picture and units(text) <= LONGEST_BODY:
        return [image_part(picture, text), *shown]
    pieces = [text_part(piece) for piece in split_text(text, within(LONGEST_TEXT))]
    parts = [*([image_part(picture)] if picture else []), *pieces, *shown]
    return parts if parts or not needed else [text_part(NOTHING)]


def _pictured_card(title: str, card: Card) -> list[Part]:
    """A card with its picture, and its buttons where they can stand under it."""
    first, *rest = split_text(_card_text(title, card), within(LONGEST_BODY)) or [NOTHING]
    if card.image is None:
        return []
    if _are_buttons(card.choices):
        return [buttons_part(first, _buttons(card.choices), card.image), *map(text_part, rest)]
    return [image_part(card.image, first), *map(text_part, rest)]


def _are_buttons(choices: Sequence[Choice]) -> bool:
    """Whether choices fit under a message as buttons, each with its whole title."""
    titles = [" ".join(choice.title.split()) for choice in choices]
    return 1 <= len(titles) <= MOST_BUTTONS and all(0 < units(title) <= LONGEST_BUTTON for title in titles)


def _buttons(choices: Sequence[Choice]) -> list[Row]:
    titles = shorten_lines([choice.title for choice in choices], within(LONGEST_BUTTON))
    return [{"id": choice.id, "title": title} for choice, title in zip(choices, titles, strict=True)]


def _choice_parts(over: str, groups: Sequence[Group], words: Words, picture: str | None) -> list[Part]:
    """Choices under the words `over` them: buttons, or as many lists as they need."""
    if len(groups) == 1 and _are_buttons(groups[0].choices):
        return [buttons_part(over, _buttons(groups[0].choices), picture)]
    lists = [list_part(over, words.choose, next(rest := _lists(groups)))]
    lists += [list_part(words.more, words.choose, sections) for sections in rest]
    return [*([image_part(picture)] if picture else []), *lists]


def _lists(groups: Sequence[Group]) -> Iterator[list[tuple[str, list[Row]]]]:
    """The sections of each list: at most ten rows in one, and a group in one list where it fits."""
    sections: list[tuple[str, list[Row]]] = []
    titles = shorten_lines([group.title or NOTHING for group in groups], within(LONGEST_SECTION))
    for title, group in zip(titles, groups, strict=True):
        rows = _rows(group, named=len(groups) > 1)
        for start in range(0, len(rows), MOST_ROWS):
            piece = rows[start : start + MOST_ROWS]
            if sum(len(kept) for _, kept in sections) + len(piece) > MOST_ROWS:
                yield sections
                sections = []
            sections.append((title, piece))
    yield sections


def _rows(group: Group, *, named: bool) -> list[Row]:
    """The rows of a group; a title that does not fit stands whole under it, else what the choice is about.

    The only choice of one card among several is called by the card ("T-10023 · Late order"): what is picked is named by
    its row's title alone.
    """
    if named and group.about and len(group.choices) == 1:
        return [_row_of_card(group.choices[0], group.about)]
    titles = shorten_lines([choice.title or NOTHING for choice in group.choices], within(LONGEST_ROW))
    pairs = zip(group.choices, titles, strict=True)
    return [_row(choice, title, group.about if named else "") for choice, title in pairs]


def _row_of_card(choice: Choice, about: str) -> Row:
    title, does = shorten_line(about, within(LONGEST_ROW)), choice.title.strip()
    whole = does if title == " ".join(about.split()) else f"{does} · {about}"
    return _described(choice, title, whole)


def _row(choice: Choice, title: str, about: str) -> Row:
    whole = " ".join(choice.title.split())
    return _described(choice, title, whole if whole != title else about)


def _described(choice: Choice, title: str, description: str) -> Row:
    under = shorten_line(description, within(LONGEST_DESCRIPTION))
    return {"id": choice.id, "title": title, **({"description": under} if under else {})}
