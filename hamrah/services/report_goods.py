"""What the categories and products of a report are called, and whether there are such."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.catalogue import Category, Product, ProductText


def goods_names(session: Session, by: str, codes: Collection[str], language: str) -> dict[str, str]:
    """The names by code of categories (`category`) or by SKU of products (`product`), else in English."""
    if by == "category":
        rows = session.execute(select(Category.code, Category.names).where(Category.code.in_(codes))).tuples()
        return {code: str(names.get(language) or names.get("en") or code) for code, names in rows}
    if by != "product":
        return {}
    texts = (
        select(Product.sku, ProductText.language, ProductText.name)
        .join(ProductText)
        .where(Product.sku.in_(codes), ProductText.language.in_({language, "en"}))
    )
    found = {(sku, code): name for sku, code, name in session.execute(texts).tuples()}
    return {sku: found.get((sku, language)) or found.get((sku, "en")) or sku for sku, _ in found}


def has_category(session: Session, code: str) -> bool:
    """Whether the shop has a category of this code."""
    return session.scalar(select(Category.id).where(Category.code == code)) is not None


def has_product(session: Session, sku: str) -> bool:
    """Whether the shop has a product of this SKU."""
    return session.scalar(select(Product.id).where(Product.sku == sku)) is not None
