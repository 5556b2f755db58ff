"""What a customer says to the person who has their conversation is an answer, and counts in the ticket like any."""

import pytest
from sqlalchemy import select

from hamrah.bootstrap import texts
from hamrah.crm.outbox import Outbox
from hamrah.crm.tickets import TicketEvent
from hamrah.services.handover_customers import end_idle, go_back, hear_customer
from hamrah.services.ticket_desk import answer_ticket, solve_ticket

from .desk import hire, kept, member
from .test_handover import call, take
from .world import Shop, ago


@pytest.fixture
def taken(shop: Shop) -> tuple[Shop, str]:
    """A guest's conversation that Sunita has, and its ticket."""
    hire(shop)
    number = call(shop)
    take(shop, "sunita", number)
    return shop, number


def ask(shop: Shop, number: str) -> None:
    with shop.writing() as session:
        answer_ticket(session, member(session, "sunita"), number, "Which size?", ask_back=True)


def solve(shop: Shop, number: str) -> None:
    with shop.writing() as session:
        solve_ticket(session, member(session, "sunita"), number, "A new one is on its way")


def say(shop: Shop, text: str, *, is_sticker: bool = False) -> None:
    with shop.writing() as session:
        hear_customer(session, texts(), "web-guest", text, is_sticker=is_sticker)


def told_last(shop: Shop) -> str:
    with shop.reading() as session:
        return session.scalars(select(Outbox.topic).order_by(Outbox.id)).all()[-1]


def test_the_ticket_waits_for_it_no_longer(taken: tuple[Shop, str]) -> None:
    shop, number = taken
    ask(shop, number)
    say(shop, "medium")
    assert (kept(shop, number).status, kept(shop, number).waiting_since) == ("in_progress", None)
    assert told_last(shop) == "ticket.note"


def test_words_of_harm_raise_it(taken: tuple[Shop, str]) -> None:
    shop, number = taken
    before = kept(shop, number)
    say(shop, "it caught fire and I was injured")
    after = kept(shop, number)
    assert (before.impact, after.impact) != ("high", "high") and after.impact == "high"
    assert after.solution_due_at is not None and before.solution_due_at is not None
    assert after.solution_due_at < before.solution_due_at


def test_who_says_more_than_thanks_to_a_solved_one_opens_it_again(taken: tuple[Shop, str]) -> None:
    shop, number = taken
    solve(shop, number)
    say(shop, "no, it is not done, it broke again!")
    ticket = kept(shop, number)
    assert (ticket.status, ticket.reopened, ticket.solved_at) == ("open", 1, None)
    assert told_last(shop) == "ticket.reopened"


@pytest.mark.parametrize(("text", "is_sticker"), [("ok thank you, Allah hafiz", False), ("telegram:A", True)])
def test_thanks_leave_a_solved_one_solved(taken: tuple[Shop, str], text: str, is_sticker: bool) -> None:
    shop, number = taken
    solve(shop, number)
    say(shop, text, is_sticker=is_sticker)
    assert (kept(shop, number).status, kept(shop, number).reopened) == ("solved", 0)
    assert told_last(shop) == "ticket.note"


def test_who_only_leaves_has_not_answered(taken: tuple[Shop, str]) -> None:
    shop, number = taken
    ask(shop, number)
    with shop.writing() as session:
        assert end_idle(session, texts(), ago(-1)) == 1
        go_back(session, texts(), "web-guest", "yes")
    assert kept(shop, number).status == "waiting_for_customer"


def test_neither_markup_nor_an_inner_link_reaches_the_desk_in_working_order(taken: tuple[Shop, str]) -> None:
    shop, number = taken
    say(shop, "<img src=x onerror=alert(1)> see http://169.254.169.254/latest, photo https://pics.example.com/a.jpg")
    with shop.writing() as session:
        go_back(session, texts(), "web-guest", "bot <b>https://10.0.0.1/x</b>")
    with shop.reading() as session:
        sent = [row.payload["text"] for row in session.scalars(select(Outbox).order_by(Outbox.id))][-2:]
        noted = list(session.scalars(select(TicketEvent.text).where(TicketEvent.ticket_id == kept(shop, number).id)))
    assert sent[0].startswith("‹img src=x onerror=alert(1)› see http[:]//169[.]254")
    assert "https://pics.example.com/a.jpg" in sent[0] and sent[1].startswith("bot ‹b›https[:]//10[.]0")
    assert set(sent) <= set(noted)
