"""Bringing a store's schema up or down with Alembic, from code."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring the store up or down to `revision` (`head`: the newest; `base`: empty), in one transaction."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        is_older = revision == "base" or revision in _before(config, _current(connection))
        (command.downgrade if is_older else command.upgrade)(config, revision)


def current_revision(engine: Engine) -> str | None:
    """The revision that the store is at, or None when it is empty."""
    with engine.connect() as connection:
        return _current(connection)


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _before(config: Config, revision: str | None) -> set[str]:
    """The revisions that a store at `revision` has passed."""
    if revision is None:
        return set()
    passed = ScriptDirectory.from_config(config).iterate_revisions(revision, "base")
    return {one.revision for one in passed} - {revision}
