"""The dialogues to play, and the loop to play them in."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest


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
