"""Messages on their way to messaging apps: claimed by one courier at a time, in the order of their account, settled.

A claim is a lease, as in `hamrah.services.outbox_queue`: who dies with it leaves the message to whoever comes after.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, Select, Update, and_, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from hamrah.crm.channels import ChannelAccount, Delivery, DeliveryPart
from hamrah.crm.conversations import ChatMessage
from hamrah.services.link_proofs import unproven_accounts

LEASE = timedelta(minutes=3)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=1), timedelta(minutes=15)
LONGEST_TRY = timedelta(days=1)
"""A message that could not be sent for so long is given up: whoever waited for it has asked again."""
WINDOW_CLOSED = "window_closed"
"""The error of a message that is sent again, as what goes at any time, since the provider refused it afterwards."""
LINK_ENDED = "link_ended"
"""The error of a message to an account that is not known to be that person's any more."""


@dataclass(frozen=True)
class DeliveryClaim:
    """A delivery that this courier has until `until`: `parts_sent` went out before, `attempts` counts this one.

    `window_closed`: the provider took it and said afterwards that only what is approved goes to this person now.
    """

    id: int
    account_id: int
    channel: str
    address: str
    heard_at: datetime | None
    message: ChatMessage
    parts_sent: int
    attempts: int
    until: datetime
    window_closed: bool = False


def claim_deliveries(session: Session, channels: Collection[str], now: datetime, most: int) -> list[DeliveryClaim]:
    """Claim up to `most` deliveries that are due on some channels: of each account the first that waits.

    What is due to an account whose link nothing proves any more is given up: somebody else may read there now.
    """
    earlier = aliased(Delivery)
    behind = exists().where(
        earlier.account_id == Delivery.account_id, earlier.status == "queued", earlier.id < Delivery.id
    )
    parts = select(func.count()).where(DeliveryPart.delivery_id == Delivery.id).scalar_subquery()
    free = or_(Delivery.taken_until.is_(None), Delivery.taken_until <= now)
    query = (
        select(Delivery, ChannelAccount, ChatMessage, parts)
        .join(ChannelAccount, ChannelAccount.id == Delivery.account_id)
        .join(ChatMessage, ChatMessage.id == Delivery.message_id)
        .where(Delivery.status == "queued", Delivery.next_at <= now, free, ~behind)
        .where(ChannelAccount.channel.in_(channels))
    )
    rows = session.execute(query.order_by(Delivery.id).limit(most).with_for_update(skip_locked=True, of=Delivery)).all()
    not_theirs = unproven_accounts(session, {account.id for _, account, *_ in rows}, now) if rows else frozenset()
    claims = []
    for row, account, message, sent in rows:
        if account.id in not_theirs:
            row.status, row.error = "failed", LINK_ENDED
            continue
        row.taken_until = now + LEASE
        row.attempts += 1
        place = (account.id, account.channel, account.address, account.heard_at)
        closed = row.error == WINDOW_CLOSED
        claims.append(DeliveryClaim(row.id, *place, message, sent, row.attempts, now + LEASE, closed))
    return claims


def is_delivery_due(session: Session, channels: Collection[str], now: datetime) -> bool:
    """Whether a claim might find something: a look that takes no lock."""
    due = select(Delivery.id).join(ChannelAccount, ChannelAccount.id == Delivery.account_id)
    waiting = due.where(Delivery.status == "queued", Delivery.next_at <= now, ChannelAccount.channel.in_(channels))
    return session.scalar(waiting.limit(1)) is not None


def note_part(session: Session, claim: DeliveryClaim, place: int, provider_id: str, now: datetime) -> None:
    """That the provider took a part, so that it is not sent again whatever follows."""
    session.add(DeliveryPart(delivery_id=claim.id, place=place, provider_id=provider_id, at=now))


def settle_delivery(session: Session, claim: DeliveryClaim) -> None:
    """That all of a message was sent."""
    _end(session, claim, status="sent", error=_kept(claim, None))


