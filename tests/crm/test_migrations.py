"""The schema goes up and down on both databases and is what the tables say."""

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect

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
