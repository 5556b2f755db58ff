"""`hamrah tickets`: what the shop's people see and do, whose business it is, and that a mistake is one line."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hamrah.crm.catalogue import Branch
from hamrah.crm.conversations import ChatMessage, Conversation
from hamrah.crm.engine import open_engine, open_sessions, transaction
from hamrah.crm.operations import Staff
from hamrah.crm.tickets import Ticket, TicketEvent, TicketPhoto

from .conftest import Run, one_line

LONG_AGO = datetime(2026, 1, 5, 7, tzinfo=UTC)
NIGHAT, SUNITA, JAVERIA = "nighat@shop.example", "sunita@shop.example", "javeria@shop.example"
DEMO = ("--as", NIGHAT)


@pytest.fixture
def desk(hamrah: Run, tmp_path: Path) -> Run:
    """A store with a manager, an agent each in Lahore and Islamabad, and three tickets of a guest."""
    assert hamrah("migrate").returncode == 0
    with transaction(open_sessions(open_engine(f"sqlite:///{tmp_path / 'hamrah.db'}"))) as session:
        branches = [
            Branch(code=code, city=city, phone="+924200000101", latitude=31.5, longitude=74.3, details={"hours": {}})
            for code, city in (("LHR", "Lahore"), ("ISB", "Islamabad"))
        ]
        session.add_all(branches)
        session.flush()
        lahore, islamabad = (branch.id for branch in branches)
        session.add_all(
            [
                Staff(name="Nighat", email=NIGHAT, role="manager"),
                Staff(name="Sunita", email=SUNITA, role="agent", branch_id=lahore),
                Staff(name="Javeria", email=JAVERIA, role="agent", branch_id=islamabad),
                Staff(name="Left", email="left@shop.example", role="manager", active=False),
                Conversation(sender_id="web-1", channel="web", started_at=LONG_AGO, seen_at=LONG_AGO),
            ]
        )
        session.flush()
        session.add(ChatMessage(sender_id="web-1", author="person", at=LONG_AGO, text="[bold]salam[/bold]", extras={}))
        tickets = [_ticket(1, lahore, "normal"), _ticket(2, None, "urgent"), _ticket(3, lahore, "low")]
        session.add_all(tickets)
        session.flush()
        session.add(TicketPhoto(ticket_id=tickets[0].id, reference="https://photos.pk/1.jpg", at=LONG_AGO))
        opened = TicketEvent(
            ticket_id=tickets[0].id, kind="opened", actor="customer", text="کرتا پھٹا ہوا", at=LONG_AGO
        )
        session.add(opened)
    return hamrah


def _ticket(number: int, branch_id: int | None, priority: str) -> Ticket:
    due = LONG_AGO + timedelta(hours=number)
    return Ticket(
        number=f"T-1000{number}",
        sender_id="web-1",
        kind="damaged",
        status="open",
        priority=priority,
        queue="service",
        branch_id=branch_id,
        description="کرتا پھٹا ہوا",
        touchpoint="chat",
        opened_at=LONG_AGO,
        answer_due_at=due if number < 3 else datetime(2999, 1, 1, tzinfo=UTC),
        solution_due_at=datetime(2999, 1, 1, tzinfo=UTC),
    )


def numbers(hamrah: Run, *words: str) -> list[str]:
    listed = hamrah("tickets", "list", "--json", *words)
    assert listed.returncode == 0, listed.stderr
    return [ticket["number"] for ticket in json.loads(listed.stdout)]


def shown(hamrah: Run, number: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(hamrah("tickets", "show", number, "--json", *DEMO).stdout)
    return found


def test_tickets_are_listed_most_urgent_first_and_to_whom_they_concern(desk: Run) -> None:
    assert numbers(desk, *DEMO) == ["T-10002", "T-10001", "T-10003"]
    assert numbers(desk, "--as", SUNITA) == ["T-10002", "T-10001", "T-10003"]
    assert numbers(desk, "--as", JAVERIA) == ["T-10002"]
    assert numbers(desk, "--overdue", *DEMO) == ["T-10002", "T-10001"]
    assert numbers(desk, "--mine", *DEMO) == []
    table = desk("tickets", "list", *DEMO, COLUMNS="160").stdout
    assert "T-10001" in table and "answer 2026-01-05 13:00, late" in table


def test_a_ticket_is_worked_on_until_it_is_solved(desk: Run) -> None:
    assert "it is in progress" in desk("tickets", "assign", "10001", *DEMO, "--to", SUNITA).stdout
    assert numbers(desk, "--mine", "--as", SUNITA) == ["T-10001"]
    assert (
        "waiting for customer" in desk("tickets", "answer", "10001", "Which size?", "--ask-back", "--as", SUNITA).stdout
    )
    assert desk("tickets", "note", "T-10001", "Asked the tailor", "--as", SUNITA).returncode == 0
    assert "solved" in desk("tickets", "solve", "T-10001", "A new one is on its way", "--as", SUNITA).stdout
    ticket = shown(desk, "T-10001")
    assert ticket["status"] == "solved" and ticket["first_answered_at"] and ticket["solved_at"]
    assert ticket["photos"] == ["https://photos.pk/1.jpg"]
    events = {(event["kind"], event["text"], event["public"]) for event in ticket["events"]}  # type: ignore[attr-defined]
    assert ("answer", "Which size?", True) in events
    assert ("inner_note", "Asked the tailor", False) in events
    assert "is done already" in one_line(desk("tickets", "answer", "T-10001", "And?", "--as", SUNITA))
    assert "is open" in desk("tickets", "status", "T-10001", "open", "--as", SUNITA).stdout
    assert shown(desk, "T-10001")["reopened"] == 1


def test_all_of_a_ticket_is_shown_as_it_was_written(desk: Run) -> None:
    page = desk("tickets", "show", "10001", *DEMO, COLUMNS="160").stdout
    for said in ("T-10001: damaged, open", "a guest", "https://photos.pk/1.jpg", "کرتا پھٹا ہوا", "[bold]salam[/bold]"):
        assert said in page
    desk("tickets", "assign", "10001", *DEMO, "--to", SUNITA)
    assert "Nighat · assigned" in (page := desk("tickets", "show", "10001", *DEMO, COLUMNS="160").stdout)
    assert "staff:" not in page and page.count("Sunita") == 2  # whose it is, and in the history


def test_two_become_one_and_two_again(desk: Run) -> None:
    assert "goes on in T-10001" in desk("tickets", "merge", "10003", "10001", *DEMO).stdout
    assert numbers(desk, *DEMO) == ["T-10002", "T-10001"]
    assert "by itself again" in desk("tickets", "split", "10003", *DEMO).stdout
    assert numbers(desk, *DEMO) == ["T-10002", "T-10001", "T-10003"]
    assert "two different complaints" in one_line(desk("tickets", "merge", "10001", "10001", *DEMO))


def test_what_is_not_ones_business_is_refused_in_one_line(desk: Run) -> None:
    before = shown(desk, "10001")
    for deed in (("show", "10001"), ("answer", "10001", "x"), ("solve", "10001", "x"), ("note", "10001", "x")):
        assert "cannot find" in one_line(desk("tickets", *deed, "--as", JAVERIA))
    assert "another branch" in one_line(desk("tickets", "assign", "10001", *DEMO, "--to", JAVERIA))
    for nobody in ("left@shop.example", "nobody@shop.example", "customer@example.com' OR 1=1"):
        assert "works here" in one_line(desk("tickets", "list", "--as", nobody))
    assert "no status 'gone'" in one_line(desk("tickets", "status", "10001", "gone", *DEMO))
    assert "cannot find" in one_line(desk("tickets", "show", "99999", *DEMO))
    assert shown(desk, "10001") == before
