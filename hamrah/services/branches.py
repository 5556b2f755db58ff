"""The shop's branches: where they are."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hamrah.crm.catalogue import Branch

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def list_branches(session: Session, city: str | None = None) -> list[Branch]:
    """The branches that one can walk into (with opening hours), or those of them in a city."""
    query = select(Branch).order_by(Branch.id)
    if city is not None:
        query = query.where(func.lower(Branch.city) == city.lower())
    return [branch for branch in session.scalars(query) if branch.details.get("hours")]


def branch_cities(session: Session) -> dict[str, str]:
    """The city of each branch, by the branch's code."""
    return {code: city for code, city in session.execute(select(Branch.code, Branch.city))}
