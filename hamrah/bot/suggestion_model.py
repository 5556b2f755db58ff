"""The recommender's model is read outside the requests: at the start, and when the nightly fit has made a new one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from hamrah.bootstrap import sessions
from hamrah.recommend import loading


async def look_after_model(every: float = loading.LOOK_AGAIN_SECONDS) -> None:
    """Read a new run's model as soon as it is there, until this is cancelled; people are served the run before."""
    while True:
        await load_model()
        await asyncio.sleep(every)


@asynccontextmanager
async def model_looked_after() -> AsyncIterator[None]:
    """Have the model at hand from the beginning, and looked after as long as the block lasts."""
    await load_model()
    looking = asyncio.ensure_future(look_after_model())
    try:
        yield
    finally:
        looking.cancel()


async def load_model() -> None:
    """Read the current run's model if this process does not have it. What fails is logged and is no harm."""
    await asyncio.to_thread(_load)


def _load() -> None:
    loading.load_model(sessions())
