"""Having messages stopped that come unasked, in one word and at once, and having them back.

The purposes are `marketing` and `service` (what is told unasked of one's own orders and complaints); the newest row of
`Consent` holds.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ScalarSelect, exists, select
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.channels import ChannelAccount, ProactiveMessage
from hamrah.crm.conversations import ChatMessage, Conversation
from hamrah.crm.customers import Consent
from hamrah.crm.satisfaction import SurveyAsking
from hamrah.language.normalise import words_of
from hamrah.language.opting_words import Opting, find_opting, holds_keyword
from hamrah.language.text_catalogue import TextCatalogue
from hamrah.services.consents import MARKETING, SERVICE, consents_to
from hamrah.services.identity import Principal, who_speaks
from hamrah.services.linking import customer_of
from hamrah.services.messaging_apps import SPOKEN
from hamrah.services.privacy import set_consent

START_HOLDS = timedelta(days=1)
"""So long after they had messages stopped on the website a bare "start" means these."""
CLOCKS_DIFFER = timedelta(minutes=1)
"""Who stopped offers so little before they allowed them, by an app's clock, may have done it after: they stop."""


class Meant(StrEnum):
    """What a word of stopping or beginning is about; a button or message carries it as its `purpose`."""

    MESSAGES = "messages"
    """The messages that come unasked, whatever form is open."""
    MESSAGES_UNLESS_BUSY = "messages_unless_busy"
    """The messages, unless a form is open, which it leaves."""
    BACK = "back"
    """Having them back."""


def word_of_opting(session: Session, texts: TextCatalogue, sender_id: str, text: str) -> Meant | None:
    """What a message means by a word of stopping or beginning; None where it is to be understood as any other.

    Call it before the message is written down. What can mean nothing else always counts, and so do the words of the
    button under what came unasked, which is pressed by its words where there are none. "Stop" counts right after
    something was told unasked; and, as far as no form is open, in a messaging app and wherever something was stopped
    lately. "Enough" counts right after something was told unasked, and in an app after it was asked how it was; "start"
    where something is stopped: in an app, or lately.
    """
    said = Opting.OUT if is_title_of_stopping(texts, text) else find_opting(text)
    if said is None:
        return None
    if said is Opting.OUT:
        return Meant.MESSAGES
    in_app = speaks_in_app(session, sender_id)
    is_stopped = _is_stopped(session, who_speaks(session, sender_id), in_app)
    if said is Opting.BACK:
        return Meant.BACK if is_stopped else None
    if was_told_unasked(session, sender_id):
        return Meant.MESSAGES
    if said is Opting.ENOUGH and not _was_asked_how_it_was(session, sender_id):
        return None
    return Meant.MESSAGES_UNLESS_BUSY if in_app or is_stopped else None


def stands_apart(session: Session, texts: TextCatalogue, sender_id: str, text: str) -> bool:
    """Whether a raw text has messages stopped by itself, whatever was written in the same moment.

    "Salam" and "STOP" would say neither if they were read as one. An everyday word ("bas", "band karo") belongs to what
    was written around it, but for right after something was told unasked.
    """
    said = find_opting(text)
    if said is Opting.OUT or is_title_of_stopping(texts, text):
        return True
    return said is Opting.STOP and (holds_keyword(text) or was_told_unasked(session, sender_id))


def is_title_of_stopping(texts: TextCatalogue, text: str) -> bool:
    """Whether a raw text is, in any language, what stands on the button that has no such messages sent any more."""
    said = words_of(text)
    return any(words_of(texts.button(code, "message_none")) == said for code in texts.languages.codes)


def stop_service(session: Session, principal: Principal) -> bool:
    """Tell the customer nothing unasked any more, marketing or not; False when that was so already.

    Raises `Refusal` for a guest.
    """
    changed = set_consent(session, principal, SERVICE, False)
    return set_consent(session, principal, MARKETING, False) or changed


def stops_service(session: Session, principal: Principal) -> bool:
    """Whether the customer had messages about their orders and complaints stopped."""
    return consents_to(session, principal.known(), SERVICE) is False


def bring_back(session: Session, principal: Principal) -> bool:
    """Have the messages again that were stopped; whether marketing is allowed then.

    It is only if the customer had ever allowed it: to begin again is no yes to what was never allowed. Raises
    `Refusal` for a guest.
    """
    customer_id = principal.known()
    if stops_service(session, principal):
        set_consent(session, principal, SERVICE, True)
    allowed = consents_to(session, customer_id, MARKETING)
    if allowed is False and _ever_allowed(session, customer_id):
        set_consent(session, principal, MARKETING, True)
        return True
    return bool(allowed)


def take_app_wish(session: Session, channel: str, address: str, at: datetime, *, stops: bool) -> bool:
    """Take what the person of an account set in the app itself: no more offers (`stops`), or to have them again.

    To stop counts as the word does: offers stop everywhere. To begin again undoes just that: it is no yes of somebody
    who stopped them in another way, or had never allowed them. What the customer has said since counts for more, so a
    wish that is told again later changes nothing. False where nothing changed, as for an account that is nobody's.
    """
    theirs = select(ChannelAccount).where(ChannelAccount.channel == channel, ChannelAccount.address == address)
    account = session.scalar(theirs)
    customer_id = None if account is None else customer_of(session, account)
    if account is None or customer_id is None:
        return False
    said = select(Consent).where(Consent.customer_id == customer_id, Consent.purpose == MARKETING)
    newest = session.scalars(said.order_by(Consent.at.desc(), Consent.id.desc()).limit(2)).all()
    if newest and at + (CLOCKS_DIFFER if stops else timedelta()) < newest[0].at:
        return False
    where = f"{channel}_settings"
    is_undone = len(newest) == 2 and newest[1].granted and newest[0].touchpoint == where
    if not stops and not is_undone:
        return False
    return set_consent(session, Principal(account.sender_id, channel, customer_id), MARKETING, not stops, where)


def _ever_allowed(session: Session, customer_id: int) -> bool:
    once = exists().where(Consent.customer_id == customer_id, Consent.purpose == MARKETING, Consent.granted)
    return bool(session.scalar(select(once)))


def speaks_in_app(session: Session, sender_id: str) -> bool:
    """Whether a conversation is spoken in a messaging app now."""
    place = session.get(Conversation, sender_id)
    return place is not None and place.account_id is not None


def was_told_unasked(session: Session, sender_id: str) -> bool:
    """Whether the last words of a conversation were told unasked."""
    return bool(session.scalar(select(exists().where(ProactiveMessage.message_id == _last_words(sender_id)))))


def _was_asked_how_it_was(session: Session, sender_id: str) -> bool:
    return bool(session.scalar(select(exists().where(SurveyAsking.message_id == _last_words(sender_id)))))


def _last_words(sender_id: str) -> ScalarSelect[int]:
    last = select(ChatMessage.id).where(ChatMessage.sender_id == sender_id).order_by(ChatMessage.id.desc()).limit(1)
    return last.scalar_subquery()


def _is_stopped(session: Session, principal: Principal, in_app: bool) -> bool:
    if principal.customer_id is None:
        return False
    rows = select(Consent.purpose, Consent.granted, Consent.at, Consent.touchpoint).where(
        Consent.customer_id == principal.customer_id, Consent.purpose.in_((MARKETING, SERVICE))
    )
    newest = {row.purpose: row for row in session.execute(rows.order_by(Consent.at, Consent.id))}
    lately = utc_now() - START_HOLDS
    return any(
        not row.granted and (in_app or (row.touchpoint in SPOKEN and row.at > lately)) for row in newest.values()
    )
