"""Messages are stopped while a person has the conversation too, and by a button that works no longer."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from hamrah.bootstrap import texts
from hamrah.crm.base import utc_now
from hamrah.crm.conversations import Button, Conversation
from hamrah.services.consents import consents_to
from hamrah.services.opting import stops_service
from hamrah.services.opting_aside import OPT_IN, OPT_OUT, old_button_of_stopping, opt_by_button, opt_by_word
from hamrah.services.transcripts import Said, write_down

from .offering import allow
from .telling import link
from .world import Shop

Answer = tuple[str, list[Any]]
STOPPED = ("utter_opted_out", [(OPT_IN, "back"), (OPT_OUT, "service")])


def in_app(shop: Shop, who: str = "ayesha") -> None:
    """Let a customer who allowed offers speak in an app, with a person."""
    account = link(shop, who)
    allow(shop, who)
    with shop.writing() as session:
        row = session.get_one(Conversation, f"web-{who}")
        row.account_id, row.channel, row.held_by = account, "whatsapp", "person"
        row.proven_until = utc_now() + timedelta(days=1)


def say(shop: Shop, text: str, who: str = "ayesha") -> Answer | None:
    with shop.writing() as session:
        return shown(opt_by_word(session, texts(), f"web-{who}", text, "en"))


def press(shop: Shop, intent: str, who: str = "ayesha", **entities: str) -> Answer | None:
    with shop.writing() as session:
        button = Button(id="b", title="x", intent=intent, entities=entities)
        return shown(opt_by_button(session, texts(), f"web-{who}", button, "en"))


def shown(answer: Answer | None) -> Answer | None:
    if answer is None:
        return None
    buttons = [one["payload"] for one in answer[1]]
    return answer[0], [(one["intent"], one["entities"].get("purpose")) for one in buttons]


def says_staff(shop: Shop) -> None:
    with shop.writing() as session:
        write_down(session, "web-ayesha", Said("staff", "Anything else?", "en"))


def allowed(shop: Shop, who: str = "ayesha") -> bool | None:
    with shop.reading() as session:
        return consents_to(session, shop.ids[who], "marketing")


class TestWords:
    @pytest.mark.parametrize("text", ["STOP", "unsubscribe", "بند کر دیجئے", "Aise message nahi"])
    def test_they_stop_at_once_with_a_way_back(self, shop: Shop, text: str) -> None:
        in_app(shop)
        assert say(shop, text) == STOPPED and allowed(shop) is False
        assert say(shop, text) == ("utter_opted_out_already", [(OPT_OUT, "service")])

    def test_right_after_staff_spoke_a_bare_one_answers_them(self, sqlite_shop: Shop) -> None:
        in_app(sqlite_shop)
        says_staff(sqlite_shop)
        for text in ("bas", "rok dein", "بس"):
            assert say(sqlite_shop, text) is None
        assert allowed(sqlite_shop) is True

    @pytest.mark.parametrize("text", ["Stop", "اسٹاپ", "message mat bhejo", "No such messages"])
    def test_what_can_mean_nothing_else_counts_then_too(self, sqlite_shop: Shop, text: str) -> None:
        in_app(sqlite_shop)
        says_staff(sqlite_shop)
        assert say(sqlite_shop, text) == STOPPED

    def test_start_has_them_back(self, sqlite_shop: Shop) -> None:
        in_app(sqlite_shop)
        say(sqlite_shop, "STOP")
        assert say(sqlite_shop, "START") == ("utter_messages_back", []) and allowed(sqlite_shop) is True

    def test_what_says_more_is_the_persons_alone(self, sqlite_shop: Shop) -> None:
        in_app(sqlite_shop)
        assert say(sqlite_shop, "stop the rider please") is None and allowed(sqlite_shop) is True

    def test_whoever_nobody_knows_gets_nothing_there(self, sqlite_shop: Shop) -> None:
        in_app(sqlite_shop)
        with sqlite_shop.writing() as session:
            session.get_one(Conversation, "web-ayesha").proven_until = None
        assert say(sqlite_shop, "STOP") == ("utter_nothing_stopped_here", [])
        assert say(sqlite_shop, "unsubscribe", "guest") is None and allowed(sqlite_shop) is True


class TestButtons:
    def test_each_does_what_stands_on_it(self, shop: Shop) -> None:
        in_app(shop)
        assert press(shop, OPT_OUT, purpose="marketing") == STOPPED and allowed(shop) is False
        assert press(shop, OPT_OUT, purpose="service") == ("utter_service_stopped", [(OPT_IN, "back")])
        with shop.reading() as session:
            assert stops_service(session, shop.who("ayesha"))
        assert press(shop, OPT_OUT, purpose="service") == ("utter_service_stopped_already", [(OPT_IN, "back")])
        assert press(shop, OPT_IN, purpose="back") == ("utter_messages_back", []) and allowed(shop) is True
        assert press(shop, OPT_IN) == ("utter_opted_in_already", [])

    def test_to_begin_again_is_no_yes_to_what_was_never_allowed(self, sqlite_shop: Shop) -> None:
        in_app(sqlite_shop)
        with sqlite_shop.writing() as session:
            session.get_one(Conversation, "web-bilal").customer_id = sqlite_shop.ids["bilal"]
            session.get_one(Conversation, "web-bilal").proven_until = utc_now() + timedelta(days=1)
        press(sqlite_shop, OPT_OUT, "bilal", purpose="service")
        assert press(sqlite_shop, OPT_IN, "bilal", purpose="back") == ("utter_service_back", [(OPT_IN, None)])
        assert press(sqlite_shop, OPT_IN, "bilal") == ("utter_opted_in", []) and allowed(sqlite_shop, "bilal") is True

    def test_others_are_the_persons_alone(self, sqlite_shop: Shop) -> None:
        in_app(sqlite_shop)
        assert press(sqlite_shop, "order_status") is None


class TestOldButtons:
    def told(self, shop: Shop, title: str = "No such messages") -> str:
        """A button under what was told long ago; its id."""
        with shop.writing() as session:
            payload = {"intent": OPT_OUT, "entities": {"purpose": "marketing"}}
            line = write_down(session, "web-ayesha", Said("bot", "x", "en", [{"title": title, "payload": payload}]))
            session.execute(update(Button).values(shown_at=utc_now() - timedelta(days=8)))
            return str(line.extras["buttons"][0]["id"])

    def found(self, shop: Shop, button: str, title: str = "", who: str = "ayesha") -> tuple[str, object] | None:
        with shop.writing() as session:
            one = old_button_of_stopping(session, texts(), f"web-{who}", button, title)
            assert session.scalar(select(Button.id).where(Button.title == title)) is None
            return None if one is None else (one.intent, one.entities["purpose"])

    def test_the_words_in_the_transcript_count(self, shop: Shop) -> None:
        button = self.told(shop)
        assert self.found(shop, button) == (OPT_OUT, "messages")
        assert self.found(shop, button, who="bilal") is None and self.found(shop, "unknown") is None

    @pytest.mark.parametrize("title", ["No such messages", "Aise message nahi", "ایسے میسج نہیں"])
    def test_the_words_that_the_provider_tells_count(self, sqlite_shop: Shop, title: str) -> None:
        assert self.found(sqlite_shop, "elsewhere", title) == (OPT_OUT, "messages")

    def test_others_stay_gone(self, sqlite_shop: Shop) -> None:
        assert self.found(sqlite_shop, self.told(sqlite_shop, "See offers")) is None
        assert self.found(sqlite_shop, "elsewhere", "Yes") is None
