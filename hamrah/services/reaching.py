"""Saying something to a customer from outside a turn, on the channel where they are."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.conversations import Conversation, Notification
from hamrah.crm.customers import ContactPoint
from hamrah.services.handover_rules import handover_rules
from hamrah.services.notifier import StoreNotifier
from hamrah.services.transcripts import Said, write_down

AN_ANSWER_WAITS = "answer_waits"
TELL_AGAIN_AFTER = timedelta(hours=12)


def reach_customer(session: Session, sender_id: str, said: Said) -> bool:
    """Say something to the person of a conversation: there, or where the same customer has been seen since.

    Who is not there is told once by the contact on file that an answer waits, without a word of it. False where there
    is no such conversation.
    """
    began = session.get(Conversation, sender_id)
    if began is None:
        return False
    now = utc_now()
    place = _newest_place(session, began, now)
    write_down(session, place.sender_id, said)
    if place.customer_id is not None and place.seen_at < now - timedelta(minutes=handover_rules().away_minutes):
        _tell_by_contact(session, place, now)
    return True


def reach_staff(session: Session, staff_id: int, said: Said) -> bool:
    """Say something to a member of staff where they speak with the assistant; False for who is signed in nowhere."""
    theirs = select(Conversation).where(Conversation.staff_id == staff_id, Conversation.proven_until > utc_now())
    place = session.scalar(theirs.order_by(Conversation.seen_at.desc()).limit(1))
    if place is None:
        return False
    write_down(session, place.sender_id, said)
    return True


def staff_language(session: Session, staff_id: int) -> str:
    """The language in which a member of staff speaks with the assistant."""
    theirs = select(Conversation).where(Conversation.staff_id == staff_id).order_by(Conversation.seen_at.desc())
    place = session.scalar(theirs.limit(1))
    return "en" if place is None else place.pinned_language or place.language or "en"


def _newest_place(session: Session, began: Conversation, now: datetime) -> Conversation:
    """Where the customer was seen last; of a guest, and where no proof holds, the conversation it began in."""
    if began.customer_id is None:
        return began
    theirs = select(Conversation).where(Conversation.customer_id == began.customer_id, Conversation.proven_until > now)
    return session.scalar(theirs.order_by(Conversation.seen_at.desc()).limit(1)) or began


def _tell_by_contact(session: Session, place: Conversation, now: datetime) -> None:
    told = select(Notification.id).where(
        Notification.customer_id == place.customer_id,
        Notification.kind == AN_ANSWER_WAITS,
        Notification.at > now - TELL_AGAIN_AFTER,
    )
    if session.scalar(told.limit(1)) is not None:
        return
    contacts = select(ContactPoint).where(ContactPoint.customer_id == place.customer_id)
    contact = session.scalar(contacts.order_by(ContactPoint.preferred.desc(), ContactPoint.id).limit(1))
    if contact is not None:
        language = place.pinned_language or place.language or "en"
        StoreNotifier().send(session, contact, AN_ANSWER_WAITS, language, "utter_answer_waits", {})
