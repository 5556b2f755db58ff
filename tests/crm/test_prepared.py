"""Prepared statements find and write what SQLAlchemy's own execution does, with the same types and errors."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from hamrah.crm.base import Base, utc_now
from hamrah.crm.catalogue import Branch, Category, Product, Stock, Variant
from hamrah.crm.engine import Sessions, open_engine, transaction
from hamrah.crm.prepared import Prepared, among
from hamrah.crm.recommendations import ItemNeighbour, ItemPopularity, ModelRun

COUNTED = datetime(2026, 3, 1, 4, 30, 15, 250_000, UTC)


@pytest.fixture
def filled(store: Sessions) -> Sessions:
    """Four products of one kind, two of them active, and a run's rows."""
    with transaction(store) as session:
        session.add(Branch(id=1, code="LHR", city="Lahore", phone="", latitude=0, longitude=0, details={}))
        session.add(Category(id=1, code="mug", department="home", names={}, synonyms={}))
        session.flush()
        for number in range(1, 5):
            details = {"for": "women"} if number == 1 else {}
            product = Product(id=number, sku=f"M-{number}", source="shop", category_id=1, details=details)
            product.active = number % 2 == 1
            session.add(product)
            session.flush()
            session.add(Variant(id=number, product_id=number, sku=f"V-{number}", price_minor=100, currency="PKR"))
            session.flush()
            session.add(Stock(variant_id=number, branch_id=1, quantity=number, counted_at=COUNTED))
            session.add(ItemPopularity(model_run=1, product_id=number, score=number / 8))
        session.add(ItemNeighbour(model_run=1, level="baskets", product_id=1, neighbours=b"\x00\xff"))
    return store


def test_columns_come_out_as_their_types(filled: Sessions) -> None:
    query = (
        select(
            Product.id,
            Product.active,
            Stock.counted_at,
            Product.details["for"].as_string(),
            ItemPopularity.score,
            ItemNeighbour.neighbours,
        )
        .join(Stock, Stock.variant_id == Product.id)
        .join(ItemPopularity, ItemPopularity.product_id == Product.id)
        .outerjoin(ItemNeighbour, ItemNeighbour.product_id == Product.id)
        .where(Product.sku.in_(("M-1", "M-2")), Stock.quantity < bindparam("many"))
        .order_by(Product.id)
        .limit(9)
    )
    prepared = Prepared(query)
    with filled() as session:
        connection = session.connection()
        found = prepared.rows(connection, many=9)
        assert found == [tuple(row) for row in connection.execute(query, {"many": 9})]
        assert found == [(1, True, COUNTED, "women", 0.125, b"\x00\xff"), (2, False, COUNTED, None, 0.25, None)]
        assert [type(value) for value in found[0]] == [int, bool, datetime, str, float, bytes]
        assert found[0][2].tzinfo is UTC
        assert prepared.rows(connection, many=2) == found[:1]
        assert prepared.rows(connection, many=0) == []


def test_among_takes_any_number_of_numbers_or_texts(filled: Sessions) -> None:
    by_id = Prepared(select(Product.id).where(Product.active, among(Product.id, "ids")).order_by(Product.id))
    not_by_id = Prepared(select(Product.id).where(~among(Product.id, "ids")).order_by(Product.id))
    by_sku = Prepared(select(Product.id).where(among(Product.sku, "skus")).order_by(Product.id))
    with filled() as session:
        connection = session.connection()
        assert by_id.rows(connection, ids=[1, 2, 3, 99]) == [(1,), (3,)]
        assert by_id.rows(connection, ids=[]) == []
        assert not_by_id.rows(connection, ids=(1, 2)) == [(3,), (4,)]
        assert by_sku.rows(connection, skus=["M-4", "M-2", 'it\'s "گلنار"']) == [(2,), (4,)]


def test_sqlite_looks_up_what_is_among_in_its_index() -> None:
    engine = open_engine("sqlite://")
    Base.metadata.create_all(engine)
    query = select(Product.id).where(Product.active, among(Product.id, "ids"))
    with engine.connect() as connection:
        text = str(query.compile(dialect=connection.dialect))
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", ("[1]",)).all()
    assert any("SEARCH products USING INTEGER PRIMARY KEY" in row[-1] for row in plan), plan
    engine.dispose()


def test_what_is_written_is_of_the_callers_transaction(filled: Sessions) -> None:
    columns = ("model", "fitted_at", "parameters", "weights", "figures", "current")
    write = Prepared(insert(ModelRun).inline(), columns)
    plus_five = utc_now().astimezone(timezone(timedelta(hours=5)))
    row = {"model": "b", "fitted_at": plus_five, "parameters": {"n": [1, "گ"]}, "weights": {}, "figures": {}}
    with filled() as session:
        write.write(session.connection(), [{**row, "current": True}, {**row, "current": False}])
        assert len(session.scalars(select(ModelRun)).all()) == 2
        session.rollback()
    with transaction(filled) as session:
        write.write(session.connection(), [{**row, "current": True}])
    with filled() as session:
        run = session.scalars(select(ModelRun)).one()
        assert (run.current, run.fitted_at, run.parameters) == (True, plus_five, {"n": [1, "گ"]})


def test_the_drivers_errors_come_out_as_sqlalchemys_without_the_values(filled: Sessions) -> None:
    columns = ("id", "code", "department", "durable_days", "repeat_days", "names", "synonyms")
    twice = Prepared(insert(Category).inline(), columns)
    values = {"id": 7, "code": "mug", "department": "secret", "durable_days": 0, "repeat_days": 0}
    with filled() as session, pytest.raises(IntegrityError) as caught:
        twice.write(session.connection(), [{**values, "names": {}, "synonyms": {}}])
    assert "secret" not in str(caught.value)
    with filled() as session, pytest.raises((OperationalError, ProgrammingError), match="no_such"):
        session.connection().exec_driver_sql("SELECT 1")
        Prepared(select(Product.id).where(Product.id == bindparam("one")).prefix_with("no_such")).rows(
            session.connection(), one=1
        )


def test_a_value_that_is_missing_is_a_mistake(filled: Sessions) -> None:
    with filled() as session, pytest.raises((KeyError, ProgrammingError)):
        Prepared(select(Product.id).where(Product.id == bindparam("one"))).rows(session.connection())