def postpone_delivery(session: Session, claim: DeliveryClaim, now: datetime, error: str, wait: timedelta) -> bool:
    """Put a delivery off; False where it has been tried for so long that it is given up."""
    if now - claim.message.at >= LONGEST_TRY:
        fail_delivery(session, claim, error)
        return False
    _end(session, claim, next_at=now + wait, error=_kept(claim, error))
    return True


def fail_delivery(session: Session, claim: DeliveryClaim, error: str) -> None:
    """Give a message up: the provider will not take it."""
    _end(session, claim, status="failed", error=error)


def hold_delivery(session: Session, claim: DeliveryClaim) -> bool:
    """Keep a message until the person writes again: the provider takes it no sooner.

    False where they have written meanwhile, and it goes out as it is, or where it was given up.
    """
    heard = select(ChannelAccount.heard_at).where(ChannelAccount.id == claim.account_id).with_for_update()
    error = select(Delivery.error).where(Delivery.id == claim.id).with_for_update()
    is_released = claim.window_closed and session.scalar(error) != WINDOW_CLOSED
    if session.scalar(heard) != claim.heard_at or is_released:
        _end(session, claim, error=None)
        return False
    return _end(session, claim, status="held")


def release_held(session: Session, account_id: int, now: datetime) -> None:
    """Send what was held for an account, now that its person wrote; only once it is known who that is."""
    late = and_(Delivery.status == "queued", Delivery.error == WINDOW_CLOSED)
    held = update(Delivery).where(Delivery.account_id == account_id, or_(Delivery.status == "held", late))
    session.execute(held.values(status="queued", next_at=now, error=None))


def silence_account(session: Session, account_id: int, now: datetime) -> None:
    """That an account takes nothing from us any more; what waits for it is given up."""
    session.execute(update(ChannelAccount).where(ChannelAccount.id == account_id).values(silenced_at=now))
    waiting = update(Delivery).where(Delivery.account_id == account_id, Delivery.status.in_(("queued", "held")))
    session.execute(waiting.values(status="failed", taken_until=None, error="gone"))


def give_up_waiting(session: Session, account_id: int, sender_ids: Collection[str]) -> None:
    """Give up what waits for an account out of conversations that it has left: another person may read there next."""
    said = select(ChatMessage.id).where(ChatMessage.sender_id.in_(sender_ids))
    session.execute(_waiting(account_id, said).values(status="failed", taken_until=None, error=LINK_ENDED))


def pass_on_waiting(session: Session, account_id: int, to_id: int, sender_id: str) -> None:
    """Have what waits for an account out of a conversation go to another account, which that person has now."""
    said = select(ChatMessage.id).where(ChatMessage.sender_id == sender_id)
    session.execute(_waiting(account_id, said).values(account_id=to_id))


def pause_after(attempts: int, chance: float) -> timedelta:
    """How long to wait after so many attempts: doubled each time up to a quarter of an hour, half of it chance."""
    return min(FIRST_PAUSE * 2.0 ** min(attempts - 1, 20), LONGEST_PAUSE) * (0.5 + chance / 2)


def _waiting(account_id: int, said: Select[int]) -> Update:
    theirs = Delivery.account_id == account_id, Delivery.status.in_(("queued", "held"))
    return update(Delivery).where(*theirs, Delivery.message_id.in_(said))


def _kept(claim: DeliveryClaim, error: str | None) -> str | None:
    return WINDOW_CLOSED if claim.window_closed else error


def _end(session: Session, claim: DeliveryClaim, **values: Any) -> bool:
    ours = (Delivery.id == claim.id, Delivery.taken_until == claim.until)
    change = update(Delivery).where(*ours).values(taken_until=None, **values)
    done = session.execute(change, execution_options={"synchronize_session": False})
    return cast(CursorResult[Any], done).rowcount == 1
