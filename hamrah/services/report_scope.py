"""What part of the shop a report is of: branches, goods, a segment; and whose business that is."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from hamrah.crm.catalogue import Branch, Category, Product, Variant
from hamrah.crm.orders import Order, OrderLine
from hamrah.crm.purchases import kept_line
from hamrah.crm.segments import SegmentMembership
from hamrah.crm.tickets import TicketLine
from hamrah.services.actors import Actor
from hamrah.services.refusal import Refusal
from hamrah.services.roles import Deed, require

AnyColumn = ColumnElement[Any] | InstrumentedAttribute[Any]


@dataclass(frozen=True)
class ReportWish:
    """What somebody wants a report of: the branches of cities, a category (code), brand, product (SKU), a segment."""

    cities: tuple[str, ...] = ()
    category: str | None = None
    brand: str | None = None
    sku: str | None = None
    segment: str | None = None


WHOLE_SHOP = ReportWish()
"""Nothing narrower than the shop."""


@dataclass(frozen=True)
class ReportScope:
    """What a report is of, once it is allowed. `branch_ids` None: all branches, and what belongs to none."""

    branch_ids: tuple[int, ...] | None = None
    wish: ReportWish = WHOLE_SHOP

    @property
    def names_goods(self) -> bool:
        """Whether it is of some goods alone."""
        return self._goods() is not None

    def of_branch(self, branch_id: AnyColumn) -> ColumnElement[bool]:
        """Whether a row of this branch is in it."""
        return true() if self.branch_ids is None else branch_id.in_(self.branch_ids)

    def of_segment(self, segment: AnyColumn) -> ColumnElement[bool]:
        """Whether a row of somebody in this segment is in it."""
        return true() if self.wish.segment is None else segment == self.wish.segment

    def of_product(self, product_id: AnyColumn) -> ColumnElement[bool]:
        """Whether a product is in it; what has no product is only where no goods are named."""
        goods = self._goods()
        return true() if goods is None else and_(product_id.is_not(None), product_id.in_(goods))

    def of_order(self, order_id: AnyColumn, product_id: AnyColumn | None = None) -> ColumnElement[bool]:
        """Whether something about an order, or about a product itself, is about goods in it."""
        goods = self._goods()
        if goods is None:
            return true()
        lines = select(OrderLine.id).join(Variant).where(OrderLine.order_id == order_id, Variant.product_id.in_(goods))
        bought = exists(lines.correlate_except(OrderLine, Variant))
        return bought if product_id is None else or_(product_id.in_(goods), and_(product_id.is_(None), bought))

    def of_ticket(self, ticket_id: AnyColumn, order_id: AnyColumn) -> ColumnElement[bool]:
        """Whether a ticket is about goods in it: by the lines that it names, and if it names none by its order."""
        goods = self._goods()
        if goods is None:
            return true()
        named = select(TicketLine.id).where(TicketLine.ticket_id == ticket_id)
        lines = named.join(OrderLine, OrderLine.id == TicketLine.order_line_id).join(Variant)
        of_goods = lines.where(Variant.product_id.in_(goods)).correlate_except(TicketLine, OrderLine, Variant)
        names_none = ~exists(named.correlate_except(TicketLine))
        return or_(exists(of_goods), and_(names_none, self.of_order(order_id)))

    def of_buyer(self, customer_id: AnyColumn) -> ColumnElement[bool]:
        """Whether a customer has bought, and not sent back, any goods in it."""
        goods = self._goods()
        if goods is None:
            return true()
        lines = select(Order.customer_id).join(OrderLine, OrderLine.order_id == Order.id).join(Variant)
        kept = Order.customer_id.is_not(None), kept_line()
        return customer_id.in_(lines.where(Variant.product_id.in_(goods), *kept))

    def _goods(self) -> Select[int] | None:
        """The ids of the products in it; None where no goods are named."""
        query = select(Product.id)
        wish = self.wish
        if wish.sku is not None:
            return query.where(Product.sku == wish.sku)
        if wish.category is None and wish.brand is None:
            return None
        if wish.category is not None:
            query = query.join(Category, Category.id == Product.category_id).where(Category.code == wish.category)
        return query if wish.brand is None else query.where(func.lower(Product.brand) == wish.brand.lower())


@dataclass(frozen=True)
class Span:
    """From `since` (in it) to `until` (not in it), of what is in `scope`."""

    since: datetime
    until: datetime
    scope: ReportScope = field(default_factory=ReportScope)

    def holds(self, moment: AnyColumn, branch_id: AnyColumn) -> ColumnElement[bool]:
        """Whether a row of that moment and branch lies in it."""
        return and_(moment >= self.since, moment < self.until, self.scope.of_branch(branch_id))


def segment_then(customer_id: AnyColumn, moment: AnyColumn) -> ColumnElement[bool]:
    """The condition of a join with `SegmentMembership`: that in which a customer was at a moment."""
    return and_(
        SegmentMembership.customer_id == customer_id,
        SegmentMembership.valid_from <= moment,
        or_(SegmentMembership.valid_until.is_(None), SegmentMembership.valid_until > moment),
    )


def find_scope(session: Session, actor: Actor, deed: Deed, wish: ReportWish = WHOLE_SHOP) -> ReportScope:
    """The scope of what somebody wants, if their role may see it; who serves one branch gets that branch.

    Raises `Refusal`: `utter_not_your_role` for a role that may not, and for any other place than one's own branch,
    whether there is a branch or not; `utter_managers_only` for somebody of the staff who has no branch;
    `utter_report_no_branch` to managers who name a city without one.
    """
    require(actor, deed)
    if not actor.serves_all and actor.branch_id is None:
        raise Refusal("utter_managers_only")
    if not wish.cities:
        return ReportScope(None if actor.branch_id is None or actor.serves_all else (actor.branch_id,), wish)
    wanted = {city.casefold() for city in wish.cities}
    query = select(Branch.id, func.lower(Branch.city)).where(func.lower(Branch.city).in_(wanted)).order_by(Branch.id)
    found: dict[int, str] = dict(session.execute(query).tuples().all())
    if not actor.serves_all:
        if wanted != set(found.values()) or actor.branch_id not in found or len(wanted) > 1:
            raise Refusal("utter_not_your_role")
        return ReportScope((actor.branch_id,), wish)  # a city may have other branches
    for city in wish.cities:
        if city.casefold() not in found.values():
            raise Refusal("utter_report_no_branch", city=city)
    return ReportScope(tuple(found), wish)
