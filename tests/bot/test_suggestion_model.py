"""The server reads a new run's model beside the requests."""

import asyncio
import contextlib
import logging
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, update

from hamrah.bot import suggestion_model
from hamrah.crm.engine import open_sessions, transaction
from hamrah.crm.recommendations import ModelRun
from hamrah.recommend import loading
from hamrah.recommend.served import current_run
from hamrah.recommend.swapping import fit_store
from tests.services.suggesting import fitted
from tests.services.world import Shop, build, open_shop


@pytest.fixture
def shop(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """The small shop in a database of its own, which is the store of this process."""
    sessions = open_sessions(engine)
    with transaction(sessions) as session:
        build(session)
    monkeypatch.setattr(suggestion_model, "sessions", lambda: sessions)
    return fitted(open_shop(sessions))


class Told(logging.Handler):
    """What is logged, to be waited for."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: asyncio.Queue[str] = asyncio.Queue()

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.put_nowait(record.getMessage())

    async def next(self) -> str:
        return await asyncio.wait_for(self.messages.get(), 30)


@pytest.fixture
def told() -> Iterator[Told]:
    told = Told()
    logger = logging.getLogger(loading.__name__)
    level = logger.level
    logger.addHandler(told)
    logger.setLevel(logging.INFO)
    yield told
    logger.removeHandler(told)
    logger.setLevel(level)


def served(shop: Shop) -> int | None:
    with shop.reading() as session:
        run = current_run(session.connection())
    return None if run is None else run.id


async def test_a_new_run_is_served_once_it_was_read_beside_the_requests(shop: Shop, told: Told) -> None:
    await suggestion_model.load_model()
    first = served(shop)
    assert await told.next() == f"Suggestions come from model run {first}."
    second = await asyncio.to_thread(fit_store, shop.sessions)
    assert served(shop) == first
    looking = asyncio.create_task(suggestion_model.look_after_model(every=0.01))
    assert await told.next() == f"Suggestions come from model run {second.id}."
    assert served(shop) == second.id
    third = await asyncio.to_thread(fit_store, shop.sessions)
    assert await told.next() == f"Suggestions come from model run {third.id}."
    looking.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await looking


async def test_a_run_that_cannot_be_read_is_told_and_the_one_before_served_on(shop: Shop, told: Told) -> None:
    await suggestion_model.load_model()
    first = served(shop)
    await told.next()
    broken = await asyncio.to_thread(fit_store, shop.sessions)
    with shop.writing() as session:
        session.execute(update(ModelRun).values(reranker="no trees").where(ModelRun.id == broken.id))
    looking = asyncio.create_task(suggestion_model.look_after_model(every=0.01))
    for _ in range(2):  # it looks again
        assert "hamrah fit" in await told.next()
        assert served(shop) == first
    looking.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await looking


async def test_an_action_server_has_the_model_before_it_is_asked_and_lets_go_of_it(shop: Shop, told: Told) -> None:
    async with suggestion_model.model_looked_after():
        assert told.messages.get_nowait() == f"Suggestions come from model run {served(shop)}."
        assert len(asyncio.all_tasks()) == 2
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == {asyncio.current_task()}
