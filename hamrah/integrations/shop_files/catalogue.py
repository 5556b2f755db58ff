"""Branches, categories, products, variants and stock into the store."""

from collections.abc import Callable, Hashable, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.bulk import BulkRows
from hamrah.crm.catalogue import Branch, Category, Product, ProductText, Stock, Variant
from hamrah.integrations.import_report import Outcome
from hamrah.integrations.shop_files import folder as files
from hamrah.integrations.shop_files.folder import Folder, Read, Unusable
from hamrah.integrations.shop_files.records import (
    CURRENCY,
    BranchRow,
    CategoryRow,
    ProductRow,
    Record,
    StockRow,
    VariantRow,
    spoken,
)
from hamrah.integrations.shop_files.upsert import Upsert, merged
from hamrah.services.branches import WEEKDAYS
from hamrah.services.order_numbers import SHOP

DEPARTMENT = "shop"
COUNTED = {
    files.BRANCHES: "branches",
    files.CATEGORIES: "categories",
    files.PRODUCTS: "products",
    files.VARIANTS: "variants",
    files.STOCK: "stock_counts",
}
"""What the rows of each file are called in the report."""
PLAIN: dict[str, Any] = {"for": "everyone", "season": "all", "gift": [], "picture": "box", "details": {}}


class Catalogue:
    """What the shop sells and where it lies, brought to what the files say in one transaction."""

    def __init__(self, session: Session, folder: Folder, now: datetime) -> None:
        self._session = session
        self._folder = folder
        self._now = now
        self._rows = BulkRows(session)
        self._branches = Upsert(session, self._rows, Branch, ("code",))
        self._categories = Upsert(session, self._rows, Category, ("code",))
        self._products = Upsert(session, self._rows, Product, ("sku",), Product.source == SHOP)
        own = select(Product.id).where(Product.source == SHOP)
        texts = ProductText.product_id.in_(own)
        self._texts = Upsert(session, self._rows, ProductText, ("product_id", "language"), texts)
        self._variants = Upsert(session, self._rows, Variant, ("sku",))
        stock = Stock.variant_id.in_(select(Variant.id).where(Variant.product_id.in_(own)))
        self._stock = Upsert(session, self._rows, Stock, ("variant_id", "branch_id"), stock)

    def take(self) -> None:
        """Read the five files and write what is new or changed."""
        self._each(files.BRANCHES, self._read(files.BRANCHES, BranchRow, lambda row: row.code), self._branch)
        self._each(files.CATEGORIES, self._read(files.CATEGORIES, CategoryRow, lambda row: row.code), self._category)
        variants = list(self._read(files.VARIANTS, VariantRow, lambda row: row.sku))
        sold = self._with_variants(one.row for one in variants)
        products = self._read(files.PRODUCTS, ProductRow, lambda row: row.sku)
        self._each(files.PRODUCTS, products, lambda row: self._product(row, sold))
        self._each(files.VARIANTS, variants, self._variant)
        stock = self._read(files.STOCK, StockRow, lambda row: (row.variant, row.branch))
        self._each(files.STOCK, stock, self._counted)
        self._rows.write()
        for table in (self._branches, self._categories, self._products, self._texts, self._variants, self._stock):
            table.write()

    def _read(self, name: str, model: type[Record], key: Callable[[Record], Hashable]) -> Iterable[Read[Record]]:
        """The rows of a file, of those with one key the first."""
        seen: set[Hashable] = set()
        for read in self._folder.rows(name, model):
            if key(read.row) in seen:
                self._folder.refuse(name, read.line, "stands_twice", read.row)
                continue
            seen.add(key(read.row))
            yield read

    def _each(self, name: str, rows: Iterable[Read[Record]], take: Callable[[Record], Outcome]) -> None:
        for read in rows:
            try:
                self._folder.report.count(COUNTED[name], take(read.row))
            except Unusable as reason:
                self._folder.refuse(name, read.line, str(reason), read.row)

    def _branch(self, row: BranchRow) -> Outcome:
        known = self._branches.get(row.code)
        old = {} if known is None else known["details"]
        week = dict(old.get("hours", {}))
        if row.has("hours"):
            week = {day: row.hours for day in WEEKDAYS if row.hours}
        week |= {day: getattr(row, day) for day in WEEKDAYS if getattr(row, day) is not None}
        details = {
            "names": merged(old.get("names", {}), row.name),
            "addresses": {"en": row.city, **merged(old.get("addresses", {}), row.address)},
            "hours": week,
            "services": old.get("services", {}),
        }
        plain: dict[str, Any] = {"phone": "", "latitude": 0.0, "longitude": 0.0}
        values = (plain if known is None else {}) | {
            name: plain[name] if said is None else said for name, said in row.given(*plain).items()
        }
        return self._branches.set(code=row.code, city=row.city, details=details, **values)

    def _category(self, row: CategoryRow) -> Outcome:
        known = self._categories.get(row.code)
        plain = {"department": DEPARTMENT, "repeat_days": 0, "durable_days": 0}
        values = (plain if known is None else {}) | {
            name: plain[name] if said is None else said for name, said in row.given(*plain).items()
        }
        names = merged({} if known is None else known["names"], row.name)
        synonyms = {language: [] for language in names} | merged(
            {} if known is None else known["synonyms"], row.synonyms
        )
        return self._categories.set(code=row.code, names=names, synonyms=synonyms, **values)

    def _product(self, row: ProductRow, sold: set[str]) -> Outcome:
        category = self._categories.id_of(row.category)
        if category is None:
            raise Unusable("unknown_category")
        if row.sku not in sold:
            raise Unusable("no_variant")
        known = self._products.get(row.sku)
        plain = {"brand": None, "material": None, "warranty_months": 0, "active": True, "age_restricted": False}
        values = (plain if known is None else {}) | {
            name: plain[name] if said is None else said for name, said in row.given(*plain).items()
        }
        told = {"worn_by": "for", "season": "season", "gift_for": "gift"}
        details = {**PLAIN, **({} if known is None else known["details"])} | {
            told[name]: PLAIN[told[name]] if said is None else said for name, said in row.given(*told).items()
        }
        outcome = self._products.set(sku=row.sku, source=SHOP, category_id=category, details=details, **values)
        named = self._named(int(self._products.id_of(row.sku) or 0), row)
        return "changed" if named and outcome == "same" else outcome

    def _named(self, product_id: int, row: ProductRow) -> bool:
        """Write the names and descriptions; whether they changed."""
        known = {one: text for one in spoken() if (text := self._texts.get(product_id, one)) is not None}
        names = merged({language: text["name"] for language, text in known.items()}, row.name)
        abouts = merged({language: text["about"] for language, text in known.items()}, row.about)
        changed = False
        for language, name in names.items():
            about = abouts.get(language, "")
            changed |= self._texts.set(product_id=product_id, language=language, name=name, about=about) != "same"
        for language in known.keys() - names.keys():
            self._texts.remove(product_id, language)
            changed = True
        return changed

    def _with_variants(self, variants: Iterable[VariantRow]) -> set[str]:
        """The products that have a variant, in the store or in the files: what has none could not be sold."""
        own = {product["id"]: product["sku"] for product in self._products.all()}
        there = {own[row["product_id"]] for row in self._variants.all() if row["product_id"] in own}
        return there | {row.product for row in variants if self._variants.get(row.sku) is None}

    def _variant(self, row: VariantRow) -> Outcome:
        product_id, known = self._products.id_of(row.product), self._variants.get(row.sku)
        if product_id is None:
            raise Unusable("unknown_product")
        if known is not None and known["product_id"] != product_id:
            raise Unusable("sku_of_another_product")
        values: dict[str, Any] = {"options": {}, "active": True, "color": None, "size": None} if known is None else {}
        values |= row.given("color", "size")
        if row.active is not None:
            values["active"] = row.active
        return self._variants.set(
            sku=row.sku, product_id=product_id, price_minor=row.price, currency=CURRENCY, **values
        )

    def _counted(self, row: StockRow) -> Outcome:
        variant, branch = self._variants.id_of(row.variant), self._branches.id_of(row.branch)
        if variant is None:
            raise Unusable("unknown_variant")
        if branch is None:
            raise Unusable("unknown_branch")
        known = self._stock.get(variant, branch)
        if known is not None and known["quantity"] == row.quantity:
            return "same"
        return self._stock.set(variant_id=variant, branch_id=branch, quantity=row.quantity, counted_at=self._now)
