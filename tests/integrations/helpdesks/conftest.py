"""The helpdesks, each started once; where one is not installed its tests are skipped, unless CI forbids that."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from services.conftest import own_var

from hamrah.crm.engine import open_engine, open_sessions, transaction

from . import real_bottlecrm, real_request_tracker
from .desk import Desk, helpdesk_setting, stock
from .real_bottlecrm import BottleCrmSite, run_bottlecrm
from .real_request_tracker import RequestTrackerSite, run_request_tracker

__all__ = ["own_var"]
OpenDesk = Callable[[str, str, dict[str, Any]], Desk]


def _missing(what: str) -> None:
    if os.environ.get("HAMRAH_REQUIRE_HELPDESKS") == "1":
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="session")
def request_tracker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RequestTrackerSite]:
    """A real Request Tracker."""
    if not real_request_tracker.is_installed():
        _missing("Request Tracker is not installed: apt-get install request-tracker5 rt5-db-sqlite rt5-standalone")
    folder: Path = tmp_path_factory.mktemp("rt")
    with run_request_tracker(folder) as site:
        yield site


@pytest.fixture(scope="session")
def bottlecrm() -> Iterator[BottleCrmSite]:
    """A real BottleCRM."""
    if not real_bottlecrm.is_installed():
        _missing("BottleCRM is not installed in .bottlecrm: docs/helpdesks.md says how")
    with run_bottlecrm() as site:
        yield site


@pytest.fixture
def open_desk(monkeypatch: pytest.MonkeyPatch, own_var: None) -> Iterator[OpenDesk]:
    """Make a shop on a store whose tickets go to the named helpdesk."""
    with ExitStack() as opened:

        def make(url: str, name: str, config: dict[str, Any]) -> Desk:
            engine = open_engine(url)
            opened.callback(engine.dispose)
            opened.enter_context(helpdesk_setting(monkeypatch, **{name: config}))
            sessions = open_sessions(engine)
            with transaction(sessions) as session:
                stock(session)
            desk = Desk(sessions, url, name, config)
            desk.courier.take_changes()
            return desk

        yield make


@pytest.fixture
def rt_desk(open_desk: OpenDesk, request_tracker: RequestTrackerSite, sqlite_url: str) -> Desk:
    """A shop on SQLite with the real Request Tracker."""
    return open_desk(sqlite_url, "rt", request_tracker.config())


@pytest.fixture
def crm_desk(open_desk: OpenDesk, bottlecrm: BottleCrmSite, sqlite_url: str) -> Desk:
    """A shop on SQLite with the real BottleCRM."""
    return open_desk(sqlite_url, "crm", bottlecrm.config())
