"""Where people are asked how it was: in the app where they are reached best, within its window, and counted there."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from hamrah.bootstrap import texts
from hamrah.crm.base import utc_now
from hamrah.crm.channels import ChannelAccount, Delivery
from hamrah.crm.conversations import ChatMessage, Conversation, Notification
from hamrah.crm.satisfaction import Feedback, SurveyInvitation
from hamrah.services import survey_asking
from hamrah.services.actors import SYSTEM
from hamrah.services.feedback import rate
from hamrah.services.identity import who_speaks
from hamrah.services.privacy import state_preferences
from hamrah.services.satisfaction_report import SatisfactionReport, satisfaction_report
from hamrah.services.survey_asking import ask_due
from hamrah.services.survey_planning import plan_surveys
from hamrah.services.survey_rules import survey_rules

from .linked import add_account, link_to
from .surveying import HOUR, ask, be_there, deliver, invitations, invite, noon
from .test_proactive_at_once import at_once
from .world import CUSTOMERS, Shop

__all__ = ["noon"]
AWAY = timedelta(days=1)


def link(shop: Shop, channel: str, who: str = "ayesha", heard: timedelta = AWAY) -> int:
    """Link an account in an app with a customer who is away; its id."""
    with shop.writing() as session:
        account = add_account(session, channel, f"{who}-1", heard=heard)
        link_to(session, shop, account, who).seen_at = utc_now() - heard
        return account.id


def wish(shop: Shop, app: str) -> None:
    with shop.writing() as session:
        state_preferences(session, shop.who("ayesha"), {"contact_channel": app})


def sent(shop: Shop) -> list[tuple[int, str]]:
    """What goes to accounts: the account, and which response it is."""
    with shop.reading() as session:
        rows = select(Delivery.account_id, ChatMessage.extras).join(ChatMessage, ChatMessage.id == Delivery.message_id)
        return [(account, extras["key"]) for account, extras in session.execute(rows.order_by(Delivery.id))]


class TestWhere:
    def test_in_the_app_that_they_wish_to_be_contacted_in(self, shop: Shop, noon: datetime) -> None:
        be_there(shop)
        link(shop, "whatsapp")
        telegram = link(shop, "telegram")
        wish(shop, "telegram")
        order = deliver(shop, "1001")
        invite(shop, "order_delivered", "csat", ("order", str(order)))
        assert ask(shop, noon) == 1
        assert sent(shop) == [(telegram, "utter_survey_order_delivered")]
        (row,) = invitations(shop)
        assert (row.status, row.channel, row.sender_id) == ("asked", "telegram", "web-ayesha")
        with shop.reading() as session:
            (line,) = session.scalars(select(ChatMessage))
            assert [button["title"][0] for button in line.extras["buttons"]] == ["1", "2", "3", "4", "5"]
            assert line.extras["values"]["number"].strip("\u2068\u2069") == "#1001"

    def test_who_is_linked_and_has_no_other_proof_is_asked_there(self, shop: Shop, noon: datetime) -> None:
        account = link(shop, "sms", "bilal")
        invite(shop, "each_quarter", "nps", ("follow_up", "1"), "bilal")
        with shop.writing() as session:
            session.scalars(select(SurveyInvitation)).one().survey = "after_remedy"
        assert ask(shop, noon) == 1
        assert sent(shop) == [(account, "utter_survey_after_remedy")]

    def test_on_the_website_it_stands_in_the_conversation_and_no_answer_is_said_to_wait(
        self, sqlite_shop: Shop, noon: datetime
    ) -> None:
        be_there(sqlite_shop)
        with sqlite_shop.writing() as session:
            session.get_one(Conversation, "web-ayesha").seen_at = utc_now() - AWAY
        invite(sqlite_shop, "helped_in_chat", "csat", ("conversation", "1"))
        assert ask(sqlite_shop, noon) == 1
        assert sqlite_shop.count(Notification) == sqlite_shop.count(Delivery) == 0

    def test_whoever_is_talking_is_not_talked_into(self, shop: Shop, noon: datetime) -> None:
        be_there(shop)
        invite(shop, "helped_in_chat", "csat", ("conversation", "1"))
        with shop.writing() as session:
            session.get_one(Conversation, "web-ayesha").seen_at = noon - timedelta(minutes=9)
        assert ask(shop, noon) == 0
        assert ask(shop, noon + timedelta(minutes=2)) == 1

    def test_later_than_the_window_nobody_is_asked_where_no_template_is_approved(
        self, shop: Shop, noon: datetime
    ) -> None:
        account = link(shop, "twilio_whatsapp")
        invite(shop, "helped_in_chat", "csat", ("conversation", "1"))
        with shop.writing() as session:
            session.get_one(ChannelAccount, account).heard_at = noon - 23 * HOUR
        assert ask(shop, noon) == 0 and sent(shop) == []
        with shop.writing() as session:
            session.get_one(ChannelAccount, account).heard_at = noon - 22 * HOUR
        assert ask(shop, noon) == 1 and sent(shop) == [(account, "utter_survey_helped_in_chat")]

    def test_where_the_window_is_over_the_next_best_place_is_asked_in(self, sqlite_shop: Shop, noon: datetime) -> None:
        be_there(sqlite_shop)
        link(sqlite_shop, "twilio_whatsapp", heard=timedelta(days=4))
        telegram = link(sqlite_shop, "telegram", heard=timedelta(days=5))
        wish(sqlite_shop, "whatsapp")
        with sqlite_shop.writing() as session:
            session.get_one(Conversation, "web-ayesha").proven_until = utc_now() - HOUR
        invite(sqlite_shop, "helped_in_chat", "csat", ("conversation", "1"))
        assert ask(sqlite_shop, noon) == 1
        assert sent(sqlite_shop) == [(telegram, "utter_survey_helped_in_chat")]

    def test_a_channel_that_the_shop_leaves_out_is_not_asked_in(
        self, sqlite_shop: Shop, noon: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        link(sqlite_shop, "whatsapp")
        invite(sqlite_shop, "helped_in_chat", "csat", ("conversation", "1"))
        rules = survey_rules()
        web_only = rules.model_copy(update={"channels": ("web",)})
        monkeypatch.setattr(survey_asking, "survey_rules", lambda: web_only)
        assert ask(sqlite_shop, noon) == 0 and sent(sqlite_shop) == []
        monkeypatch.setattr(survey_asking, "survey_rules", lambda: rules)
        assert ask(sqlite_shop, noon) == 1

    @pytest.mark.parametrize("silenced", [False, True])
    def test_a_guest_of_an_app_is_asked_in_it_unless_it_takes_nothing(
        self, sqlite_shop: Shop, noon: datetime, silenced: bool
    ) -> None:
        with sqlite_shop.writing() as session:
            account = add_account(session, "telegram", "5")
            account.silenced_at = utc_now() if silenced else None
            place = session.get_one(Conversation, "web-guest")
            place.channel, place.account_id, place.seen_at = "telegram", account.id, utc_now() - HOUR
        invite(sqlite_shop, "helped_in_chat", "csat", ("conversation", "web-guest/1"), "guest")
        assert ask(sqlite_shop, noon) == (0 if silenced else 1)
        assert len(sent(sqlite_shop)) == (0 if silenced else 1)


class TestCounting:
    def report(self, shop: Shop) -> SatisfactionReport:
        with shop.reading() as session:
            since, until = utc_now() - timedelta(days=9), utc_now() + timedelta(days=9)
            return satisfaction_report(session, SYSTEM, since, until, "channel", now=utc_now())

    def test_a_question_and_its_answer_count_where_it_was_asked(self, shop: Shop, noon: datetime) -> None:
        accounts = {"ayesha": link(shop, "twilio_whatsapp"), "bilal": link(shop, "telegram", "bilal")}
        for who in accounts:
            invite(shop, "helped_in_chat", "csat", ("conversation", who), who)
        with shop.writing() as session:
            session.get_one(ChannelAccount, accounts["ayesha"]).heard_at = noon
        assert ask(shop, noon) == 2
        with shop.writing() as session:
            for row in session.scalars(select(SurveyInvitation)):
                row.asked_at = utc_now()
            session.get_one(Conversation, "web-ayesha").channel = "web"  # they answer on the website
            session.get_one(Conversation, "web-ayesha").account_id = None
            rate(session, shop.who("ayesha"), 4)
        by_channel = {figures.group: figures for figures in self.report(shop).groups}
        assert by_channel["whatsapp"].csat.n == 1 and "chat" not in by_channel
        answered = {channel: figures.answered["csat"] for channel, figures in by_channel.items()}
        assert {channel: (share.hits, share.n) for channel, share in answered.items()} == {
            "whatsapp": (1, 1),
            "telegram": (0, 1),
        }

    def test_a_rating_given_unasked_counts_in_the_app_where_it_was_given(self, sqlite_shop: Shop) -> None:
        link(sqlite_shop, "sms")
        with sqlite_shop.writing() as session:
            session.get_one(Conversation, "web-ayesha").channel = "sms"
        with sqlite_shop.writing() as session:
            place = session.get_one(Conversation, "web-ayesha")
            place.customer_id, place.proven_until = sqlite_shop.ids["ayesha"], utc_now() + HOUR
            rate(session, who_speaks(session, "web-ayesha"), 5)
        with sqlite_shop.reading() as session:
            assert session.scalars(select(Feedback.touchpoint)).all() == ["sms"]


def test_several_workers_plan_and_ask_everything_once(busy_shop: Shop, noon: datetime) -> None:
    for who in CUSTOMERS:
        link(busy_shop, "telegram", who)
        for number in range(3):
            deliver(busy_shop, f"{who}-{number}", who)

    def plan() -> int:
        with busy_shop.writing() as session:
            return plan_surveys(session, utc_now())

    def ask_all() -> int:
        with busy_shop.writing() as session:
            return ask_due(session, texts(), noon)

    assert sum(at_once(plan)) == 3 * len(CUSTOMERS) == len(invitations(busy_shop))
    with busy_shop.writing() as session:
        for row in session.scalars(select(SurveyInvitation)):
            row.status, row.due_at = "planned", utc_now() - HOUR
    assert sum(at_once(ask_all)) == len(CUSTOMERS) == len(sent(busy_shop))
    fates = [(row.status, row.reason) for row in invitations(busy_shop)]
    assert fates.count(("asked", None)) == len(CUSTOMERS)
    assert fates.count(("dropped", "asked_lately")) == 2 * len(CUSTOMERS)
