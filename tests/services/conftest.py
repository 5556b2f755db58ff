"""The small shop on both databases; settings that keep what is written out of the project's own folders."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session, sessionmaker

from hamrah.crm.engine import open_engine, open_sessions, transaction
from tests.own_store import own_settings

from .world import Shop, build, open_shop


@pytest.fixture
def own_var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keys are made in a folder of the test, and no setting of the machine reaches it."""
    for name in ("HAMRAH_SITE_KEYS", "HAMRAH_TIMEZONE", "HAMRAH_DATA_DIR"):
        monkeypatch.delenv(name, raising=False)
    with own_settings(monkeypatch, HAMRAH_VAR_DIR=str(tmp_path / "var")):
        yield


@pytest.fixture(autouse=True)
def _always_own_var(own_var: None) -> None:
    """Every test of the use cases has its own folder."""


# Each database is made once; a test rolls back what it wrote. A new one, or only a new engine, for each test is slow.


@pytest.fixture(scope="session")
def _sqlite_world(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    file = tmp_path_factory.mktemp("world") / "world.db"
    shutil.copy(_sqlite_template, file)
    yield from _with_small_shop(f"sqlite:///{file}")


@pytest.fixture(scope="session")
def _postgresql_world(_postgresql_server: str, _postgresql_template: str) -> Iterator[Engine]:
    server, name = open_engine(_postgresql_server), f"small_shop_{token_hex(4)}"  # each folder of tests has its own
    with server.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {_postgresql_template}"))
    server.dispose()
    yield from _with_small_shop(_postgresql_server.replace("/postgres?", f"/{name}?", 1))


def _with_small_shop(url: str) -> Iterator[Engine]:
    engine = open_engine(url)
    with transaction(open_sessions(engine)) as session:
        build(session)
    yield engine
    engine.dispose()


def _rolled_back(engine: Engine) -> Iterator[Shop]:
    with engine.connect() as connection, connection.begin() as everything:
        sessions = sessionmaker[Session](connection, expire_on_commit=False, join_transaction_mode="create_savepoint")
        yield open_shop(sessions)
        everything.rollback()


@pytest.fixture
def sqlite_shop(_sqlite_world: Engine, own_var: None) -> Iterator[Shop]:
    """The small shop on SQLite, for rules that have nothing to do with the database."""
    yield from _rolled_back(_sqlite_world)


@pytest.fixture
def _postgresql_shop(_postgresql_world: Engine, own_var: None) -> Iterator[Shop]:
    yield from _rolled_back(_postgresql_world)


@pytest.fixture(params=["sqlite", "postgresql"])
def shop(request: pytest.FixtureRequest) -> Shop:
    """The small shop on each database in turn."""
    fixture = {"sqlite": "sqlite_shop", "postgresql": "_postgresql_shop"}[request.param]
    found: Shop = request.getfixturevalue(fixture)
    return found


@pytest.fixture
def busy_shop(engine: Engine) -> Shop:
    """The small shop in a database of its own, since its transactions must really meet."""
    sessions = open_sessions(engine)
    with transaction(sessions) as session:
        build(session)
    return open_shop(sessions)
