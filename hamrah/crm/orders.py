"""Orders with lines, status history, shipments, changes asked for, returns and refunds."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hamrah.crm.base import Base, Code, Id, Long, reference
from hamrah.crm.catalogue import Variant

ORDER_STATUSES = ("placed", "confirmed", "packed", "shipped", "delivered", "cancelled", "returned")
TOUCHPOINTS = ("website", "app", "branch", "chat", "whatsapp", "telegram", "sms")
"""Where something happens; `chat` is the website's, and each messaging app is one of its own."""


class Order(Base):
    """A purchase on one touchpoint; `number` is what people call it by. Money in minor units of `currency`."""

    __tablename__ = "orders"
    __table_args__ = (
        UniqueConstraint("source", "number"),
        Index("ix_orders_customer_placed", "customer_id", "placed_at"),
        Index("ix_orders_number", "number"),
        # All that sales are reckoned from, so that a year of them is read from the index alone.
        Index(
            "ix_orders_placed",
            *("placed_at", "branch_id", "status", "total_minor", "shipping_minor", "currency"),
            *("touchpoint", "customer_id"),
        ),
    )

    id: Mapped[Id]
    number: Mapped[Code]
    source: Mapped[Code]
    customer_id: Mapped[int | None] = reference("customers.id", index=False)
    touchpoint: Mapped[Code]
    branch_id: Mapped[int | None] = reference("branches.id")
    status: Mapped[Code]
    placed_at: Mapped[datetime]
    currency: Mapped[Code]
    total_minor: Mapped[int]
    shipping_minor: Mapped[int] = mapped_column(default=0)
    payment_method: Mapped[Code | None]
    delivery_address: Mapped[Long | None]
    delivery_city: Mapped[Code | None]

    lines: Mapped[list["OrderLine"]] = relationship(back_populates="order", order_by="OrderLine.id")
    shipments: Mapped[list["Shipment"]] = relationship(order_by="Shipment.id")
    history: Mapped[list["OrderStatusChange"]] = relationship(order_by="OrderStatusChange.id")


class OrderLine(Base):
    """Some of one variant at the price paid for each."""

    __tablename__ = "order_lines"
    __table_args__ = (
        CheckConstraint("quantity <> 0", name="quantity_not_zero"),
        Index("ix_order_lines_order", "order_id", "quantity"),
    )

    id: Mapped[Id]
    order_id: Mapped[int] = reference("orders.id", cascade=True, index=False)
    variant_id: Mapped[int] = reference("variants.id")
    quantity: Mapped[int]
    unit_price_minor: Mapped[int]

    order: Mapped[Order] = relationship(back_populates="lines")
    variant: Mapped[Variant] = relationship()


class OrderStatusChange(Base):
    """That an order came into a status, when, and through whom (`system`, `customer`, `staff`)."""

    __tablename__ = "order_status_changes"

    id: Mapped[Id]
    order_id: Mapped[int] = reference("orders.id", cascade=True)
    status: Mapped[Code]
    at: Mapped[datetime]
    actor: Mapped[Code]
    note: Mapped[Long | None]


class OrderChange(Base):
    """A change a customer asked for after placing: what (`address`, `size`, `color`), from what, to what."""

    __tablename__ = "order_changes"

    id: Mapped[Id]
    order_id: Mapped[int] = reference("orders.id", cascade=True)
    kind: Mapped[Code]
    before: Mapped[Long]
    after: Mapped[Long]
    at: Mapped[datetime]


class Shipment(Base):
    """A parcel on its way, when it is expected, and when it arrived."""

    __tablename__ = "shipments"

    id: Mapped[Id]
    order_id: Mapped[int] = reference("orders.id", cascade=True)
    carrier: Mapped[Code]
    tracking_number: Mapped[Code | None]
    shipped_at: Mapped[datetime | None]
    expected_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]


class Return(Base):
    """A line that a customer wants to send back (`return`) or change (`exchange`)."""

    __tablename__ = "returns"

    id: Mapped[Id]
    order_line_id: Mapped[int] = reference("order_lines.id", cascade=True)
    kind: Mapped[Code]
    status: Mapped[Code]
    quantity: Mapped[int]
    reason: Mapped[Long]
    requested_at: Mapped[datetime]


class Refund(Base):
    """Money on its way back: how much (minor units), how, by when, and when it was paid."""

    __tablename__ = "refunds"

    id: Mapped[Id]
    order_id: Mapped[int] = reference("orders.id", cascade=True)
    amount_minor: Mapped[int]
    currency: Mapped[Code]
    method: Mapped[Code]
    status: Mapped[Code]
    requested_at: Mapped[datetime]
    due_at: Mapped[datetime]
    paid_at: Mapped[datetime | None]
