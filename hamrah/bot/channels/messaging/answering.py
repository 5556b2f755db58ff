"""Answers what an account has written: its messages in order, texts that follow each other as one."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from itertools import groupby, pairwise

from rasa.core.agent import Agent
from sqlalchemy.orm import Session

from hamrah.bootstrap import sessions, texts
from hamrah.bot.channels.door import Door, EmptyMessage, Sent
from hamrah.bot.channels.messaging.arriving import Arriving, Place
from hamrah.bot.channels.messaging.bursts import part_questions
from hamrah.bot.channels.messaging.courier import Courier
from hamrah.bot.channels.messaging.port import MessagingChannel
from hamrah.crm.channels import ChannelAccount, InboundMessage
from hamrah.crm.engine import transaction
from hamrah.language.opting_words import find_opting
from hamrah.services.inbound import note_failed_attempt, note_handled, waiting_arrivals
from hamrah.services.joining import said_joining
from hamrah.services.linking_buttons import said_surely
from hamrah.services.numbered_choices import numbered_choice
from hamrah.services.opting import stands_apart, was_told_unasked

log = logging.getLogger(__name__)
QUIET = ("moved", "blocked", "unblocked")
"""What is only noted, without an answer."""
MEDIA = ("image", "voice", "video", "file", "sticker", "location")
PICTURES = ("image", "video")
TOGETHER = ("text", "pictures", "voice", "file", "sticker")
"""What gets one answer where several of it follow each other: an album comes as so many messages."""


class Answering:
    """Takes an account's messages to the door, and has the answers sent."""

    def __init__(self, agent: Agent, channels: Mapping[str, MessagingChannel], courier: Courier) -> None:
        """Answer with `agent`."""
        self._agent = agent
        self._channels = channels
        self._courier = courier
        self._arriving = Arriving(agent)

    async def answer_account(self, account_id: int) -> bool:
        """Answer all that an account has written; False where something failed, which is kept to be tried again."""
        for turn in await asyncio.to_thread(_read_turns, account_id):
            for part in await self._parted(account_id, turn):
                if not await self._try(account_id, part):
                    return False
        return True

    async def _parted(self, account_id: int, rows: list[InboundMessage]) -> list[list[InboundMessage]]:
        """A turn, cut where a question about another subject begins."""
        if _kind(rows[0]) != "text":
            return [rows]
        starts = await part_questions(self._agent, account_id, [_text([row]) for row in rows])
        return [rows[start:end] for start, end in pairwise([0, *starts, len(rows)])]

    async def _try(self, account_id: int, rows: Sequence[InboundMessage]) -> bool:
        """Answer messages that belong together; False where it failed and what follows must wait."""
        ids = [row.id for row in rows]
        try:
            await self._answer(account_id, rows)
        except Exception as error:  # whatever it was, an operator hears of its kind, and the message is not lost
            log.error("A message was not answered: %s", type(error).__name__)
            return not await asyncio.to_thread(_note_failed, ids)
        await asyncio.to_thread(_note_handled, ids)
        self._courier.wake()
        return True

    async def _answer(self, account_id: int, rows: Sequence[InboundMessage]) -> None:
        first, last = rows[0], rows[-1]
        kind = _kind(first)
        text = _text(rows)
        if kind in QUIET:
            if kind == "moved":
                await self._arriving.move(account_id, text)
            return
        place = await self._arriving.enter(account_id, first.content.get("language"))
        door = Door(self._agent, place.channel, account_id)
        if kind == "contact":
            await self._arriving.take_contact(place, first.content.get("contact"))
            return
        if kind == "button":
            await self._arriving.tell(place, "")
            await door.press(place.sender_id, str(first.content.get("button") or ""), first.message_id, title=text)
            return
        if kind == "start":
            if not await self._arriving.redeem(place, text, first.message_id):
                await door.greet(place.sender_id, first.message_id)
            return
        sent = [_sent(place.channel, row) for row in rows if _kind(row) in MEDIA and row.content.get("media")]
        if sent:
            await door.take_media(place.sender_id, sent)
            if not text.strip():
                return
        await self._say(door, place, text, f"{last.message_id}:text" if sent else last.message_id)

    async def _say(self, door: Door, place: Place, text: str, message_id: str) -> None:
        if await self._arriving.redeem(place, text, message_id):
            return
        numbered = self._channels[place.channel].numbered
        button = await asyncio.to_thread(_pressed_in_words, place.sender_id, text, numbered=numbered)
        await self._arriving.tell(place, text)
        if button is not None:
            await door.press(place.sender_id, button, message_id)
            return
        try:
            await door.say(place.sender_id, text, message_id)
        except EmptyMessage:
            await door.tell(place.sender_id, "utter_kind_not_read")
        await self._arriving.recognise(place, text)


def _kind(row: InboundMessage) -> str:
    return str(row.content.get("kind"))


def _sort(row: InboundMessage) -> str:
    return "pictures" if _kind(row) in PICTURES else _kind(row)


def _sent(channel: str, row: InboundMessage) -> Sent:
    return Sent(_kind(row), f"{channel}:{row.content['media']}", row.message_id)


def _text(rows: Sequence[InboundMessage]) -> str:
    return "\n".join(text for row in rows if (text := str(row.content.get("text") or "")))


def _read_turns(account_id: int) -> list[list[InboundMessage]]:
    """What an account has written and nobody answered yet, in order: what is read as one stands together."""
    turns: list[list[InboundMessage]] = []
    with sessions()() as session:
        place = session.get_one(ChannelAccount, account_id).sender_id
        for sort, alike in groupby(waiting_arrivals(session, account_id), key=_sort):
            rows = list(alike)
            if sort == "text":
                turns += _apart(session, place, rows)
            else:
                turns += [rows] if sort in TOGETHER else [[row] for row in rows]
    return turns


def _apart(session: Session, sender_id: str, rows: list[InboundMessage]) -> list[list[InboundMessage]]:
    """Texts of a burst as one, but for those by which messages are stopped: they must count whatever stands beside.

    Right after something was told unasked they come first: it is that which they answer.
    """
    if len(rows) == 1 or find_opting(_text(rows)) is not None:
        return [rows]

    def stopping(row: InboundMessage) -> str | None:
        text = _text([row])
        return text.strip().casefold() if stands_apart(session, texts(), sender_id, text) else None

    turns = [(stops is None, list(some)) for stops, some in groupby(rows, key=stopping)]
    if was_told_unasked(session, sender_id):
        turns.sort(key=lambda turn: turn[0])
    return [some for _, some in turns]


def _pressed_in_words(sender_id: str, text: str, *, numbered: bool) -> str | None:
    with sessions()() as session:
        choice = numbered_choice(session, sender_id, text) if numbered else None
        return choice or said_surely(session, texts(), sender_id, text) or said_joining(session, sender_id, text)


def _note_handled(ids: list[int]) -> None:
    with transaction(sessions()) as session:
        note_handled(session, ids)


def _note_failed(ids: list[int]) -> bool:
    with transaction(sessions()) as session:
        return note_failed_attempt(session, ids)
