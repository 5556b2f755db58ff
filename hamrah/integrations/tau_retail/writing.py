"""Writing users, variants and orders that are not there yet."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from hamrah.crm.bulk import BulkRows
from hamrah.crm.catalogue import Branch, Category, Product, ProductText, Stock, Variant
from hamrah.crm.customers import Address, ContactPoint, Customer
from hamrah.crm.orders import Order, OrderLine, OrderStatusChange, Refund, Shipment
from hamrah.integrations.import_report import ImportReport
from hamrah.integrations.tau_retail.reading import ItemVariant, User, WebOrder

SOURCE, CURRENCY = "tau-retail", "USD"
DEPARTMENT = "web shop"
BRANCH = "US-WEB"
ENOUGH = 100
"""Pieces in stock of a variant that the file calls available; how many there are it does not say."""

STATUSES = {
    "pending": "placed",
    "pending (item modified)": "placed",
    "processed": "shipped",
    "delivered": "delivered",
    "return requested": "delivered",
    "exchange requested": "delivered",
    "cancelled": "cancelled",
}


class Writer:
    """Writes records in one transaction; `now` stands for the times that the files do not give."""

    def __init__(self, session: Session, report: ImportReport, now: datetime) -> None:
        self._session = session
        self._report = report
        self._now = now
        self._rows = BulkRows(session)
        self._customers = self._ids(Customer.external_ref, Customer)
        self._products = self._ids(Product.sku, Product)
        self._orders = self._ids(Order.number, Order)
        skus = select(Variant.sku, Variant.id).join(Product).where(Product.source == SOURCE)
        self._variants = {sku: key for sku, key in session.execute(skus)}
        self._branch = self._branch_id()

    def user(self, reference: str, user: User) -> None:
        """Write a customer with e-mail and address."""
        if self._already(reference in self._customers):
            return
        customer_id = self._customers[reference] = self._rows.add(
            Customer,
            name=f"{user.name.first_name} {user.name.last_name}",
            language="en",
            city=user.address.city,
            home_branch_id=None,
            source=SOURCE,
            external_ref=reference,
            created_at=self._now,
            erased_at=None,
        )
        self._rows.add(
            ContactPoint,
            customer_id=customer_id,
            kind="email",
            value=user.email.lower(),
            preferred=True,
            verified_at=None,
        )
        self._rows.add(
            Address,
            customer_id=customer_id,
            label="home",
            line=user.address.line(),
            city=user.address.city,
            country=user.address.country,
            is_default=True,
        )
        self._report.made["customers"] += 1

    def variant(self, product_id: str, name: str, variant: ItemVariant) -> None:
        """Write a variant, and its product with the first of them. All options are kept, colour and size by name."""
        if self._already(variant.item_id in self._variants):
            return
        key = self._products.get(product_id)
        if key is None:
            key = self._product(product_id, name)
        self._variants[variant.item_id] = self._rows.add(
            Variant,
            product_id=key,
            sku=variant.item_id,
            color=variant.options.get("color"),
            size=variant.options.get("size"),
            options=dict(variant.options),
            price_minor=round(variant.price * 100),
            currency=CURRENCY,
            active=True,
        )
        self._rows.put(
            Stock,
            variant_id=self._variants[variant.item_id],
            branch_id=self._branch,
            quantity=ENOUGH if variant.available else 0,
            counted_at=self._now,
        )
        self._report.made["variants"] += 1

    def order(self, order: WebOrder, user: User, age: int) -> str | None:
        """Write an order with all that belongs to it, or say why that cannot be; `age` in days tells which is newer."""
        reason = self._wrong(order, user)
        if reason is not None:
            return reason
        if self._already(order.order_id in self._orders):
            return None
        status = STATUSES[order.status]
        placed_at = self._now - timedelta(days=age)
        paid_by = next((p.payment_method_id for p in order.payment_history if p.transaction_type == "payment"), None)
        order_id = self._orders[order.order_id] = self._rows.add(
            Order,
            number=order.order_id,
            source=SOURCE,
            customer_id=self._customers[order.user_id],
            touchpoint="website",
            branch_id=None,
            status=status,
            placed_at=placed_at,
            currency=CURRENCY,
            total_minor=sum(round(item.price * 100) for item in order.items),
            shipping_minor=0,
            payment_method=user.payment_methods[paid_by].source if paid_by else None,
            delivery_address=order.address.line(),
            delivery_city=order.address.city,
        )
        for item in order.items:
            self._rows.add(
                OrderLine,
                order_id=order_id,
                variant_id=self._variants[item.item_id],
                quantity=1,
                unit_price_minor=round(item.price * 100),
            )
        self._course(order_id, order, user, status, placed_at)
        self._report.made["orders"] += 1
        return None

    def write(self) -> None:
        """Write what is gathered."""
        self._rows.write()

    def _course(self, order_id: int, order: WebOrder, user: User, status: str, placed_at: datetime) -> None:
        for reached, at in (("placed", placed_at), *([(status, self._now)] if status != "placed" else [])):
            self._rows.add(OrderStatusChange, order_id=order_id, status=reached, at=at, actor="system", note=None)
        for parcel in order.fulfillments:
            self._rows.add(
                Shipment,
                order_id=order_id,
                carrier="unknown",
                tracking_number=", ".join(parcel.tracking_id)[:40],
                shipped_at=None,
                expected_at=None,
                delivered_at=self._now if status == "delivered" else None,
            )
        for payment in order.payment_history:
            if payment.transaction_type == "refund":
                self._rows.add(
                    Refund,
                    order_id=order_id,
                    amount_minor=round(payment.amount * 100),
                    currency=CURRENCY,
                    method=user.payment_methods[payment.payment_method_id].source,
                    status="paid",
                    requested_at=self._now,
                    due_at=self._now,
                    paid_at=self._now,
                )
                self._report.made["refunds"] += 1

    def _wrong(self, order: WebOrder, user: User) -> str | None:
        if order.status not in STATUSES:
            return "unknown_status"
        if order.user_id not in self._customers:
            return "unknown_user"
        if any(item.item_id not in self._variants for item in order.items):
            return "unknown_item"
        if any(payment.payment_method_id not in user.payment_methods for payment in order.payment_history):
            return "unknown_payment_method"
        return None

    def _product(self, sku: str, name: str) -> int:
        code = name.lower()[:40]
        category = self._session.scalar(select(Category.id).where(Category.code == code))
        if category is None:
            row = Category(code=code, department=DEPARTMENT, names={"en": name}, synonyms={"en": []})
            self._session.add(row)
            self._session.flush()
            category = row.id
        details: dict[str, Any] = {"for": "everyone", "season": "all", "gift": [], "picture": "box", "details": {}}
        product_id = self._products[sku] = self._rows.add(
            Product,
            sku=sku,
            source=SOURCE,
            category_id=category,
            brand=None,
            material=None,
            warranty_months=0,
            active=True,
            details=details,
        )
        self._rows.put(ProductText, product_id=product_id, language="en", name=name, about="")
        self._report.made["products"] += 1
        return product_id

    def _already(self, there: bool) -> bool:
        self._report.already += there
        self._report.kept += not there
        return there

    def _ids(self, key: InstrumentedAttribute[str], table: type[Customer | Product | Order]) -> dict[str, int]:
        rows: Iterable[Any] = self._session.execute(select(key, table.id).where(table.source == SOURCE))
        return {name: identity for name, identity in rows}

    def _branch_id(self) -> int:
        row = self._session.scalar(select(Branch).where(Branch.code == BRANCH))
        if row is None:
            names = {"en": "Web shop"}
            details = {"names": names, "addresses": names, "hours": {}, "services": {}}
            row = Branch(code=BRANCH, city="Online", phone="", latitude=0.0, longitude=0.0, details=details)
            self._session.add(row)
            self._session.flush()
        return row.id
