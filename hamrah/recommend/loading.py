"""Reading a run's model before anybody asks: for a server, an action server and the worker alike."""

import logging

from sqlalchemy.exc import SQLAlchemyError

from hamrah.crm.engine import Sessions
from hamrah.recommend.served import load_ahead

log = logging.getLogger(__name__)
LOOK_AGAIN_SECONDS = 10.0
"""So often a process looks whether the nightly fit has made a new run."""


def load_model(sessions: Sessions) -> None:
    """Read the current run's model if this process does not have it. What fails is logged and is no harm."""
    try:
        with sessions() as session:
            run = load_ahead(session.connection())
    except SQLAlchemyError as error:  # the next look may succeed; requests report their own errors
        log.warning("The recommender's model could not be read ahead: %s", type(error).__name__)
    except Exception as error:  # a run that cannot be read must not stop the looking
        log.error("The recommender's model cannot be used (fit again: hamrah fit): %s", type(error).__name__)
    else:
        if run is not None:
            log.info("Suggestions come from model run %d.", run)
