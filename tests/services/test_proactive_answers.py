"""That a ticket was answered is told unasked to whoever has not heard of it otherwise."""

from datetime import datetime

from sqlalchemy import select

from hamrah.crm.base import utc_now
from hamrah.crm.channels import Delivery
from hamrah.crm.conversations import Conversation
from hamrah.crm.tickets import TicketEvent
from hamrah.services.ticket_desk import answer_ticket

from .desk import change, hire, member, ticket_of
from .telling import be_known, fates, lines, link, noon, plan, tell
from .world import Shop, ago

__all__ = ["noon"]
SERVICE = ("order_delayed", "order_delivered", "ticket_answered")


class TestAnswers:
    def answered(self, shop: Shop, who: str = "ayesha") -> str:
        """A ticket that was opened by phone and answered: nothing of it stands in any conversation."""
        hire(shop)
        number = ticket_of(shop, who=who)
        change(shop, number, sender_id=None)
        with shop.writing() as session:
            answer_ticket(session, member(session, "sunita"), number, "Which size do you need?")
        return number

    def test_an_answer_that_nobody_told_of_is_told_with_its_words(self, shop: Shop, noon: datetime) -> None:
        be_known(shop)
        number = self.answered(shop)
        assert plan(shop, names=SERVICE) == 1 and tell(shop, noon) == 1
        (line,) = lines(shop)
        assert number in line.text and "Which size do you need?" in line.text

    def test_of_two_answers_the_last_one(self, sqlite_shop: Shop, noon: datetime) -> None:
        be_known(sqlite_shop)
        number = self.answered(sqlite_shop)
        with sqlite_shop.writing() as session:
            answer_ticket(session, member(session, "sunita"), number, "A new one is on its way.")
        assert plan(sqlite_shop, names=SERVICE) == 2 and tell(sqlite_shop, noon) == 1
        assert [why for _, _, why in fates(sqlite_shop)] == ["newer_answer", None]
        assert "A new one" in lines(sqlite_shop)[0].text

    def test_whoever_was_there_since_has_read_it(self, sqlite_shop: Shop, noon: datetime) -> None:
        be_known(sqlite_shop)
        self.answered(sqlite_shop)
        plan(sqlite_shop, names=SERVICE)
        with sqlite_shop.writing() as session:
            session.get_one(Conversation, "web-ayesha").seen_at = utc_now()
        assert tell(sqlite_shop, noon) == 0
        assert fates(sqlite_shop) == [("ticket_answered", "dropped", "ticket_read")]

    def test_whom_reaching_told_is_not_told_again(self, sqlite_shop: Shop, noon: datetime) -> None:
        hire(sqlite_shop)
        number = ticket_of(sqlite_shop)
        be_known(sqlite_shop)
        with sqlite_shop.writing() as session:  # away for a day: told by phone that an answer waits
            answer_ticket(session, member(session, "sunita"), number, "Which size do you need?")
        assert plan(sqlite_shop, names=SERVICE) == 1 and tell(sqlite_shop, noon) == 0
        assert fates(sqlite_shop) == [("ticket_answered", "dropped", "told_already")]

    def test_what_went_to_their_app_is_told_already(self, sqlite_shop: Shop, noon: datetime) -> None:
        hire(sqlite_shop)
        number = ticket_of(sqlite_shop)
        be_known(sqlite_shop)
        link(sqlite_shop)
        with sqlite_shop.writing() as session:
            session.get_one(Conversation, "web-ayesha").proven_until = ago(1)
            answer_ticket(session, member(session, "sunita"), number, "Which size do you need?")
        assert sqlite_shop.count(Delivery) == 1
        assert plan(sqlite_shop, names=SERVICE) == 1 and tell(sqlite_shop, noon) == 0
        assert fates(sqlite_shop) == [("ticket_answered", "dropped", "told_already")]

    def test_a_long_answer_is_shortened(self, sqlite_shop: Shop, noon: datetime) -> None:
        be_known(sqlite_shop)
        self.answered(sqlite_shop)
        with sqlite_shop.writing() as session:
            event = session.scalars(select(TicketEvent).where(TicketEvent.kind == "answer")).one()
            event.text = "word " * 300
        plan(sqlite_shop, names=SERVICE)
        assert tell(sqlite_shop, noon) == 1
        assert len(lines(sqlite_shop)[0].text) < 600 and lines(sqlite_shop)[0].text.endswith("…")
