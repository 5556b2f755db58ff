"""What was sold, as one SELECT: each order's money spread over its lines, so that any grouping adds up to the same."""

from typing import Any

from sqlalchemy import Label, Select, Subquery, and_, case, func, or_, select

from hamrah.crm.catalogue import Branch, Category, Product, Variant
from hamrah.crm.orders import Order, OrderLine, Refund
from hamrah.crm.purchases import kept_line
from hamrah.crm.segments import SegmentMembership
from hamrah.services.purchase_history import TAKEN_BACK
from hamrah.services.report_scope import Span, segment_then


def sold_lines(span: Span, key: Label[Any]) -> Subquery:
    """The lines sold in the span: `key`, `order_id`, `currency`, `is_purchase`, `money` (minor units), `units`.

    Of an order counts what was paid for goods and did not come back, as for what customers are worth
    (`hamrah.services.purchase_history`): without delivery, less refunds, nothing for what was cancelled or returned; a
    credit note counts below zero. That is spread over the lines that were kept by what they cost; over all lines where
    none was. Pieces are those of lines that were kept.
    """
    orders = _order_lines(span, key).subquery()
    share = case(
        (orders.c.kept_of_order != 0, 1.0 * orders.c.kept / func.nullif(orders.c.kept_of_order, 0)),
        (orders.c.value_of_order != 0, 1.0 * orders.c.value / func.nullif(orders.c.value_of_order, 0)),
        else_=1.0 / orders.c.lines_of_order,
    )
    return (
        select(
            orders.c.key,
            orders.c.order_id,
            orders.c.currency,
            and_(orders.c.is_purchase, share > 0).label("is_purchase"),
            (share * orders.c.left).label("money"),
            orders.c.units,
        )
        .where(orders.c.wanted)
        .subquery()
    )


def _order_lines(span: Span, key: Label[Any]) -> Select[*tuple[Any, ...]]:
    value = func.coalesce(OrderLine.quantity * OrderLine.unit_price_minor, 0)
    kept = case((kept_line(), value), else_=0)
    back = select(func.coalesce(func.sum(Refund.amount_minor), 0)).where(Refund.order_id == Order.id)
    left = Order.total_minor - Order.shipping_minor - back.scalar_subquery()
    stands = Order.status.not_in(TAKEN_BACK)
    return (
        select(
            key,
            Order.id.label("order_id"),
            Order.currency,
            and_(stands, left > 0).label("is_purchase"),
            left.label("left"),
            kept.label("kept"),
            value.label("value"),
            func.sum(kept).over(partition_by=Order.id).label("kept_of_order"),
            func.sum(value).over(partition_by=Order.id).label("value_of_order"),
            func.count().over(partition_by=Order.id).label("lines_of_order"),
            case((kept_line(), OrderLine.quantity), else_=0).label("units"),
            span.scope.of_product(Variant.product_id).label("wanted"),
        )
        .select_from(Order)
        .outerjoin(OrderLine, OrderLine.order_id == Order.id)
        .outerjoin(Variant, Variant.id == OrderLine.variant_id)
        .outerjoin(Product, Product.id == Variant.product_id)
        .outerjoin(Category, Category.id == Product.category_id)
        .outerjoin(Branch, Branch.id == Order.branch_id)
        .outerjoin(SegmentMembership, segment_then(Order.customer_id, Order.placed_at))
        .where(
            or_(stands, and_(Order.status == "returned", Order.total_minor < 0)),
            span.holds(Order.placed_at, Order.branch_id),
            span.scope.of_segment(SegmentMembership.segment),
        )
    )
