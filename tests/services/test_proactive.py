"""What is told unasked about one's own orders: when, where, in which words, and when no more."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from hamrah.crm.base import utc_now
from hamrah.crm.channels import ChannelAccount, Delivery, ProactiveMessage
from hamrah.crm.conversations import Conversation
from hamrah.crm.customers import ContactPoint, Customer
from hamrah.language.formatting import strip_isolates
from hamrah.services.opting import stop_service

from .linked import AYESHAS, drop_phone, expected, write
from .telling import HOUR, be_known, fates, late_order, lines, link, messages, noon, plan, tell
from .world import Shop, place_order

__all__ = ["noon"]


class TestWhenAndWhere:
    def test_nobody_is_told_at_night(self, shop: Shop, noon: datetime) -> None:
        be_known(shop)
        late_order(shop)
        plan(shop)
        assert tell(shop, noon + 11 * HOUR) == 0
        assert tell(shop, noon + 22 * HOUR) == 1

    def test_what_falls_due_at_night_is_due_in_the_morning(self, sqlite_shop: Shop, noon: datetime) -> None:
        midnight = noon + 12 * HOUR
        with sqlite_shop.writing() as session:
            expected = {"status": "shipped", "expected": midnight - HOUR}
            place_order(session, sqlite_shop.ids["ayesha"], "1001", {"H-1-1": 1}, **expected)
        plan(sqlite_shop, midnight)
        assert messages(sqlite_shop)[0].due_at == noon + 22 * HOUR

    def test_nobody_is_talked_into_nor_told_while_a_person_has_the_conversation(
        self, sqlite_shop: Shop, noon: datetime
    ) -> None:
        be_known(sqlite_shop)
        late_order(sqlite_shop)
        plan(sqlite_shop)
        with sqlite_shop.writing() as session:
            session.get_one(Conversation, "web-ayesha").seen_at = noon - timedelta(minutes=9)
        assert tell(sqlite_shop, noon) == 0
        with sqlite_shop.writing() as session:
            session.get_one(Conversation, "web-ayesha").held_by = "person"
        assert tell(sqlite_shop, noon + HOUR) == 0
        with sqlite_shop.writing() as session:
            session.get_one(Conversation, "web-ayesha").held_by = "bot"
        assert tell(sqlite_shop, noon + HOUR) == 1

    def test_whoever_cannot_be_reached_holds_nobody_up_and_is_given_up_in_time(
        self, shop: Shop, noon: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("hamrah.services.proactive_sending.AT_ONCE", 1)
        late_order(shop, "1001", "bilal", hours_late=5)
        late_order(shop, "1002", hours_late=2)
        be_known(shop)
        assert plan(shop) == 2 and tell(shop, noon) == 1
        assert [one.customer_id for one in messages(shop) if one.status == "sent"] == [shop.ids["ayesha"]]
        tell(shop, noon + 72 * HOUR)
        assert ("order_delayed", "dropped", "too_late") in fates(shop)

    def test_it_goes_to_the_app_that_is_linked_by_the_words_that_a_provider_has_approved(
        self, shop: Shop, noon: datetime
    ) -> None:
        account = link(shop)
        late_order(shop)
        plan(shop)
        assert tell(shop, noon) == 1
        with shop.reading() as session:
            (delivery,) = session.scalars(select(Delivery))
            assert delivery.account_id == account and delivery.message_id == lines(shop)[0].id
        assert messages(shop)[0].channel == "whatsapp"
        assert lines(shop)[0].extras["key"] == "utter_message_order_delayed"

    def test_not_to_an_app_whose_number_is_anothers_now(self, sqlite_shop: Shop, noon: datetime) -> None:
        write(sqlite_shop, "1", AYESHAS)
        drop_phone(sqlite_shop, "ayesha", AYESHAS)
        with sqlite_shop.writing() as session:
            session.add(ContactPoint(customer_id=sqlite_shop.ids["bilal"], kind="phone", value=AYESHAS))
            session.get_one(Conversation, expected(sqlite_shop, "ayesha")).seen_at = utc_now() - 24 * HOUR
        late_order(sqlite_shop)
        plan(sqlite_shop)
        assert tell(sqlite_shop, noon) == 0 and sqlite_shop.count(Delivery) == 0

    def test_whoever_blocked_us_there_is_not_told(self, sqlite_shop: Shop, noon: datetime) -> None:
        account = link(sqlite_shop)
        with sqlite_shop.writing() as session:
            session.get_one(ChannelAccount, account).silenced_at = utc_now()
        late_order(sqlite_shop)
        plan(sqlite_shop)
        assert tell(sqlite_shop, noon) == 0 and lines(sqlite_shop) == []

    @pytest.mark.parametrize(
        ("pinned", "on_file", "spoken", "told"),
        [
            ("ur", "en", "en", "ur"),
            (None, "ur-Latn", "en", "ur-Latn"),
            (None, None, "ur", "ur"),
            (None, "fr", None, "en"),
        ],
    )
    def test_in_the_language_pinned_else_on_file_else_spoken(
        self,
        sqlite_shop: Shop,
        noon: datetime,
        pinned: str | None,
        on_file: str | None,
        spoken: str | None,
        told: str,
    ) -> None:
        be_known(sqlite_shop)
        with sqlite_shop.writing() as session:
            row = session.get_one(Conversation, "web-ayesha")
            row.pinned_language, row.language = pinned, spoken
            session.get_one(Customer, sqlite_shop.ids["ayesha"]).language = on_file
        late_order(sqlite_shop)
        plan(sqlite_shop)
        assert tell(sqlite_shop, noon) == 1 and lines(sqlite_shop)[0].language == told

    def test_urdu_keeps_numbers_apart_and_holds_no_braces(self, sqlite_shop: Shop, noon: datetime) -> None:
        be_known(sqlite_shop)
        with sqlite_shop.writing() as session:
            session.get_one(Conversation, "web-ayesha").pinned_language = "ur"
        late_order(sqlite_shop)
        plan(sqlite_shop)
        tell(sqlite_shop, noon)
        text = lines(sqlite_shop)[0].text
        assert "\u20681001\u2069" in text and "{" not in strip_isolates(text) and "آرڈر" in text


class TestWhetherAtAll:
    def test_whoever_had_it_stopped_is_not_told_of_their_own_orders_either(self, shop: Shop, noon: datetime) -> None:
        be_known(shop)
        late_order(shop)
        plan(shop)
        with shop.writing() as session:
            assert stop_service(session, shop.who("ayesha"))
        assert tell(shop, noon) == 0
        assert fates(shop) == [("order_delayed", "dropped", "opted_out")]

    def test_the_cap_of_a_kind_holds_within_one_run_and_over_several(self, sqlite_shop: Shop, noon: datetime) -> None:
        be_known(sqlite_shop)
        for number in ("1", "2", "3"):
            late_order(sqlite_shop, number)
        plan(sqlite_shop)
        assert tell(sqlite_shop, noon) == 2
        assert [why for _, _, why in fates(sqlite_shop)] == [None, None, "cap"]
        late_order(sqlite_shop, "4")
        plan(sqlite_shop)
        assert tell(sqlite_shop, noon + HOUR) == 0

    def test_whoever_was_erased_is_told_nothing(self, sqlite_shop: Shop, noon: datetime) -> None:
        be_known(sqlite_shop)
        late_order(sqlite_shop)
        plan(sqlite_shop)
        with sqlite_shop.writing() as session:
            session.get_one(Customer, sqlite_shop.ids["ayesha"]).erased_at = utc_now()
        assert tell(sqlite_shop, noon) == 0
        assert fates(sqlite_shop) == [("order_delayed", "dropped", "erased")]

    def test_a_kind_that_the_shop_took_out_of_its_rules_is_told_no_more(
        self, sqlite_shop: Shop, noon: datetime
    ) -> None:
        be_known(sqlite_shop)
        with sqlite_shop.writing() as session:
            about = {"subject_type": "order", "subject_id": "1", "status": "planned"}
            due = {"planned_at": utc_now(), "due_at": utc_now()}
            session.add(ProactiveMessage(kind="birthday", customer_id=sqlite_shop.ids["ayesha"], **about, **due))
        assert tell(sqlite_shop, noon) == 0
        assert fates(sqlite_shop) == [("birthday", "dropped", "kind_gone")]
