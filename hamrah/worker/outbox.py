"""The outbox's worker: for one helpdesk, take in what changed there and deliver what is due."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import random

from pydantic import ValidationError

from hamrah.bootstrap import texts
from hamrah.crm.base import utc_now
from hamrah.crm.engine import Sessions, transaction
from hamrah.integrations.helpdesks.delivery import There, deliver
from hamrah.integrations.helpdesks.port import Away, Change, Helpdesk, Refused, sensible_answers
from hamrah.services.helpdesk_changes import known_origins, take_change
from hamrah.services.outbox import Message
from hamrah.services.outbox_queue import (
    OutboxClaim,
    bury,
    claim_rows,
    is_anything_due,
    keep_target,
    note_answer,
    note_failure,
    postpone,
    release,
    settle,
)
from hamrah.services.remote_records import keep_remote, remote_tickets, something_unsettled, tickets_there

log = logging.getLogger(__name__)
NO_WAIT = timedelta()


@dataclass
class TicketCourier:
    """Between the store and one helpdesk. No transaction is open while the helpdesk is asked.

    `now` and `chance` (0 to 1) are the clock and the jitter.
    """

    sessions: Sessions
    target: str
    helpdesk: Helpdesk
    now: Callable[[], datetime] = utc_now
    chance: Callable[[], float] = random
    _known: dict[str, There] = field(default_factory=dict)
    _failing: bool = False

    def deliver_due(self, stopped: Callable[[], bool] = lambda: False) -> int:
        """Deliver what is due, at most one batch, until `stopped`; how many rows were delivered or put off."""
        claims = self._claim()
        begun = 0
        try:
            for claim in claims:
                if stopped() or not claim.may_begin(self.now()):
                    break
                begun += 1
                if not self._deliver(claim) and self._rests():
                    break
        finally:
            if claims[begun:]:
                with transaction(self.sessions) as session:
                    release(session, claims[begun:])
        return begun

    def take_changes(self) -> int:
        """Take in what changed there since the last time; how many changes were applied."""
        with transaction(self.sessions) as session:
            row = keep_target(session, self.target)
            cursor, rests = row.read_until, self._closed(row.closed_until)
        if rests:
            return 0
        try:
            with sensible_answers():
                found = self.helpdesk.changes(cursor)
            taken = sum(self._take(change, number) for change, number in self._ours(found.found))
        except (Away, Refused) as error:
            self._failed("could not be asked for changes", error)
            return 0
        with transaction(self.sessions) as session:
            note_answer(session, self.target)
            row = keep_target(session, self.target)
            row.checked_at = self.now()
            if cursor is None or not something_unsettled(session, self.target, self.now()):
                row.read_until = found.cursor
        return taken

    def _claim(self) -> list[OutboxClaim]:
        with self.sessions() as session:
            if not is_anything_due(session, self.target, self.now()):
                return []
        with transaction(self.sessions) as session:
            self._failing = keep_target(session, self.target).failures > 0
            claims = claim_rows(session, self.target, self.now(), self.helpdesk.batch)
            records = remote_tickets(session, self.target, {claim.subject for claim in claims})
            self._known = {
                number: There(record.remote_id, record.status, record.outside_since)
                for number, record in records.items()
            }
        return claims

    def _deliver(self, claim: OutboxClaim) -> bool:
        """Whether a row was delivered. What fails, be it the store, costs this row a try and no other row anything."""
        try:
            return self._bring(claim)
        except Exception as error:  # whatever it was: the row must neither wait for its lease nor be tried for ever
            kind = type(error).__name__
            log.error("Row %d of the outbox of %s cannot be worked on: %s", claim.id, self.target, kind)
            with transaction(self.sessions) as session:
                postpone(session, claim, self.now(), kind, NO_WAIT, self.chance())
            return False

    def _bring(self, claim: OutboxClaim) -> bool:
        try:
            message = Message.model_validate(claim.payload)
            with sensible_answers():
                there = deliver(self.helpdesk, claim, message, self._known.get(claim.subject))
        except Away as away:
            self._failed(f"did not take row {claim.id}", away)
            with transaction(self.sessions) as session:
                postpone(session, claim, self.now(), str(away), away.wait or NO_WAIT, self.chance())
            return False
        except (Refused, ValidationError) as error:
            reason = str(error) if isinstance(error, Refused) else "the message was emptied or is not one"
            log.error("The helpdesk %s refused row %d of the outbox: %s", self.target, claim.id, reason)
            with transaction(self.sessions) as session:
                bury(session, claim, reason)
            return False
        with transaction(self.sessions) as session:
            if there != self._known.get(claim.subject):
                keep_remote(session, self.target, claim.subject, there.remote_id, there.status, self.now())
            if self._failing:
                note_answer(session, self.target)
                self._failing = False
            return settle(session, claim, self.now())

    def _ours(self, found: Sequence[Change]) -> list[tuple[Change, str]]:
        """The changes to tickets of ours that were not taken yet, with our numbers."""
        with self.sessions() as session:
            numbers = tickets_there(session, self.target, {change.remote_id for change in found})
            known = known_origins(session, self.target, [change.origin for change in found])
        return [
            (change, numbers[change.remote_id])
            for change in found
            if change.remote_id in numbers and change.origin not in known
        ]

    def _take(self, change: Change, number: str) -> bool:
        try:
            with sensible_answers():
                whole = change if change.kind == "status" else self.helpdesk.complete(change)
        except Refused as error:  # deleted there since
            log.warning("A change of the helpdesk %s cannot be read: %s", self.target, error)
            return False
        with transaction(self.sessions) as session:
            what = (whole.kind, whole.value, change.origin)
            return take_change(session, texts(), self.target, number, *what, self.now())

    def _failed(self, what: str, error: Exception) -> None:
        log.warning("The helpdesk %s %s: %s", self.target, what, error)
        self._failing = True
        with transaction(self.sessions) as session:
            if isinstance(error, Away) and note_failure(session, self.target, self.now(), self.chance()):
                log.error("The helpdesk %s does not answer; it is left alone for a while.", self.target)

    def _rests(self) -> bool:
        with self.sessions() as session:
            return self._closed(keep_target(session, self.target).closed_until)

    def _closed(self, until: datetime | None) -> bool:
        return until is not None and until > self.now()
