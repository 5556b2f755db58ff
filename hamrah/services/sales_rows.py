"""What was sold, as one SELECT, so that any grouping adds up to the same.

Of an order counts what was paid for goods and did not come back, as for what customers are worth
(`hamrah.services.purchase_history`): without delivery, less refunds, nothing for what was cancelled or returned; a
credit note counts below zero. Pieces are those of lines that were kept.
"""

from typing import Any

from sqlalchemy import Label, Select, Subquery, and_, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from hamrah.crm.catalogue import Branch, Category, Product, Variant
from hamrah.crm.orders import Order, OrderLine
from hamrah.crm.purchases import TAKEN_BACK, kept_line, kept_money
from hamrah.crm.segments import SegmentMembership
from hamrah.services.report_scope import Span, segment_then

AnySelect = Select[*tuple[Any, ...]]
Key = Label[Any]
OF_GOODS = ("category", "product")
"""Groupings by what is a line's and not its order's."""


def sold_rows(span: Span, key: Key, by: str | None) -> Subquery:
    """What was sold in the span: `key`, `order_id`, `currency`, `is_purchase`, `money` (minor units), `units`.

    `key` is a label of that name for what `by` says. A row is an order; where goods matter, it is a line.
    """
    return _lines(span, key, by) if are_lines(span, by) else _orders(span, key, by)


def are_lines(span: Span, by: str | None) -> bool:
    """Whether `sold_rows` has a row for each line, since goods matter; else it has one for each order."""
    return by in OF_GOODS or span.scope.names_goods


def _orders(span: Span, key: Key, by: str | None) -> Subquery:
    kept = select(func.coalesce(func.sum(OrderLine.quantity), 0)).where(OrderLine.order_id == Order.id, kept_line())
    orders = _placed(select(key, *_of_order(), kept.scalar_subquery().label("units")), span, by).subquery()
    money = orders.c.left.label("money")
    purchase = and_(orders.c.stands, orders.c.left > 0).label("is_purchase")
    return select(orders.c.key, orders.c.order_id, orders.c.currency, purchase, money, orders.c.units).subquery()


def _lines(span: Span, key: Key, by: str | None) -> Subquery:
    """An order's money is spread over the lines that were kept by what they cost; over all lines where none was."""
    value = func.coalesce(OrderLine.quantity * OrderLine.unit_price_minor, 0)
    kept = case((kept_line(), value), else_=0)
    query = select(
        key,
        *_of_order(),
        kept.label("kept"),
        value.label("value"),
        func.sum(kept).over(partition_by=Order.id).label("kept_of_order"),
        func.sum(value).over(partition_by=Order.id).label("value_of_order"),
        func.count().over(partition_by=Order.id).label("lines_of_order"),
        case((kept_line(), OrderLine.quantity), else_=0).label("units"),
        span.scope.of_product(Variant.product_id).label("wanted"),
    )
    lines = _placed(query, span, by, with_lines=True).subquery()
    share = case(
        (lines.c.kept_of_order != 0, 1.0 * lines.c.kept / func.nullif(lines.c.kept_of_order, 0)),
        (lines.c.value_of_order != 0, 1.0 * lines.c.value / func.nullif(lines.c.value_of_order, 0)),
        else_=1.0 / lines.c.lines_of_order,
    )
    purchase = and_(lines.c.stands, lines.c.left > 0, share > 0).label("is_purchase")
    money = (share * lines.c.left).label("money")
    columns = lines.c.key, lines.c.order_id, lines.c.currency, purchase, money, lines.c.units
    return select(*columns).where(lines.c.wanted).subquery()


def _of_order() -> tuple[Label[Any] | InstrumentedAttribute[str], ...]:
    return Order.id.label("order_id"), Order.currency, _stands().label("stands"), kept_money().label("left")


def _stands() -> Any:
    return Order.status.not_in(TAKEN_BACK)


def _placed(query: AnySelect, span: Span, by: str | None, *, with_lines: bool = False) -> AnySelect:
    """A query on the orders placed in the span, with no more joined than is needed."""
    query = query.select_from(Order).where(
        or_(_stands(), and_(Order.status == "returned", Order.total_minor < 0)),
        span.holds(Order.placed_at, Order.branch_id),
    )
    if with_lines:
        query = query.outerjoin(OrderLine, OrderLine.order_id == Order.id)
        query = query.outerjoin(Variant, Variant.id == OrderLine.variant_id)
        query = query.outerjoin(Product, Product.id == Variant.product_id)
        query = query.outerjoin(Category, Category.id == Product.category_id)
    if by == "branch":
        query = query.outerjoin(Branch, Branch.id == Order.branch_id)
    if by == "segment" or span.scope.wish.segment is not None:
        query = query.outerjoin(SegmentMembership, segment_then(Order.customer_id, Order.placed_at))
        query = query.where(span.scope.of_segment(SegmentMembership.segment))
    return query
