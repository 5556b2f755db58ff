"""A small shop that the tests of the use cases share: two branches, ten products, five customers, no orders yet."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hamrah.crm.base import Base, utc_now
from hamrah.crm.catalogue import Branch, Category, Product, ProductText, Stock, Variant
from hamrah.crm.conversations import Conversation
from hamrah.crm.customers import ContactPoint, Customer
from hamrah.crm.engine import Sessions, transaction
from hamrah.crm.orders import Order, OrderLine, Shipment
from hamrah.services.identity import Principal
from hamrah.services.order_numbers import SHOP

WORKDAY = [["11:00", "22:00"]]
FRIDAY = [["11:00", "13:00"], ["14:30", "22:00"]]

BRANCHES = {
    "LHR": {
        "city": "Lahore",
        "hours": {"monday": WORKDAY, "friday": FRIDAY, "saturday": WORKDAY},  # closed on the other days
    },
    "KHI": {"city": "Karachi", "hours": {"sunday": [["12:00", "23:00"]]}},
}

CATEGORIES: dict[str, dict[str, int]] = {
    "kurta": {},
    "shoes": {},
    "frock": {},
    "blanket": {"durable_days": 700},
    "watch": {"durable_days": 1000},
    "shampoo": {"repeat_days": 45},
    "perfume": {},
}


@dataclass(frozen=True)
class Sold:
    """A product: names in English, Urdu, Roman Urdu; variants as (suffix, colour, size, pieces by branch)."""

    sku: str
    category: str
    names: tuple[str, str, str]
    rupees: int
    variants: Sequence[tuple[str, str | None, str | None, Mapping[str, int]]]
    brand: str = "Gulnaar"
    material: str | None = None
    gift: tuple[str, ...] = ()
    season: str = "all"
    active: bool = True


PRODUCTS = (
    Sold(
        "K-1",
        "kurta",
        ("Gulnaar printed lawn kurta", "گلنار پرنٹڈ لان کرتا", "Gulnaar lawn ka kurta"),
        3490,
        (
            ("YM", "yellow", "medium", {"LHR": 3, "KHI": 1}),
            ("YL", "yellow", "large", {"KHI": 2}),
            ("GM", "green", "medium", {"LHR": 0}),
        ),
        material="lawn",
        gift=("mother", "sister"),
    ),
    Sold(
        "K-2",
        "kurta",
        ("Zarkaar embroidered khaddar kurta", "زرکار کڑھائی والا کھدر کرتا", "Zarkaar karhai wala khaddar kurta"),
        5500,
        (("BL", "blue", "large", {"LHR": 1}),),
        brand="Zarkaar",
        material="khaddar",
        gift=("wife",),
        season="winter",
    ),
    Sold(
        "K-3",
        "kurta",
        ("Sohni plain cotton kurta", "سوہنی سادہ کاٹن کرتا", "Sohni sada cotton kurta"),
        2800,
        (("WM", "white", "medium", {"LHR": 4}), ("WL", "white", "large", {"LHR": 4})),
        brand="Sohni",
        material="cotton",
    ),
    Sold(
        "S-1",
        "shoes",
        ("Chinar leather shoes", "چنار چمڑے کے جوتے", "Chinar chamray ke jootay"),
        7000,
        (("42", "brown", "42", {"LHR": 2}), ("43", "brown", "43", {"KHI": 2})),
        brand="Chinar",
        material="leather",
        gift=("father",),
    ),
    Sold(
        "F-1",
        "frock",
        ("Nanhay cotton frock", "ننھے کاٹن فراک", "Nanhay cotton frock"),
        1500,
        (("6", "pink", "6", {"LHR": 5}),),
        brand="Nanhay",
    ),
    Sold(
        "B-1",
        "blanket",
        ("Indus Home wool blanket", "انڈس ہوم اونی کمبل", "Indus Home ooni kambal"),
        6000,
        (("1", "maroon", None, {"LHR": 5}),),
        brand="Indus Home",
    ),
    Sold(
        "B-2",
        "blanket",
        ("Roshan fleece blanket", "روشن فلیس کمبل", "Roshan fleece kambal"),
        4000,
        (("1", "grey", None, {"KHI": 5}),),
        brand="Roshan",
    ),
    Sold(
        "H-1",
        "shampoo",
        ("Sitara herbal shampoo", "ستارہ ہربل شیمپو", "Sitara herbal shampoo"),
        650,
        (("1", None, None, {"LHR": 90, "KHI": 90}),),
        brand="Sitara",
    ),
    Sold(
        "W-1",
        "watch",
        ("Tez steel watch", "تیز اسٹیل گھڑی", "Tez steel ghari"),
        25000,
        (("1", "silver", None, {"LHR": 9}),),
        brand="Tez",
    ),
    Sold("P-1", "perfume", ("Khushboo rose perfume", "خوشبو گلاب پرفیوم", "Khushboo gulab perfume"), 4000, ()),
    Sold(
        "X-1",
        "kurta",
        ("Bolan old kurta", "بولان پرانا کرتا", "Bolan purana kurta"),
        1000,
        (("1", "red", "medium", {"LHR": 9}),),
        active=False,
    ),
)

CUSTOMERS = {
    "ayesha": ("Ayesha Khan", "Lahore", "+923001234567", "ayesha@example.com"),
    "bilal": ("Bilal Ahmed", "Karachi", "+923007654321", "bilal@example.com"),
    "sana": ("Sana Malik", "Multan", "+923331112223", "sana@example.com"),
    # Daud and Maryam share a phone, as families do.
    "daud": ("Daud Masih", "Lahore", "+923215556667", "daud@example.com"),
    "maryam": ("Maryam Masih", "Lahore", "+923215556667", "maryam@example.com"),
}
GUESTS = ("guest", "other-guest")


@dataclass(frozen=True)
class Shop:
    """The shop under test: its store, and who can speak in it."""

    sessions: Sessions
    ids: Mapping[str, int]

    def writing(self) -> AbstractContextManager[Session]:
        """One transaction, as an action has it."""
        return transaction(self.sessions)

    def reading(self) -> Session:
        """A session that sees what was committed."""
        return self.sessions()

    def who(self, name: str) -> Principal:
        """A customer who has shown who they are, or a guest."""
        return Principal(f"web-{name}", "web", self.ids.get(name))

    def count(self, table: type[Base], *conditions: Any) -> int:
        """How many committed rows of a table meet the conditions."""
        with self.reading() as session:
            return session.scalar(select(func.count()).select_from(table).where(*conditions)) or 0

    def stock(self, variant: str) -> dict[str, int]:
        """How many pieces of a variant lie in each branch."""
        rows = select(Branch.code, Stock.quantity).join(Stock).join(Variant).where(Variant.sku == variant)
        with self.reading() as session:
            return {code: quantity for code, quantity in session.execute(rows)}


def open_shop(sessions: Sessions) -> Shop:
    """The shop of a store into which `build` was written."""
    with sessions() as session:
        ids = {ref: number for ref, number in session.execute(select(Customer.external_ref, Customer.id))}
    return Shop(sessions, ids)


def build(session: Session) -> None:
    """Write branches, catalogue, stock, customers and everybody's conversation."""
    branches = {code: _branch(code) for code in BRANCHES}
    categories = {
        code: Category(code=code, department="all", names={"en": code.title()}, synonyms={}, **days)
        for code, days in CATEGORIES.items()
    }
    session.add_all([*branches.values(), *categories.values()])
    session.flush()
    for sold in PRODUCTS:
        _product(session, sold, categories[sold.category], branches)
    for ref in CUSTOMERS:
        _customer(session, ref)
    session.flush()
    for name in (*CUSTOMERS, *GUESTS):
        now = utc_now()
        session.add(Conversation(sender_id=f"web-{name}", channel="web", started_at=now, seen_at=now))


