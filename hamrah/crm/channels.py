"""Messaging apps: whose an account is, what came in from it, what goes out to it and what became of that."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from hamrah.crm.base import Base, Code, Data, Id, Name, reference

STANDING = text("ended_at IS NULL")


class ChannelAccount(Base):
    """Somebody's account in a messaging app, and the conversation that it speaks in now.

    `address` is the provider's id of it (a number, a chat), `phone` (E.164) what the provider vouches for; `name` is
    what the person calls themselves there and proves nothing. `heard_at` is when they last wrote, `silenced_at` since
    when the provider takes nothing for them (blocked, opted out there).
    """

    __tablename__ = "channel_accounts"
    __table_args__ = (UniqueConstraint("channel", "address"), Index("ix_channel_accounts_phone", "phone"))

    id: Mapped[Id]
    channel: Mapped[Code]
    address: Mapped[Name]
    phone: Mapped[Name | None]
    name: Mapped[Name | None]
    sender_id: Mapped[Name] = mapped_column(index=True)
    heard_at: Mapped[datetime | None]
    silenced_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class ChannelLink(Base):
    """That an account is a customer's, or a member of staff's, and how that was proven; one stands at a time.

    `proof` is `phone` (the provider vouches for a number on file), `contact` (shared in the app), `code` (one-time) or
    `order` (the number of an order of theirs); `ended_by` is `customer`, `staff` or `system`.
    """

    __tablename__ = "channel_links"
    __table_args__ = (
        Index("uq_channel_links_standing", "account_id", unique=True, sqlite_where=STANDING, postgresql_where=STANDING),
    )

    id: Mapped[Id]
    account_id: Mapped[int] = reference("channel_accounts.id", cascade=True)
    customer_id: Mapped[int | None] = reference("customers.id", cascade=True)
    staff_id: Mapped[int | None] = reference("staff.id")
    proof: Mapped[Code]
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[Code | None]
    why: Mapped[Name | None]


class LinkCode(Base):
    """A code that brings a conversation into an app, once: only its keyed hash is kept."""

    __tablename__ = "link_codes"

    id: Mapped[Id]
    code_hash: Mapped[Name] = mapped_column(unique=True)
    sender_id: Mapped[str] = reference("conversations.sender_id", cascade=True)
    customer_id: Mapped[int | None] = reference("customers.id", cascade=True)
    staff_id: Mapped[int | None] = reference("staff.id")
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class InboundMessage(Base):
    """A message that a provider handed over, kept before that is acknowledged; emptied once it is `handled_at`."""

    __tablename__ = "inbound_messages"
    __table_args__ = (
        UniqueConstraint("channel", "message_id"),
        Index("ix_inbound_messages_waiting", "handled_at", "account_id", "at"),
    )

    id: Mapped[Id]
    channel: Mapped[Code]
    message_id: Mapped[Name]
    account_id: Mapped[int] = reference("channel_accounts.id", cascade=True)
    at: Mapped[datetime]
    content: Mapped[Data]
    received_at: Mapped[datetime]
    handled_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)


class Delivery(Base):
    """A message of the transcript on its way to an account.

    `status` is `queued`, `held` (the provider takes it only after the person wrote again), `sent`, `delivered`, `read`
    or `failed`; whoever sends it has it until `taken_until`. `error` is the provider's code, never a text, or
    `window_closed` where the provider said so only after it had taken the message.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("message_id", "account_id"),
        Index("ix_deliveries_due", "status", "next_at"),
        Index("ix_deliveries_account", "account_id", "id"),
    )

    id: Mapped[Id]
    message_id: Mapped[int] = reference("chat_messages.id", cascade=True, index=False)
    account_id: Mapped[int] = reference("channel_accounts.id", cascade=True, index=False)
    status: Mapped[Code] = mapped_column(default="queued")
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime]
    taken_until: Mapped[datetime | None]
    error: Mapped[Name | None]


class DeliveryPart(Base):
    """One of the provider's messages that a delivery took, in its `place`; `provider_id` is what receipts name."""

    __tablename__ = "delivery_parts"
    __table_args__ = (UniqueConstraint("delivery_id", "place"), Index("ix_delivery_parts_provider", "provider_id"))

    id: Mapped[Id]
    delivery_id: Mapped[int] = reference("deliveries.id", cascade=True, index=False)
    place: Mapped[int]
    provider_id: Mapped[Name]
    status: Mapped[Code] = mapped_column(default="sent")
    at: Mapped[datetime]


class EarlyReceipt(Base):
    """What a provider told of a message before it was noted here that it went out; dropped once it is, or after a day.

    `status` and `error` are those of `hamrah.services.receipts.note_receipt`.
    """

    __tablename__ = "early_receipts"
    __table_args__ = (Index("ix_early_receipts_provider", "channel", "provider_id"),)

    id: Mapped[Id]
    channel: Mapped[Code]
    provider_id: Mapped[Name]
    status: Mapped[Code]
    error: Mapped[Name | None]
    at: Mapped[datetime]


class ProactiveMessage(Base):
    """Something that the shop says of its own accord, once a person, kind and subject.

    `status` is `planned`, `sent`, `dropped` or `held_out` (not told, to see what telling changes); `why` says why it
    was dropped, or is planned again (`refused`).
    """

    __tablename__ = "proactive_messages"
    __table_args__ = (
        UniqueConstraint("kind", "customer_id", "subject_type", "subject_id"),
        Index("ix_proactive_messages_due", "status", "due_at"),
    )

    id: Mapped[Id]
    kind: Mapped[Code]
    customer_id: Mapped[int] = reference("customers.id", cascade=True)
    subject_type: Mapped[Code]
    subject_id: Mapped[Name]
    planned_at: Mapped[datetime]
    due_at: Mapped[datetime]
    status: Mapped[Code] = mapped_column(default="planned")
    why: Mapped[Code | None]
    sent_at: Mapped[datetime | None]
    message_id: Mapped[int | None] = reference("chat_messages.id")
    channel: Mapped[Code | None]
