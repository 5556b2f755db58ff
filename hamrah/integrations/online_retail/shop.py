"""The UK shop itself in the store: its category, its branch, and what store.yml says of stock codes."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict
from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.catalogue import Branch, Category
from hamrah.language.strict_yaml import load_mapping

FILE = Path(__file__).with_name("store.yml")
LATITUDE, LONGITUDE = 51.5072, -0.1276


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CategoryEntry(_Part):
    """A category to make."""

    code: str
    department: str
    names: dict[str, str]
    synonyms: dict[str, list[str]]


class BranchEntry(_Part):
    """The branch to make."""

    code: str
    city: str
    names: dict[str, str]
    addresses: dict[str, str]


class Shop(_Part):
    """What store.yml holds."""

    source: str
    currency: str
    timezone: str
    category: CategoryEntry
    service_category: CategoryEntry
    branch: BranchEntry
    stock_days: int
    services: frozenset[str]
    accounting: frozenset[str]


def read_shop() -> Shop:
    """Read store.yml."""
    return Shop.model_validate(load_mapping(FILE))


def category_id(session: Session, entry: CategoryEntry) -> int:
    """The id of a category, made where it is missing."""
    row = session.scalar(select(Category).where(Category.code == entry.code))
    if row is None:
        row = Category(**entry.model_dump())
        session.add(row)
        session.flush()
    return row.id


def branch_id(session: Session, entry: BranchEntry) -> int:
    """The id of the web shop's branch, made where it is missing. Nobody can walk in: it has no opening hours."""
    row = session.scalar(select(Branch).where(Branch.code == entry.code))
    if row is None:
        details = {"names": entry.names, "addresses": entry.addresses, "hours": {}, "services": {}}
        row = Branch(code=entry.code, city=entry.city, phone="", details=details)
        row.latitude, row.longitude = LATITUDE, LONGITUDE
        session.add(row)
        session.flush()
    return row.id
