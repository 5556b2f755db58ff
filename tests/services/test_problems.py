"""Many complaints of one product are one problem: opened once, told of once, solved once."""

from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from hamrah.crm.base import utc_now
from hamrah.crm.catalogue import Branch, Product
from hamrah.crm.conversations import ChatMessage, Notification
from hamrah.crm.operations import Audit
from hamrah.crm.tickets import Problem, Ticket, TicketEvent
from hamrah.language.strict_yaml import DataFileError
from hamrah.services.actors import SYSTEM
from hamrah.services.problem_rules import load_problem_rules, problem_rules
from hamrah.services.problems import list_problems, note_troubles, solve_problem, tell_of_problem
from hamrah.services.refusal import Refusal
from hamrah.services.ticket_desk import solve_ticket
from hamrah.services.ticket_opening import Complaint
from hamrah.services.tickets import open_ticket

from .desk import change, hire, kept, member
from .world import CUSTOMERS, Shop, place_order

PEOPLE = tuple(CUSTOMERS)
RULES = Path(__file__).parents[2] / "data" / "shop" / "problems.yml"


def complain(
    shop: Shop, who: str, order: str, *, kind: str = "quality", sku: str = "K-3-WM", branch: str = "LHR"
) -> str:
    """A complaint of a customer about the one thing of an order; the ticket's number."""
    with shop.writing() as session:
        placed = place_order(session, shop.ids[who], order, {sku: 1})
        placed.branch_id = session.scalar(select(Branch.id).where(Branch.code == branch))
        session.flush()
        return open_ticket(session, shop.who(who), Complaint(kind, f"The colour ran, says {who}", order)).number


def look(shop: Shop) -> int:
    with shop.writing() as session:
        return note_troubles(session, utc_now())


@pytest.fixture
def crowd(shop: Shop) -> Shop:
    """A shop with staff, in which as many complain of one kurta as make a problem."""
    assert problem_rules().customers == len(PEOPLE) == 5
    hire(shop)
    for number, who in enumerate(PEOPLE):
        complain(shop, who, str(2001 + number), sku="K-3-WM" if number % 2 else "K-3-WL")
    return shop


def test_as_many_customers_as_the_rules_say_make_one_problem_and_the_managers_hear_of_it_once(crowd: Shop) -> None:
    assert look(crowd) == 1 and look(crowd) == 0
    with crowd.reading() as session:
        (seen,) = list_problems(session, SYSTEM)
        assert (seen.product, seen.sku, seen.kind) == ("Sohni plain cotton kurta", "K-3", "quality")
        assert (seen.tickets, seen.tickets_open, seen.customers) == (5, 5, 5)
        (notice,) = session.scalars(select(Notification).where(Notification.kind == "staff_problem"))
        assert notice.address == "nighat@shop.example"
        assert notice.values == {
            "problem": str(seen.id),
            "product": "Sohni plain cotton kurta",
            "kind": "quality",
            "count": "5",
        }
        events = session.scalars(select(TicketEvent).where(TicketEvent.kind == "problem")).all()
        assert len(events) == 5 and not any(event.public for event in events)


def test_the_next_who_complains_of_the_same_is_tied_to_it_and_of_another_thing_is_not(crowd: Shop) -> None:
    look(crowd)
    same = complain(crowd, "ayesha", "2101")
    other_kind = complain(crowd, "ayesha", "2102", kind="damaged")
    other_product = complain(crowd, "bilal", "2103", sku="H-1-1")
    assert look(crowd) == 0
    assert kept(crowd, same).problem_id is not None
    assert kept(crowd, other_kind).problem_id is None and kept(crowd, other_product).problem_id is None


def test_who_complained_a_moment_before_it_is_solved_is_told_too(crowd: Shop) -> None:
    look(crowd)
    late = complain(crowd, "ayesha", "2101")
    with crowd.writing() as session:
        (seen,) = list_problems(session, SYSTEM)
        assert solve_problem(session, member(session, "nighat"), seen.id, "You get another one.") == 6
    assert kept(crowd, late).status == "solved" and kept(crowd, late).problem_id == seen.id


def test_one_person_who_complains_five_times_is_no_problem_of_the_product(sqlite_shop: Shop) -> None:
    for number in range(5):
        complain(sqlite_shop, "ayesha", str(2001 + number))
    assert look(sqlite_shop) == 0 and sqlite_shop.count(Problem) == 0


@pytest.mark.parametrize("kind", ["late", "staff"])
def test_what_a_product_cannot_be_the_cause_of_is_no_problem_of_it(sqlite_shop: Shop, kind: str) -> None:
    for number, who in enumerate(PEOPLE):
        complain(sqlite_shop, who, str(2001 + number), kind=kind)
    assert look(sqlite_shop) == 0


