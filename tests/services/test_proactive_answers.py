"""That a ticket was answered is told unasked to whoever has not heard of it otherwise."""

from datetime import datetime

import pytest
from sqlalchemy import select, update

from hamrah.crm.channels import Delivery
from hamrah.crm.conversations import Conversation, Notification
from hamrah.crm.tickets import TicketEvent
from hamrah.services.identity import open_conversation
from hamrah.services.reaching import reach_customer
from hamrah.services.ticket_desk import answer_ticket
from hamrah.services.transcripts import Said
from hamrah.settings import settings

from .desk import change, hire, member, ticket_of
from .telling import HOUR, be_known, fates, lines, link, noon, plan, tell
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

    def answered_in_chat(self, shop: Shop, text: str = "Which size do you need?") -> None:
        """A ticket of a conversation on the website, answered there a while after the customer left."""
        hire(shop)
        number = ticket_of(shop)
        be_known(shop)
        with shop.writing() as session:
            answer_ticket(session, member(session, "sunita"), number, text)

    def come_back(self, shop: Shop, channel: str = "web", account: int | None = None) -> None:
        """Write something on the website or in an app."""
        with shop.writing() as session:
            open_conversation(session, "web-ayesha", channel, account_id=account)

    def test_whoever_was_since_where_it_stands_has_read_it(self, shop: Shop, noon: datetime) -> None:
        self.answered_in_chat(shop)
        plan(shop, names=SERVICE)
        self.come_back(shop)
        assert tell(shop, noon + HOUR) == 0
        assert fates(shop) == [("ticket_answered", "dropped", "ticket_read")]

    def test_whoever_only_wrote_something_has_read_nothing_that_stands_nowhere(
        self, sqlite_shop: Shop, noon: datetime
    ) -> None:
        be_known(sqlite_shop)
        self.answered(sqlite_shop)
        plan(sqlite_shop, names=SERVICE)
        self.come_back(sqlite_shop)
        assert tell(sqlite_shop, noon + HOUR) == 1

    def test_nor_has_who_writes_from_an_app_read_what_stands_on_the_website(
        self, sqlite_shop: Shop, noon: datetime
    ) -> None:
        self.answered_in_chat(sqlite_shop)
        plan(sqlite_shop, names=SERVICE)
        self.come_back(sqlite_shop, "whatsapp", link(sqlite_shop))
        assert tell(sqlite_shop, noon + HOUR) == 1

    def test_nor_do_other_words_of_the_staff_tell_of_it(self, sqlite_shop: Shop, noon: datetime) -> None:
        account = link(sqlite_shop)
        self.answered(sqlite_shop)
        with sqlite_shop.writing() as session:
            reach_customer(session, "web-ayesha", Said("staff", "I shall ask the branch.", "en"))
        assert sqlite_shop.count(Delivery) == 1
        plan(sqlite_shop, names=SERVICE)
        self.come_back(sqlite_shop, "whatsapp", account)
        assert tell(sqlite_shop, noon + HOUR) == 1

    @pytest.mark.parametrize("status", ["sent", "waiting"])
    def test_whom_reaching_told_is_not_told_again(
        self, sqlite_shop: Shop, noon: datetime, monkeypatch: pytest.MonkeyPatch, status: str
    ) -> None:
        self.answered_in_chat(sqlite_shop)  # away for a day: told by a contact that an answer waits
        self.note(sqlite_shop, status)
        monkeypatch.setenv("HAMRAH_DEMO", "false")
        monkeypatch.setenv("HAMRAH_EMAIL", '{"host": "localhost", "sender": "shop@example.com"}')
        settings.cache_clear()
        assert plan(sqlite_shop, names=SERVICE) == 1 and tell(sqlite_shop, noon) == 0
        assert fates(sqlite_shop) == [("ticket_answered", "dropped", "told_already")]

    @pytest.mark.parametrize("status", ["failed", "waiting"])
    def test_where_that_reached_nobody_it_is_told_in_their_app(self, shop: Shop, noon: datetime, status: str) -> None:
        self.answered_in_chat(shop)
        self.note(shop, status)  # no way is set up here
        account = link(shop, channel="telegram")
        assert plan(shop, names=SERVICE) == 1 and tell(shop, noon + HOUR) == 1
        with shop.reading() as session:
            assert session.scalars(select(Delivery.account_id)).all() == [account]

    def test_without_an_app_what_stands_on_the_website_is_not_said_there_again(
        self, sqlite_shop: Shop, noon: datetime
    ) -> None:
        self.answered_in_chat(sqlite_shop)
        assert plan(sqlite_shop, names=SERVICE) == 1 and tell(sqlite_shop, noon + HOUR) == 0
        assert fates(sqlite_shop) == [("ticket_answered", "dropped", "said_there")]

    def note(self, shop: Shop, status: str) -> None:
        """What became of the e-mail that an answer waits."""
        with shop.writing() as session:
            session.execute(update(Notification).values(status=status, channel="email"))
        assert shop.count(Notification) == 1

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
