"""Changing one's own orders within the written policies: cancel, change, return.

Each has a `check_…` that raises the refusal before the person is asked to confirm; the deed checks again.
"""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.catalogue import Variant
from hamrah.crm.customers import Address, Customer
from hamrah.crm.orders import Order, OrderChange, OrderLine, OrderStatusChange, Refund, Return
from hamrah.services.deductions import settle_line, undo_deductions
from hamrah.services.identity import Principal, note_interaction
from hamrah.services.local_days import shop_zone
from hamrah.services.loyalty_ledger import take_back_points
from hamrah.services.orders import check_changeable, find_order
from hamrah.services.policies import policies
from hamrah.services.refusal import Refusal
from hamrah.services.stock import put_back_stock, take_stock, total_stock


def check_cancel(session: Session, principal: Principal, number: str) -> Order:
    """The order, if it may be cancelled now. Raises `Refusal` otherwise."""
    order = find_order(session, principal, number)
    if order.status == "cancelled":
        raise Refusal("utter_cancel_already", number=order.number)
    if order.status not in policies().orders.cancel_statuses:
        raise Refusal("utter_cancel_too_late", number=order.number, status=order.status)
    return order


def cancel_order(session: Session, principal: Principal, number: str) -> tuple[Order, Refund | None]:
    """Cancel an order; what was paid before delivery comes back as a refund."""
    find_order(session, principal, number, hold=True)
    order = check_cancel(session, principal, number)
    set_status(session, order, "cancelled", "customer")
    for line in order.lines:
        put_back_stock(session, line.variant_id, line.quantity, order.branch_id)
    undo_deductions(session, order)
    refund = None
    if order.payment_method not in (None, "cash_on_delivery"):
        refund = open_refund(session, order, order.total_minor)
    note_interaction(session, principal, "order_cancelled", "order", order.id)
    return order, refund


def check_change(session: Session, principal: Principal, number: str, kind: str) -> Order:
    """The order, if its `address`, `size` or `color` may be changed now. Raises `Refusal` otherwise."""
    order = find_order(session, principal, number)
    rules = policies().orders
    check_changeable(order, rules.address_change_statuses if kind == "address" else rules.variant_change_statuses)
    return order


def keep_address(session: Session, principal: Principal, text: str) -> int:
    """Keep an address that the customer typed (free text) among their addresses; its id."""
    city = session.scalar(select(Customer.city).where(Customer.id == principal.known()))
    row = Address(customer_id=principal.known(), label="chat", line=text, city=city or "")
    session.add(row)
    session.flush()
    return row.id


def read_address(session: Session, principal: Principal, address_id: int) -> str:
    """One of the principal's own addresses. Raises `Refusal` for another's."""
    row = session.get(Address, address_id)
    if row is None or row.customer_id != principal.known():
        raise Refusal("utter_left_unchanged", number="")
    return row.line


def change_address(session: Session, principal: Principal, number: str, address_id: int) -> Order:
    """Send an order to another of the customer's addresses."""
    find_order(session, principal, number, hold=True)
    order = check_change(session, principal, number, "address")
    address = read_address(session, principal, address_id)
    _keep_change(session, order, "address", order.delivery_address or "", address)
    order.delivery_address = address
    note_interaction(session, principal, "order_changed", "order", order.id)
    return order


def find_other_variant(session: Session, line: OrderLine, kind: str, value: str) -> Variant:
    """The variant of a line's product with another size or colour. Raises `Refusal` if there is none or none left."""
    old = line.variant
    wanted = {"color": old.color, "size": old.size, kind: value}
    variant = session.scalar(
        select(Variant).where(
            Variant.product_id == old.product_id,
            Variant.color.is_not_distinct_from(wanted["color"]),
            Variant.size.is_not_distinct_from(wanted["size"]),
            Variant.active,
        )
    )
    if variant is None or total_stock(session, [variant.id]).get(variant.id, 0) < line.quantity:
        raise Refusal("utter_change_not_available", value=value)
    return variant


