"""What customers usually buy of what an offer is on: the one base of both what it may cost and the most it could."""

from datetime import datetime, timedelta

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from hamrah.crm.catalogue import Branch, Category, Product, Variant
from hamrah.crm.offers import Offer
from hamrah.crm.orders import Order, OrderLine
from hamrah.crm.purchases import TAKEN_BACK
from hamrah.services.offer_eligibility import category_codes
from hamrah.services.policies import RUPEES

USUAL = timedelta(days=365)
"""Orders of so long back say what a usual order is, and what is usually bought."""


def orders_on_offer(offer: Offer, now: datetime) -> Select[int | None, int]:
    """The usual orders of known customers that an offer would have held for: whose, and the goods (minor units).

    A row is an order. An offer of a branch holds for orders at its till, and for those sent home, which are of no
    branch: whose home it is not, the offer is not for.
    """
    goods = func.sum(OrderLine.quantity * OrderLine.unit_price_minor).label("goods")
    query = (
        select(Order.customer_id, goods)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .where(Order.placed_at >= now - USUAL, Order.placed_at < now)
        .where(Order.customer_id.is_not(None), Order.currency == RUPEES, Order.status.not_in(TAKEN_BACK))
        .group_by(Order.id, Order.customer_id)
    )
    branches, categories = offer.branches.get("codes"), category_codes(offer)
    if branches:
        here = select(Branch.id).where(Branch.code.in_(branches))
        query = query.where(or_(Order.branch_id.is_(None), Order.branch_id.in_(here)))
    if categories:
        query = query.join(Variant, Variant.id == OrderLine.variant_id).join(Product, Product.id == Variant.product_id)
        query = query.join(Category, Category.id == Product.category_id).where(Category.code.in_(categories))
    return query


def usually_bought(session: Session, offer: Offer, now: datetime) -> dict[int, int]:
    """What each customer usually buys of what takes part in as many days as the offer holds (minor units).

    That is the share of those days in what they bought in a year; in a shop whose orders do not go so far back, since
    the first of them.
    """
    orders = orders_on_offer(offer, now).subquery()
    whose, goods = orders.c
    bought = session.execute(select(whose, func.sum(goods)).group_by(whose)).all()
    share = _share_of_year(session, offer.ends_at - offer.starts_at, now)
    return {customer_id: round(int(minor) * share) for customer_id, minor in bought}


def _share_of_year(session: Session, days: timedelta, now: datetime) -> float:
    """How much of what is known of a year's purchases falls to so many days."""
    first = session.scalar(select(func.min(Order.placed_at)).where(Order.placed_at >= now - USUAL))
    return days / max(now - (first or now), days)
