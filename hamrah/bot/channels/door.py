"""The door that every channel goes through: one message in, the answers out, both written down.

A channel proves who speaks and hands over a server-made sender id; the door cleans the text, resolves buttons, tells
the language, lets the bot answer, and makes sure that nobody meets silence.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from sqlalchemy.orm import Session

from hamrah.bootstrap import sessions, texts
from hamrah.bot.channels.collector import Collector
from hamrah.bot.channels.joining import join
from hamrah.bot.channels.meanings import in_language, known_meaning, parsed
from hamrah.crm.base import utc_now
from hamrah.crm.conversations import ChatMessage, Conversation
from hamrah.crm.engine import transaction
from hamrah.language.detect import detect
from hamrah.language.normalise import MAX_INPUT, clean_input
from hamrah.services.attachments import keep_attachments
from hamrah.services.catalogue import get_product
from hamrah.services.handover_calls import BACK, PERSON
from hamrah.services.handover_customers import WENT_BACK, go_back, hear_customer, press_back_button, takes_up_offer
from hamrah.services.identity import note_product_seen, open_conversation, speaks_staff, who_speaks
from hamrah.services.inbound import take_back_unanswered
from hamrah.services.joining import JOIN, JOIN_BUTTONS, Joins, offered, press_join_button
from hamrah.services.linking_buttons import LINK_BUTTONS, press_link_button
from hamrah.services.opting_aside import old_button_of_stopping, opt_by_button, opt_by_word
from hamrah.services.page_searches import note_page_search
from hamrah.services.suggestion_outcomes import note_outcome
from hamrah.services.transcripts import Said, press, take_once, write_down

log = logging.getLogger(__name__)
APOLOGY = "utter_action_failed"
BUTTON_GONE = "utter_button_gone"
TOO_LONG = "utter_message_too_long"
OPENED = "/start"
DEEDS = {
    **dict.fromkeys(LINK_BUTTONS, press_link_button),
    **dict.fromkeys(JOIN_BUTTONS, press_join_button),
    BACK: press_back_button,
}
"""Buttons that are pressed here, since they need no understanding and work while a person has the conversation."""
OUTCOMES = {"view": "viewed", "cart": "carted"}


class EmptyMessage(Exception):
    """There was nothing in the message but blanks and control characters."""


@dataclass(frozen=True)
class Turn:
    """A message ready for the bot: its text, the language of the answer, and for a button what it means."""

    text: str
    language: str
    parse_data: dict[str, Any] | None
    bot_speaks: bool
    answer: str | None = None
    by_staff: bool = False
    buttons: Sequence[Mapping[str, Any]] = ()
    joins: Joins | None = None


@dataclass(frozen=True)
class Sent:
    """Something that is not words: its kind, the provider's reference, and the id of the message that it came in."""

    kind: str
    reference: str
    message_id: str


