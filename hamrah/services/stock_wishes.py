"""Who waits for what to come back: whoever was told that it is out of stock, and whoever asked to be told."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, Integer, case, cast, exists, func, select
from sqlalchemy.orm import Session, aliased

from hamrah.crm.base import utc_now
from hamrah.crm.catalogue import Product, Stock, Variant
from hamrah.crm.channels import ProactiveMessage
from hamrah.crm.conversations import Interaction
from hamrah.services.identity import Principal, note_interaction
from hamrah.services.proactive_rules import KindName, message_rules

TOLD_SOLD_OUT, WISHED, DECLINED = "sold_out_told", "stock_wished", "stock_declined"
WISH: KindName = "wished_back_in_stock"
"""The message that fulfils a wish."""
TOLD_LATER = ("out_of_stock", "too_late", "cap")
"""Why a wish was not told that may be told yet, when what was asked for is back."""
MOST_NOTED = 20
"""Variants of one product that are noted at once."""
ONE_TELLING = timedelta(seconds=30)
"""What was noted within it was told in one answer."""


class Waiting(NamedTuple):
    """A customer who waits for a product in some size and colour, and since when."""

    customer_id: int
    product_id: int
    since: datetime


def note_sold_out(
    session: Session, principal: Principal, product: Product, *, size: str | None = None, color: str | None = None
) -> bool:
    """Keep that somebody was told that a product is out of stock, in a size and colour if they named any.

    False where there is no such variant, so that nothing can come back.
    """
    wanted = [one.id for one in product.variants if one.active and _is(one.size, size) and _is(one.color, color)]
    for variant_id in wanted[:MOST_NOTED]:
        note_interaction(session, principal, TOLD_SOLD_OUT, "variant", variant_id)
    return bool(wanted)


def wish_back(session: Session, principal: Principal, product: Product) -> bool:
    """Keep that the customer asks to be told when a product is back, in what they were told of last; False if kept.

    A wish holds until it was told or is told no more, as when it was bought or lies back too far; after that it can be
    kept anew. Raises `Refusal` for a guest.
    """
    customer_id = principal.known()
    row = ProactiveMessage
    settled = (row.status == "sent") | ((row.status == "dropped") & row.why.not_in(TOLD_LATER))
    ended = select(func.max(func.coalesce(row.sent_at, row.planned_at))).where(
        row.kind == WISH, row.customer_id == customer_id, row.subject_id.like(f"{product.id}/%"), settled
    )
    kind = message_rules().kinds.get(WISH)
    too_far_back = utc_now() - timedelta(days=(kind and kind.look_back_days) or 0)
    last = max(session.scalar(ended) or too_far_back, too_far_back)
    variants = {str(one.id) for one in product.variants if one.active}
    noted = select(Interaction.subject_id, Interaction.kind, Interaction.at).where(
        Interaction.customer_id == customer_id,
        Interaction.kind.in_((TOLD_SOLD_OUT, WISHED)),
        Interaction.subject_type == "variant",
        Interaction.subject_id.in_(variants),
    )
    rows = session.execute(noted.order_by(Interaction.id.desc()).limit(3 * MOST_NOTED)).tuples().all()
    told = [(variant, at) for variant, deed, at in rows if deed == TOLD_SOLD_OUT and variant is not None]
    wanted = {variant for variant, at in told if at > told[0][1] - ONE_TELLING} or variants
    waiting = {variant for variant, deed, at in rows if deed == WISHED and at > last}
    new = sorted(wanted - waiting, key=int)[:MOST_NOTED]
    now = utc_now()  # one wish, told once, whichever of it comes back first
    for variant_id in new:
        note_interaction(session, principal, WISHED, "variant", variant_id, now)
    return bool(new)


def decline_wish(session: Session, principal: Principal, product: Product) -> None:
    """Keep that somebody does not want to be told when what this conversation said was sold out is back."""
    variants = {str(one.id) for one in product.variants}
    told = select(Interaction.subject_id).where(
        Interaction.sender_id == principal.sender_id,
        Interaction.kind == TOLD_SOLD_OUT,
        Interaction.subject_type == "variant",
        Interaction.subject_id.in_(variants),
    )
    for variant_id in session.scalars(told.distinct()).all():
        note_interaction(session, principal, DECLINED, "variant", variant_id)


def waiting_for_stock(session: Session, kind: str, since: datetime, *conditions: ColumnElement[bool]) -> list[Waiting]:
    """Customers who wait (`TOLD_SOLD_OUT` or `WISHED`) since `since` or later for what lies in a branch again.

    Whoever waits for several sizes or colours of a product waits for each since they were told or wished it last; who
    was told and wanted to hear no more of it does not wait. `conditions` are on `Interaction.customer_id`.
    """
    row, later = Interaction, aliased(Interaction)
    declined = (
        exists()
        .where(later.customer_id == row.customer_id, later.kind == DECLINED, later.at >= row.at)
        .where(later.subject_type == "variant", later.subject_id == row.subject_id)
    )
    query = (
        select(row.customer_id, Variant.product_id, func.max(row.at))
        .join(Variant, Variant.id == case((row.subject_type == "variant", cast(row.subject_id, Integer))))
        .join(Product, Product.id == Variant.product_id)
        .where(
            row.kind == kind,
            row.at >= since,
            row.subject_type == "variant",
            row.customer_id.is_not(None),
            Product.active,
            in_stock(),
            (row.kind == WISHED) | ~declined,
            *conditions,
        )
        .group_by(row.customer_id, Variant.product_id, Variant.id)
    )
    return [Waiting(who, what, at) for who, what, at in session.execute(query).tuples() if who is not None]


def products_in_stock(session: Session, product_ids: Sequence[int]) -> set[int]:
    """Those of the products that are sold and lie in some branch."""
    query = select(Variant.product_id).join(Product, Product.id == Variant.product_id)
    return set(session.scalars(query.where(Variant.product_id.in_(product_ids), Product.active, in_stock())))


def in_stock() -> ColumnElement[bool]:
    """The condition that a variant is sold and lies in some branch."""
    return exists().where(Variant.active, Stock.variant_id == Variant.id, Stock.quantity > 0)


def _is(made: str | None, wanted: str | None) -> bool:
    return wanted is None or (made is not None and made.lower() == wanted.lower())
