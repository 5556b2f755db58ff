"""How a stage is opened: a demo shop, the trained bot, and settings that are the stage's own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.own_store import forget_settings

from .stage import Stage


@contextmanager
def open_stage(folder: Path) -> Iterator[Stage]:
    """Seed a demo shop in `folder`, train the model if it is stale, load the bot."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HAMRAH_DATABASE_URL", f"sqlite:///{folder / 'shop.db'}")
        patch.setenv("HAMRAH_VAR_DIR", str(folder))
        forget_settings()
        from hamrah.bot.engine import activate

        activate(quiet=True)
        seed_shop()
        yield Stage(load_door(), folder / "shop.db")
    forget_settings()


def seed_shop() -> None:
    """A demo shop of three hundred customers."""
    from hamrah.bootstrap import sessions
    from hamrah.crm.engine import open_engine
    from hamrah.crm.migrate import migrate
    from hamrah.demo.seed import seed
    from hamrah.settings import settings

    migrate(open_engine(settings().database_url))
    seed(sessions(), settings().data_dir, lambda *_: None, customers=300, orders=1800)


def load_door() -> Any:
    """The website channel's door to the newest model, trained if it is stale."""
    import asyncio

    from hamrah.bot.channels.door import Door
    from hamrah.bot.engine.agent import load_agent
    from hamrah.bot.engine.logging_filter import configure_logging
    from hamrah.bot.training import ensure_trained
    from hamrah.services.web_sessions import CHANNEL
    from hamrah.settings import PROJECT, settings

    configure_logging(settings().log_level)
    ensure_trained(settings())
    agent = asyncio.new_event_loop().run_until_complete(
        load_agent(settings().models_dir, PROJECT / "endpoints.yml", settings())
    )
    return Door(agent, CHANNEL)
