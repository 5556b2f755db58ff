"""`hamrah messages`: what it prints of a seeded shop, and that a mistake is one line."""

import json

from .conftest import Run, one_line


def test_messages_are_listed_and_reported(hamrah: Run) -> None:
    assert hamrah("migrate").returncode == 0
    assert "no such message yet" in hamrah("messages", "list").stdout
    assert json.loads(hamrah("messages", "list", "--json").stdout) == []
    told = hamrah("messages", "report").stdout
    assert "win_back (marketing): 0 planned, 0 sent, 0 dropped, 0 held out" in told and "not known yet" in told
    assert "order_delayed (service)" in told
    kinds = {one["kind"]: one for one in json.loads(hamrah("messages", "report", "--json").stdout)}
    assert kinds["win_back"]["verdict"] == "too_few" and kinds["order_delayed"]["verdict"] == "no_holdout"


def test_a_mistake_is_one_line(hamrah: Run) -> None:
    hamrah("migrate")
    assert "a status is one of" in one_line(hamrah("messages", "list", "--status", "lost"))
    assert "a kind is one of" in one_line(hamrah("messages", "list", "--kind", "birthday"))
