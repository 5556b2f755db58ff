"""Messages as they come in from messaging apps: kept once, read in order, emptied when they are answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.channels import ChannelAccount, InboundMessage
from hamrah.crm.conversations import ChatMessage, Conversation
from hamrah.crm.customers import ContactPoint
from hamrah.services.handover_calls import PERSON
from hamrah.services.identity import make_sender_id

MOST_ATTEMPTS = 5
LEFT_OVER_AFTER = timedelta(minutes=1)
"""What nobody has answered for so long was left by a process that ended."""


@dataclass(frozen=True)
class Arrival:
    """A message as it is kept: the provider's id, when it was written, what it holds, which earlier one it replaces."""

    message_id: str
    at: datetime
    content: Mapping[str, Any]
    edits: str | None = None


def account_of(
    session: Session, key: bytes, channel: str, address: str, phone: str | None = None, name: str | None = None
) -> ChannelAccount:
    """The account of an address, made when it first writes, with what the provider says of it now.

    `key` makes the sender id of its own conversation, in which it speaks until it is known whose it is.
    """
    theirs = select(ChannelAccount).where(ChannelAccount.channel == channel, ChannelAccount.address == address)
    account = session.scalar(theirs)
    if account is None:
        own = make_sender_id(key, channel, address)
        account = ChannelAccount(channel=channel, address=address, sender_id=own, created_at=utc_now())
        try:
            with session.begin_nested():
                session.add(account)
        except IntegrityError:  # its other message came at the same moment
            account = session.scalars(theirs).one()
    account.phone = phone or account.phone
    account.name = name or account.name
    return account


def keep_arrival(session: Session, account: ChannelAccount, arrival: Arrival) -> bool:
    """Keep a message of an account until it is answered; False for a second delivery.

    An edit of what is not answered yet takes its place.
    """
    channel, now = account.channel, utc_now()
    known = select(InboundMessage).where(InboundMessage.channel == channel)
    if session.scalar(known.where(InboundMessage.message_id == arrival.message_id)) is not None:
        return False
    edited = None if arrival.edits is None else _still_waiting(session, account, arrival.edits)
    try:
        with session.begin_nested():
            row = InboundMessage(
                channel=channel,
                message_id=arrival.message_id,
                account_id=account.id,
                at=edited.at if edited is not None else arrival.at,
                content={**arrival.content, "edits": arrival.edits},
                received_at=now,
            )
            session.add(row)
    except IntegrityError:  # the other delivery came at the same moment
        return False
    if edited is not None:
        edited.handled_at, edited.content = now, {}
    heard = min(arrival.at, now)  # a clock that is ahead would keep the provider's window open
    account.heard_at = max(account.heard_at or heard, heard)
    account.silenced_at = None
    return True


def _still_waiting(session: Session, account: ChannelAccount, message_id: str) -> InboundMessage | None:
    """The row that holds a message, or its latest edit, which nobody has answered yet."""
    waiting = waiting_arrivals(session, account.id)
    return next((row for row in waiting if message_id in (row.message_id, row.content.get("edits"))), None)


def waiting_arrivals(session: Session, account_id: int) -> list[InboundMessage]:
    """What an account has written and nobody answered yet, in the order in which it was written."""
    theirs = select(InboundMessage).where(InboundMessage.account_id == account_id, InboundMessage.handled_at.is_(None))
    return list(session.scalars(theirs.order_by(InboundMessage.at, InboundMessage.id)))


def take_back_unanswered(session: Session, place: Conversation) -> bool:
    """Take back the person's line with which a conversation ends unanswered; False where there is none.

    A message from an app that is still waiting but was written down is one whose answer was never written: the process
    ended, or the store failed. It is answered as if it had just come. A line that staff reads needs no answer.
    """
    lines = select(ChatMessage).where(ChatMessage.sender_id == place.sender_id).order_by(ChatMessage.id.desc())
    newest = session.scalar(lines.limit(1))
    if newest is None or newest.author != "person" or place.account_id is None or place.held_by == PERSON:
        return False
    session.delete(newest)
    return True


def answered_by_bot(session: Session, account: ChannelAccount) -> bool:
    """Whether the bot answers what an account writes now: no person has the conversation that it speaks in.

    Where it writes for the first time, neither has one that of the customer to whom its number will lead it.
    """
    place = session.get(Conversation, account.sender_id)
    if place is not None:
        return place.held_by != PERSON
    theirs = select(ContactPoint.customer_id).where(ContactPoint.kind == "phone", ContactPoint.value == account.phone)
    held = select(Conversation.sender_id).where(Conversation.customer_id.in_(theirs), Conversation.held_by == PERSON)
    return account.phone is None or session.scalar(held.limit(1)) is None


def newest_heard(session: Session, account_id: int, until: datetime) -> str | None:
    """The provider's id of the newest message that an account had written by then; None without any."""
    theirs = select(InboundMessage.message_id).where(
        InboundMessage.account_id == account_id, InboundMessage.at <= until
    )
    return session.scalar(theirs.order_by(InboundMessage.at.desc(), InboundMessage.id.desc()).limit(1))


def left_over(session: Session, now: datetime) -> list[int]:
    """The accounts whose messages a process that ended has left unanswered."""
    waiting = select(InboundMessage.account_id).where(
        InboundMessage.handled_at.is_(None), InboundMessage.received_at < now - LEFT_OVER_AFTER
    )
    return list(session.scalars(waiting.distinct()))


def note_handled(session: Session, ids: list[int]) -> None:
    """That messages are answered: what they held is in the transcript now, and is dropped here."""
    done = update(InboundMessage).where(InboundMessage.id.in_(ids), InboundMessage.handled_at.is_(None))
    session.execute(done.values(handled_at=utc_now(), content={}))


def note_failed_attempt(session: Session, ids: list[int]) -> bool:
    """That answering failed; False once it has so often that it is given up."""
    session.execute(
        update(InboundMessage).where(InboundMessage.id.in_(ids)).values(attempts=InboundMessage.attempts + 1)
    )
    tried = session.scalars(select(InboundMessage.attempts).where(InboundMessage.id.in_(ids))).all()
    if max(tried, default=0) < MOST_ATTEMPTS:
        return True
    note_handled(session, ids)
    return False
