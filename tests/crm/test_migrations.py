"""The schema goes up and down on both databases and is what the tables say."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from hamrah.crm.engine import open_engine
from hamrah.crm.migrate import MIGRATIONS, current_revision, migrate
from hamrah.crm.tables import metadata

_THEN = "'2026-01-01 00:00:00+00:00'"
OLD_ROWS = (
    f"INSERT INTO customers (id, name, source, external_ref, created_at) VALUES (1, 'A', 'shop', 'a', {_THEN})",
    "INSERT INTO categories (id, code, department, durable_days, repeat_days, names, synonyms) "
    "VALUES (1, 'kurta', 'women', 0, 0, '{}', '{}')",
    "INSERT INTO products (id, sku, source, category_id, warranty_months, active, details) "
    "VALUES (1, 'K-1', 'shop', 1, 0, true, '{}')",
    "INSERT INTO variants (id, product_id, sku, options, price_minor, currency, active) "
    "VALUES (1, 1, 'K-1-M', '{}', 100, 'PKR', true)",
    "INSERT INTO recommendations (id, customer_id, product_id, shelf, position, model, reason, shown_at) "
    f"VALUES (1, 1, 1, 'new', 1, 'blend-1', '{{}}', {_THEN})",
    *(
        f"INSERT INTO recommendation_outcomes (id, recommendation_id, kind, at) VALUES ({number}, 1, 'viewed', {_THEN})"
        for number in (1, 2)
    ),
    *(
        "INSERT INTO preferences (id, customer_id, kind, value, stated_at) "
        f"VALUES ({number}, 1, '{kind}', '{value}', {_THEN})"
        for number, (kind, value) in enumerate(
            (("size", "large"), ("size", "6"), ("size", "38"), ("color", "green")), start=1
        )
    ),
)


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


def test_a_store_goes_down_to_a_revision_and_up_to_one(empty_url: str) -> None:
    engine = open_engine(empty_url)
    migrate(engine)
    migrate(engine, "0009")
    assert current_revision(engine) == "0009"
    assert "channel_accounts" not in inspect(engine).get_table_names()
    migrate(engine, "0011")
    assert current_revision(engine) == "0011"
    assert "channel_accounts" in inspect(engine).get_table_names()
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


def test_what_a_store_held_before_0004_is_kept_once_and_named_by_kind(empty_url: str) -> None:
    """Up and down again: the outcome noted twice is one, sizes have their kind, and no product is lost on the way."""
    engine = open_engine(empty_url)
    migrate(engine, "0003")
    with engine.begin() as connection:
        for statement in OLD_ROWS:
            connection.execute(text(statement))
    migrate(engine, "0004")
    with engine.connect() as connection:
        assert connection.scalars(text("SELECT kind FROM recommendation_outcomes ORDER BY id")).all() == ["viewed"]
        stated = text("SELECT kind, value FROM preferences ORDER BY id")
        assert connection.execute(stated).tuples().all() == [
            ("clothing_size", "large"),
            ("kids_size", "6"),
            ("shoe_size", "38"),
            ("color", "green"),
        ]
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0003")
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT COUNT(*) FROM variants")) == 1
        assert connection.scalar(text("SELECT COUNT(*) FROM recommendation_outcomes")) == 1
        assert connection.scalar(text("SELECT COUNT(*) FROM preferences WHERE kind = 'size'")) == 3
    engine.dispose()
