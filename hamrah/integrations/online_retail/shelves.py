"""After an import: today's price and the stock of each article, both worked out from what was sold."""

from datetime import timedelta

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from hamrah.crm.catalogue import Product, Stock, Variant
from hamrah.crm.orders import Order, OrderLine
from hamrah.integrations.online_retail.shop import Shop


def set_prices(session: Session, shop: Shop) -> None:
    """Give each article the price of its newest sale that had one."""
    newest = func.row_number().over(
        partition_by=OrderLine.variant_id, order_by=(Order.placed_at.desc(), OrderLine.id.desc())
    )
    sales = (
        select(OrderLine.variant_id, OrderLine.unit_price_minor, newest.label("place"))
        .join(Order, Order.id == OrderLine.order_id)
        .where(Order.source == shop.source, OrderLine.quantity > 0, OrderLine.unit_price_minor > 0)
        .subquery()
    )
    rows = session.execute(select(sales.c.variant_id, sales.c.unit_price_minor).where(sales.c.place == 1))
    prices = [{"id": variant_id, "price_minor": price} for variant_id, price in rows]
    if prices:
        session.execute(update(Variant), prices)


def has_stock(session: Session, branch_id: int) -> bool:
    """Whether the branch was ever stocked; not so after an import that broke off."""
    return session.scalar(select(Stock.variant_id).where(Stock.branch_id == branch_id).limit(1)) is not None


def set_stock(session: Session, shop: Shop, branch_id: int) -> None:
    """Stock the web shop with as many of each article as were sold in the last weeks of the data.

    The data tells no stock. What sold lately can be taken to be there, and what did not sell is not suggested.
    """
    until = session.scalar(select(func.max(Order.placed_at)).where(Order.source == shop.source))
    session.execute(delete(Stock).where(Stock.branch_id == branch_id))
    if until is None:
        return
    sold = (
        select(OrderLine.variant_id, func.sum(OrderLine.quantity))
        .join(Order, Order.id == OrderLine.order_id)
        .join(Variant, Variant.id == OrderLine.variant_id)
        .join(Product, Product.id == Variant.product_id)
        .where(
            Order.source == shop.source,
            Order.placed_at > until - timedelta(days=shop.stock_days),
            OrderLine.quantity > 0,
            Product.active,
        )
        .group_by(OrderLine.variant_id)
    )
    rows = [
        {"variant_id": variant_id, "branch_id": branch_id, "quantity": int(quantity), "counted_at": until}
        for variant_id, quantity in session.execute(sold)
    ]
    if rows:
        session.execute(insert(Stock), rows)
