"""Writing sales as orders with lines, so that writing them again changes nothing."""

from collections import Counter, OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from hamrah.crm.bulk import BulkRows
from hamrah.crm.catalogue import Product, ProductText, Variant
from hamrah.crm.customers import Customer
from hamrah.crm.orders import Order, OrderLine
from hamrah.integrations.import_report import ImportReport
from hamrah.integrations.online_retail.reading import Sale
from hamrah.integrations.online_retail.shop import Shop

REMEMBERED = 5_000
"""Invoices kept in mind: the files are in the order of time, so an invoice's rows stand near each other."""
AT_ONCE = 500

Key = tuple[int, int, int]
"""Variant, quantity, price: rows of one invoice that agree in these are the same line, or one each if it repeats."""


@dataclass
class Invoice:
    """An order, and those of its stored lines that no row of this file has been matched with yet."""

    order_id: int
    unmatched: Counter[Key] = field(default_factory=Counter)


@dataclass
class Known:
    """What the store holds of this source, kept over the batches: ids of customers and variants, recent invoices."""

    customers: dict[str, int]
    variants: dict[str, int]
    categories: tuple[int, int]
    invoices: OrderedDict[str, Invoice] = field(default_factory=OrderedDict)


class BatchWriter:
    """Writes one batch of sales in one transaction."""

    def __init__(self, session: Session, shop: Shop, known: Known, report: ImportReport) -> None:
        self._session = session
        self._shop = shop
        self._known = known
        self._report = report
        self._rows = BulkRows(session)
        self._new_orders: dict[int, dict[str, Any]] = {}
        self._added: Counter[int] = Counter()

    def write(self, sales: Sequence[Sale]) -> None:
        """Write what of these sales is not there yet."""
        self._recall(dict.fromkeys(sale.invoice for sale in sales))
        for sale in sales:
            self._line(sale)
        for order in self._new_orders.values():
            self._rows.put(Order, **order)
        self._rows.write()
        if self._added:
            raised = update(Order).where(Order.id == bindparam("order"))
            raised = raised.values(total_minor=Order.total_minor + bindparam("more"))
            more = [{"order": order, "more": more} for order, more in self._added.items()]
            self._session.connection().execute(raised, more)
        while len(self._known.invoices) > REMEMBERED:
            self._known.invoices.popitem(last=False)

    def _line(self, sale: Sale) -> None:
        variant_id = self._variant(sale)
        invoice = self._known.invoices.get(sale.invoice) or self._order(sale)
        self._known.invoices.move_to_end(sale.invoice)
        key = (variant_id, sale.quantity, sale.price)
        if invoice.unmatched[key] > 0:
            invoice.unmatched[key] -= 1
            self._report.already += 1
            return
        del invoice.unmatched[key]
        self._rows.add(
            OrderLine,
            order_id=invoice.order_id,
            variant_id=variant_id,
            quantity=sale.quantity,
            unit_price_minor=sale.price,
        )
        self._report.kept += 1
        amount = sale.quantity * sale.price
        if invoice.order_id in self._new_orders:
            self._new_orders[invoice.order_id]["total_minor"] += amount
        else:
            self._added[invoice.order_id] += amount

    def _recall(self, numbers: Iterable[str]) -> None:
        """Read the invoices among these that the store holds and we do not have in mind, with their lines."""
        wanted = [number for number in numbers if number not in self._known.invoices]
        found: dict[int, Invoice] = {}
        for start in range(0, len(wanted), AT_ONCE):
            some = select(Order.number, Order.id).where(
                Order.source == self._shop.source, Order.number.in_(wanted[start : start + AT_ONCE])
            )
            for number, order_id in self._session.execute(some):
                found[order_id] = self._known.invoices[number] = Invoice(order_id)
        ids = list(found)
        for start in range(0, len(ids), AT_ONCE):
            lines = select(
                OrderLine.order_id, OrderLine.variant_id, OrderLine.quantity, OrderLine.unit_price_minor
            ).where(OrderLine.order_id.in_(ids[start : start + AT_ONCE]))
            for order_id, variant_id, quantity, price in self._session.execute(lines):
                found[order_id].unmatched[(variant_id, quantity, price)] += 1

    def _order(self, sale: Sale) -> Invoice:
        cancelled = sale.invoice.startswith("C")
        order_id = self._rows.new_id(Order)
        self._new_orders[order_id] = {
            "id": order_id,
            "number": sale.invoice,
            "source": self._shop.source,
            "customer_id": self._customer(sale),
            "touchpoint": "website",
            "branch_id": None,
            "status": "returned" if cancelled else "delivered",
            "placed_at": sale.at,
            "currency": self._shop.currency,
            "total_minor": 0,
            "shipping_minor": 0,
            "payment_method": None,
            "delivery_address": None,
            "delivery_city": sale.country or None,
        }
        self._report.made["cancellations" if cancelled else "orders"] += 1
        invoice = self._known.invoices[sale.invoice] = Invoice(order_id)
        return invoice

    def _customer(self, sale: Sale) -> int | None:
        if sale.customer is None:
            return None
        known = self._known.customers.get(sale.customer)
        if known is None:
            known = self._known.customers[sale.customer] = self._rows.add(
                Customer,
                name=f"Customer {sale.customer}",
                language="en",
                city=sale.country or None,
                home_branch_id=None,
                source=self._shop.source,
                external_ref=sale.customer,
                created_at=sale.at,
                erased_at=None,
            )
            self._report.made["customers"] += 1
        return known

    def _variant(self, sale: Sale) -> int:
        known = self._known.variants.get(sale.code)
        if known is None:
            known = self._known.variants[sale.code] = self._product(sale)
            self._report.made["products"] += 1
        return known

    def _product(self, sale: Sale) -> int:
        goods, services = self._known.categories
        sold = sale.code not in self._shop.services
        product_id = self._rows.add(
            Product,
            sku=sale.code,
            source=self._shop.source,
            category_id=goods if sold else services,
            brand=None,
            material=None,
            warranty_months=0,
            active=sold,
            details={"for": "everyone", "season": "all", "gift": [], "picture": "box", "details": {}},
        )
        name = sale.description or sale.code
        self._rows.put(ProductText, product_id=product_id, language="en", name=name, about="")
        return self._rows.add(
            Variant,
            product_id=product_id,
            sku=f"OR-{sale.code}",
            color=None,
            size=None,
            options={},
            price_minor=sale.price,
            currency=self._shop.currency,
            active=sold,
        )


def read_known(session: Session, shop: Shop, categories: tuple[int, int]) -> Known:
    """What the store holds of the source when an import begins."""
    customers = select(Customer.external_ref, Customer.id).where(Customer.source == shop.source)
    variants = select(Product.sku, Variant.id).join(Product).where(Product.source == shop.source)
    return Known(
        customers={reference: key for reference, key in session.execute(customers)},
        variants={code: key for code, key in session.execute(variants)},
        categories=categories,
    )
