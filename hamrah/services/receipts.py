"""What providers say became of messages that went out.

It may come before it is noted here that they did. Then it is kept, and both sides look for it once they have committed:
whoever commits last sees what the other has written.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from hamrah.crm.base import utc_now
from hamrah.crm.channels import ChannelAccount, ChannelLink, Delivery, DeliveryPart, EarlyReceipt
from hamrah.crm.conversations import ChatMessage
from hamrah.services.deliveries import LINK_ENDED, WINDOW_CLOSED, DeliveryClaim

STAGES = ("sent", "delivered", "read")


def note_receipt(session: Session, channel: str, provider_id: str, status: str, error: str | None) -> bool:
    """Note what the provider says became of a part; False where no message that went out has it, and it is kept.

    `status` is a stage, `failed`, or `held`: it goes only as something approved, or once the person has written again.
    Receipts come in any order: none takes a part back to an earlier stage. A message is as far as its last part.
    """
    if _note(session, channel, provider_id, status, error):
        return True
    now = utc_now()
    session.add(EarlyReceipt(channel=channel, provider_id=provider_id, status=status, error=error, at=now))
    return False


def refused(message_id: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    """The condition that a provider refused a message for good. Of what arrived in part, the person may know."""
    whole = ~exists().where(DeliveryPart.delivery_id == Delivery.id, DeliveryPart.status.in_(STAGES))
    return exists().where(Delivery.message_id == message_id, Delivery.status == "failed", whole)


def early_receipts(session: Session, claim: DeliveryClaim) -> list[str]:
    """The provider's ids of those parts of a delivery of which it was told before they were noted."""
    parts = select(EarlyReceipt.provider_id).join(DeliveryPart, DeliveryPart.provider_id == EarlyReceipt.provider_id)
    ours = parts.where(DeliveryPart.delivery_id == claim.id, EarlyReceipt.channel == claim.channel)
    return list(session.scalars(ours.distinct()))


def note_early_receipts(session: Session, channel: str, provider_ids: Sequence[str]) -> None:
    """Note what was kept of parts, in the order in which it came, as far as they are there by now."""
    told = EarlyReceipt.channel == channel, EarlyReceipt.provider_id.in_(provider_ids)
    for row in session.scalars(select(EarlyReceipt).where(*told).order_by(EarlyReceipt.id)).all():
        if _note(session, channel, row.provider_id, row.status, row.error):
            session.delete(row)


def _note(session: Session, channel: str, provider_id: str, status: str, error: str | None) -> bool:
    """Note a receipt; False for one that is not ours, or of a message that is on its way still."""
    found = session.execute(
        select(DeliveryPart, Delivery)
        .join(Delivery, Delivery.id == DeliveryPart.delivery_id)
        .join(ChannelAccount, ChannelAccount.id == Delivery.account_id)
        .where(DeliveryPart.provider_id == provider_id, ChannelAccount.channel == channel)
    ).first()
    if found is None or found[1].status == "queued":
        return False
    part, delivery = found
    if status == "held" and delivery.error != WINDOW_CLOSED:
        if delivery.status in STAGES:
            _send_again(session, delivery)
    elif status in ("failed", "held"):
        part.status = delivery.status = "failed"
        delivery.error = error
    elif part.status in STAGES and STAGES.index(status) > STAGES.index(part.status):
        part.status = status
        _follow_parts(session, delivery)
    return True


def _send_again(session: Session, delivery: Delivery) -> None:
    """Have a message sent anew, as what goes at any time: nothing of it has arrived.

    Not where the account is no longer that of whom it was said to.
    """
    session.execute(delete(DeliveryPart).where(DeliveryPart.delivery_id == delivery.id))
    said = select(ChatMessage.at).where(ChatMessage.id == delivery.message_id).scalar_subquery()
    ended = select(ChannelLink.id).where(ChannelLink.account_id == delivery.account_id, ChannelLink.ended_at > said)
    if session.scalar(ended.limit(1)) is not None:
        delivery.status, delivery.error = "failed", LINK_ENDED
        return
    delivery.status, delivery.error, delivery.next_at = "queued", WINDOW_CLOSED, utc_now()


def _follow_parts(session: Session, delivery: Delivery) -> None:
    session.flush()
    reached = session.scalars(select(DeliveryPart.status).where(DeliveryPart.delivery_id == delivery.id)).all()
    if delivery.status in STAGES and all(one in STAGES for one in reached):
        delivery.status = STAGES[min(STAGES.index(one) for one in reached)]
