"""Brings notifications to phones and mailboxes, until they were taken or are of no use any more."""

import logging
import secrets
import threading
from collections.abc import Mapping

from hamrah.bootstrap import sessions, texts
from hamrah.bot.channels.contacts.ways import Way
from hamrah.bot.channels.messaging.port import Refused, SendingFailed, TryLater
from hamrah.crm.base import utc_now
from hamrah.crm.engine import transaction
from hamrah.services.notification_sending import (
    Notice,
    claim_notification,
    fail_notification,
    is_notification_due,
    postpone_notification,
    settle_notification,
)

log = logging.getLogger(__name__)
LOOK_EVERY_SECONDS = 1.0
STOP_SECONDS = 5.0


class Postman:
    """A thread for each way, that sends what is due there, one notice after another."""

    def __init__(self, ways: Mapping[str, Way]) -> None:
        """Send by these ways, by the channel of a notification."""
        self._ways = ways
        self._stopped = threading.Event()
        self._threads = [
            threading.Thread(target=self._run, args=(channel,), name=f"postman-{channel}", daemon=True)
            for channel in ways
        ]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Finish the notices that are being sent; what takes too long is left to its lease."""
        self._stopped.set()
        for thread in self._threads:
            thread.join(STOP_SECONDS)

    def _run(self, channel: str) -> None:
        while not self._stopped.is_set():
            try:
                sent = self.send_next(channel)
            except Exception as error:  # whatever it is: in a thread it would end all codes and notices, unseen
                log.error("Codes and notices cannot be sent: %s", type(error).__name__)
                sent = False
            if not sent:
                self._stopped.wait(LOOK_EVERY_SECONDS)

    def send_next(self, channel: str) -> bool:
        """Send the notice that comes first there, if one is due; whether one was."""
        with sessions()() as session:
            if not is_notification_due(session, channel, utc_now()):
                return False
        with transaction(sessions()) as session:
            notice = claim_notification(session, texts(), channel, utc_now())
        if notice is not None:
            self._send(notice)
        return notice is not None

    def _send(self, notice: Notice) -> None:
        try:
            if not notice.text:
                raise Refused("no_text")
            self._ways[notice.channel].send(notice)
        except SendingFailed as failure:
            self._note_failure(notice, failure)
        except Exception as error:  # whatever it was, the notice is tried again soon
            self._note_failure(notice, TryLater(type(error).__name__))
        else:
            with transaction(sessions()) as session:
                settle_notification(session, notice)

    def _note_failure(self, notice: Notice, failure: SendingFailed) -> None:
        kept = False
        with transaction(sessions()) as session:
            if isinstance(failure, TryLater):
                chance = secrets.randbelow(1000) / 1000
                kept = postpone_notification(session, notice, utc_now(), failure.reason, chance)
            else:
                fail_notification(session, notice, failure.reason)
        if not kept:
            log.error("A notice by %s was given up: %s", notice.channel, failure.reason)
