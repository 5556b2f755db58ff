"""Where an order stands by its file, and moving one there that the store holds."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.offers import LoyaltyEntry, OfferRedemption
from hamrah.crm.orders import Order, OrderStatusChange, Shipment
from hamrah.crm.purchases import TAKEN_BACK
from hamrah.integrations.shop_files.folder import Unusable
from hamrah.services.deductions import undo_deductions
from hamrah.services.loyalty_ledger import take_back_points

COURIER = "courier"


@dataclass(frozen=True)
class State:
    """An order's status, where it was placed, its parcel where there is one, and whether the file says when it came."""

    status: str
    touchpoint: str
    parcel: dict[str, Any] | None
    says_when_delivered: bool

    def reached_at(self, placed_at: datetime) -> datetime:
        """When a new order came to its status, as far as anybody knows."""
        parcel = self.parcel or {}
        at = parcel.get("delivered_at") or parcel.get("shipped_at") if self.status != "cancelled" else None
        return at or placed_at


def new_parcel(said: dict[str, Any]) -> dict[str, Any]:
    """A parcel as it is written the first time: by some courier, where the file names none."""
    return {**said, "carrier": said["carrier"] or COURIER}


def move(session: Session, order: Order, state: State, now: datetime) -> bool:
    """Bring an order and its parcel to what the file says; whether anything changed.

    A status that the file has said before is no news: what the customer or staff did since, as cancelling, holds. Of an
    order that the chat took it is no news that it was placed. Raises `Unusable` for one that would come back to life
    with a discount that went back.
    """
    is_news = state.status not in (_last_told(session, order), order.status)
    if is_news and order.status in TAKEN_BACK and state.status not in TAKEN_BACK and _gave_back(session, order):
        raise Unusable("its_discount_was_given_back")
    arrives = is_news and state.status == "delivered"
    changed = _move_parcel(session, order, state, now, arrives=arrives)
    if not is_news:
        return changed
    order.status = state.status
    said = (state.parcel or {}).get("delivered_at") if arrives and state.says_when_delivered else None
    row = OrderStatusChange(order_id=order.id, status=state.status, at=said or now, actor="system", note=None)
    session.add(row)
    session.flush()
    if state.status in TAKEN_BACK:
        undo_deductions(session, order)
        take_back_points(session, order, all_of_it=True)
    return True


def _last_told(session: Session, order: Order) -> str:
    """What a file or a till said last of an order's status."""
    told = select(OrderStatusChange.status).where(
        OrderStatusChange.order_id == order.id, OrderStatusChange.actor == "system"
    )
    return session.scalar(told.order_by(OrderStatusChange.id.desc()).limit(1)) or "placed"


def _gave_back(session: Session, order: Order) -> bool:
    """Whether an offer's budget or spent points went back: the order would stand at a price that nobody gives it."""
    offers = select(OfferRedemption.id).where(
        OfferRedemption.order_id == order.id, OfferRedemption.given_back_minor > 0
    )
    points = select(LoyaltyEntry.id).where(LoyaltyEntry.order_id == order.id, LoyaltyEntry.kind == "restored")
    return session.scalar(offers.limit(1)) is not None or session.scalar(points.limit(1)) is not None


def _move_parcel(session: Session, order: Order, state: State, now: datetime, *, arrives: bool) -> bool:
    if state.parcel is None:
        return False
    parcel = dict(state.parcel)
    if not state.says_when_delivered:  # it came by the time the file says so; when, is only reckoned for old orders
        parcel["delivered_at"] = now if arrives else None
    row = session.scalar(select(Shipment).where(Shipment.order_id == order.id).order_by(Shipment.id.desc()).limit(1))
    if row is None:
        session.add(Shipment(order_id=order.id, **new_parcel(parcel)))
        return True
    changed = {name: value for name, value in parcel.items() if value is not None and getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    return bool(changed)
