"""Redeeming an offer against an order, never above its budget, and giving the budget back what comes back.

A redemption holds the order, then the customer, then the offer's row, always in that order. The budget is taken by one
conditional update, so of any number at once only those get it for whom it suffices.
"""

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session, selectinload

from hamrah.crm.base import utc_now
from hamrah.crm.catalogue import Branch, Category, Product, Variant
from hamrah.crm.customers import Customer
from hamrah.crm.offers import TREATMENT, Offer, OfferRedemption
from hamrah.crm.orders import Order, OrderLine
from hamrah.services.identity import Principal, note_interaction
from hamrah.services.offer_assignment import groups_of
from hamrah.services.offer_eligibility import category_codes, holds_in, is_public, read_standing
from hamrah.services.orders import check_changeable, find_order
from hamrah.services.policies import policies
from hamrah.services.refusal import Refusal

LIVE = OfferRedemption.given_back_minor < OfferRedemption.amount_minor


def redeem(session: Session, principal: Principal, code: str, number: str) -> OfferRedemption:
    """Redeem an offer on the principal's own order before it is packed; the order's total falls by what it takes off.

    Raises `Refusal` as `apply_offer` does, for another's order, and for one that is packed.
    """
    order = find_order(session, principal, number, hold=True)
    check_changeable(order, policies().orders.variant_change_statuses)
    redemption = apply_offer(session, order, code)
    note_interaction(session, principal, "offer_redeemed", "order", order.id)
    return redemption


def apply_offer(session: Session, order: Order, code: str) -> OfferRedemption:
    """Redeem an offer on an order that the caller has just written or holds, as a till does; one offer an order.

    Raises `Refusal`: `utter_offer_unknown` for a code that does not exist or is not for this customer (somebody held
    out is told no more than that), `utter_offer_over`, `utter_offer_used`, `utter_offer_not_for_these`,
    `utter_offer_min_total`.
    """
    now = utc_now()
    offer = session.scalar(select(Offer).where(Offer.code == code.strip().upper()))
    if offer is None or offer.currency != order.currency:
        raise Refusal("utter_offer_unknown", code=code)
    if not offer.starts_at <= now < offer.ends_at:
        raise Refusal("utter_offer_over", code=offer.code)
    _check_customer(session, offer, order, now)
    shares = _shares(session, offer, order)
    amount = sum(shares.values())
    _take_from_budget(session, offer, amount)
    redemption = OfferRedemption(
        offer_id=offer.id,
        order_id=order.id,
        customer_id=order.customer_id,
        amount_minor=amount,
        given_back_minor=0,
        shares={str(line_id): share for line_id, share in shares.items()},
        at=now,
    )
    session.add(redemption)
    order.total_minor -= amount
    session.flush()
    return redemption


def take_back(session: Session, order: Order) -> int:
    """Give the budgets back what offers took off an order that is cancelled; gives how much (minor units)."""
    return sum(_give_back(session, one, one.amount_minor - one.given_back_minor) for one in _held(session, order))


def take_back_line(session: Session, order: Order, line: OrderLine) -> int:
    """Give the budgets back what offers took off a line that comes back, once; gives how much (minor units)."""
    return sum(_give_back(session, one, one.shares.get(str(line.id), 0)) for one in _held(session, order))


def _held(session: Session, order: Order) -> Sequence[OfferRedemption]:
    """The redemptions of an order that still count; nobody else changes them until this transaction ends."""
    live = select(OfferRedemption).where(OfferRedemption.order_id == order.id, LIVE).order_by(OfferRedemption.id)
    return session.scalars(live.with_for_update().execution_options(populate_existing=True)).all()


def _give_back(session: Session, redemption: OfferRedemption, amount: int) -> int:
    redemption.given_back_minor += amount
    back = update(Offer).where(Offer.id == redemption.offer_id).values(spent_minor=Offer.spent_minor - amount)
    session.execute(back, execution_options={"synchronize_session": False})
    session.flush()
    return amount


