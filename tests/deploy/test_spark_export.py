"""The statement that exports order lines for the Spark job gives what the recommender itself learns from."""

import csv
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, select

from hamrah.crm.base import utc_now
from hamrah.crm.catalogue import Variant
from hamrah.crm.engine import open_engine, open_sessions, transaction
from hamrah.crm.orders import Order, OrderLine, Return
from hamrah.crm.purchases import kept_line
from hamrah.demo.seed import seed
from hamrah.progress import silent
from hamrah.settings import PROJECT

EXPORT = PROJECT / "deploy" / "spark" / "order_lines.sql"


@pytest.fixture
def shop(postgresql_url: str) -> Iterator[Engine]:
    """A seeded store in which one line more was sent back whole, one in part, and one order was a guest's."""
    engine = open_engine(postgresql_url)
    sessions = open_sessions(engine)
    seed(sessions, PROJECT / "data", silent, customers=5, orders=60)
    with transaction(sessions) as session:
        kept = session.scalars(select(OrderLine).join(Order).where(kept_line()).order_by(OrderLine.id)).all()
        kept[1].quantity = 2
        for line in kept[:2]:
            asked = {"kind": "return", "status": "asked", "requested_at": utc_now()}
            session.add(Return(order_line_id=line.id, reason="", quantity=1, **asked))
        kept[0].quantity = 1
        kept[2].order.customer_id = None
    yield engine
    engine.dispose()


def test_the_export_is_what_is_learnt_from(shop: Engine) -> None:
    columns = (Order.customer_id, Order.id, Variant.product_id, Order.placed_at)
    query = select(*columns).join(OrderLine, OrderLine.order_id == Order.id).join(OrderLine.variant).where(kept_line())
    with shop.connect() as connection:
        rows = connection.execute(query).all()
        cursor = connection.connection.driver_connection.cursor()
        with cursor.copy(EXPORT.read_text(encoding="utf-8")) as copy:
            text = b"".join(bytes(part) for part in copy).decode()
    exported = list(csv.DictReader(text.splitlines()))
    expected = sorted((str(who or ""), str(order), str(product)) for who, order, product, _ in rows)
    assert sorted((row["customer"], row["basket"], row["item"]) for row in exported) == expected
    assert any(not row["customer"] for row in exported)
    days = {order: at.timestamp() / 86400 for _, order, _, at in rows}
    assert all(float(row["day"]) == pytest.approx(days[int(row["basket"])], abs=1e-8) for row in exported)
