"""`hamrah follow-ups` and `hamrah problems`: what the shop's people see and do, and that a mistake is one line."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hamrah.crm.catalogue import Branch, Category, Product, ProductText
from hamrah.crm.conversations import ChatMessage, Conversation
from hamrah.crm.engine import open_engine, open_sessions, transaction
from hamrah.crm.operations import Staff
from hamrah.crm.satisfaction import Feedback, FollowUp
from hamrah.crm.tickets import Problem, Ticket

from .conftest import Run, one_line

LONG_AGO = datetime(2026, 1, 5, 7, tzinfo=UTC)
NIGHAT, SUNITA, JAVERIA = "nighat@shop.example", "sunita@shop.example", "javeria@shop.example"
PEOPLE = ((NIGHAT, "manager", None), (SUNITA, "agent", "LHR"), (JAVERIA, "agent", "ISB"))


@pytest.fixture
def desk(hamrah: Run, tmp_path: Path) -> Run:
    """A store with a low rating about Lahore's goods that nobody came back to, and a problem with one ticket."""
    assert hamrah("migrate").returncode == 0
    with transaction(open_sessions(open_engine(f"sqlite:///{tmp_path / 'hamrah.db'}"))) as session:
        branches = {
            code: Branch(code=code, city=city, phone="1", latitude=31.5, longitude=74.3, details={"hours": {}})
            for code, city in (("LHR", "Lahore"), ("ISB", "Islamabad"))
        }
        session.add_all(branches.values())
        session.flush()
        for email, role, branch in PEOPLE:
            branch_id = None if branch is None else branches[branch].id
            session.add(Staff(name=email, email=email, role=role, branch_id=branch_id))
        session.add(Conversation(sender_id="web-1", channel="web", started_at=LONG_AGO, seen_at=LONG_AGO))
        rating = Feedback(
            sender_id="web-1", kind="csat", rating=1, branch_id=branches["LHR"].id, touchpoint="chat", at=LONG_AGO
        )
        kurta = Product(
            sku="K-1",
            source="shop",
            category=Category(code="kurta", department="all", names={}, synonyms={}),
            details={},
        )
        kurta.texts = [ProductText(language="en", name="Sohni kurta", about="A kurta.")]
        session.add_all([rating, kurta])
        session.flush()
        words = "کرتا [bold]پھٹا[/bold] ہوا"
        common = {"sender_id": "web-1", "status": "open", "opened_at": LONG_AGO}
        problem = Problem(product_id=kurta.id, kind="quality", status="open", opened_at=LONG_AGO)
        session.add_all([FollowUp(reason="low_rating", rating_id=rating.id, words=words, **common), problem])
        session.flush()
        about = {"kind": "quality", "priority": "low", "queue": "service", "problem_id": problem.id}
        session.add(
            Ticket(number="T-10001", description=words, touchpoint="chat", answer_due_at=LONG_AGO, **about, **common)
        )
    return hamrah


def told(tmp_path: Path) -> list[str]:
    with open_sessions(open_engine(f"sqlite:///{tmp_path / 'hamrah.db'}"))() as session:
        return [line.text for line in session.query(ChatMessage).filter(ChatMessage.author == "staff")]


def test_a_follow_up_is_seen_remedied_and_read_as_a_chain(desk: Run) -> None:
    listed = desk("follow-ups", "list", "--as", SUNITA, "--json")
    (row,) = json.loads(listed.stdout)
    assert (row["id"], row["reason"], row["words"]) == (1, "low_rating", "کرتا [bold]پھٹا[/bold] ہوا")
    table = desk("follow-ups", "list", "--as", SUNITA).stdout
    assert "low_rating" in table and "2026-01-05 12:00" in table and "[bold]" in table
    assert "nobody waits" in desk("follow-ups", "list", "--as", JAVERIA).stdout
    done = desk("follow-ups", "remedy", "1", "A new one was sent", "--as", SUNITA)
    assert done.returncode == 0 and "remedied" in done.stdout
    assert desk("follow-ups", "list", "--as", SUNITA, "--json").stdout.strip() == "[]"
    (chain,) = json.loads(desk("follow-ups", "chain", "--as", NIGHAT, "--json").stdout)
    assert (chain["first_rating"], chain["remedy"], chain["second_rating"]) == (1, "A new one was sent", None)


def test_another_branchs_and_a_managers_are_refused_in_one_line(desk: Run) -> None:
    assert "no such follow-up" in one_line(desk("follow-ups", "remedy", "1", "x", "--as", JAVERIA))
    assert "no such follow-up" in one_line(desk("follow-ups", "remedy", "7", "x", "--as", NIGHAT))
    assert "managers only" in one_line(desk("follow-ups", "chain", "--as", SUNITA))
    assert "managers only" in one_line(desk("problems", "list", "--as", SUNITA))
    assert one_line(desk("follow-ups", "list", "--as", "nobody@shop.example"))
    desk("follow-ups", "remedy", "1", "done", "--as", NIGHAT)
    assert "already" in one_line(desk("follow-ups", "remedy", "1", "again", "--as", NIGHAT))


def test_a_problem_is_seen_told_of_and_solved_once(desk: Run, tmp_path: Path) -> None:
    (row,) = json.loads(desk("problems", "list", "--as", NIGHAT, "--json").stdout)
    assert (row["product"], row["kind"], row["tickets_open"]) == ("Sohni kurta", "quality", 1)
    assert desk("problems", "tell", "1", "We look into it", "--as", NIGHAT).stdout.strip() == "tickets answered: 1"
    assert "solved with it: 1" in desk("problems", "solve", "1", "A new one comes", "--as", NIGHAT).stdout
    assert told(tmp_path) == ["We look into it", "A new one comes"]
    assert "no open problem" in desk("problems", "list", "--as", NIGHAT).stdout
    assert json.loads(desk("problems", "list", "--all", "--as", NIGHAT, "--json").stdout)[0]["status"] == "solved"
    assert "solved already" in one_line(desk("problems", "solve", "1", "again", "--as", NIGHAT))
