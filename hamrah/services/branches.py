"""The shop's branches: where they are and when they are open."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hamrah.crm.catalogue import Branch
from hamrah.settings import settings

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def list_branches(session: Session, city: str | None = None) -> list[Branch]:
    """The branches that one can walk into (with opening hours), or those of them in a city."""
    query = select(Branch).order_by(Branch.id)
    if city is not None:
        query = query.where(func.lower(Branch.city) == city.lower())
    return [branch for branch in session.scalars(query) if branch.details.get("hours")]


def opening_hours(branch: Branch, when: datetime) -> list[tuple[str, str]]:
    """The opening hours (`HH:MM`, local) of the day of `when` at the branch; an empty list for a closed day."""
    day = WEEKDAYS[when.astimezone(ZoneInfo(settings().timezone)).weekday()]
    return [(str(opens), str(closes)) for opens, closes in branch.details["hours"].get(day, [])]


def is_open(branch: Branch, when: datetime) -> bool:
    """Whether the branch is open at this moment."""
    clock = when.astimezone(ZoneInfo(settings().timezone)).strftime("%H:%M")
    return any(opens <= clock < closes for opens, closes in opening_hours(branch, when))


def branch_cities(session: Session) -> dict[str, str]:
    """The city of each branch, by the branch's code."""
    return {code: city for code, city in session.execute(select(Branch.code, Branch.city))}
