"""The thread that judges what people wrote: apart, since it takes minutes that tickets must not wait for."""

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from hamrah.bootstrap import sessions
from hamrah.crm.engine import Sessions
from hamrah.sentiment.model import Judgement
from hamrah.sentiment.training import ensure_trained, open_model
from hamrah.services.reviews import judge_reviews
from hamrah.settings import settings
from hamrah.text_models.encoder import open_encoder
from hamrah.worker.beside import running_beside
from hamrah.worker.judging import judge_comments, judge_tickets

log = logging.getLogger(__name__)
FIRST_LOOK_SECONDS, LOOK_EVERY_SECONDS = 600.0, 60.0
"""The first look comes late: it may have to train the model, and a server that has just started has better to do."""


@contextmanager
def judging_running(stopped: threading.Event) -> Iterator[None]:
    """Have what was written judged every minute until `stopped`; what was begun then is judged after the next start."""
    with running_beside(_keep_judging, stopped, "judging"):
        yield


def judge_what_was_said(store: Sessions) -> int:
    """Judge tickets, comments and reviews that nobody has judged; how many. A stale model is trained first."""
    config = settings()
    ensure_trained(config.models_dir, config.data_dir)
    model, encoder = open_model(config.models_dir), open_encoder()

    def judge(texts: Sequence[str]) -> Sequence[Judgement]:
        return model.judge(texts, encoder)

    done = 0
    while judged := judge_tickets(store, judge) or judge_comments(store, judge):
        done += judged
    done += judge_reviews(store, judge)
    return done


def _keep_judging(stopped: threading.Event) -> None:
    wait = FIRST_LOOK_SECONDS
    while not stopped.wait(wait):
        wait = LOOK_EVERY_SECONDS
        try:
            judge_what_was_said(sessions())
        except Exception as error:  # whatever it is: in a thread it would end all judging, unseen
            log.error("What people wrote cannot be judged: %s", type(error).__name__)