class Door:
    """Messages of one channel, into the bot and back."""

    def __init__(self, agent: Agent, channel: str, account_id: int | None = None) -> None:
        """Speak with `agent`, as `channel`, in an account of it where it has any."""
        self._agent = agent
        self._channel = channel
        self._account_id = account_id

    async def say(self, sender_id: str, text: str, message_id: str | None = None) -> list[ChatMessage]:
        """Answer what a person typed; while staff has the conversation the bot keeps quiet. Raises `EmptyMessage`.

        Of what is longer than can be kept the bot does nothing but say so: half a message may mean something else.
        A `message_id` that was seen in this conversation before is a second delivery and gets no second answer.
        """
        cleaned = clean_input(text)
        if not cleaned:
            raise EmptyMessage
        refused = TOO_LONG if len(text.strip()) > MAX_INPUT else None
        turn = await asyncio.to_thread(self._take_text, sender_id, cleaned, message_id, refused)
        if turn is None:
            return []
        return await self._answer(sender_id, turn)

    async def press(
        self, sender_id: str, button_id: str, message_id: str | None = None, title: str = ""
    ) -> list[ChatMessage]:
        """Answer the press of a button; one that is not this conversation's is said to work no longer.

        `title` is what stands on it, where the provider tells: by its words even an old one has messages stopped.
        """
        turn = await asyncio.to_thread(self._take_button, sender_id, button_id, message_id, title)
        if turn is None:
            return []
        return await self._answer(sender_id, turn)

    async def greet(self, sender_id: str, message_id: str) -> list[ChatMessage]:
        """Answer somebody who opened the chat and has not said a word."""
        turn = await asyncio.to_thread(self._take_opening, sender_id, message_id)
        return [] if turn is None else await self._answer(sender_id, turn)

    async def take_media(self, sender_id: str, sent: Sequence[Sent]) -> list[ChatMessage]:
        """Keep what a person sent instead of words, by its provider's references, and say once what becomes of it."""
        return await asyncio.to_thread(self._take_media, sender_id, sent)

    async def tell(self, sender_id: str, key: str, said: str = "") -> list[ChatMessage]:
        """Say a response of the catalogue that needs no understanding, in the language of what was `said`, if any."""
        return await asyncio.to_thread(self._tell, sender_id, key, said)

    async def go_on(self, sender_id: str) -> list[ChatMessage]:
        """Do what waited for the person to show who they are: they have, without a word (a contact, a code)."""
        turn = await asyncio.to_thread(self._take_proof, sender_id)
        return await self._answer(sender_id, turn)

    async def note_seen(self, sender_id: str, said: str, kind: str) -> bool:
        """Keep that a product was looked at (`view`), put in the cart (`cart`), or what was searched (`search`).

        `said` is a SKU, of a search its words or a category; False where the shop has no such product.
        """
        note = self._note_searched if kind == "search" else self._note_seen
        return await asyncio.to_thread(note, sender_id, said, kind)

    async def _answer(self, sender_id: str, turn: Turn) -> list[ChatMessage]:
        if turn.joins is not None:
            told, may_go_on = await join(self._agent, sender_id, turn.joins)
            return [*told, *(await self.go_on(sender_id) if may_go_on else ())]
        if turn.answer is not None:
            words = self._own_words(turn.answer, turn.language)
            said = [{"text": words, "buttons": turn.buttons, "notice": turn.answer == WENT_BACK}]
        elif turn.bot_speaks:
            said = await self._ask_bot(sender_id, turn)
        else:
            return []
        return await asyncio.to_thread(self._write_answers, sender_id, turn.language, said)

    async def _ask_bot(self, sender_id: str, turn: Turn) -> list[dict[str, Any]]:
        collector = Collector(self._channel)
        message = UserMessage(
            turn.text,
            collector,
            sender_id,
            parse_data=None if turn.parse_data is None else in_language(turn.parse_data, turn.language),
            input_channel=self._channel,
            metadata={"reply_language": turn.language, "is_staff": turn.by_staff},
        )
        try:
            await self._agent.handle_message(message)
        except Exception as error:  # whatever it was, the person gets an answer and the operator its kind
            log.error("A turn failed: %s", type(error).__name__)
        return collector.messages or [{"text": self._own_words(APOLOGY, turn.language)}]

    def _take_text(self, sender_id: str, text: str, message_id: str | None, refused: str | None) -> Turn | None:
        with transaction(sessions()) as session:
            row = self._open(session, sender_id)
            if not (take_once(session, sender_id, message_id) or take_back_unanswered(session, row)):
                return None
            language = row.pinned_language or detect(text, row.language).language
            row.language = language
            to_person = row.held_by == PERSON and refused is None
            known = None if row.held_by == PERSON else known_meaning(session, sender_id, text)
            is_back = to_person and takes_up_offer(session, sender_id, text)
            opted = opt_by_word(session, texts(), sender_id, text, language) if to_person and not is_back else None
            write_down(session, sender_id, Said("person", text, language))
            if is_back:
                return Turn(text, language, None, True, answer=go_back(session, texts(), sender_id, text))
            if to_person:
                hear_customer(session, texts(), sender_id, text)
            if opted is not None:
                return Turn(text, language, None, False, answer=opted[0], buttons=opted[1])
            return Turn(text, language, known, row.held_by == "bot", answer=refused, by_staff=speaks_staff(row))

    def _take_button(self, sender_id: str, button_id: str, message_id: str | None, title: str) -> Turn | None:
        with transaction(sessions()) as session:
            row = self._open(session, sender_id)
            if not (take_once(session, sender_id, message_id) or take_back_unanswered(session, row)):
                return None
            language = row.spoken_language
            button = press(session, sender_id, button_id)
            if button is None:
                button = old_button_of_stopping(session, texts(), sender_id, button_id, title)
            if button is None:
                return Turn("", language, None, True, answer=BUTTON_GONE)
            write_down(session, sender_id, Said("person", button.title, language))
            if button.intent == JOIN and (joins := offered(session, button)) is not None:
                return Turn(button.title, language, None, True, joins=joins)
            if button.intent in DEEDS:
                principal = who_speaks(session, sender_id)
                key, shown = DEEDS[button.intent](session, texts(), principal, button, language)
                return Turn(button.title, language, None, True, answer=key, buttons=shown)
            if row.held_by == PERSON:
                hear_customer(session, texts(), sender_id, button.title)
                opted = opt_by_button(session, texts(), sender_id, button, language)
                if opted is not None:
                    return Turn(button.title, language, None, False, answer=opted[0], buttons=opted[1])
            meant = parsed(button.title, button.intent, button.entities)
            return Turn(button.title, language, meant, row.held_by == "bot", by_staff=speaks_staff(row))

    def _take_proof(self, sender_id: str) -> Turn:
        with transaction(sessions()) as session:
            row = self._open(session, sender_id)
            language = row.spoken_language
            return Turn("", language, parsed("", "identify_self", {}), row.held_by == "bot")

    def _take_opening(self, sender_id: str, message_id: str) -> Turn | None:
        with transaction(sessions()) as session:
            row = self._open(session, sender_id)
            if not take_once(session, sender_id, message_id):
                return None
            language = row.spoken_language
            opened = parsed(OPENED, "greet", {})
            return Turn(OPENED, language, opened, row.held_by == "bot", by_staff=speaks_staff(row))

    def _take_media(self, sender_id: str, sent: Sequence[Sent]) -> list[ChatMessage]:
        with transaction(sessions()) as session:
            row = self._open(session, sender_id)
            language = row.spoken_language
            new = [one for one in sent if take_once(session, sender_id, one.message_id)]
            for one in new:
                text = self._own_words(f"utter_sent_{one.kind}", language)
                write_down(session, sender_id, Said("person", text, language, media=one.reference))
                if row.held_by == PERSON:
                    hear_customer(session, texts(), sender_id, one.reference, is_sticker=one.kind == "sticker")
            if not new or row.held_by == PERSON:
                return []
            attached = [(one.kind, one.reference) for one in new]
            key, values = keep_attachments(session, who_speaks(session, sender_id), attached)
            answer = self._own_words(key, language).format(**values)
            return [write_down(session, sender_id, Said("bot", answer, language))]

    def _tell(self, sender_id: str, key: str, said: str) -> list[ChatMessage]:
        with transaction(sessions()) as session:
            row = self._open(session, sender_id)
            language = row.spoken_language
            if said and row.pinned_language is None:
                language = detect(said, row.language).language
            return [write_down(session, sender_id, Said("bot", self._own_words(key, language), language, key=key))]

    def _write_answers(self, sender_id: str, language: str, said: list[dict[str, Any]]) -> list[ChatMessage]:
        with transaction(sessions()) as session:
            row = session.get_one(Conversation, sender_id)
            spoken = row.pinned_language or language
            row.seen_at = utc_now()
            return [write_down(session, sender_id, Said("bot", language=spoken, **message)) for message in said]

    def _note_seen(self, sender_id: str, sku: str, kind: str) -> bool:
        with transaction(sessions()) as session:
            self._open(session, sender_id)
            product = get_product(session, sku)
            if product is None or kind not in OUTCOMES:
                return False
            principal = who_speaks(session, sender_id)
            note_product_seen(session, principal, product.id, kind, "website")
            note_outcome(session, principal, product.id, OUTCOMES[kind], "website")
            return True

    def _note_searched(self, sender_id: str, words: str, _kind: str) -> bool:
        with transaction(sessions()) as session:
            self._open(session, sender_id)
            return note_page_search(session, who_speaks(session, sender_id), words)

    def _open(self, session: Session, sender_id: str) -> Conversation:
        return open_conversation(session, sender_id, self._channel, account_id=self._account_id)

    def _own_words(self, key: str, language: str) -> str:
        return texts().message(language, key)[0]
