"""Saying something to a customer from outside a turn, on the channel where they are."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.channels import ChannelAccount
from hamrah.crm.conversations import Conversation, Notification
from hamrah.crm.customers import ContactPoint, Preference
from hamrah.crm.operations import Staff
from hamrah.services.handover_rules import handover_rules
from hamrah.services.linking import proven_accounts
from hamrah.services.messaging_apps import APPS
from hamrah.services.notifier import StoreNotifier, best_reached
from hamrah.services.transcripts import Said, write_down

AN_ANSWER_WAITS = "answer_waits"
TELL_AGAIN_AFTER = timedelta(hours=12)
IN_APPS = tuple(channel for channels in APPS.values() for channel in channels)
Allows = Callable[[str, datetime | None], bool]
"""Whether something may be said on a channel, in an account heard last at that moment (None: the website, or never)."""


def reach_customer(session: Session, sender_id: str, said: Said) -> bool:
    """Say something to the person of a conversation: there, or where the same customer is reached best.

    Who is not there is told once by the contact on file that an answer waits, without a word of it; not where it goes
    to a messaging app. False where there is no such conversation.
    """
    now = utc_now()
    place = place_reached(session, sender_id, now)
    if place is None:
        return False
    write_down(session, place.sender_id, said)
    if place.customer_id is not None and place.account_id is None and not _is_there(place, now):
        _tell_by_contact(session, place, now)
    return True


def place_reached(session: Session, sender_id: str, now: datetime) -> Conversation | None:
    """The conversation in which the person of a conversation is reached: that one, or the same customer's best place.

    None where there is no such conversation.
    """
    began = session.get(Conversation, sender_id)
    found = None if began is None or began.customer_id is None else best_place(session, began.customer_id, now)
    return found or began


def reach_staff(session: Session, staff_id: int, said: Said) -> bool:
    """Say something to a member of staff where they speak with the assistant; False for who is signed in nowhere.

    Who has left is told nothing more, in a linked app neither.
    """
    theirs = select(Conversation).join(Staff, Staff.id == Conversation.staff_id).where(Staff.active)
    there = theirs.where(Conversation.staff_id == staff_id, Conversation.proven_until > utc_now())
    place = session.scalar(there.order_by(Conversation.seen_at.desc()).limit(1))
    if place is None:
        return False
    write_down(session, place.sender_id, said)
    return True


def staff_language(session: Session, staff_id: int) -> str:
    """The language in which a member of staff speaks with the assistant."""
    theirs = select(Conversation).where(Conversation.staff_id == staff_id).order_by(Conversation.seen_at.desc())
    place = session.scalar(theirs.limit(1))
    return "en" if place is None else place.spoken_language


def best_place(
    session: Session,
    customer_id: int,
    now: datetime,
    allows: Allows = lambda channel, heard_at: True,
    without: Collection[int] = (),
) -> Conversation | None:
    """The conversation in which to say something to a customer, turned to where they are reached best.

    That is where they are now; else the app that they wish to be contacted in, if an account of theirs there takes
    messages; else where they were seen last. What is written into it goes there. None where neither a proof of theirs
    holds nor an account is linked, or `allows` nothing of that; who is elsewhere now is left in peace then. The
    accounts `without` are none of theirs for this; a link that nothing proves any more ends here.
    """
    linked = [one for one in proven_accounts(session, customer_id, now) if one.id not in without]
    seen = _seen_last(session, customer_id, now)
    last = None if seen is None or not _may_speak_in(session, seen, allows, without) else seen
    if seen is not None and _is_there(seen, now):
        return last
    accounts = [one for one in linked if one.silenced_at is None and allows(one.channel, one.heard_at)]
    wished = APPS.get(_wished_channel(session, customer_id), ())
    preferred = next((account for account in accounts if account.channel in wished), None)
    if preferred is not None:
        return _turned_to(session, preferred)
    if last is not None and not is_silenced(session, last):
        return last
    return _turned_to(session, accounts[0]) if accounts else last


def guests_place(
    session: Session, sender_id: str, allows: Allows, without: Collection[int] = ()
) -> Conversation | None:
    """The conversation of somebody whom nobody knows, the only place to reach them; None where that may not be."""
    place = session.get(Conversation, sender_id)
    return place if place is not None and _may_speak_in(session, place, allows, without) else None


def _may_speak_in(session: Session, place: Conversation, allows: Allows, without: Collection[int]) -> bool:
    if place.account_id in without:
        return False
    account = None if place.account_id is None else session.get(ChannelAccount, place.account_id)
    return allows(place.channel, None if account is None else account.heard_at)


def _is_there(place: Conversation, now: datetime) -> bool:
    return place.seen_at >= now - timedelta(minutes=handover_rules().away_minutes)


def _seen_last(session: Session, customer_id: int, now: datetime) -> Conversation | None:
    """The newest conversation in which a proof of the customer's holds; not one that its account has left."""
    theirs = select(Conversation).where(Conversation.customer_id == customer_id, Conversation.proven_until > now)
    is_heard = Conversation.account_id.is_not(None) | Conversation.channel.not_in(IN_APPS)
    return session.scalar(theirs.where(is_heard).order_by(Conversation.seen_at.desc()).limit(1))


def _wished_channel(session: Session, customer_id: int) -> str:
    wish = select(Preference.value).where(Preference.customer_id == customer_id, Preference.kind == "contact_channel")
    return session.scalar(wish.order_by(Preference.stated_at.desc()).limit(1)) or ""


def is_silenced(session: Session, place: Conversation) -> bool:
    """Whether a conversation is spoken in an account that takes nothing from us any more."""
    account = None if place.account_id is None else session.get(ChannelAccount, place.account_id)
    return account is not None and account.silenced_at is not None


def _turned_to(session: Session, account: ChannelAccount) -> Conversation | None:
    """The conversation that an account speaks in, so that what is said in it goes to that account."""
    place = session.get(Conversation, account.sender_id)
    if place is not None:
        place.channel, place.account_id = account.channel, account.id
    return place


def _tell_by_contact(session: Session, place: Conversation, now: datetime) -> None:
    told = select(Notification.id).where(
        Notification.customer_id == place.customer_id,
        Notification.kind == AN_ANSWER_WAITS,
        Notification.at > now - TELL_AGAIN_AFTER,
    )
    if session.scalar(told.limit(1)) is not None:
        return
    contacts = select(ContactPoint).where(ContactPoint.customer_id == place.customer_id)
    contact = session.scalar(contacts.order_by(*best_reached()).limit(1))
    if contact is not None:
        language = place.spoken_language
        StoreNotifier().send(session, contact, AN_ANSWER_WAITS, language, "utter_answer_waits", {})
