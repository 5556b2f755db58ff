"""`hamrah outbox`: what an operator sees and can do, that it tells nobody's words, and that a mistake is one line."""

import json
from pathlib import Path

import pytest

from hamrah.crm.base import utc_now
from hamrah.crm.engine import open_engine, open_sessions, transaction
from hamrah.crm.outbox import Outbox

from .conftest import Run, one_line

DESK = {"rt": {"kind": "request_tracker", "url": "http://127.0.0.1:9", "user": "hamrah", "password": "pw-of-rt"}}


def test_an_operator_sees_retries_assigns_and_discards(
    hamrah: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert hamrah("migrate").returncode == 0
    assert "no helpdesk is set up" in hamrah("outbox").stdout
    write_rows(tmp_path)
    monkeypatch.setenv("HAMRAH_HELPDESKS", json.dumps(DESK))
    monkeypatch.setenv("COLUMNS", "160")
    shown = hamrah("outbox").stdout
    assert "T-10001" in shown and "POST answered 400" in shown
    assert not any(secret in shown for secret in ("secret words", "pw-of-rt"))
    seen = json.loads(hamrah("outbox", "--json").stdout)
    assert [(row["id"], row["status"]) for row in seen["rows"]] == [(2, "dead"), (1, "pending")]
    assert [(one["target"], one["pending"], one["dead"]) for one in seen["targets"]] == [("rt", 0, 1), (None, 1, 0)]
    assert "secret words" not in json.dumps(seen)

    assert "1 rows go to rt" in hamrah("outbox", "assign", "rt").stdout
    assert "row 2 is to be delivered now" in hamrah("outbox", "retry", "2").stdout
    assert "0 rows" in hamrah("outbox", "retry", "--dead-of", "rt").stdout
    assert "row 2 is discarded" in hamrah("outbox", "discard", "2", "--reason", "told by phone").stdout
    (gone,) = json.loads(hamrah("outbox", "--status", "discarded", "--json").stdout)["rows"]
    assert gone["reason"] == "told by phone"


def test_a_mistake_is_one_line(hamrah: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    hamrah("migrate")
    assert "no row 7" in one_line(hamrah("outbox", "retry", "7"))
    assert "name a row" in one_line(hamrah("outbox", "retry"))
    assert "no helpdesk 'rt'" in one_line(hamrah("outbox", "assign", "rt"))
    assert "a status is one of" in one_line(hamrah("outbox", "--status", "lost"))
    monkeypatch.setenv("HAMRAH_HELPDESKS", json.dumps({"rt": {**DESK["rt"], "url": "http://rt.example"}}))
    assert "https://" in one_line(hamrah("outbox"))


def write_rows(folder: Path) -> None:
    """One row without a target, and a dead one."""
    engine = open_engine(f"sqlite:///{folder / 'hamrah.db'}")
    now = utc_now()
    shared = {"topic": "ticket.note", "subject": "T-10001", "payload": {"text": "secret words"}}
    with transaction(open_sessions(engine)) as session:
        session.add(Outbox(key="a", status="pending", created_at=now, due_at=now, **shared))
        session.flush()
        dead = {"target": "rt", "status": "dead", "attempts": 1, "last_error": "POST answered 400"}
        session.add(Outbox(key="b", created_at=now, due_at=now, **shared, **dead))
    engine.dispose()
