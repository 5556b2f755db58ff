"""Who speaks in a conversation: read from its row in the store, never from anything a person types."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.conversations import BrowsingEvent, Conversation, Interaction
from hamrah.crm.customers import ContactPoint, Customer
from hamrah.crm.offers import OfferTelling
from hamrah.crm.recommendations import Recommendation
from hamrah.crm.satisfaction import Feedback, FollowUp
from hamrah.crm.tickets import Ticket
from hamrah.services.messaging_apps import app_of
from hamrah.services.order_numbers import SHOP
from hamrah.services.refusal import Refusal

DEEDS: tuple[Any, ...] = (BrowsingEvent, Interaction, Recommendation, Ticket, Feedback, FollowUp, OfferTelling)
"""The rows that carry who did something, and in which conversation."""


@dataclass(frozen=True)
class Principal:
    """The one on whose behalf a use case runs; `customer_id` or `staff_id` is set only while its proof holds."""

    sender_id: str
    channel: str
    customer_id: int | None = None
    shop: str = SHOP
    """The source whose goods this principal is shown: where the customer's own data came from."""
    staff_id: int | None = None

    @property
    def touchpoint(self) -> str:
        """The touchpoint that rows written for this principal carry: the messaging app where they speak, or `chat`."""
        return app_of(self.channel) or "chat"

    def known(self) -> int:
        """The customer's id. Raises `Refusal` (`identify_first`) for somebody who has not shown who they are."""
        if self.customer_id is None:
            raise Refusal("utter_identify_first")
        return self.customer_id

    def check_no_staff(self) -> None:
        """Raises `Refusal` for a member of staff: whom a customer reads a code out to does not become that customer."""
        if self.staff_id is not None:
            raise Refusal("utter_staff_ask_customer")

    def check_shopper(self) -> None:
        """Raises `Refusal` for a member of staff: what they tell of customers is no customer's rating or complaint."""
        if self.staff_id is not None:
            raise Refusal("utter_staff_whose")


def who_speaks(session: Session, sender_id: str) -> Principal:
    """The principal of a conversation, a guest where there is no valid proof."""
    row = session.execute(
        select(
            Conversation.channel,
            Conversation.customer_id,
            Conversation.staff_id,
            Conversation.proven_until,
            Customer.source,
        )
        .outerjoin(Customer, Customer.id == Conversation.customer_id)
        .where(Conversation.sender_id == sender_id)
    ).first()
    if row is None:
        return Principal(sender_id, "unknown")
    channel, customer_id, staff_id, proven_until, source = row
    if proven_until is None or proven_until <= utc_now():
        return Principal(sender_id, channel)
    return Principal(sender_id, channel, customer_id, source or SHOP, staff_id)


def speaks_staff(row: Conversation) -> bool:
    """Whether a member of staff speaks in a conversation, by a proof that holds."""
    return row.staff_id is not None and row.proven_until is not None and row.proven_until > utc_now()


def make_sender_id(key: bytes, channel: str, subject: str) -> str:
    """The server-made id of a subject's conversation on a channel: keyed, so that nobody can compute another's."""
    return hmac.new(key, f"{channel}\n{subject}".encode(), hashlib.sha256).hexdigest()[:40]


def open_conversation(
    session: Session, sender_id: str, channel: str, language: str | None = None, account_id: int | None = None
) -> Conversation:
    """The row of a conversation, made when it begins; it is spoken on `channel` (in an account there) from now on."""
    row = session.get(Conversation, sender_id)
    now = utc_now()
    if row is None:
        row = Conversation(sender_id=sender_id, channel=channel, started_at=now, held_by="bot", language=language)
        session.add(row)
    row.channel, row.account_id = channel, account_id
    row.seen_at = now
    session.flush()
    return row


def prove(session: Session, row: Conversation, customer_id: int, proof: str, holds: timedelta) -> None:
    """Note whose a conversation is, how that was proven, for how long; what the guest did in it follows along."""
    row.customer_id = customer_id
    row.proof = proof
    row.proven_until = utc_now() + holds
    for table in DEEDS:
        session.query(table).filter(table.sender_id == row.sender_id, table.customer_id.is_(None)).update(
            {"customer_id": customer_id}, synchronize_session=False
        )


def find_customer_by_subject(session: Session, subject: str) -> Customer | None:
    """The customer whom a token's `sub` names: a reference, or an e-mail that only one customer has.

    The shop's own references come before those of other sources, and one that two other sources use names nobody.
    """
    references = select(Customer).where(Customer.external_ref == subject, Customer.erased_at.is_(None))
    by_reference = session.scalars(references.limit(3)).all()
    own = next((customer for customer in by_reference if customer.source == SHOP), None)
    if own is not None or len(by_reference) == 1:
        return own or by_reference[0]
    if by_reference or "@" not in subject:
        return None
    owners = session.scalars(
        select(Customer)
        .join(ContactPoint)
        .where(ContactPoint.kind == "email", ContactPoint.value == subject.lower(), Customer.erased_at.is_(None))
        .limit(2)
    ).all()
    return owners[0] if len(owners) == 1 else None


def note_interaction(
    session: Session,
    principal: Principal,
    kind: str,
    subject_type: str | None = None,
    subject_id: object = None,
    at: datetime | None = None,
) -> None:
    """Write one entry of the customer's timeline, as of now or of `at`, which several of one deed share."""
    session.add(
        Interaction(
            customer_id=principal.customer_id,
            sender_id=principal.sender_id,
            touchpoint=principal.touchpoint,
            kind=kind,
            subject_type=subject_type,
            subject_id=None if subject_id is None else str(subject_id),
            at=at or utc_now(),
        )
    )


def note_product_seen(session: Session, principal: Principal, product_id: int, kind: str, touchpoint: str) -> None:
    """Keep that a product was looked at (`view`), asked about (`ask`) or put in the cart (`cart`)."""
    session.add(
        BrowsingEvent(
            sender_id=principal.sender_id,
            customer_id=principal.customer_id,
            product_id=product_id,
            kind=kind,
            touchpoint=touchpoint,
            at=utc_now(),
        )
    )


def note_products_found(session: Session, principal: Principal, product_ids: Sequence[int], touchpoint: str) -> None:
    """Keep what one search showed (`search`): all at one moment, the best first, as one thing that was looked for."""
    now = utc_now()
    for product_id in reversed(product_ids):  # the newest row counts as met last
        session.add(
            BrowsingEvent(
                sender_id=principal.sender_id,
                customer_id=principal.customer_id,
                product_id=product_id,
                kind="search",
                touchpoint=touchpoint,
                at=now,
            )
        )


def product_viewed_after(session: Session, principal: Principal, moment: datetime) -> int | None:
    """The id of the product whose page this conversation's person opened last, if that was after `moment`."""
    viewed = select(BrowsingEvent.product_id).where(
        BrowsingEvent.sender_id == principal.sender_id, BrowsingEvent.kind == "view", BrowsingEvent.at > moment
    )
    return session.scalar(viewed.order_by(BrowsingEvent.at.desc(), BrowsingEvent.id.desc()).limit(1))


def since(days: int) -> datetime:
    """The moment so many days ago."""
    return utc_now() - timedelta(days=days)
