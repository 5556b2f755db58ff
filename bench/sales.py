"""How long the sales report takes by what it is of, on a store of its own: `python -m bench.sales [--orders N]`.

Made-up orders are written to a SQLite file in a folder that is deleted afterwards.
"""

import argparse
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from sqlalchemy import insert
from sqlalchemy.orm import Session

from bench.machine import describe

ORDERS, LINES_AN_ORDER, DAYS, PRODUCTS, CATEGORIES, BRANCHES = 1_000_000, 3, 3 * 365, 2_000, 50, 5
AT_ONCE = 50_000
NOW = datetime(2026, 6, 1, tzinfo=UTC)
SPANS = {"a day": 1, "30 days": 30, "a year": 365, "three years": DAYS}


def write_shop(session: Session, orders: int) -> None:
    """Branches, categories, products and so many orders of three lines, spread over three years."""
    import numpy as np

    from hamrah.crm.catalogue import Branch, Category, Product, Variant
    from hamrah.crm.orders import Order, OrderLine

    chance = np.random.default_rng(3)
    place: dict[str, Any] = {"phone": "", "latitude": 0.0, "longitude": 0.0, "details": {}}
    session.execute(
        insert(Branch),
        [{"id": one, "code": f"B{one}", "city": f"City {one}", **place} for one in range(1, BRANCHES + 1)],
    )
    words: dict[str, Any] = {"department": "all", "names": {}, "synonyms": {}}
    session.execute(insert(Category), [{"id": one, "code": f"c{one}", **words} for one in range(1, CATEGORIES + 1)])
    goods: list[dict[str, Any]] = [
        {"id": one, "sku": f"P{one}", "source": "shop", "category_id": one % CATEGORIES + 1, "details": {}}
        for one in range(1, PRODUCTS + 1)
    ]
    session.execute(insert(Product), goods)
    price: dict[str, Any] = {"price_minor": 100_000, "currency": "PKR", "options": {}}
    session.execute(
        insert(Variant), [{"id": one, "product_id": one, "sku": f"P{one}-1", **price} for one in range(1, PRODUCTS + 1)]
    )
    for begin in range(1, orders + 1, AT_ONCE):
        ids = range(begin, min(begin + AT_ONCE, orders + 1))
        session.execute(insert(Order), [_order(one, chance) for one in ids])
        lines = [(one, int(product)) for one in ids for product in chance.integers(1, PRODUCTS + 1, LINES_AN_ORDER)]
        sold: dict[str, Any] = {"quantity": 1, "unit_price_minor": 100_000}
        session.execute(insert(OrderLine), [{"order_id": one, "variant_id": of, **sold} for one, of in lines])


def _order(number: int, chance: Any) -> dict[str, Any]:
    branch = int(chance.integers(0, BRANCHES + 1))
    return {
        "id": number,
        "number": str(number),
        "source": "shop",
        "touchpoint": "branch" if branch else "website",
        "branch_id": branch or None,
        "status": "cancelled" if chance.random() < 0.03 else "delivered",
        "placed_at": NOW - timedelta(seconds=float(chance.random()) * DAYS * 86_400),
        "currency": "PKR",
        "total_minor": LINES_AN_ORDER * 100_000,
    }


def main() -> None:
    """Write the orders and print how long each report takes."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--orders", type=int, default=ORDERS)
    many = parser.parse_args().orders
    from hamrah.crm.engine import open_engine, open_sessions, transaction
    from hamrah.crm.migrate import migrate
    from hamrah.services.actors import SYSTEM
    from hamrah.services.report_scope import ReportWish
    from hamrah.services.sales_report import SalesBy, sales_report

    console = Console()
    table = Table("days", "by day", "by branch", "by category", "one branch, by day", title=f"{many:,} orders, seconds")
    kinds: tuple[tuple[SalesBy, ReportWish], ...] = (
        *(("day", ReportWish()), ("branch", ReportWish()), ("category", ReportWish())),
        ("day", ReportWish(cities=("City 1",))),
    )
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{Path(folder) / 'sales.db'}")
        migrate(engine)
        sessions = open_sessions(engine)
        with transaction(sessions) as session:
            write_shop(session, many)
        for name, days in SPANS.items():
            took = []
            for by, wish in kinds:
                start = time.perf_counter()
                with sessions() as session:
                    sales_report(session, SYSTEM, NOW - timedelta(days=days), NOW, by, wish, now=NOW)
                took.append(f"{time.perf_counter() - start:.2f}")
            table.add_row(name, *took)
        engine.dispose()
    console.print(table)
    console.print(describe())


if __name__ == "__main__":
    main()
