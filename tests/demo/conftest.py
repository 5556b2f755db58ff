"""The demo shop as it is seeded."""

from collections.abc import Iterator

import pytest

from hamrah.crm.engine import Sessions
from hamrah.demo.seed import seed
from hamrah.progress import silent

from .seeded import DATA, NOW, SIZE, new_store


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sessions]:
    """A small demo shop, seeded on a day a little before Eid. Tests only read it."""
    sessions = new_store(tmp_path_factory.mktemp("demo") / "shop.db")
    seed(sessions, DATA, silent, now=NOW, **SIZE)
    yield sessions
    sessions.kw["bind"].dispose()
