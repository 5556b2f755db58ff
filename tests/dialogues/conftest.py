"""The bot as users meet it: the trained model, the seeded store, the website channel's door."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from tests.dialogues.stage import Stage, open_stage


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One bot and one demo shop for all dialogues; each dialogue has a customer's conversation of its own."""
    with open_stage(tmp_path_factory.mktemp("dialogues")) as opened:
        yield opened


@pytest.fixture(scope="session")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """One event loop, since the bot belongs to the one it was loaded in."""
    made = asyncio.new_event_loop()
    yield made
    made.close()


def pytest_generate_tests(metafunc: Any) -> None:
    """One test a dialogue of the YAML files (`-k ur-Latn/orders` chooses some)."""
    if "dialogue" in metafunc.fixturenames:
        from tests.dialogues.scripts import read_dialogues

        found = list(read_dialogues())
        metafunc.parametrize("dialogue", found, ids=[dialogue.label for dialogue in found])
