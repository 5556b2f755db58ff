"""A small but real bot: trained once, loaded for each test on a store of its own."""

import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import structlog

from hamrah.bot.engine import activate

activate(quiet=True)

import rasa  # noqa: E402
from rasa.core.agent import Agent  # noqa: E402
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage  # noqa: E402
from sqlalchemy import Engine  # noqa: E402

from hamrah.bot.engine.agent import load_agent  # noqa: E402
from hamrah.crm.base import Base  # noqa: E402
from hamrah.crm.engine import open_engine  # noqa: E402
from hamrah.crm.tracker_events import TrackerEvent  # noqa: E402
from hamrah.settings import Settings  # noqa: E402

HERE = Path(__file__).resolve().parent
BOT = HERE / "bot"
sys.path.insert(0, str(HERE))  # the bot's actions are the package bot_actions
structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))

Say = Callable[..., Awaitable[list[str]]]


@contextmanager
def working_in(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the trained model."""
    folder = tmp_path_factory.mktemp("trained")
    with working_in(folder):  # Rasa keeps its training cache in the working directory
        result = rasa.train(
            domain=str(BOT / "domain.yml"),
            config=str(BOT / "config.yml"),
            training_files=[str(BOT / "data")],
            output=str(folder / "models"),
        )
    assert result.code == 0
    return folder / "models"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    opened = open_engine(f"sqlite:///{tmp_path / 'store.db'}")
    Base.metadata.create_all(opened, tables=[TrackerEvent.__table__])
    yield opened
    opened.dispose()


@pytest.fixture
async def agent(models: Path, engine: Engine) -> AsyncIterator[Agent]:
    loaded = await load_agent(models, BOT / "endpoints.yml", Settings(), engine=engine)
    loaded.action_endpoint.executor.deadline = 2.0
    yield loaded


@pytest.fixture
def say(agent: Agent) -> Say:
    """Say something as somebody and get the texts that come back."""
    return speaker(agent)


def speaker(agent: Agent) -> Say:
    async def say(text: str, sender: str = "person", **message: Any) -> list[str]:
        channel = CollectingOutputChannel()
        await agent.handle_message(UserMessage(text, channel, sender, **message))
        return [sent.get("text", "") for sent in channel.messages]

    return say
