"""All that was sold to customers, read once into arrays for whoever computes on it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Executable, and_, func, or_, select
from sqlalchemy.orm import Session

from hamrah.crm.catalogue import Category, Product, Variant
from hamrah.crm.customers import Customer
from hamrah.crm.orders import Order, OrderLine, Refund
from hamrah.crm.purchases import TAKEN_BACK
from hamrah.worth.arrays import Ints
from hamrah.worth.favourites import Favourites, favourites
from hamrah.worth.rfm import Sales
from hamrah.worth.rhythm import Bought

READ_AT_ONCE = 50_000


@dataclass(frozen=True)
class Orders:
    """Orders of customers that are not erased, sorted by `id`; `touchpoint` is a place in `touchpoints`.

    `currency` is the one of most of them, and that in which their money is counted.
    """

    id: Ints
    sales: Sales
    touchpoint: Ints
    touchpoints: tuple[str, ...]
    currency: str | None

    def usual_touchpoints(self) -> Favourites:
        """Where each customer buys most."""
        bought = self.sales.purchase
        return favourites(self.sales.customer[bought], self.touchpoint[bought], 1)


def read_orders(session: Session, until: datetime, zone: tzinfo) -> Orders:
    """The orders placed before `until`, with their days in the shop's time zone.

    Of an order counts what was paid for goods and did not come back. It is a purchase where something is left of that
    and it was neither cancelled nor returned. A credit note (`returned`, its total below 0) counts as money.
    """
    whole = _whole_numbers

    def days(moments: Sequence[datetime]) -> Ints:
        return whole([moment.astimezone(zone).toordinal() for moment in moments])

    number, customer, day, money, purchase, touchpoint, currency = _read(
        session, _orders_before(until), (whole, whole, days, whole, np.array, _texts, _texts)
    )
    touchpoints, used = np.unique(touchpoint, return_inverse=True)
    currencies, paid_in = np.unique(currency, return_inverse=True)
    purchase = purchase.astype(bool)
    main = int(np.bincount(paid_in[purchase], minlength=1).argmax())
    paid = paid_in == main
    return Orders(
        id=number,
        sales=Sales(customer, day, np.where(paid, money, 0), purchase, paid),
        touchpoint=used,
        touchpoints=tuple(str(name) for name in touchpoints),
        currency=str(currencies[main]) if len(currencies) else None,
    )


def _orders_before(until: datetime) -> Executable:
    back = (
        select(Refund.order_id, func.sum(Refund.amount_minor).label("amount"))
        .where(Refund.requested_at < until)
        .group_by(Refund.order_id)
        .subquery()
    )
    kept = Order.status.not_in(TAKEN_BACK)
    left = Order.total_minor - Order.shipping_minor - func.coalesce(back.c.amount, 0)
    return (
        select(
            Order.id, Order.customer_id, Order.placed_at, left, and_(kept, left > 0), Order.touchpoint, Order.currency
        )
        .join(Customer, Customer.id == Order.customer_id)
        .outerjoin(back, back.c.order_id == Order.id)
        .where(Order.placed_at < until, Customer.erased_at.is_(None))
        .where(or_(kept, and_(Order.status == "returned", Order.total_minor < 0)))
        .order_by(Order.id)
    )


def read_products(session: Session, orders: Orders) -> tuple[Bought, Ints]:
    """The lines of those of the orders that are purchases, and of each line the category's id."""
    lines = (
        select(OrderLine.order_id, Variant.product_id)
        .join(Variant, Variant.id == OrderLine.variant_id)
        .where(OrderLine.quantity > 0)
    )
    order, product = _read(session, lines, (_whole_numbers,) * 2)
    purchases = np.flatnonzero(orders.sales.purchase)
    at = np.searchsorted(orders.id[purchases], order)
    found = np.isin(order, orders.id[purchases])
    place, product = purchases[at[found]], product[found]
    kinds = select(Product.id, Category.id, Category.repeat_days).join(Category).order_by(Product.id)
    known, category, repeat_days = _read(session, kinds, (_whole_numbers,) * 3)
    kind = np.searchsorted(known, product)
    sales = orders.sales
    return Bought(sales.customer[place], product, sales.day[place], repeat_days[kind]), category[kind]


def _whole_numbers(values: Sequence[Any]) -> Ints:
    return np.array(values, np.int64)


def _texts(values: Sequence[Any]) -> NDArray[np.str_]:
    return np.array(values, np.str_)


def _read(session: Session, query: Executable, kinds: Sequence[Callable[[Sequence[Any]], Any]]) -> list[Any]:
    """The columns of a query's rows as arrays, each made by its kind, without ever holding all rows as objects."""
    parts = [[kind([])] for kind in kinds]
    for rows in session.execute(query, execution_options={"yield_per": READ_AT_ONCE}).partitions():
        for part, kind, values in zip(parts, kinds, zip(*rows, strict=True), strict=True):
            part.append(kind(values))
    return [np.concatenate(part) for part in parts]
