"""The catalogue's names as people say them, for understanding."""

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hamrah.crm.catalogue import Category, Product, ProductText
from hamrah.crm.recommendations import ModelRun


def catalogue_version(session: Session) -> int:
    """A number that changes when products are added or taken out, and with each fit of the recommender.

    Fitted is each night and after an import, so that a new name of a product that was there is heard too.
    """
    newest = session.scalar(select(func.max(Product.id))) or 0
    many = session.scalar(select(func.count()).select_from(Product)) or 0
    run = session.scalar(select(func.max(ModelRun.id))) or 0
    return (newest * 1_000_003 + many) * 1_000_003 + run


def read_catalogue_names(session: Session) -> Iterator[tuple[str, str, str]]:
    """(entity, value, phrase) of every category in every spelling, every brand, and all names of every product."""
    for category in session.scalars(select(Category)):
        yield "category", category.code, category.code
        for language, name in category.names.items():
            yield "category", category.code, name
            for synonym in category.synonyms.get(language, []):
                yield "category", category.code, synonym
    for brand in session.scalars(select(Product.brand).where(Product.active).distinct()):
        if brand is not None:
            yield "brand", brand, brand
    names = select(ProductText.name).join(Product).where(Product.active)
    for (name,) in session.execute(names):
        yield "product", name, name