def _check_customer(session: Session, offer: Offer, order: Order, now: datetime) -> None:
    """Raises `Refusal` unless the offer holds for the order's customer and place and has uses left for them.

    A customer assigned earlier keeps the offer though they left the segment since. Consent is needed for telling, not
    for using what one knows.
    """
    if order.customer_id is not None:  # held first: a customer's redemptions are counted one after another
        session.execute(select(Customer.id).where(Customer.id == order.customer_id).with_for_update(key_share=True))
    if not is_public(offer) or offer.branches.get("codes"):
        _check_standing(session, offer, order, now)
    if session.scalar(select(OfferRedemption.id).where(OfferRedemption.order_id == order.id).limit(1)) is not None:
        raise Refusal("utter_offer_used", code=offer.code)
    _check_uses(session, offer, order.customer_id)


def _check_standing(session: Session, offer: Offer, order: Order, now: datetime) -> None:
    standing = read_standing(session, order.customer_id, now)
    if not is_public(offer) and (
        standing is None or groups_of(session, [offer], standing, now).get(offer.id) != TREATMENT
    ):
        raise Refusal("utter_offer_unknown", code=offer.code)
    if order.branch_id is not None:
        branches = set(session.scalars(select(Branch.code).where(Branch.id == order.branch_id)))
    else:
        branches = set(standing.branches) if standing is not None else set()
    if not holds_in(offer, branches):
        raise Refusal("utter_offer_unknown", code=offer.code)


def _check_uses(session: Session, offer: Offer, customer_id: int | None) -> None:
    if offer.uses_per_customer is None:
        return
    if customer_id is None:  # whose uses cannot be counted has none
        raise Refusal("utter_offer_unknown", code=offer.code)
    mine = (OfferRedemption.offer_id == offer.id, OfferRedemption.customer_id == customer_id, LIVE)
    used = session.scalar(select(func.count()).select_from(OfferRedemption).where(*mine)) or 0
    if used >= offer.uses_per_customer:
        raise Refusal("utter_offer_used", code=offer.code)


def _shares(session: Session, offer: Offer, order: Order) -> dict[int, int]:
    """What the offer takes off each line (minor units, by the line's id). Raises `Refusal` where that is nothing."""
    lines = session.scalars(
        select(OrderLine)
        .where(OrderLine.order_id == order.id, OrderLine.quantity > 0)
        .options(selectinload(OrderLine.variant).selectinload(Variant.product).selectinload(Product.category))
    ).all()
    goods = {line.id: line.quantity * line.unit_price_minor for line in lines}
    if sum(goods.values()) < offer.min_total_minor:
        raise Refusal("utter_offer_min_total", code=offer.code, minimum_minor=offer.min_total_minor)
    codes = category_codes(offer)
    covered = {line.id: goods[line.id] for line in lines if not codes or _category(line).code in codes}
    amount = sum(covered.values()) * offer.percent // 100
    amount = min(amount, order.total_minor - order.shipping_minor, offer.most_off_minor or amount)
    if amount <= 0:
        raise Refusal("utter_offer_not_for_these", code=offer.code)
    return split(amount, covered)


def _category(line: OrderLine) -> Category:
    return line.variant.product.category


def split(amount: int, weights: dict[int, int]) -> dict[int, int]:
    """Split an amount in proportion to weights into whole parts that sum to it (largest remainder, Hamilton 1792)."""
    total = sum(weights.values())
    exact = {key: Fraction(amount * weight, total) for key, weight in weights.items()}
    parts = {key: int(share) for key, share in exact.items()}
    by_remainder = sorted(exact, key=lambda key: (parts[key] - exact[key], key))
    for key in by_remainder[: amount - sum(parts.values())]:
        parts[key] += 1
    return parts


def _take_from_budget(session: Session, offer: Offer, amount: int) -> None:
    """Raises `Refusal` when the budget no longer suffices."""
    suffices = or_(Offer.budget_minor.is_(None), Offer.spent_minor + amount <= Offer.budget_minor)
    taking = update(Offer).where(Offer.id == offer.id, suffices).values(spent_minor=Offer.spent_minor + amount)
    taken = session.execute(taking.returning(Offer.id), execution_options={"synchronize_session": False})
    if taken.first() is None:
        raise Refusal("utter_offer_over", code=offer.code)
    session.expire(offer, ["spent_minor"])
