"""The worker has the recommender's model before it tells anybody anything."""

import logging
import threading

import pytest
from sqlalchemy import Engine

from hamrah.crm.engine import open_sessions, transaction
from hamrah.recommend import loading
from hamrah.recommend.served import current_run
from hamrah.recommend.swapping import fit_store
from hamrah.worker import model_thread
from tests.services.suggesting import fitted
from tests.services.world import build, open_shop


class Heard(logging.Handler):
    """Says when something is logged that holds some words."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.words, self.said = words, threading.Event()

    def emit(self, record: logging.LogRecord) -> None:
        if self.words in record.getMessage():
            self.said.set()


def test_the_model_is_there_from_the_beginning_and_a_new_runs_soon(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    sessions = open_sessions(engine)
    with transaction(sessions) as session:
        build(session)
    shop = fitted(open_shop(sessions))
    monkeypatch.setattr(model_thread, "sessions", lambda: sessions)
    stopped, log = threading.Event(), logging.getLogger(loading.__name__)
    with caplog.at_level(logging.INFO, log.name), model_thread.model_loaded(stopped, every=0.01):
        assert [record.getMessage() for record in caplog.records] == ["Suggestions come from model run 1."]
        heard = Heard("model run 2")
        log.addHandler(heard)
        fit_store(sessions)
        assert heard.said.wait(30)
        log.removeHandler(heard)
        with shop.reading() as reading:
            run = current_run(reading.connection())
        assert run is not None and run.id == 2
    assert stopped.is_set()
