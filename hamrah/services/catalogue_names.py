"""The catalogue's names as people say them, for understanding."""

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hamrah.crm.catalogue import Category, Product, ProductText


def catalogue_version(session: Session) -> int:
    """A number that changes when products are added or taken out: two index look-ups."""
    newest = session.scalar(select(func.max(Product.id))) or 0
    return newest * 1_000_003 + (session.scalar(select(func.count()).select_from(Product)) or 0)


def read_catalogue_names(session: Session) -> Iterator[tuple[str, str, str]]:
    """(entity, value, phrase) for every category in every spelling and every product's name in every language."""
    for category in session.scalars(select(Category)):
        yield "category", category.code, category.code
        for language, name in category.names.items():
            yield "category", category.code, name
            for synonym in category.synonyms.get(language, []):
                yield "category", category.code, synonym
    names = select(ProductText.name).join(Product).where(Product.active)
    for (name,) in session.execute(names):
        yield "product", name, name