def test_what_was_said_longer_ago_and_what_was_merged_does_not_count(sqlite_shop: Shop) -> None:
    numbers = [complain(sqlite_shop, who, str(2001 + number)) for number, who in enumerate(PEOPLE)]
    change(sqlite_shop, numbers[0], opened_at=utc_now() - timedelta(days=15))
    assert look(sqlite_shop) == 0
    change(
        sqlite_shop,
        numbers[0],
        opened_at=utc_now() - timedelta(days=13),
        merged_into_id=kept(sqlite_shop, numbers[1]).id,
    )
    assert look(sqlite_shop) == 0
    change(sqlite_shop, numbers[0], merged_into_id=None)
    assert look(sqlite_shop) == 1


def test_told_of_and_solved_once_everybody_hears_it_where_they_are(crowd: Shop) -> None:
    look(crowd)
    with crowd.writing() as session:
        nighat = member(session, "nighat")
        (seen,) = list_problems(session, nighat)
        first = session.scalars(select(Ticket).order_by(Ticket.id)).first()
        assert first is not None
        solve_ticket(session, nighat, first.number, "Yours is paid back")
        assert tell_of_problem(session, nighat, seen.id, "We have asked the maker") == 4
        assert solve_problem(session, nighat, seen.id, "You get a new one") == 4
    with crowd.reading() as session:
        said = session.scalars(select(ChatMessage).where(ChatMessage.author == "staff").order_by(ChatMessage.id)).all()
        heard = {(line.sender_id, line.text) for line in said}
        assert len(heard) == len(said) == 9
        assert {who for who, text in heard if text == "You get a new one"} == {
            f"web-{who}" for who in PEOPLE if f"web-{who}" != first.sender_id
        }
        assert {ticket.status for ticket in session.scalars(select(Ticket))} == {"solved"}
        (problem,) = session.scalars(select(Problem))
        assert (problem.status, problem.note) == ("solved", "You get a new one") and problem.solved_at is not None
        assert session.scalars(select(Audit).where(Audit.action == "problem_solved")).one().subject_id == str(
            problem.id
        )
        assert list_problems(session, SYSTEM) == [] and len(list_problems(session, SYSTEM, with_solved=True)) == 1
    assert look(crowd) == 0  # a solved one comes back only when as many complain anew
    complain(crowd, "ayesha", "2101")
    assert look(crowd) == 0


def test_it_is_the_managers_business_and_only_while_it_is_open(crowd: Shop) -> None:
    look(crowd)
    with crowd.reading() as session:
        number = session.scalars(select(Problem.id)).one()
    for use in (
        lambda session, actor: list_problems(session, actor),
        lambda session, actor: tell_of_problem(session, actor, number, "x"),
        lambda session, actor: solve_problem(session, actor, number, "x"),
    ):
        for name in ("sunita", "farhan"):
            with pytest.raises(Refusal, match="utter_managers_only"), crowd.writing() as session:
                use(session, member(session, name))
    with pytest.raises(Refusal, match="utter_problem_not_found"), crowd.writing() as session:
        solve_problem(session, SYSTEM, number + 1, "x")
    for use in (tell_of_problem, solve_problem):
        with pytest.raises(Refusal, match="utter_words_missing"), crowd.writing() as session:
            use(session, SYSTEM, number, "  ")
    with crowd.writing() as session:
        solve_problem(session, SYSTEM, number, "done")
    with pytest.raises(Refusal, match="utter_problem_done"), crowd.writing() as session:
        solve_problem(session, SYSTEM, number, "again")


def test_the_store_itself_takes_no_second_open_problem_of_the_same(shop: Shop) -> None:
    with shop.writing() as session:
        product = session.scalar(select(Product.id).where(Product.sku == "K-3"))
        assert product is not None
        columns = {"product_id": product, "kind": "quality", "opened_at": utc_now()}
        session.add_all([Problem(status="solved", **columns), Problem(status="solved", **columns)])
        session.add(Problem(status="open", **columns))
    with pytest.raises(IntegrityError), shop.writing() as session:
        session.add(Problem(status="open", **columns))


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"kinds": []}, "kinds"),
        ({"kinds": ["stolen"]}, "stolen"),
        ({"customers": 1}, "customers"),
        ({"within_days": "a week"}, "within_days"),
        ({"limit": 3}, "limit"),
    ],
)
def test_a_wrong_file_is_refused_by_name_and_key(tmp_path: Path, change, complaint: str) -> None:
    file = tmp_path / "problems.yml"
    file.write_text(yaml.safe_dump({**yaml.safe_load(RULES.read_text(encoding="utf-8")), **change}), encoding="utf-8")
    with pytest.raises(DataFileError) as error:
        load_problem_rules(file)
    assert str(file) in str(error.value) and complaint in str(error.value)
