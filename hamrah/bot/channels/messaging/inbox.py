"""Takes what providers hand over: kept and acknowledged at once, answered after that, once and in order.

A burst of short messages is read as one: an account is answered when it has been quiet for a moment.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rasa.core.agent import Agent
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from hamrah.bootstrap import sessions
from hamrah.bot.channels.messaging.answering import QUIET, Answering
from hamrah.bot.channels.messaging.courier import Courier
from hamrah.bot.channels.messaging.incoming import Heard, Incoming, Receipt
from hamrah.bot.channels.messaging.port import MessagingChannel
from hamrah.bot.channels.messaging.signs import Sign, Signs
from hamrah.bot.channels.readable import storable
from hamrah.crm.base import utc_now
from hamrah.crm.channels import ChannelAccount
from hamrah.crm.engine import transaction
from hamrah.keys import server_key
from hamrah.services.deliveries import silence_account
from hamrah.services.inbound import Arrival, account_of, answered_by_bot, keep_arrival, left_over
from hamrah.services.opting import take_app_wish
from hamrah.services.receipts import note_early_receipts, note_receipt

log = logging.getLogger(__name__)
LONGEST_BURST_SECONDS = 10.0
LONGEST_TAG = 35
"""Of a language, as long as RFC 5646 has tags be taken."""
LOOK_FOR_LEFT_OVER_SECONDS = 30.0
RETRY_SECONDS = 3.0
STOP_SECONDS = 8.0
AT_ONCE = ("button", "start", "contact")
"""Kinds that end a burst: whoever presses a button waits for the answer."""


@dataclass(frozen=True)
class _Written:
    """What an account wrote: its newest message, whether it waits for the answer, and whether the bot gives it."""

    newest: Incoming
    at_once: bool
    bot_answers: bool


class Inbox:
    """All messaging apps' messages, from the webhook to the answer."""

    def __init__(self, agent: Agent, channels: Mapping[str, MessagingChannel], burst_seconds: float) -> None:
        """Answer with `agent` once an account has been quiet for `burst_seconds`; send through the channels."""
        self._signs = Signs(channels)
        self.courier = Courier(channels, self._signs)
        self._answering = Answering(agent, channels, self.courier)
        self._burst_seconds = burst_seconds
        self._written: dict[int, tuple[float, float]] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._looking: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to send, and to answer what a process that ended has left."""
        self.courier.start()
        self._looking = asyncio.create_task(self._look_for_left_over())

    async def stop(self) -> None:
        """Finish the answers that are being given; the rest is kept for the next start."""
        if self._looking is not None:
            self._looking.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks.values(), timeout=STOP_SECONDS)
        self._signs.stop()
        await asyncio.to_thread(self.courier.stop)

    async def take(self, channel: str, heard: Heard) -> None:
        """Keep what a provider told on a channel; once this returns, its request may be acknowledged."""
        written = await asyncio.to_thread(self._keep, channel, heard)
        for account_id, new in written.items():
            if new.bot_answers:
                waits = self._burst_seconds > 0 and not new.at_once  # else the answer may be there before the sign
                begins = waits and account_id not in self._written
                self._signs.show(Sign(channel, new.newest.address, new.newest.message_id, answering=begins))
            self._wake(account_id, at_once=new.at_once)

    def _keep(self, channel: str, heard: Heard) -> dict[int, "_Written"]:
        """Keep all of it; what is new, by account.

        Messages come last, in one transaction: where anything fails the provider brings all of it again, and a receipt
        may come twice.
        """
        self._keep_receipts(channel, heard.receipts)
        written: dict[int, _Written] = {}
        if not heard.messages and not heard.wishes:
            return written
        with transaction(sessions()) as session:
            for message in heard.messages:
                account = self._keep_message(session, channel, message)
                if account is not None:
                    before = account.id in written and written[account.id].at_once
                    bot_answers = message.kind not in QUIET and answered_by_bot(session, account)
                    written[account.id] = _Written(message, before or message.kind in AT_ONCE, bot_answers)
            for wish in heard.wishes:
                take_app_wish(session, channel, wish.address, wish.at, stops=wish.stops)
        return written

    def _keep_receipts(self, channel: str, receipts: Sequence[Receipt]) -> None:
        if not receipts:
            return
        with transaction(sessions()) as session:
            told = [(one.provider_id, one.status, one.error) for one in receipts]
            early = [receipt[0] for receipt in told if not note_receipt(session, channel, *receipt)]
        if early:
            with transaction(sessions()) as session:
                note_early_receipts(session, channel, early)

    def _keep_message(self, session: Session, channel: str, message: Incoming) -> ChannelAccount | None:
        name = None if message.name is None else storable(message.name)[:100]
        account = account_of(session, server_key("sender"), channel, message.address, message.phone, name)
        content: dict[str, str | None] = {"kind": message.kind, "text": storable(message.text)}
        content |= {"button": message.button, "media": message.media, "contact": message.contact}
        content |= {"language": None if message.language is None else storable(message.language)[:LONGEST_TAG]}
        session.flush()
        if not keep_arrival(session, account, Arrival(message.message_id, message.at, content, message.edits)):
            return None
        if message.kind == "blocked":
            silence_account(session, account.id, utc_now())
        if message.stops is not None:
            take_app_wish(session, channel, message.address, message.at, stops=message.stops)
        return account

    def _wake(self, account_id: int, *, at_once: bool) -> None:
        now = time.monotonic()
        first = self._written.get(account_id, (now, now))[0]
        due = now if at_once else min(now + self._burst_seconds, first + LONGEST_BURST_SECONDS)
        self._written[account_id] = (first, due)
        if account_id not in self._tasks:
            self._tasks[account_id] = asyncio.create_task(self._answer(account_id))

    async def _answer(self, account_id: int) -> None:
        """Answer an account when it is quiet, again for what it wrote meanwhile."""
        try:
            while account_id in self._written:
                while (left := self._written[account_id][1] - time.monotonic()) > 0:
                    await asyncio.sleep(left)
                del self._written[account_id]
                if not await self._answering.answer_account(account_id):
                    await asyncio.sleep(RETRY_SECONDS)
                    self._wake(account_id, at_once=True)
        except Exception as error:  # whatever it was, the messages are kept and looked for again
            log.error("Messages of an account were not answered: %s", type(error).__name__)
        finally:
            self._tasks.pop(account_id, None)

    async def _look_for_left_over(self) -> None:
        while True:
            with contextlib.suppress(SQLAlchemyError):
                for account_id in await asyncio.to_thread(_left_over):
                    if account_id not in self._tasks:
                        self._wake(account_id, at_once=True)
            await asyncio.sleep(LOOK_FOR_LEFT_OVER_SECONDS)


def _left_over() -> list[int]:
    with sessions()() as session:
        return left_over(session, utc_now())
