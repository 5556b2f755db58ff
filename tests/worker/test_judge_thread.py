"""The thread that judges goes on, whatever once failed."""

import logging
import threading

import pytest
from sqlalchemy.exc import OperationalError

from hamrah.crm.engine import Sessions
from hamrah.worker import judge_thread


@pytest.mark.parametrize(
    "error",
    [OperationalError("select", {}, Exception("gone")), RuntimeError("the seam of +923001234567 is open")],
    ids=["store", "what nobody foresaw"],
)
def test_judging_that_failed_is_tried_again_and_tells_no_words(
    error: Exception, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, sqlite_store: Sessions
) -> None:
    stopped, tried = threading.Event(), 0

    def judge(_: Sessions) -> int:
        nonlocal tried
        tried += 1
        if tried == 1:
            raise error
        stopped.set()
        return 0

    monkeypatch.setattr(judge_thread, "judge_what_was_said", judge)
    monkeypatch.setattr(judge_thread, "sessions", lambda: sqlite_store)
    monkeypatch.setattr(judge_thread, "FIRST_LOOK_SECONDS", 0.01)
    monkeypatch.setattr(judge_thread, "LOOK_EVERY_SECONDS", 0.01)
    with caplog.at_level(logging.ERROR), judge_thread.judging_running(stopped):
        assert stopped.wait(10)
    (record,) = caplog.records
    assert record.getMessage() == f"What people wrote cannot be judged: {type(error).__name__}"
    assert record.exc_info is None