def change_variant(
    session: Session, principal: Principal, number: str, line_id: int, kind: str, value: str
) -> tuple[Order, OrderLine]:
    """Give a line another size or colour. The price paid stays, as the shop's policy says for the same product."""
    find_order(session, principal, number, hold=True)
    order = check_change(session, principal, number, kind)
    line = own_line(order, line_id)
    variant = find_other_variant(session, line, kind, value)
    take_stock(session, variant.id, line.quantity, order.branch_id)
    put_back_stock(session, line.variant_id, line.quantity, order.branch_id)
    before = line.variant
    line.variant = variant
    _keep_change(session, order, kind, before.sku, variant.sku)
    note_interaction(session, principal, "order_changed", "order", order.id)
    return order, line


def own_line(order: Order, line_id: int) -> OrderLine:
    """A line of this order. Raises `Refusal` for a line of another."""
    line = next((line for line in order.lines if line.id == line_id), None)
    if line is None:
        raise Refusal("utter_order_not_found", number=order.number)
    return line


def check_return(session: Session, principal: Principal, number: str, kind: str, now: datetime) -> Order:
    """The order, if something of it may be returned or exchanged (`kind`) now. Raises `Refusal` otherwise."""
    order = find_order(session, principal, number)
    arrived = next((s.delivered_at for s in reversed(order.shipments) if s.delivered_at), None)
    if order.touchpoint == "branch":
        arrived = arrived or order.placed_at
    if order.status not in ("delivered", "returned") or arrived is None:
        raise Refusal("utter_return_not_delivered", number=order.number, status=order.status)
    rules = policies().returns
    days = rules.exchange_days if kind == "exchange" else rules.return_days
    if arrived + timedelta(days=days) < now:
        raise Refusal("utter_return_too_late", number=order.number, days=days)
    return order


def check_return_line(session: Session, line: OrderLine) -> None:
    """Raises `Refusal` when the shop does not take this back, or it is on its way back already."""
    category = line.variant.product.category.code
    if category in policies().returns.not_returnable_categories:
        raise Refusal("utter_return_not_taken", category=category)
    if session.scalar(select(Return.id).where(Return.order_line_id == line.id).limit(1)) is not None:
        raise Refusal("utter_return_already")


def request_return(
    session: Session, principal: Principal, number: str, line_id: int, kind: str, reason: str
) -> tuple[Return, Refund | None]:
    """Write down that a line comes back; for a return the money's way back is opened too."""
    find_order(session, principal, number, hold=True)
    order = check_return(session, principal, number, kind, utc_now())
    line = own_line(order, line_id)
    check_return_line(session, line)
    row = Return(
        order_line_id=line.id,
        kind=kind,
        status="requested",
        quantity=line.quantity,
        reason=reason,
        requested_at=utc_now(),
    )
    session.add(row)
    refund = None
    if kind == "return":
        money = settle_line(session, order, line)
        refund = open_refund(session, order, money) if money else None
        take_back_points(session, order)
    note_interaction(session, principal, "return_requested", "order", order.id)
    return row, refund


def set_status(session: Session, order: Order, status: str, actor: str) -> None:
    """Bring an order into a status and write it into its history."""
    order.status = status
    session.add(OrderStatusChange(order_id=order.id, status=status, at=utc_now(), actor=actor, note=None))


def open_refund(session: Session, order: Order, amount_minor: int) -> Refund:
    """Open a refund to how the order was paid, due after the working days that the policy gives."""
    method = order.payment_method or "cash_on_delivery"
    now = utc_now()
    days = policies().refunds.working_days_by_payment.get(method, 10)
    refund = Refund(
        order_id=order.id,
        amount_minor=amount_minor,
        currency=order.currency,
        method=method,
        status="open",
        requested_at=now,
        due_at=add_working_days(now, days),
    )
    session.add(refund)
    session.flush()
    return refund


def add_working_days(start: datetime, days: int) -> datetime:
    """`start` plus so many days that are not Sunday (the weekly holiday) where the shop is."""
    when = start.astimezone(shop_zone())
    while days > 0:
        when += timedelta(days=1)
        if when.weekday() != 6:
            days -= 1
    return when.astimezone(start.tzinfo)


def _keep_change(session: Session, order: Order, kind: str, before: str, after: str) -> None:
    session.add(OrderChange(order_id=order.id, kind=kind, before=before, after=after, at=utc_now()))
