"""The schema goes up and down on both databases and is what the tables say."""

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from hamrah.crm.engine import open_engine
from hamrah.crm.migrate import current_revision, migrate
from hamrah.crm.tables import metadata


def test_migrations_go_up_down_and_up_again(empty_url: str) -> None:
    engine = open_engine(empty_url)
    assert current_revision(engine) is None
    migrate(engine)
    assert set(metadata.tables) <= set(inspect(engine).get_table_names())
    migrate(engine, "base")
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    migrate(engine)
    assert current_revision(engine) is not None
    engine.dispose()


def test_migrating_twice_changes_nothing(empty_url: str) -> None:
    engine = open_engine(empty_url)
    migrate(engine)
    before = current_revision(engine)
    migrate(engine)
    assert current_revision(engine) == before
    engine.dispose()


def test_tables_and_migrations_say_the_same(engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_points_of_an_older_store_remain_in_their_latest_lots(empty_url: str) -> None:
    engine = open_engine(empty_url)
    migrate(engine, "0002")
    customer = "INSERT INTO customers (id, name, source, external_ref, created_at) VALUES (:id, '', 'shop', :ref, :at)"
    entry = (
        "INSERT INTO loyalty_entries (customer_id, kind, points, at, expires_at)"
        " VALUES (:who, :kind, :points, :at, :until)"
    )
    at = "2026-01-01 00:00:00+00:00"
    with engine.begin() as connection:
        connection.execute(text(customer), [{"id": 1, "ref": "a", "at": at}, {"id": 2, "ref": "b", "at": at}])
        lots = [(1, "earned", 100, "2027-03-01"), (1, "earned", 50, "2027-01-01"), (1, "earned", 30, "2027-04-01")]
        gone = [(1, "expired", -50, None), (1, "spent", -25, None), (2, "earned", 7, "2027-01-01")]
        keys = ("who", "kind", "points", "until")
        rows = [dict(zip(keys, row, strict=True)) | {"at": at} for row in (*lots, *gone)]
        connection.execute(text(entry), rows)
    migrate(engine)
    with engine.connect() as connection:
        remaining = connection.execute(text("SELECT points, remaining FROM loyalty_entries WHERE kind = 'earned'"))
        assert dict(remaining.tuples().all()) == {100: 75, 50: 0, 30: 30, 7: 7}
    engine.dispose()
