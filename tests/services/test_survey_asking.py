"""When and where people are asked how it was, how often, and who is not asked."""

from datetime import datetime

from sqlalchemy import func, select

from hamrah.crm.base import utc_now
from hamrah.crm.conversations import Button, ChatMessage, Conversation
from hamrah.crm.customers import Consent
from hamrah.services.opting import stop_service

from .surveying import HOUR, ask, be_there, deliver, invitations, invite, noon
from .world import Shop

__all__ = ["noon"]


class TestAsking:
    def test_in_their_language_with_buttons_once(self, shop: Shop, noon: datetime) -> None:
        be_there(shop, language="ur")
        order = deliver(shop, "1001")
        invite(shop, "order_delivered", "csat", ("order", str(order)))
        assert ask(shop, noon) == 1 and ask(shop, noon + HOUR) == 0
        with shop.reading() as session:
            (line,) = session.scalars(select(ChatMessage).where(ChatMessage.sender_id == "web-ayesha"))
            assert "آپ کا آرڈر" in line.text and "1001" in line.text
            assert session.scalar(select(func.count()).select_from(Button)) == 5
        (row,) = invitations(shop)
        assert (row.status, row.language, row.channel) == ("asked", "ur", "web")

    def test_nobody_is_asked_in_the_quiet_hours(self, sqlite_shop: Shop, noon: datetime) -> None:
        be_there(sqlite_shop)
        invite(sqlite_shop, "helped_in_chat", "csat", ("conversation", "x"))
        assert ask(sqlite_shop, noon + 12 * HOUR) == 0
        assert ask(sqlite_shop, noon + 24 * HOUR) == 1

    def test_not_twice_within_the_days_of_the_rules_whatever_about(self, sqlite_shop: Shop, noon: datetime) -> None:
        be_there(sqlite_shop)
        for number in ("1", "2"):
            invite(sqlite_shop, "helped_in_chat", "csat", ("conversation", number))
        assert ask(sqlite_shop, noon) == 1
        assert [row.reason for row in invitations(sqlite_shop)] == [None, "asked_lately"]
        invite(sqlite_shop, "order_delivered", "csat", ("order", "7"))
        assert ask(sqlite_shop, noon + 24 * HOUR) == 0
        invite(sqlite_shop, "after_remedy", "csat", ("follow_up", "7"))
        assert ask(sqlite_shop, noon + 24 * HOUR) == 1

    def test_only_where_it_is_certainly_theirs_and_not_while_a_person_speaks(
        self, sqlite_shop: Shop, noon: datetime
    ) -> None:
        invite(sqlite_shop, "helped_in_chat", "csat", ("conversation", "1"))
        assert ask(sqlite_shop, noon) == 0  # the proof has expired: somebody else may sit there
        be_there(sqlite_shop)
        with sqlite_shop.writing() as session:
            session.get_one(Conversation, "web-ayesha").held_by = "person"
        assert ask(sqlite_shop, noon) == 0
        with sqlite_shop.writing() as session:
            session.get_one(Conversation, "web-ayesha").held_by = "bot"
        assert ask(sqlite_shop, noon) == 1

    def test_a_recommendation_is_asked_only_of_who_consents(self, sqlite_shop: Shop, noon: datetime) -> None:
        for who, granted in (("ayesha", True), ("bilal", False)):
            be_there(sqlite_shop, who)
            invite(sqlite_shop, "each_quarter", "nps", ("quarter", who), who)
            with sqlite_shop.writing() as session:
                yes = Consent(purpose="marketing", granted=granted, touchpoint="web", at=utc_now())
                yes.customer_id = sqlite_shop.ids[who]
                session.add(yes)
        assert ask(sqlite_shop, noon) == 1
        assert [row.status for row in invitations(sqlite_shop)] == ["asked", "dropped"]
        with sqlite_shop.reading() as session:
            assert session.scalar(select(func.count()).select_from(Button)) == 11

    def test_whoever_had_all_messages_stopped_is_asked_nothing(self, sqlite_shop: Shop, noon: datetime) -> None:
        be_there(sqlite_shop)
        invite(sqlite_shop, "helped_in_chat", "csat", ("conversation", "1"))
        with sqlite_shop.writing() as session:
            stop_service(session, sqlite_shop.who("ayesha"))
        assert ask(sqlite_shop, noon) == 0
        assert [row.reason for row in invitations(sqlite_shop)] == ["opted_out"]

    def test_no_answer_is_an_answer(self, sqlite_shop: Shop, noon: datetime) -> None:
        be_there(sqlite_shop)
        invite(sqlite_shop, "helped_in_chat", "csat", ("conversation", "1"))
        ask(sqlite_shop, noon)
        ask(sqlite_shop, noon + 71 * HOUR)
        assert invitations(sqlite_shop)[0].status == "asked"
        ask(sqlite_shop, noon + 73 * HOUR)
        assert invitations(sqlite_shop)[0].status == "unanswered"
