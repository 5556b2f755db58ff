"""A store of a synthetic shop: its whole catalogue, and the orders of some of its customers."""

from collections.abc import Iterable
from datetime import timedelta
from itertools import chain, islice
from typing import Any

import numpy as np
from sqlalchemy import insert
from sqlalchemy.orm import Session

from bench.recommend.synthetic import DAYS, Size
from hamrah.crm.base import Base, utc_now
from hamrah.crm.catalogue import Branch, Category, Product, ProductText, Stock, Variant
from hamrah.crm.conversations import BrowsingEvent, Conversation
from hamrah.crm.customers import Customer
from hamrah.crm.engine import Sessions, transaction
from hamrah.crm.orders import Order, OrderLine
from hamrah.recommend.interactions import Interactions
from hamrah.services.identity import Principal
from hamrah.services.order_numbers import SHOP

KINDS = 60
AT_ONCE = 20_000


def fill_store(sessions: Sessions, size: Size, data: Interactions, sample: np.ndarray) -> None:
    """Write every product with a variant in stock, and the sampled customers with all their orders, up to today.

    The id of a customer or product is one more than its place in the data, that of an order one more than its basket.
    """
    now = utc_now()
    numbers = range(1, size.products + 1)
    with transaction(sessions) as session:
        session.add(Branch(id=1, code="LHR", city="Lahore", phone="", latitude=0, longitude=0, details={}))
        session.add_all(Category(id=n + 1, code=f"k{n}", department="all", names={}, synonyms={}) for n in range(KINDS))
        session.flush()
        kind = {"source": SHOP, "details": {}}
        _write(session, Product, ({"id": n, "sku": f"P{n}", "category_id": n % KINDS + 1, **kind} for n in numbers))
        _write(session, ProductText, ({"product_id": n, "language": "en", "name": f"Product {n}"} for n in numbers))
        price = {"price_minor": 100_00, "currency": "PKR", "options": {}}
        _write(session, Variant, ({"id": n, "product_id": n, "sku": f"P{n}-1", **price} for n in numbers))
        lies = {"branch_id": 1, "quantity": 9, "counted_at": now}
        _write(session, Stock, ({"variant_id": n, **lies} for n in numbers))
        whose = {"source": SHOP, "created_at": now, "city": "Lahore"}
        people = ({"id": c + 1, "name": f"C{c}", "external_ref": f"C{c}", **whose} for c in sample.tolist())
        _write(session, Customer, people)
        _write_orders(session, data, sample)


def _write_orders(session: Session, data: Interactions, sample: np.ndarray) -> None:
    begin = utc_now() - timedelta(days=DAYS)
    rows = np.concatenate([np.arange(data.rows(c).start, data.rows(c).stop) for c in sample.tolist()])
    baskets, first = np.unique(data.baskets[rows], return_index=True)
    firsts = zip(baskets.tolist(), data.customers[rows][first].tolist(), data.days[rows][first].tolist(), strict=True)
    sold = {"source": SHOP, "touchpoint": "website", "status": "delivered", "currency": "PKR", "total_minor": 0}
    orders = (
        {"id": b + 1, "number": str(b), "customer_id": c + 1, "placed_at": begin + timedelta(days=day), **sold}
        for b, c, day in firsts
    )
    _write(session, Order, orders)
    lines = zip(data.baskets[rows].tolist(), data.items[rows].tolist(), strict=True)
    bought = {"quantity": 1, "unit_price_minor": 100_00}
    _write(session, OrderLine, ({"order_id": b + 1, "variant_id": item + 1, **bought} for b, item in lines))


def note_views(sessions: Sessions, customers: np.ndarray, products: int, seed: int) -> list[Principal]:
    """A conversation for each, in which two products have just been looked at."""
    draw = np.random.default_rng(seed)
    now = utc_now()
    people = [Principal(f"sizes-{c}", "web", c + 1) for c in customers.tolist()]
    talks = ({"sender_id": one.sender_id, "channel": "web", "started_at": now, "seen_at": now} for one in people)
    seen = {"kind": "view", "touchpoint": "website", "at": now}
    views = (
        {"sender_id": one.sender_id, "product_id": int(product), **seen}
        for one in people
        for product in draw.integers(1, min(products, 5000), 2)
    )
    with transaction(sessions) as session:
        _write(session, Conversation, talks)
        _write(session, BrowsingEvent, views)
    return people


def _write(session: Session, table: type[Base], rows: Iterable[dict[str, Any]]) -> None:
    waiting = iter(rows)
    for one in waiting:
        session.execute(insert(table), list(chain([one], islice(waiting, AT_ONCE - 1))))
