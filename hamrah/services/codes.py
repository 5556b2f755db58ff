"""Proving who a guest is, by a one-time code sent to a contact point on file."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum

from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.conversations import Conversation, OneTimeCode
from hamrah.crm.customers import ContactPoint, Customer
from hamrah.crm.orders import Order
from hamrah.keys import server_key
from hamrah.services.identity import Principal, note_interaction, prove
from hamrah.services.limits import allow
from hamrah.services.notifier import Notifier, best_reached

DIGITS = 6
HOLDS = timedelta(minutes=10)
PROOF_HOLDS = timedelta(hours=12)
TRIES = 5
SENDS_A_CONVERSATION = (3, timedelta(minutes=15))
SENDS_A_CONTACT = (5, timedelta(hours=1))
CHECKS_A_CONVERSATION = (15, timedelta(hours=1))


@dataclass(frozen=True)
class Claimed:
    """Who somebody says they are: exactly one of a phone (E.164), an e-mail, an order number."""

    kind: str
    value: str


class CodeCheck(Enum):
    """What became of a code that somebody typed."""

    RIGHT = "right"
    WRONG = "wrong"
    EXPIRED = "expired"
    TOO_MANY = "too_many"


def send_code(session: Session, principal: Principal, claim: Claimed, notifier: Notifier, language: str) -> bool:
    """Send a code to the contact point that a claim leads to; False when asked too often.

    The answer and the rows written are the same whether or not the shop knows the claim, so that nobody can find out
    who is a customer by asking. Raises `Refusal` for a member of staff.
    """
    principal.check_no_staff()
    if not allow(session, "send_code", principal.sender_id, *SENDS_A_CONVERSATION):
        return False
    if not allow(session, "send_code_to", claim.value, *SENDS_A_CONTACT):
        return False
    contact = _find_contact(session, claim)
    # Counted however it was named. One too many is as for a contact that nobody has: the answer tells nothing.
    counted = f"unknown:{claim.value}" if contact is None else f"contact:{contact.id}"
    if not allow(session, "send_code_by_contact", counted, *SENDS_A_CONTACT):
        contact = None
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    now = utc_now()
    session.add(
        OneTimeCode(
            sender_id=principal.sender_id,
            contact_point_id=None if contact is None else contact.id,
            code_hash=_hash(principal.sender_id, code),
            sent_at=now,
            expires_at=now + HOLDS,
        )
    )
    if contact is not None:
        notifier.send(session, contact, "one_time_code", language, "notify_one_time_code", {"code": code})
    session.flush()
    return True


def check_code(session: Session, principal: Principal, code: str) -> CodeCheck:
    """Compare a typed code with the last one sent here; when right, the conversation is the customer's.

    Raises `Refusal` for a member of staff.
    """
    principal.check_no_staff()
    if not allow(session, "check_code", principal.sender_id, *CHECKS_A_CONVERSATION):
        return CodeCheck.TOO_MANY
    last = session.scalar(
        select(OneTimeCode)
        .where(OneTimeCode.sender_id == principal.sender_id)
        .order_by(OneTimeCode.id.desc())
        .limit(1)
        .with_for_update()
    )
    if last is None or last.used_at is not None or last.expires_at <= utc_now():
        return CodeCheck.EXPIRED
    if last.attempts >= TRIES:
        return CodeCheck.TOO_MANY
    last.attempts += 1
    right = hmac.compare_digest(last.code_hash, _hash(principal.sender_id, code))
    if not right or last.contact_point_id is None:
        return CodeCheck.WRONG
    contact = session.get_one(ContactPoint, last.contact_point_id)
    last.used_at = contact.verified_at = utc_now()
    prove(session, session.get_one(Conversation, principal.sender_id), contact.customer_id, "code", PROOF_HOLDS)
    note_interaction(session, replace(principal, customer_id=contact.customer_id), "identified")
    return CodeCheck.RIGHT


def _hash(sender_id: str, code: str) -> str:
    return hmac.new(server_key("one-time-code"), f"{sender_id}:{code}".encode(), hashlib.sha256).hexdigest()


def _find_contact(session: Session, claim: Claimed) -> ContactPoint | None:
    """The contact point a claim leads to; none where customers share it, since no code could tell them apart."""
    contacts = select(ContactPoint).join(Customer).where(Customer.erased_at.is_(None))
    if claim.kind == "order_number":
        owners = session.scalars(select(Order.customer_id).where(Order.number == claim.value).distinct().limit(2)).all()
        theirs = contacts.where(ContactPoint.customer_id == owners[0]) if len(owners) == 1 else None
        return None if theirs is None else session.scalar(theirs.order_by(*best_reached()).limit(1))
    named = contacts.where(ContactPoint.kind == claim.kind, ContactPoint.value == claim.value)
    found = session.scalars(named.limit(2)).all()
    return found[0] if len(found) == 1 else None
