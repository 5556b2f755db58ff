"""What the shop sells and where it lies: branches, categories, products, variants, stock."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Float, ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hamrah.crm.base import Base, Code, Data, Id, Long, Name, reference


class Branch(Base):
    """A shop of the chain. `details` holds, by language, name and address, and the opening hours by weekday."""

    __tablename__ = "branches"

    id: Mapped[Id]
    code: Mapped[Code] = mapped_column(unique=True)
    city: Mapped[Code]
    phone: Mapped[Code]
    latitude: Mapped[float] = mapped_column(Float)
    longitude: Mapped[float] = mapped_column(Float)
    details: Mapped[Data]


class Category(Base):
    """A kind of product. `durable_days`: not suggested again so long after a purchase; `repeat_days`: usual gap."""

    __tablename__ = "categories"

    id: Mapped[Id]
    code: Mapped[Code] = mapped_column(unique=True)
    department: Mapped[Code]
    durable_days: Mapped[int] = mapped_column(default=0)
    repeat_days: Mapped[int] = mapped_column(default=0)
    names: Mapped[Data]
    synonyms: Mapped[Data]


class Product(Base):
    """A product, sold as its variants. `details` holds season, whom it is for, gift words, picture kind.

    What is `age_restricted` is sold to those who ask for it and never suggested.
    """

    __tablename__ = "products"
    __table_args__ = (UniqueConstraint("source", "sku"),)

    id: Mapped[Id]
    sku: Mapped[Code] = mapped_column(index=True)
    source: Mapped[Code]
    category_id: Mapped[int] = reference("categories.id")
    brand: Mapped[Code | None] = mapped_column(index=True)
    material: Mapped[Code | None]
    warranty_months: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)
    age_restricted: Mapped[bool] = mapped_column(default=False, server_default=false())
    details: Mapped[Data]

    category: Mapped[Category] = relationship()
    texts: Mapped[list["ProductText"]] = relationship(back_populates="product")
    variants: Mapped[list["Variant"]] = relationship(back_populates="product", order_by="Variant.id")


class ProductText(Base):
    """A product's name and description in one language."""

    __tablename__ = "product_texts"

    product_id: Mapped[int] = mapped_column(ForeignKey("products.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[Code] = mapped_column(primary_key=True)
    name: Mapped[Name] = mapped_column(index=True)
    about: Mapped[Long] = mapped_column(default="")

    product: Mapped[Product] = relationship(back_populates="texts")


class Variant(Base):
    """One size and colour of a product, with its price in minor units."""

    __tablename__ = "variants"
    __table_args__ = (CheckConstraint("price_minor >= 0", name="price_not_negative"),)

    id: Mapped[Id]
    product_id: Mapped[int] = reference("products.id", cascade=True)
    sku: Mapped[Name] = mapped_column(unique=True)
    color: Mapped[Code | None]
    size: Mapped[Code | None]
    options: Mapped[Data] = mapped_column(default=dict)
    price_minor: Mapped[int]
    currency: Mapped[Code]
    active: Mapped[bool] = mapped_column(default=True)

    product: Mapped[Product] = relationship(back_populates="variants")


class Stock(Base):
    """How many of a variant lie in a branch, as last counted."""

    __tablename__ = "stock"
    __table_args__ = (CheckConstraint("quantity >= 0", name="quantity_not_negative"),)

    variant_id: Mapped[int] = mapped_column(ForeignKey("variants.id", ondelete="CASCADE"), primary_key=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branches.id"), primary_key=True, index=True)
    quantity: Mapped[int]
    counted_at: Mapped[datetime]