def _branch(code: str) -> Branch:
    plan = BRANCHES[code]
    hours = {"hours": plan["hours"]}
    return Branch(code=code, city=plan["city"], phone="+924200000101", latitude=31.5, longitude=74.3, details=hours)


def _product(session: Session, sold: Sold, category: Category, branches: Mapping[str, Branch]) -> None:
    product = Product(
        sku=sold.sku,
        source=SHOP,
        category=category,
        brand=sold.brand,
        material=sold.material,
        active=sold.active,
        details={"gift": list(sold.gift), "season": sold.season},
    )
    languages = zip(("en", "ur", "ur-Latn"), sold.names, strict=True)
    product.texts = [ProductText(language=code, name=name, about=f"About {sold.sku}.") for code, name in languages]
    session.add(product)
    for suffix, color, size, pieces in sold.variants or (("1", None, None, {"LHR": 5}),):
        sku = f"{sold.sku}-{suffix}"
        price = sold.rupees * 100
        variant = Variant(product=product, sku=sku, color=color, size=size, price_minor=price, currency="PKR")
        session.add(variant)
        session.flush()
        for code, quantity in pieces.items():
            row = Stock(variant_id=variant.id, branch_id=branches[code].id, quantity=quantity, counted_at=utc_now())
            session.add(row)


def _customer(session: Session, ref: str) -> None:
    name, city, phone, email = CUSTOMERS[ref]
    customer = Customer(name=name, city=city, language="en", source=SHOP, external_ref=ref, created_at=utc_now())
    customer.contact_points = [
        ContactPoint(kind="phone", value=phone, preferred=True),
        ContactPoint(kind="email", value=email),
    ]
    session.add(customer)
    session.flush()


def ago(days: float) -> datetime:
    """The moment so many days ago; a negative number lies ahead."""
    return utc_now() - timedelta(days=days)


def place_order(
    session: Session,
    customer_id: int | None,
    number: str,
    lines: Mapping[str, int],
    *,
    status: str = "placed",
    days_ago: float = 5,
    expected: datetime | None = None,
    delivered: datetime | None = None,
    **columns: Any,
) -> Order:
    """An order of variants (SKU → pieces) at their prices; with `expected` or `delivered` it has a shipment."""
    variants = {v.sku: v for v in session.scalars(select(Variant).where(Variant.sku.in_(lines)))}
    at = ago(days_ago)
    values: dict[str, Any] = {"source": SHOP, "touchpoint": "website", "payment_method": "card", "currency": "PKR"}
    values |= {"delivery_address": "12 Mall Road", "delivery_city": "Lahore", **columns}
    order = Order(number=number, customer_id=customer_id, status=status, placed_at=at, **values)
    order.lines = [
        OrderLine(variant=variants[sku], quantity=quantity, unit_price_minor=variants[sku].price_minor)
        for sku, quantity in lines.items()
    ]
    order.total_minor = sum(line.quantity * line.unit_price_minor for line in order.lines)
    if expected is not None or delivered is not None:
        order.shipments = [Shipment(carrier="TCS", shipped_at=at, expected_at=expected, delivered_at=delivered)]
    session.add(order)
    session.flush()
    return order
