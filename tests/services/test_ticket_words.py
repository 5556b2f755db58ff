"""The words of a ticket: which lines of the order they name, and which words cannot be kept."""

import pytest
from sqlalchemy import select

from hamrah.crm.tickets import Ticket, TicketEvent, TicketLine
from hamrah.services.refusal import Refusal
from hamrah.services.ticket_opening import Complaint
from hamrah.services.ticket_rules import names_harm, ticket_rules
from hamrah.services.tickets import add_note, open_ticket

from .desk import sqlite_desk, ticket_of
from .world import Shop, place_order

__all__ = ["sqlite_desk"]


class TestOpening:
    def test_the_lines_that_the_words_name_are_concerned(self, sqlite_desk: Shop) -> None:
        with sqlite_desk.writing() as session:
            order = place_order(session, sqlite_desk.ids["ayesha"], "5001", {"H-1-1": 1, "K-1-YM": 1})
            kurta = next(line.id for line in order.lines if line.variant.sku == "K-1-YM")
            complaint = Complaint("damaged", "the kurta is torn", "5001", named=("lawn kurta",))
            open_ticket(session, sqlite_desk.who("ayesha"), complaint)
        with sqlite_desk.reading() as session:
            assert list(session.scalars(select(TicketLine.order_line_id))) == [kurta]

    @pytest.mark.parametrize(
        ("words", "key"),
        [
            ("x" * 4001, "utter_words_too_long"),
            ("<script>alert(1)</script> broken", "utter_words_with_markup"),
            ("broken, see <img src=x onerror=y>", "utter_words_with_markup"),
            ("see https://127.0.0.1/a.jpg", "utter_link_refused"),
            (" ".join(f"https://a{n}.example.com/x.jpg" for n in range(6)), "utter_too_many_links"),
        ],
    )
    def test_words_that_cannot_be_kept_are_refused_and_nothing_is_written(
        self, sqlite_desk: Shop, words: str, key: str
    ) -> None:
        with pytest.raises(Refusal, match=key), sqlite_desk.writing() as session:
            open_ticket(session, sqlite_desk.who("ayesha"), Complaint("damaged", words))
        assert sqlite_desk.count(Ticket) == 0
        number = ticket_of(sqlite_desk)
        before = sqlite_desk.count(TicketEvent)
        with pytest.raises(Refusal, match=key), sqlite_desk.writing() as session:
            add_note(session, sqlite_desk.who("ayesha"), number, words)
        assert sqlite_desk.count(TicketEvent) == before

    def test_what_only_looks_like_markup_is_kept(self, sqlite_desk: Shop) -> None:
        with sqlite_desk.writing() as session:
            words = "price < 5000 and it is > 2 weeks late <3"
            assert open_ticket(session, sqlite_desk.who("ayesha"), Complaint("late", words)).description == words


class TestHarm:
    @pytest.mark.parametrize(
        "words",
        [
            "mere chehre par daane nikal aaye",
            "cream se khujli ho rahi hai",
            "my skin burns since I used it",
            "کریم سے چہرے پر دانے نکل آئے",
            "charger mein aag lagi thi",
            "kisi ko chot nahi lagi, lekin bache ko current laga",
        ],
    )
    def test_it_is_heard(self, words: str) -> None:
        assert names_harm(ticket_rules(), words)

    @pytest.mark.parametrize(
        "words", ["no one was injured", "کسی کو چوٹ نہیں لگی", "koi zakhmi nahi hua", "kapra phata hai"]
    )
    def test_that_there_was_none_is_heard_too(self, words: str) -> None:
        assert not names_harm(ticket_rules(), words)
