"""What is told unasked about one's own orders and tickets: when, where, in which words, once, and when no more."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from hamrah.crm.base import utc_now
from hamrah.crm.channels import ChannelAccount, Delivery, ProactiveMessage
from hamrah.crm.conversations import Button, Conversation
from hamrah.crm.customers import Customer
from hamrah.crm.orders import Order, OrderStatusChange, Shipment
from hamrah.crm.tickets import TicketEvent
from hamrah.language.formatting import strip_isolates
from hamrah.services.opting import stop_service
from hamrah.services.ticket_desk import answer_ticket

from .desk import change, hire, member, ticket_of
from .telling import HOUR, be_known, fates, lines, link, messages, plan, tell
from .world import Shop, ago, place_order

SERVICE = ("order_delayed", "order_delivered", "ticket_answered")


@pytest.fixture
def noon() -> datetime:
    """Noon in Pakistan, today or tomorrow, after everything that was done."""
    today = utc_now().replace(hour=7, minute=0, second=0, microsecond=0)
    return today if today > utc_now() else today + timedelta(days=1)


def late_order(shop: Shop, number: str = "1001", who: str = "ayesha", hours_late: float = 2) -> int:
    """An order that should have come so many hours ago."""
    with shop.writing() as session:
        return place_order(
            session, shop.ids[who], number, {"H-1-1": 1}, status="shipped", expected=ago(hours_late / 24)
        ).id


def deliver(shop: Shop, order_id: int) -> None:
    """Let a parcel arrive now."""
    with shop.writing() as session:
        order = session.get_one(Order, order_id)
        order.status, order.shipments[-1].delivered_at = "delivered", utc_now()
        session.add(OrderStatusChange(order_id=order_id, status="delivered", at=utc_now(), actor="system"))


def promise(shop: Shop, order_id: int, at: datetime) -> None:
    """Promise another day."""
    with shop.writing() as session:
        session.query(Shipment).filter(Shipment.order_id == order_id).update({"expected_at": at})


class TestOrders:
    def test_a_late_order_is_told_once_with_a_way_to_have_it_looked_into(self, shop: Shop, noon: datetime) -> None:
        be_known(shop)
        late_order(shop)
        assert plan(shop) == 1 and plan(shop) == 0
        assert tell(shop, noon) == 1 and tell(shop, noon + HOUR) == 0
        (line,) = lines(shop)
        assert line.author == "bot" and "1001" in line.text and line.extras["key"] == "utter_message_order_delayed"
        assert line.extras["values"]["number"] == "1001"
        with shop.reading() as session:
            meant = {(one.intent, one.entities.get("order_number")) for one in session.scalars(select(Button))}
        assert meant == {("report_issue", "1001"), ("opt_out_marketing", None)}
        (row,) = messages(shop)
        assert (row.status, row.channel, row.message_id, row.sent_at) == ("sent", "web", line.id, noon)

    def test_a_new_promise_that_is_broken_too_is_told_again(self, shop: Shop, noon: datetime) -> None:
        be_known(shop)
        order = late_order(shop)
        assert plan(shop) == 1 and tell(shop, noon) == 1
        promise(shop, order, noon + 24 * HOUR)
        assert plan(shop, noon + 20 * HOUR) == 0
        assert plan(shop, noon + 25 * HOUR) == 1 and plan(shop, noon + 25 * HOUR) == 0
        assert tell(shop, noon + 26 * HOUR) == 1

    @pytest.mark.parametrize("why", ["order_delivered", "order_cancelled", "new_promise"])
    def test_what_is_no_longer_so_is_not_told(self, sqlite_shop: Shop, noon: datetime, why: str) -> None:
        be_known(sqlite_shop)
        order = late_order(sqlite_shop)
        plan(sqlite_shop, names=["order_delayed"])
        if why == "order_delivered":
            deliver(sqlite_shop, order)
        elif why == "new_promise":
            promise(sqlite_shop, order, noon + 48 * HOUR)
        else:
            with sqlite_shop.writing() as session:
                session.get_one(Order, order).status = "cancelled"
        assert tell(sqlite_shop, noon) == 0 and lines(sqlite_shop) == []
        assert fates(sqlite_shop) == [("order_delayed", "dropped", why)]

    def test_a_delivery_is_told_and_what_was_taken_home_is_not(self, shop: Shop, noon: datetime) -> None:
        be_known(shop)
        deliver(shop, late_order(shop))
        with shop.writing() as session:
            till = place_order(
                session, shop.ids["ayesha"], "B-1", {"H-1-1": 1}, status="delivered", touchpoint="branch"
            )
            session.add(OrderStatusChange(order_id=till.id, status="delivered", at=utc_now(), actor="system"))
        assert plan(shop) == 1 and plan(shop) == 0
        assert tell(shop, noon) == 1
        assert [one.extras["key"] for one in lines(shop)] == ["utter_message_order_delivered"]

    def test_what_happened_long_ago_is_no_news(self, sqlite_shop: Shop) -> None:
        be_known(sqlite_shop)
        late_order(sqlite_shop, hours_late=24 * 4)
        assert plan(sqlite_shop) == 0

    def test_others_orders_and_guests_orders_are_told_to_nobody_else(self, sqlite_shop: Shop, noon: datetime) -> None:
        be_known(sqlite_shop)
        be_known(sqlite_shop, "bilal")
        order = late_order(sqlite_shop)
        with sqlite_shop.writing() as session:
            place_order(session, None, "G-1", {"H-1-1": 1}, status="shipped", expected=ago(0.1))
        assert plan(sqlite_shop) == 1
        with sqlite_shop.writing() as session:
            session.get_one(Order, order).customer_id = sqlite_shop.ids["bilal"]
        assert tell(sqlite_shop, noon) == 0
        assert fates(sqlite_shop) == [("order_delayed", "dropped", "gone")]


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
