"""Conversations: who speaks and how it was proven, what was said, buttons shown, codes sent."""

from datetime import datetime

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hamrah.crm.base import Base, Code, Data, Id, Long, Name, reference


class Conversation(Base):
    """One conversation on one channel, keyed by the server-made sender id. Identity is read here and nowhere else.

    `customer_id`, or `staff_id` of a member of staff, holds who it is, `proof` how that was proven (`token`, `code`,
    `phone`, `contact`, `order`, `password`), `proven_until` until when it holds; `held_by` is `bot` or `person`.
    `channel` and `account_id` are where it is spoken now: an account in a messaging app, none on the website.
    """

    __tablename__ = "conversations"

    sender_id: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[Code]
    account_id: Mapped[int | None] = reference("channel_accounts.id")
    customer_id: Mapped[int | None] = reference("customers.id")
    staff_id: Mapped[int | None] = reference("staff.id")
    proof: Mapped[Code | None]
    proven_until: Mapped[datetime | None]
    language: Mapped[Code | None]
    pinned_language: Mapped[Code | None]
    held_by: Mapped[Code] = mapped_column(default="bot")
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]

    @property
    def spoken_language(self) -> str:
        """The language in which to answer here: the one the person asked for, else the one they wrote in last."""
        return self.pinned_language or self.language or "en"


class Handover(Base):
    """That a person was called into a conversation (`reason`: `asked`, `anger`, `not_understood`), took it, left it.

    `spoken_at` is when the person or the customer spoke last, null once the assistant has offered itself since.
    `ended_by` is `staff`, `customer`, `idle`, or `solved` where nobody took it before its ticket was done; a row
    without `given_back_at` is the one that stands.
    """

    __tablename__ = "handovers"

    id: Mapped[Id]
    sender_id: Mapped[str] = reference("conversations.sender_id", cascade=True)
    ticket_id: Mapped[int | None] = reference("tickets.id")
    reason: Mapped[Code]
    called_at: Mapped[datetime]
    staff_id: Mapped[int | None] = reference("staff.id")
    taken_at: Mapped[datetime | None]
    spoken_at: Mapped[datetime | None]
    given_back_at: Mapped[datetime | None]
    ended_by: Mapped[Code | None]


STANDING_CALL = Handover.given_back_at.is_(None)
"""Whether a call stands, taken or not."""


class ChatMessage(Base):
    """A line of the transcript as the page shows it; `author` is `person`, `bot` or `staff`."""

    __tablename__ = "chat_messages"
    __table_args__ = (Index("ix_chat_messages_sender", "sender_id", "id"),)

    id: Mapped[Id]
    sender_id: Mapped[str] = reference("conversations.sender_id", cascade=True, index=False)
    author: Mapped[Code]
    at: Mapped[datetime]
    language: Mapped[Code | None]
    text: Mapped[Long]
    extras: Mapped[Data] = mapped_column(default=dict)


class Button(Base):
    """What pressing an opaque button id means, for the one conversation it was shown in."""

    __tablename__ = "buttons"

    id: Mapped[str] = mapped_column(primary_key=True)
    sender_id: Mapped[str] = reference("conversations.sender_id", cascade=True)
    title: Mapped[Name]
    intent: Mapped[Code]
    entities: Mapped[Data]
    shown_at: Mapped[datetime]


class SeenMessage(Base):
    """A message id that a channel has handled, so that a second delivery is dropped."""

    __tablename__ = "seen_messages"
    __table_args__ = (UniqueConstraint("channel", "message_id"),)

    id: Mapped[Id]
    channel: Mapped[Code]
    message_id: Mapped[Name]
    at: Mapped[datetime]


class OneTimeCode(Base):
    """A code sent to prove who somebody is; only its keyed hash is kept. `contact_point_id` is where it went."""

    __tablename__ = "one_time_codes"

    id: Mapped[Id]
    sender_id: Mapped[str] = reference("conversations.sender_id", cascade=True)
    contact_point_id: Mapped[int | None] = reference("contact_points.id", cascade=True)
    code_hash: Mapped[Name]
    sent_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None]


class Attempt(Base):
    """One try at something that is rate-limited; `key` is hashed where it holds personal data."""

    __tablename__ = "attempts"
    __table_args__ = (Index("ix_attempts_key", "action", "key", "at"),)

    id: Mapped[Id]
    action: Mapped[Code]
    key: Mapped[Name]
    at: Mapped[datetime]


class Interaction(Base):
    """One entry of a customer's timeline across all touchpoints: what happened, where, to which row."""

    __tablename__ = "interactions"
    __table_args__ = (
        Index("ix_interactions_customer", "customer_id", "at"),
        Index("ix_interactions_kind", "kind", "at"),
    )

    id: Mapped[Id]
    customer_id: Mapped[int | None] = reference("customers.id", cascade=True, index=False)
    sender_id: Mapped[Name | None] = mapped_column(index=True)
    touchpoint: Mapped[Code]
    kind: Mapped[Code]
    subject_type: Mapped[Code | None]
    subject_id: Mapped[Name | None]
    at: Mapped[datetime]


class BrowsingEvent(Base):
    """That a product was looked at, put in the cart or searched for; a guest's rows carry only the sender id."""

    __tablename__ = "browsing_events"
    __table_args__ = (
        Index("ix_browsing_events_sender", "sender_id", "at"),
        Index("ix_browsing_events_customer", "customer_id", "at"),
    )

    id: Mapped[Id]
    sender_id: Mapped[Name | None]
    customer_id: Mapped[int | None] = reference("customers.id", cascade=True, index=False)
    product_id: Mapped[int] = reference("products.id", cascade=True)
    kind: Mapped[Code]
    touchpoint: Mapped[Code]
    at: Mapped[datetime]


class Notification(Base):
    """Something to be sent to a person outside the chat (a code, a reminder), or to one of the shop's people.

    `status` is `waiting`, `sent` or `failed` (`error` is why); `channel` is `sms` or `email`. Nobody tries before
    `next_at`.
    """

    __tablename__ = "notifications"
    __table_args__ = (Index("ix_notifications_due", "status", "at"),)

    id: Mapped[Id]
    customer_id: Mapped[int | None] = reference("customers.id", cascade=True)
    kind: Mapped[Code]
    channel: Mapped[Code]
    address: Mapped[Name]
    language: Mapped[Code]
    text_key: Mapped[Name]
    values: Mapped[dict[str, str]] = mapped_column(JSON)
    at: Mapped[datetime]
    status: Mapped[Code] = mapped_column(default="waiting", server_default="waiting")
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    next_at: Mapped[datetime | None]
    error: Mapped[Name | None]
