"""What is said, as messages of the Bot API within its limits. Pure; `api.py` sends them.

Text goes without a parse mode, so no sign in it (an order's `_`, a `*`) can become formatting or be refused as such.
Links show no preview: nobody but the person shall open what is meant for them.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from hamrah.bot.channels.messaging.characters import units
from hamrah.bot.channels.messaging.outgoing import Card, Choice, Outgoing
from hamrah.bot.channels.messaging.port import Part
from hamrah.bot.channels.messaging.splitting import shorten, split_text, within
from hamrah.language.formatting import isolate_for
from hamrah.language.text_catalogue import TextCatalogue

LONGEST_TEXT, LONGEST_CAPTION = 4096, 1024
MOST_CARDS = 10
ROW_UNITS, MOST_IN_ROW = 28, 3
"""How much of titles stands legibly side by side on a phone."""
ASKS_WHO = frozenset({"utter_ask_contact"})
"""The questions that a shared number answers."""
SHARE = "share_contact"
NOTHING = "…"
NO_KEYS = {"remove_keyboard": True}


def write_parts(said: Outgoing, texts: TextCatalogue) -> list[Part]:
    """A message as one or more of Telegram's: its text (the last piece holds the buttons), then picture and cards."""
    parts = [*_words(said, texts), *(_card(card) for card in said.cards[:MOST_CARDS])]
    parts += [_message(piece) for piece in split_text(_rest(said.cards[MOST_CARDS:]), within(LONGEST_TEXT))]
    return parts or [_message(NOTHING)]


def _words(said: Outgoing, texts: TextCatalogue) -> Iterator[Part]:
    text, markup = _signed(said), _markup(said, texts)
    if said.image is not None and units(text) <= LONGEST_CAPTION:
        yield _photo(said.image, text, markup)
        return
    pieces = split_text(text, within(LONGEST_TEXT))
    if not pieces and said.choices:
        pieces = [NOTHING]  # buttons stand under something
    for piece in pieces[:-1]:
        yield _message(piece)
    if pieces:
        yield _message(pieces[-1], markup)
    if said.image is not None:
        yield _photo(said.image, "", None)


def _signed(said: Outgoing) -> str:
    """The text, with who says it over it where that is a member of staff."""
    if said.name is None:
        return said.text
    return f"{isolate_for(said.name, said.language)}:\n{said.text}"


def _markup(said: Outgoing, texts: TextCatalogue) -> dict[str, Any]:
    """The keyboard of a message; one without any takes away the key that an earlier question showed.

    Telegram shows either buttons or keys with a message, so a question with buttons of its own has no key.
    """
    if said.choices:
        return _keyboard(said.choices)
    if said.key in ASKS_WHO:
        key = {"text": texts.button(said.language, SHARE), "request_contact": True}
        return {"keyboard": [[key]], "resize_keyboard": True, "one_time_keyboard": True}
    return NO_KEYS


def _keyboard(choices: Sequence[Choice]) -> dict[str, Any]:
    """Buttons in rows: short titles side by side, a long one by itself."""
    rows: list[list[Choice]] = []
    for choice in choices:
        row = rows[-1] if rows else []
        width = units(choice.title) + sum(units(other.title) for other in row)
        if row and len(row) < MOST_IN_ROW and width <= ROW_UNITS:
            row.append(choice)
        else:
            rows.append([choice])
    buttons = [
        [{"text": choice.title.strip() or NOTHING, "callback_data": choice.id} for choice in row] for row in rows
    ]
    return {"inline_keyboard": buttons}


def _card(card: Card) -> Part:
    """A card as a picture with its lines under it, or as text where it has no picture that Telegram could fetch."""
    text = "\n".join(_lines(card)) or NOTHING
    markup = _keyboard(card.choices) if card.choices else None
    if card.image is not None:
        return _photo(card.image, text, markup)
    return _message(shorten(text, within(LONGEST_TEXT)), markup)


def _rest(cards: Sequence[Card]) -> str:
    """Cards beyond what anybody scrolls through, as a list."""
    return "\n".join(", ".join(_lines(card)) for card in cards)


def _lines(card: Card) -> list[str]:
    return [line for line in (card.title, *card.lines) if line.strip()]


def _message(text: str, markup: dict[str, Any] | None = None) -> Part:
    payload: dict[str, Any] = {"text": text, "link_preview_options": {"is_disabled": True}}
    return Part(payload | _with(markup), "sendMessage")


def _photo(url: str, caption: str, markup: dict[str, Any] | None) -> Part:
    payload: dict[str, Any] = {"photo": url}
    if caption.strip():
        payload["caption"] = shorten(caption, within(LONGEST_CAPTION))
    return Part(payload | _with(markup), "sendPhoto")


def _with(markup: dict[str, Any] | None) -> dict[str, Any]:
    return {} if markup is None else {"reply_markup": markup}


def without_picture(part: Part) -> Part | None:
    """A picture's words as a message of their own; None where it has none."""
    caption = part.payload.get("caption")
    return None if not caption else _message(caption, part.payload.get("reply_markup"))
