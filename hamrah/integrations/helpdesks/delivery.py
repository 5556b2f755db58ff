"""Bringing one message to a helpdesk so that it is there exactly once, whatever broke off before.

Whenever an earlier try may have reached the helpdesk, what it would have made is looked for by our key first.
"""

from dataclasses import dataclass
from datetime import datetime

from hamrah.integrations.helpdesks.port import Helpdesk, Refused
from hamrah.services.outbox import Message
from hamrah.services.outbox_queue import OutboxClaim

NEW = "open"
"""The status that a ticket is made with."""
WORDLESS = ("opened", "status")
"""What happened whose text is no comment: the description of a new ticket, the name of a status."""


@dataclass(frozen=True)
class There:
    """What is known of a ticket in a helpdesk: its id, the status both sides agree on, since when that is theirs."""

    remote_id: str
    status: str | None
    outside_since: datetime | None = None


def deliver(helpdesk: Helpdesk, claim: OutboxClaim, message: Message, there: There | None) -> There:
    """Do there what the message tells of; what is known of the ticket afterwards. Raises `Away` and `Refused`."""
    there = there or _find(helpdesk, claim, message) or _create(helpdesk, claim, message)
    says = message.text and message.what not in WORDLESS
    if says and (claim.attempts == 1 or not helpdesk.has_comment(there.remote_id, claim.key)):
        helpdesk.add_comment(there.remote_id, message, claim.key)
    if message.status == there.status or _overtaken(claim, there):
        return there
    helpdesk.set_status(there.remote_id, message, claim.key)
    return There(there.remote_id, message.status)


def _find(helpdesk: Helpdesk, claim: OutboxClaim, message: Message) -> There | None:
    if claim.attempts == 1 and message.what == "opened":
        return None  # nobody can have made it
    return _look_up(helpdesk, message)


def _create(helpdesk: Helpdesk, claim: OutboxClaim, message: Message) -> There:
    customer = None if message.customer is None else helpdesk.ensure_customer(message)
    try:
        return There(helpdesk.create_ticket(message, claim.key, customer), NEW)
    except Refused:  # some refuse what they have already
        there = _look_up(helpdesk, message)
        if there is None:
            raise
        return there


def _look_up(helpdesk: Helpdesk, message: Message) -> There | None:
    remote_id = helpdesk.find_ticket(message.ticket)
    if remote_id is None:
        return None
    return There(remote_id, NEW if message.what == "opened" else None)  # no later message has reached it yet


def _overtaken(claim: OutboxClaim, there: There) -> bool:
    """Whether the helpdesk's own people changed the status after this message was written."""
    return there.outside_since is not None and there.outside_since > claim.created_at
