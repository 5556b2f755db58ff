"""The recommender's model is read outside the requests: at the start, and when the nightly fit has made a new one."""

import asyncio
import logging

from sqlalchemy.exc import SQLAlchemyError

from hamrah.bootstrap import sessions
from hamrah.recommend.served import load_ahead

log = logging.getLogger(__name__)
LOOK_AGAIN_SECONDS = 10.0


async def look_after_model(every: float = LOOK_AGAIN_SECONDS) -> None:
    """Read a new run's model as soon as it is there, until this is cancelled; people are served the run before."""
    while True:
        await load_model()
        await asyncio.sleep(every)


async def load_model() -> None:
    """Read the current run's model if this process does not have it. What fails is logged and is no harm."""
    try:
        run = await asyncio.to_thread(_load)
    except SQLAlchemyError as error:  # the next look may succeed; requests report their own errors
        log.warning("The recommender's model could not be read ahead: %s", type(error).__name__)
    except Exception as error:  # a run that cannot be read must not stop the looking
        log.error("The recommender's model cannot be used (fit again: hamrah fit): %s", type(error).__name__)
    else:
        if run is not None:
            log.info("Suggestions come from model run %d.", run)


def _load() -> int | None:
    with sessions()() as session:
        return load_ahead(session.connection())
