"""Bringing an account into the conversation that it belongs in: by its number, a contact it shares, a code it sends.

What is going on in the conversation that it leaves goes along, and what waited for the person to show who they are is
done then.
"""

import asyncio
from dataclasses import dataclass

from rasa.core.agent import Agent

from hamrah.bootstrap import languages, sessions, texts
from hamrah.bot.channels.door import Door
from hamrah.bot.channels.joining import IDENTIFY
from hamrah.bot.engine.carrying import carry, open_form
from hamrah.crm.base import utc_now
from hamrah.crm.channels import ChannelAccount
from hamrah.crm.conversations import Conversation
from hamrah.crm.engine import transaction
from hamrah.keys import server_key
from hamrah.language.detect import detect
from hamrah.services.deliveries import release_held
from hamrah.services.identity import who_speaks
from hamrah.services.inbound import account_of
from hamrah.services.joining import ask_to_join
from hamrah.services.link_codes import Redeemed, find_code, redeem
from hamrah.services.linking import enter, move_account, share_contact, standing_link
from hamrah.services.linking_buttons import tell_linked, welcome
from hamrah.services.transcripts import take_once


@dataclass(frozen=True)
class Place:
    """Where an account speaks now: its channel, the conversation's sender id, whether it is known whose it is."""

    account_id: int
    channel: str
    sender_id: str
    is_linked: bool


class Arriving:
    """Accounts of all messaging apps, on their way into their conversations."""

    def __init__(self, agent: Agent) -> None:
        """Carry what is going on between conversations of `agent`."""
        self._agent = agent

    async def enter(self, account_id: int, language: str | None = None) -> Place:
        """The place where an account speaks now, with what was going on where it spoke before.

        `language` is the one that the person's app is set to: theirs, as long as they have said nothing. What was held
        until they write goes out now: whoever is not whom it was said to has left it behind.
        """
        place, left = await asyncio.to_thread(_enter, account_id, language)
        if left is not None:
            await carry(self._agent, left, place.sender_id)
        return place

    async def tell(self, place: Place, text: str) -> None:
        """Tell the person once that the account is linked, in the language of what they wrote."""
        await asyncio.to_thread(_tell_linked, place.account_id, text)

    async def recognise(self, place: Place, text: str) -> None:
        """Link an account whose person has just shown who they are (a code, an order), and tell them so."""
        if place.is_linked or not await asyncio.to_thread(_has_shown_who, place.sender_id):
            return
        await self.tell(await self.enter(place.account_id), text)

    async def redeem(self, place: Place, text: str, message_id: str) -> bool:
        """Take a code that brings a conversation of the website here; False where the text holds none."""
        done = await asyncio.to_thread(_redeem, place, text, message_id)
        if done is None:
            return False
        if done.sender_id is None:
            door = Door(self._agent, place.channel, place.account_id)
            await door.tell(place.sender_id, "utter_link_code_wrong", text)
            return True
        if done.to_ask is not None:
            return True
        for former in done.left:
            await carry(self._agent, former, done.sender_id, gives_way=former == place.sender_id)
        await self._go_on(place.account_id, done.sender_id, place.channel, (IDENTIFY,))
        return True

    async def take_contact(self, place: Place, phone: str | None) -> None:
        """Take a contact that a person shared; `phone` where the provider says that it is their own."""
        known = phone is not None and await asyncio.to_thread(_share, place.account_id, phone)
        if not known:
            await Door(self._agent, place.channel, place.account_id).tell(place.sender_id, "utter_contact_unknown")
            return
        entered = await self.enter(place.account_id)
        await self.tell(entered, "")
        await self._go_on(entered.account_id, entered.sender_id, entered.channel, (IDENTIFY, None))

    async def move(self, account_id: int, address: str) -> None:
        """Note that an account's person has another address from now on."""
        await asyncio.to_thread(_move, account_id, address)

    async def _go_on(self, account_id: int, sender_id: str, channel: str, forms: tuple[str | None, ...]) -> None:
        """Do what waited for the person to be known, if they are and no form but one of `forms` is open."""
        if await asyncio.to_thread(_is_known, account_id) and await open_form(self._agent, sender_id) in forms:
            await Door(self._agent, channel, account_id).go_on(sender_id)


def _enter(account_id: int, language: str | None) -> tuple[Place, str | None]:
    with transaction(sessions()) as session:
        account = session.get_one(ChannelAccount, account_id)
        entered = enter(session, account)
        release_held(session, account_id, utc_now())
        if entered.conversation.language is None:
            entered.conversation.language = _spoken(language)
        place = Place(account_id, account.channel, entered.conversation.sender_id, entered.is_linked)
        return place, entered.left


def _has_shown_who(sender_id: str) -> bool:
    with sessions()() as session:
        return who_speaks(session, sender_id).customer_id is not None


def _spoken(tag: str | None) -> str | None:
    """The language of ours that a tag of an app's language names; None for what we do not speak."""
    first = (tag or "").replace("_", "-").partition("-")[0].lower()
    return first if first in languages() else None


def _tell_linked(account_id: int, text: str) -> None:
    with transaction(sessions()) as session:
        account = session.get_one(ChannelAccount, account_id)
        row = session.get_one(Conversation, account.sender_id)
        spoken = detect(text, row.language).language if text else row.spoken_language
        tell_linked(session, texts(), account, row.pinned_language or spoken)


def _redeem(place: Place, text: str, message_id: str) -> Redeemed | None:
    """Use a code and say what follows, in one transaction, and once: the same message again is no wrong code."""
    with transaction(sessions()) as session:
        account = session.get_one(ChannelAccount, place.account_id)
        if find_code(text) is not None and not take_once(session, f"account:{account.id}", message_id):
            return Redeemed(account.sender_id)
        done = redeem(session, account, text)
        if done is not None and done.to_ask is not None:
            ask_to_join(session, texts(), account, done.to_ask)
        elif done is not None and done.sender_id is not None:
            welcome(session, texts(), account, done)
        return done


def _share(account_id: int, phone: str) -> bool:
    with transaction(sessions()) as session:
        return share_contact(session, session.get_one(ChannelAccount, account_id), phone)


def _move(account_id: int, address: str) -> None:
    with transaction(sessions()) as session:
        account = session.get_one(ChannelAccount, account_id)
        key = server_key("sender")
        to = account_of(session, key, account.channel, address)
        session.flush()
        move_account(session, account, to)


def _is_known(account_id: int) -> bool:
    with sessions()() as session:
        return standing_link(session, session.get_one(ChannelAccount, account_id)) is not None
