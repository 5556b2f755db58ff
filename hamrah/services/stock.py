"""What lies where."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hamrah.crm.catalogue import Branch, Product, Stock, Variant
from hamrah.services.refusal import Refusal


@dataclass(frozen=True)
class BranchStock:
    """How many of one variant lie in one branch."""

    variant: Variant
    branch: Branch
    quantity: int


def total_stock(session: Session, variant_ids: Sequence[int]) -> dict[int, int]:
    """How many of each variant there are in all branches together."""
    rows = session.execute(
        select(Stock.variant_id, func.sum(Stock.quantity))
        .where(Stock.variant_id.in_(variant_ids))
        .group_by(Stock.variant_id)
    )
    return {variant_id: int(quantity) for variant_id, quantity in rows}


def take_stock(session: Session, variant_id: int, quantity: int, branch_id: int | None) -> None:
    """Take pieces out of the branch named, else of the one that has most. Raises `Refusal` when no branch has them."""
    query = select(Stock).where(Stock.variant_id == variant_id, Stock.quantity >= quantity)
    row = session.scalars(
        query.order_by((Stock.branch_id == branch_id).desc(), Stock.quantity.desc()).limit(1).with_for_update()
    ).first()
    if row is None:
        raise Refusal("utter_sold_out_meanwhile")
    row.quantity -= quantity


def put_back_stock(session: Session, variant_id: int, quantity: int, branch_id: int | None) -> None:
    """Put pieces back into the branch named, else into the one that has most of them."""
    query = select(Stock).where(Stock.variant_id == variant_id)
    row = session.scalars(query.order_by((Stock.branch_id == branch_id).desc(), Stock.quantity.desc()).limit(1)).first()
    if row is not None:
        row.quantity += quantity


def check_availability(
    session: Session,
    product: Product,
    *,
    size: str | None = None,
    color: str | None = None,
    city: str | None = None,
) -> list[BranchStock]:
    """Where a product lies in the wanted size, colour and city, most first; an empty list says: nowhere."""
    query = (
        select(Variant, Branch, Stock.quantity)
        .join(Stock, Stock.variant_id == Variant.id)
        .join(Branch, Branch.id == Stock.branch_id)
        .where(Variant.product_id == product.id, Variant.active, Stock.quantity > 0)
    )
    for column, value in ((Variant.size, size), (Variant.color, color), (Branch.city, city)):
        if value is not None:
            query = query.where(func.lower(column) == value.lower())
    rows = session.execute(query.order_by(Stock.quantity.desc(), Branch.id))
    return [BranchStock(variant, branch, quantity) for variant, branch, quantity in rows]
