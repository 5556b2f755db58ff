"""Messages stopped in one word and at once, in every language, and had back; with a record of each."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from hamrah.bootstrap import texts
from hamrah.crm.base import utc_now
from hamrah.crm.channels import ProactiveMessage
from hamrah.crm.conversations import Conversation
from hamrah.crm.customers import Consent
from hamrah.crm.operations import Audit
from hamrah.crm.satisfaction import SurveyAsking
from hamrah.services.consents import consents_to
from hamrah.services.opting import Meant, bring_back, stop_service, stops_service, word_of_opting
from hamrah.services.privacy import set_marketing_consent
from hamrah.services.refusal import Refusal
from hamrah.services.transcripts import Said, write_down

from .offering import allow
from .surveying import invite
from .telling import be_known, link
from .world import Shop


def told_unasked(shop: Shop, who: str = "ayesha") -> None:
    """Let the last words of a conversation be ones that came unasked."""
    with shop.writing() as session:
        line = write_down(session, f"web-{who}", Said("bot", "Your order has arrived.", "en"))
        now = utc_now()
        about = {"kind": "order_delivered", "subject_type": "order", "subject_id": str(line.id), "status": "sent"}
        when = {"planned_at": now, "due_at": now, "sent_at": now}
        session.add(ProactiveMessage(customer_id=shop.ids[who], message_id=line.id, **about, **when))


def meant(shop: Shop, text: str, who: str = "ayesha") -> Meant | None:
    with shop.writing() as session:
        return word_of_opting(session, texts(), f"web-{who}", text)


@pytest.mark.parametrize("text", ["STOP", "bas", "band karo", "بند کریں", "روک دیں"])
class TestBareWords:
    def test_right_after_what_came_unasked_they_are_about_that(self, shop: Shop, text: str) -> None:
        be_known(shop)
        assert meant(shop, text) is None  # on the website, with nothing told, they are any other message
        told_unasked(shop)
        assert meant(shop, text) is Meant.MESSAGES
        with shop.writing() as session:
            write_down(session, "web-ayesha", Said("person", "thanks", "en"))
        assert meant(shop, text) is None

    def test_in_an_app_they_are_about_messages_where_nothing_is_open(self, sqlite_shop: Shop, text: str) -> None:
        account = link(sqlite_shop)
        with sqlite_shop.writing() as session:
            session.get_one(Conversation, "web-ayesha").account_id = account
        assert meant(sqlite_shop, text) is Meant.MESSAGES_UNLESS_BUSY
        told_unasked(sqlite_shop)
        assert meant(sqlite_shop, text) is Meant.MESSAGES


@pytest.mark.parametrize("text", ["ruk jao", "رک جائیں", "ختم کریں"])
def test_enough_is_about_messages_only_right_after_one_that_came_unasked(sqlite_shop: Shop, text: str) -> None:
    account = link(sqlite_shop)
    with sqlite_shop.writing() as session:
        session.get_one(Conversation, "web-ayesha").account_id = account
    assert meant(sqlite_shop, text) is None
    told_unasked(sqlite_shop)
    assert meant(sqlite_shop, text) is Meant.MESSAGES


@pytest.mark.parametrize("text", ["ruk jao", "رک جاؤ", "ختم کریں"])
def test_enough_after_a_question_how_it_was_is_about_messages_in_an_app(sqlite_shop: Shop, text: str) -> None:
    asked = invite(sqlite_shop, "nps", "nps", ("customer", "1"))
    with sqlite_shop.writing() as session:
        line = write_down(session, "web-ayesha", Said("bot", "Would you recommend us?", "en"))
        session.add(SurveyAsking(invitation_id=asked, message_id=line.id))
    assert meant(sqlite_shop, text) is None  # on the website it is what else was going on
    account = link(sqlite_shop)
    with sqlite_shop.writing() as session:
        session.get_one(Conversation, "web-ayesha").account_id = account
    assert meant(sqlite_shop, text) is Meant.MESSAGES_UNLESS_BUSY


@pytest.mark.parametrize("text", ["unsubscribe", "message mat bhejo", "پیغام مت بھیجیں"])
def test_what_can_mean_nothing_else_always_counts(sqlite_shop: Shop, text: str) -> None:
    assert meant(sqlite_shop, text, "guest") is Meant.MESSAGES


def test_the_words_of_the_button_under_what_came_unasked_count_at_any_time(sqlite_shop: Shop) -> None:
    for language in texts().languages.codes:
        assert meant(sqlite_shop, texts().button(language, "message_none") + ".", "guest") is Meant.MESSAGES


def test_what_came_unasked_to_another_means_nothing_here(sqlite_shop: Shop) -> None:
    told_unasked(sqlite_shop, "bilal")
    assert meant(sqlite_shop, "STOP") is None


class TestStart:
    def test_it_counts_only_where_something_is_stopped(self, shop: Shop) -> None:
        be_known(shop)
        assert meant(shop, "START") is None
        with shop.writing() as session:
            set_marketing_consent(session, shop.who("ayesha"), False)
        assert meant(shop, "START") is Meant.BACK
        with shop.writing() as session:
            session.execute(update(Consent).values(at=utc_now() - timedelta(days=2)))
        assert meant(shop, "shuru karo") is None  # on the website that may mean anything by now

    def test_in_an_app_it_counts_whenever_that_was(self, sqlite_shop: Shop) -> None:
        account = link(sqlite_shop)
        be_known(sqlite_shop)
        allow(sqlite_shop, granted=False, days_ago=99)
        with sqlite_shop.writing() as session:
            session.get_one(Conversation, "web-ayesha").account_id = account
        assert meant(sqlite_shop, "شروع کریں") is Meant.BACK

    def test_a_guest_has_nothing_to_have_back(self, sqlite_shop: Shop) -> None:
        assert meant(sqlite_shop, "START", "guest") is None


class TestStoppingAndBack:
    def test_stopping_all_stops_marketing_too_once(self, shop: Shop) -> None:
        allow(shop)
        with shop.writing() as session:
            who = shop.who("ayesha")
            assert stop_service(session, who) and not stop_service(session, who)
            assert stops_service(session, who) and consents_to(session, shop.ids["ayesha"], "marketing") is False
        with shop.reading() as session:
            record = session.execute(select(Audit.action, Audit.reason).order_by(Audit.id)).tuples().all()
        assert record == [("consent_withdrawn", "service"), ("consent_withdrawn", "marketing")]

    def test_whoever_had_allowed_offers_has_them_back(self, shop: Shop) -> None:
        allow(shop)
        with shop.writing() as session:
            stop_service(session, shop.who("ayesha"))
            assert bring_back(session, shop.who("ayesha"))
            assert consents_to(session, shop.ids["ayesha"], "service") is True
            assert consents_to(session, shop.ids["ayesha"], "marketing") is True

    def test_to_begin_again_is_no_yes_to_what_was_never_allowed(self, sqlite_shop: Shop) -> None:
        with sqlite_shop.writing() as session:
            stop_service(session, sqlite_shop.who("ayesha"))
            assert not bring_back(session, sqlite_shop.who("ayesha"))
            assert not stops_service(session, sqlite_shop.who("ayesha"))
            assert consents_to(session, sqlite_shop.ids["ayesha"], "marketing") is False

    def test_having_back_what_was_never_stopped_changes_nothing(self, sqlite_shop: Shop) -> None:
        allow(sqlite_shop)
        with sqlite_shop.writing() as session:
            assert bring_back(session, sqlite_shop.who("ayesha"))
        assert sqlite_shop.count(Consent) == 1 and sqlite_shop.count(Audit) == 0

    @pytest.mark.parametrize("use", [stop_service, bring_back, stops_service])
    def test_a_guest_must_say_who_they_are(self, sqlite_shop: Shop, use: object) -> None:
        with pytest.raises(Refusal, match="utter_identify_first"), sqlite_shop.writing() as session:
            use(session, sqlite_shop.who("guest"))
