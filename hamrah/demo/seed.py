"""Seeding the demo shop: the catalogue, its people, eighteen months of orders and all that orders leave behind.

Everything comes from data files and seeded chance, and all times count from midnight of the shop's day on which it is
seeded: the same day gives the same rows, and "my order is on its way" is true on any day.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.bulk import BulkRows
from hamrah.crm.catalogue import Product, Variant
from hamrah.crm.customers import Customer
from hamrah.crm.engine import Sessions, transaction
from hamrah.crm.offers import Offer
from hamrah.crm.orders import Order, OrderLine
from hamrah.crm.satisfaction import Feedback, Review
from hamrah.crm.tickets import Ticket
from hamrah.demo.baskets import Chooser
from hamrah.demo.catalogue import Shelves, seed_catalogue
from hamrah.demo.deals import Deals
from hamrah.demo.demo_customers import demo_purchases, demo_tickets
from hamrah.demo.order_rows import Kept, OrderBook, Rules
from hamrah.demo.people import DEMO, Person, make_people
from hamrah.demo.people_files import OfferEntry, PeopleFiles, load_people
from hamrah.demo.people_rows import write_people, write_staff
from hamrah.demo.purchases import Purchase, simulate, start_of_day
from hamrah.demo.review_rows import Reviewers
from hamrah.demo.segment_history import write_segments
from hamrah.demo.service_rows import ServiceDesk
from hamrah.demo.shop_files import ShopFiles, load_shop
from hamrah.demo.traces import write_browsing, write_timeline
from hamrah.language.strict_yaml import DataFileError
from hamrah.progress import Progress
from hamrah.recommend.swapping import fit_and_swap
from hamrah.services.local_days import shop_zone
from hamrah.services.order_numbers import SHOP, next_order_number
from hamrah.services.policies import Policies, load_policies
from hamrah.services.segments import load_segments

WRITE_EVERY = 20_000
AS_IN_FILE = ("percent", "tier", "segment", "uses_per_customer", "tell_times", "tell_days", "holdout")
"""What the columns of an offer take from the file as it stands there."""
COUNTED = (Product, Variant, Customer, Order, OrderLine, Ticket, Feedback, Review)


@dataclass(frozen=True)
class SeedReport:
    """Whether the people were made now (`new`) or were there before, and how many rows of what the store holds."""

    new: bool
    rows: dict[str, int]


@dataclass(frozen=True)
class _Files:
    shop: ShopFiles
    people: PeopleFiles
    policies: Policies


def seed(
    sessions: Sessions,
    data_dir: Path,
    progress: Progress,
    *,
    customers: int = 2000,
    orders: int = 12000,
    now: datetime | None = None,
) -> SeedReport:
    """Fill a migrated store with the demo shop, in one transaction.

    On a store that was seeded before only what changed in the shop's files is brought in. Raises `DataFileError` or
    `PolicyError`, naming file and key, before anything is written; `DataFileError` too for a store with another shop,
    whose products would all be retired.
    """
    shop = load_shop(data_dir / "shop")
    people = load_people(data_dir / "demo", shop)
    segments = load_segments(data_dir)
    files = _Files(shop, people, load_policies(data_dir / "shop" / "policies.yml"))
    today = start_of_day(now or utc_now(), shop_zone())
    with transaction(sessions) as session:
        if _sells_something_else(session, shop):
            raise DataFileError("the store holds a shop of its own; the demo shop needs an empty one")
        progress("catalogue", 0, 1)
        shelves = seed_catalogue(session, shop, today)
        staff = write_staff(session, people.staff, shelves.branches)
        _write_offers(session, people.offers, today)
        progress("catalogue", 1, 1)
        new = not _seeded(session)
        if new:
            _people_and_orders(session, files, shelves, staff, progress, customers, orders, today)
            progress("recommender", 0, 1)
            fit_and_swap(session, most_windows=1)  # weights alone: the night, or `hamrah fit`, tries a reranker too
            progress("recommender", 1, 1)
            write_segments(session, segments, today, progress)
    with sessions() as session:
        counts = {t.__tablename__: session.scalar(select(func.count()).select_from(t)) or 0 for t in COUNTED}
    return SeedReport(new, counts)


def _sells_something_else(session: Session, shop: ShopFiles) -> bool:
    sold = set(session.scalars(select(Product.sku).where(Product.source == SHOP)))
    return bool(sold) and sold.isdisjoint(entry.sku for entry in shop.products)


def _seeded(session: Session) -> bool:
    return session.scalar(select(Customer.id).where(Customer.source == SHOP).limit(1)) is not None


def _people_and_orders(
    session: Session,
    files: _Files,
    shelves: Shelves,
    staff: list[int],
    progress: Progress,
    customers: int,
    orders: int,
    today: datetime,
) -> None:
    rows = BulkRows(session)
    people = make_people(files.people, files.shop, customers, today)
    write_people(rows, people, shelves.branches, today)
    rows.write()
    progress("customers", len(people), len(people))
    cities = {entry.city for entry in files.shop.branches}
    rules = Rules(files.policies, shelves.branches, cities, files.people.said.return_reasons, today)
    book = OrderBook(rows, rules, Deals(session, rows, today), int(next_order_number(session)))
    desk = ServiceDesk(rows, files.people.said, staff, today)
    reviewers = Reviewers(rows, files.people.written, shelves.branches, today)
    demo: list[Kept] = []
    purchases = _purchases(files, shelves, people, today, orders, progress)
    for number, purchase in enumerate(purchases, start=1):
        kept = book.keep(purchase)
        write_timeline(rows, kept)
        write_browsing(rows, kept, shelves)
        desk.hear(kept)
        reviewers.hear(kept)
        if purchase.person in people[: len(DEMO)]:
            demo.append(kept)
        if number % 500 == 0 or number == len(purchases):
            rows.write(at_least=WRITE_EVERY)
            progress("orders", number, len(purchases))
    demo_tickets(desk, demo, today)
    book.close(person.id for person in people)
    rows.write()


def _purchases(
    files: _Files, shelves: Shelves, people: list[Person], today: datetime, orders: int, progress: Progress
) -> list[Purchase]:
    """All purchases in the order of time, `orders` in number."""
    chooser = Chooser(files.people, shelves)
    found = demo_purchases(people, chooser, today)[:orders]
    for purchases in simulate(people, chooser, today, orders - len(found)):
        found += purchases
        progress("baskets", len(found), orders)
    return sorted(found, key=lambda purchase: (purchase.at, purchase.person.reference))


def _write_offers(session: Session, offers: list[OfferEntry], today: datetime) -> None:
    """Write the offers, with their dates counted from now; one that is there keeps its dates."""
    known = {row.code: row for row in session.scalars(select(Offer))}
    for entry in offers:
        row = known.get(entry.code)
        if row is None:
            row = Offer(code=entry.code, salt=f"demo-{entry.code}", spent_minor=0)
            row.starts_at = today + timedelta(days=entry.from_day)
            row.ends_at = today + timedelta(days=entry.to_day)
            session.add(row)
        row.categories = {"codes": entry.categories}
        row.branches = {"codes": entry.branches}
        row.texts = dict(entry.texts)
        row.min_total_minor = entry.min_total_rupees * 100
        row.budget_minor = entry.budget_rupees and entry.budget_rupees * 100
        row.most_off_minor = entry.most_off_rupees and entry.most_off_rupees * 100
        for column in AS_IN_FILE:
            setattr(row, column, getattr(entry, column))
    session.flush()
