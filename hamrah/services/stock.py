"""What lies where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
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
    """Take pieces out of the branch named if it has them all, else of the one that has most, then of the others.

    Raises `Refusal` when all branches together have too few.
    """
    enough = (Stock.quantity >= quantity).desc()
    rows = _hold(session, variant_id, enough, (Stock.branch_id == branch_id).desc())
    if sum(row.quantity for row in rows) < quantity:
        raise Refusal("utter_sold_out_meanwhile")
    for row in rows:
        taken = min(row.quantity, quantity)
        row.quantity -= taken
        quantity -= taken


def write_off_stock(session: Session, sold: Mapping[int, int], branch_id: int | None) -> None:
    """Take out what was sold already (variant → pieces), in the branch named, else wherever most lies.

    Nobody can refuse a sale that was made: where less was counted than was sold, none is left.
    """
    query = select(Stock).where(Stock.variant_id.in_(sold))
    if branch_id is not None:
        query = query.where(Stock.branch_id == branch_id)
    query = query.order_by(Stock.variant_id, Stock.quantity.desc(), Stock.branch_id).with_for_update()
    left = dict(sold)
    for row in session.scalars(query.execution_options(populate_existing=True)):
        taken = min(row.quantity, left[row.variant_id])
        row.quantity -= taken
        left[row.variant_id] -= taken


def put_back_stock(session: Session, variant_id: int, quantity: int, branch_id: int | None) -> None:
    """Put pieces back into the branch named, else into the one that has most of them."""
    rows = _hold(session, variant_id, (Stock.branch_id == branch_id).desc())
    if rows:
        rows[0].quantity += quantity


def _hold(session: Session, variant_id: int, *first: ColumnElement[bool]) -> Sequence[Stock]:
    """All that lies of a variant, fullest branch first; nobody else counts it until this transaction ends."""
    query = select(Stock).where(Stock.variant_id == variant_id).order_by(*first, Stock.quantity.desc(), Stock.branch_id)
    return session.scalars(query.with_for_update().execution_options(populate_existing=True)).all()


def check_availability(
    session: Session,
    product: Product,
    *,
    size: str | None = None,
    color: str | None = None,
    city: str | None = None,
    home: str | None = None,
) -> list[BranchStock]:
    """Where a product lies in the wanted size, colour and city; an empty list says: nowhere.

    The branches of the city `home` first, then where most lies.
    """
    query = (
        select(Variant, Branch, Stock.quantity)
        .join(Stock, Stock.variant_id == Variant.id)
        .join(Branch, Branch.id == Stock.branch_id)
        .where(Variant.product_id == product.id, Variant.active, Stock.quantity > 0)
    )
    for column, value in ((Variant.size, size), (Variant.color, color), (Branch.city, city)):
        if value is not None:
            query = query.where(func.lower(column) == value.lower())
    nearest = [(func.lower(Branch.city) == home.lower()).desc()] if home is not None else []
    rows = session.execute(query.order_by(*nearest, Stock.quantity.desc(), Branch.id))
    return [BranchStock(variant, branch, quantity) for variant, branch, quantity in rows]
