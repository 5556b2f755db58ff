"""Brings what is said in messaging apps to their providers, in the order of each account, until they took it."""

import contextlib
import logging
import secrets
import threading
import time
from collections.abc import Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError

from hamrah.bootstrap import sessions
from hamrah.bot.channels.messaging.outgoing import outgoing
from hamrah.bot.channels.messaging.port import (
    Gone,
    MessagingChannel,
    Part,
    Refused,
    SendingFailed,
    TryLater,
    WindowClosed,
)
from hamrah.bot.channels.messaging.signs import Signs
from hamrah.crm.base import utc_now
from hamrah.crm.engine import transaction
from hamrah.services.deliveries import (
    DeliveryClaim,
    claim_deliveries,
    fail_delivery,
    hold_delivery,
    is_delivery_due,
    note_part,
    pause_after,
    postpone_delivery,
    settle_delivery,
    silence_account,
)
from hamrah.services.limits import allow
from hamrah.services.receipts import early_receipts, note_early_receipts
from hamrah.services.unasked import goes_out, is_marketing, is_unasked
from hamrah.settings import settings

log = logging.getLogger(__name__)
AT_ONCE = 8
LOOK_EVERY_SECONDS = 1.0
STOP_SECONDS = 5.0
KNOCKS = (1, timedelta(hours=12))


class Courier:
    """Sends what is due on all channels. Each has its own thread and hands: one that hangs keeps no other waiting."""

    def __init__(self, channels: Mapping[str, MessagingChannel], signs: Signs) -> None:
        """Send on these channels, by their names; whom a person of the shop answers is shown that they were read."""
        self._rounds = [_Round(name, channel, signs) for name, channel in channels.items()]

    def start(self) -> None:
        """Begin; does nothing where there is no channel to send on."""
        for one in self._rounds:
            one.start()

    def wake(self) -> None:
        """Look at once: something was said."""
        for one in self._rounds:
            one.wake()

    def stop(self) -> None:
        """Finish what is being sent; what takes too long is left to its lease."""
        ends = time.monotonic() + STOP_SECONDS
        for one in self._rounds:
            one.send_no_more()
        for one in self._rounds:
            one.wait_for(ends - time.monotonic())


class _Round:
    """A thread that sends what is due on one channel; some accounts at once, each one's messages one after another."""

    def __init__(self, name: str, channel: MessagingChannel, signs: Signs) -> None:
        self._name = name
        self._channel = channel
        self._signs = signs
        self._due = threading.Event()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"courier-{name}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        self._due.set()

    def send_no_more(self) -> None:
        self._stopped.set()
        self._due.set()

    def wait_for(self, seconds: float) -> None:
        if self._thread.is_alive():
            self._thread.join(max(0.0, seconds))

    def _run(self) -> None:
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix=self._thread.name) as hands:
            busy: set[Future[None]] = set()
            while not self._stopped.is_set():
                self._due.clear()
                claims = self._claim(AT_ONCE - len(busy))
                busy |= {hands.submit(self._deliver, claim) for claim in claims}
                if busy:
                    _, busy = wait(busy, LOOK_EVERY_SECONDS, return_when=FIRST_COMPLETED)
                elif not claims:
                    self._due.wait(LOOK_EVERY_SECONDS)

    def _claim(self, most: int) -> list[DeliveryClaim]:
        names = (self._name,)
        try:
            with sessions()() as session:
                if most <= 0 or not is_delivery_due(session, names, utc_now()):
                    return []
            with transaction(sessions()) as session:
                return claim_deliveries(session, names, utc_now(), most)
        except Exception as error:  # whatever it was, the next look may succeed, and nobody else sends
            log.error("Messages on %s cannot be sent: %s", self._name, type(error).__name__)
            self._stopped.wait(LOOK_EVERY_SECONDS)
            return []

    def _deliver(self, claim: DeliveryClaim) -> None:
        try:
            self._try(claim)
        except Exception as error:  # whatever it was (a store that is locked, mostly), the message is tried again soon
            log.error("A message on %s could not be sent: %s", claim.channel, type(error).__name__)
            with contextlib.suppress(SQLAlchemyError):  # else its lease runs out
                self._note_failure(claim, TryLater("unexpected"))

    def _try(self, claim: DeliveryClaim) -> None:
        if not _goes_out(claim):
            return
        try:
            try:
                self._send(claim)
            except WindowClosed:
                self._send_outside_window(claim)
        except SendingFailed as failure:
            self._note_failure(claim, failure)

    def _send(self, claim: DeliveryClaim) -> None:
        said = outgoing(claim.message, settings().public_url)
        window = self._channel.window
        over = window is not None and (claim.heard_at is None or utc_now() - claim.heard_at >= window)
        if (over or claim.window_closed) and claim.parts_sent == 0:
            raise WindowClosed("outside_window")
        self._send_parts(claim, self._channel.parts(said))

    def _send_outside_window(self, claim: DeliveryClaim) -> None:
        """Send a message as a template; where it has none, keep it and tell the person once that it waits.

        Marketing is given up instead: it is no answer, and who writes to stop it would get it for that.
        """
        said = outgoing(claim.message, settings().public_url)
        approved = self._channel.outside_window(said)
        if approved is not None:
            self._send_parts(claim, approved)
            return
        with transaction(sessions()) as session:
            if is_marketing(session, claim):
                raise Refused("outside_window")
            held = hold_delivery(session, claim)
            knocks = self._channel.knock(said.language) or []
            if not held or not allow(session, "knock", str(claim.account_id), *KNOCKS):
                knocks = []
        for part in knocks:
            self._channel.send(claim.address, part)

    def _send_parts(self, claim: DeliveryClaim, parts: list[Part]) -> None:
        for place, part in enumerate(parts):
            if place < claim.parts_sent:
                continue
            provider_id = self._channel.send(claim.address, part)
            with transaction(sessions()) as session:
                note_part(session, claim, place, provider_id, utc_now())
                if place == len(parts) - 1:
                    settle_delivery(session, claim)
        if claim.parts_sent >= len(parts):
            with transaction(sessions()) as session:
                settle_delivery(session, claim)
        self._note_early(claim)
        if claim.message.author == "staff":
            self._signs.show_read(claim.channel, claim.account_id, claim.address, claim.message.at)

    def _note_early(self, claim: DeliveryClaim) -> None:
        """Note what the provider told of a message before it was noted here that it took it."""
        with sessions()() as session:
            told = early_receipts(session, claim)
        if told:
            with transaction(sessions()) as session:
                note_early_receipts(session, claim.channel, told)

    def _note_failure(self, claim: DeliveryClaim, failure: SendingFailed) -> None:
        now = utc_now()
        with transaction(sessions()) as session:
            if isinstance(failure, TryLater):
                pause = pause_after(claim.attempts, secrets.randbelow(1000) / 1000)
                wanted = timedelta(seconds=failure.seconds or 0)
                if postpone_delivery(session, claim, now, failure.reason, max(pause, wanted)):
                    return
            else:
                fail_delivery(session, claim, failure.reason)
                if isinstance(failure, Gone):
                    silence_account(session, claim.account_id, now)
        log.error("A message on %s was given up: %s", claim.channel, failure.reason)


def _goes_out(claim: DeliveryClaim) -> bool:
    """Whether a message is to be sent still; only what was told unasked is looked at."""
    with sessions()() as session:
        if not is_unasked(session, claim):
            return True
    with transaction(sessions()) as session:
        return goes_out(session, claim, utc_now())
