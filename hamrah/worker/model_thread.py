"""The thread that reads a new run's model, so that what is told unasked need not wait for one."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from hamrah.bootstrap import sessions
from hamrah.recommend.loading import LOOK_AGAIN_SECONDS, load_model
from hamrah.worker.beside import running_beside


@contextmanager
def model_loaded(stopped: threading.Event, every: float = LOOK_AGAIN_SECONDS) -> Iterator[None]:
    """Have the recommender's model at hand at once, and a new run's soon after it is there, until `stopped`."""
    load_model(sessions())

    def keep_looking(stopped: threading.Event) -> None:
        while not stopped.wait(every):
            load_model(sessions())

    with running_beside(keep_looking, stopped, "model"):
        yield
