"""What tills and apps tell becomes part of the customer's one history, once, whole or not at all."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from hamrah.crm.base import utc_now
from hamrah.crm.conversations import BrowsingEvent, Interaction
from hamrah.crm.customers import Customer
from hamrah.crm.offers import Offer
from hamrah.crm.orders import Order, OrderLine, OrderStatusChange
from hamrah.crm.recommendations import RecommendationOutcome
from hamrah.crm.touchpoints import TouchpointEvent
from hamrah.services.loyalty import loyalty_balance
from hamrah.services.order_numbers import next_order_number
from hamrah.services.orders import find_order
from hamrah.services.policies import policies
from hamrah.services.touchpoints import UnusableEvent, purchase_total, read_event, take_event

from .offering import add_points, make_offer
from .suggesting import fitted, skus, suggest
from .world import Shop

TABLES = (Order, OrderLine, OrderStatusChange, Interaction, BrowsingEvent, RecommendationOutcome, TouchpointEvent)


def sale(**changes: Any) -> dict[str, Any]:
    """Ayesha buys a watch and two bottles at the till in Lahore; `None` leaves a field out."""
    event = {
        "id": "LHR-1-778",
        "kind": "purchase",
        "at": utc_now().isoformat(),
        "touchpoint": "branch",
        "branch": "LHR",
        "number": "R-778",
        "customer": "ayesha",
        "currency": "PKR",
        "payment": "cash",
        "lines": [
            {"sku": "W-1-1", "quantity": 1, "unit_price_minor": 2400000},
            {"sku": "H-1-1", "quantity": 2, "unit_price_minor": 65000},
        ],
        **changes,
    }
    return {name: value for name, value in event.items() if value is not None}


def visit(**changes: Any) -> dict[str, Any]:
    event = {"id": "app-1", "kind": "view", "at": utc_now().isoformat(), "touchpoint": "app"}
    return {**event, "customer": "ayesha@example.com", "sku": "K-3", **changes}


def send(shop: Shop, event: dict[str, Any], sender: str = "till-lhr") -> bool:
    with shop.writing() as session:
        return take_event(session, sender, read_event(json.dumps(event).encode()))


class TestPurchase:
    def test_a_sale_at_the_till_is_an_order_of_the_customers(self, shop: Shop) -> None:
        assert send(shop, sale())
        with shop.reading() as session:
            order = find_order(session, shop.who("ayesha"), "R-778")
            assert (order.touchpoint, order.status, order.total_minor) == ("branch", "delivered", 2530000)
            assert [(line.variant.sku, line.quantity) for line in order.lines] == [("W-1-1", 1), ("H-1-1", 2)]
            assert session.scalars(select(OrderStatusChange.status)).all() == ["delivered"]
            noted = session.scalars(select(Interaction)).one()
            assert (noted.kind, noted.touchpoint, noted.subject_id) == ("order_placed", "branch", str(order.id))
        assert shop.stock("W-1-1") == {"LHR": 8}
        assert shop.stock("H-1-1") == {"LHR": 88, "KHI": 90}

    def test_its_number_is_kept_as_people_are_heard(self, shop: Shop) -> None:
        told = sale(number="lhr #778")
        send(shop, told)
        with shop.reading() as session:
            assert find_order(session, shop.who("ayesha"), "LHR 778").number == "LHR778"
            assert purchase_total(session, "till-lhr", read_event(json.dumps(told).encode())) == 2530000

    def test_the_next_suggestion_in_chat_knows_of_it(self, shop: Shop) -> None:
        assert "W-1" in skus(suggest(fitted(shop), "ayesha", limit=20))
        send(shop, sale())
        found = suggest(shop, "ayesha", limit=20)
        assert "W-1" not in skus(found)
        assert (found[0].product.sku, found[0].reason.kind) == ("P-1", "bought")

    def test_it_is_tied_to_the_suggestion_that_led_to_it(self, shop: Shop) -> None:
        assert "W-1" in skus(suggest(fitted(shop), "ayesha", limit=20))
        send(shop, sale())
        with shop.reading() as session:
            outcomes = session.scalars(select(RecommendationOutcome)).all()
            assert [(one.kind, one.touchpoint) for one in outcomes] == [("bought", "branch")] * 2

    def test_a_second_delivery_changes_nothing(self, shop: Shop) -> None:
        assert send(shop, sale())
        before = {table: shop.count(table) for table in TABLES}
        assert not send(shop, sale())
        assert {table: shop.count(table) for table in TABLES} == before
        assert shop.stock("W-1-1") == {"LHR": 8}

    def test_the_same_id_of_another_till_is_another_event(self, sqlite_shop: Shop) -> None:
        assert send(sqlite_shop, sale())
        assert send(sqlite_shop, sale(), "till-khi")
        assert sqlite_shop.count(Order) == 2

    def test_a_stranger_may_buy_too(self, sqlite_shop: Shop) -> None:
        assert send(sqlite_shop, sale(customer=None))
        with sqlite_shop.reading() as session:
            assert session.scalars(select(Order)).one().customer_id is None

    def test_more_may_be_sold_than_was_counted(self, sqlite_shop: Shop) -> None:
        """Of K-1 in yellow and large none was counted in Lahore; what lies in Karachi is not touched."""
        lines = [{"sku": "K-1-YM", "quantity": 9, "unit_price_minor": 1}]
        assert send(sqlite_shop, sale(lines=lines))
        assert sqlite_shop.stock("K-1-YM") == {"LHR": 0, "KHI": 1}

    def test_an_order_of_the_app_is_taken_from_where_most_lies(self, sqlite_shop: Shop) -> None:
        lines = [{"sku": "K-1-YM", "quantity": 1, "unit_price_minor": 1}] * 2
        assert send(sqlite_shop, sale(lines=lines, touchpoint="app", branch=None))
        assert sqlite_shop.stock("K-1-YM") == {"LHR": 1, "KHI": 1}
        with sqlite_shop.reading() as session:
            assert session.scalars(select(Order.status)).all() == ["placed"]

    def test_receipts_do_not_disturb_the_shops_own_numbers(self, shop: Shop) -> None:
        """A receipt may be a number too, or not: the next order placed in chat is numbered as if it were not there."""
        with shop.reading() as session:
            before = next_order_number(session)
        send(shop, sale(number="98765"))
        send(shop, sale(number="R-77", id="2"))
        with shop.reading() as session:
            assert next_order_number(session) == before


class TestWhatComesOff:
    def test_an_offer_and_points_come_off_the_sale(self, shop: Shop) -> None:
        make_offer(shop, "TEN", 10, budget_minor=10**6)
        add_points(shop, 500)
        assert send(shop, sale(offer="TEN", points=300))
        with shop.reading() as session:
            off = 253000 + 300 * policies().loyalty.rupees_worth_per_point * 100
            event = read_event(json.dumps(sale(offer="TEN", points=300)).encode())
            assert purchase_total(session, "till-lhr", event) == 2530000 - off
            assert session.scalars(select(Offer.spent_minor)).all() == [253000]
            assert loyalty_balance(session, shop.who("ayesha")).points == 200

    @pytest.mark.parametrize(
        ("changes", "reason", "where"),
        [
            ({"offer": "NONE"}, "offer_unknown", "offer"),
            ({"offer": "TEN", "points": 501}, "points_too_few", "points"),
            ({"points": 1, "customer": None}, "points_too_few", "points"),
            ({"points": 0}, "malformed", "purchase.points"),
        ],
        ids=["offer", "points", "stranger", "none"],
    )
    def test_what_is_refused_keeps_nothing_of_the_sale(
        self, shop: Shop, changes: dict[str, Any], reason: str, where: str
    ) -> None:
        make_offer(shop, "TEN", 10, budget_minor=10**6)
        add_points(shop, 500)
        with pytest.raises(UnusableEvent) as refused:
            send(shop, sale(**changes))
        assert (refused.value.reason, refused.value.where) == (reason, where)
        with shop.reading() as session:
            assert [session.scalar(select(func.count()).select_from(table)) for table in TABLES] == [0] * len(TABLES)
            assert session.scalars(select(Offer.spent_minor)).all() == [0]
            assert loyalty_balance(session, shop.who("ayesha")).points == 500


class TestVisits:
    @pytest.mark.parametrize(("kind", "outcome"), [("view", "viewed"), ("cart", "carted")])
    def test_a_visit_in_the_app_is_kept_and_tied(self, shop: Shop, kind: str, outcome: str) -> None:
        assert "K-3" in skus(suggest(fitted(shop), "ayesha"))
        at = utc_now() - timedelta(minutes=2)
        assert send(shop, visit(kind=kind, at=at.isoformat()))
        assert not send(shop, visit(kind=kind, at=at.isoformat()))
        with shop.reading() as session:
            row = session.scalars(select(BrowsingEvent)).one()
            assert (row.customer_id, row.kind, row.touchpoint, row.at) == (shop.ids["ayesha"], kind, "app", at)
            tied = session.scalars(select(RecommendationOutcome)).one()
            assert (tied.kind, tied.touchpoint) == (outcome, "app")

    def test_it_moves_the_next_suggestion_in_chat(self, sqlite_shop: Shop) -> None:
        assert skus(suggest(fitted(sqlite_shop), "ayesha"))[0] == "K-3"
        send(sqlite_shop, visit(sku="W-1"))
        assert skus(suggest(sqlite_shop, "ayesha"))[0] == "P-1"


class TestRefused:
    @pytest.mark.parametrize(
        ("event", "reason", "where"),
        [
            (sale(customer="nobody"), "unknown_customer", "customer"),
            (sale(branch="QTA"), "unknown_branch", "branch"),
            (sale(branch=None), "unknown_branch", "branch"),
            (sale(lines=[{"sku": "Z-9", "quantity": 1, "unit_price_minor": 1}]), "unknown_sku", "lines.0.sku"),
            (sale(currency="USD"), "other_currency", "currency"),
            (visit(customer="nobody@example.com"), "unknown_customer", "customer"),
            (visit(sku="Z-9"), "unknown_sku", "sku"),
            (visit(sku="X-1"), "unknown_sku", "sku"),
        ],
    )
    def test_what_is_unknown_is_named_and_nothing_is_written(
        self, shop: Shop, event: dict[str, Any], reason: str, where: str
    ) -> None:
        with pytest.raises(UnusableEvent) as refused:
            send(shop, event)
        assert (refused.value.reason, refused.value.where) == (reason, where)
        assert {table: shop.count(table) for table in TABLES} == dict.fromkeys(TABLES, 0)
        assert shop.stock("W-1-1") == {"LHR": 9}

    def test_a_refused_event_may_come_again_once_it_can_be_taken(self, sqlite_shop: Shop) -> None:
        with pytest.raises(UnusableEvent):
            send(sqlite_shop, sale(customer="zoya"))
        with sqlite_shop.writing() as session:
            session.execute(update(Customer).where(Customer.external_ref == "sana").values(external_ref="zoya"))
        assert send(sqlite_shop, sale(customer="zoya"))

    def test_a_receipts_number_counts_once_whatever_the_events_id(self, shop: Shop) -> None:
        send(shop, sale())
        with pytest.raises(UnusableEvent, match="number_known"):
            send(shop, sale(id="LHR-1-779"))
        assert shop.count(Order) == shop.count(TouchpointEvent) == 1

    @pytest.mark.parametrize(
        ("event", "where"),
        [
            (sale(lines=[]), "purchase.lines"),
            (sale(lines=[{"sku": "W-1-1", "quantity": 0, "unit_price_minor": 1}]), "purchase.lines.0.quantity"),
            (sale(lines=[{"sku": "W-1-1", "quantity": "1", "unit_price_minor": 1}]), "purchase.lines.0.quantity"),
            (sale(at="2026-11-26T10:00:00"), "purchase.at"),
            (sale(at=(utc_now() + timedelta(days=30)).isoformat()), "at"),
            (sale(at="0001-01-01T00:00:00+05:00"), "at"),
            (sale(touchpoint="chat"), "purchase.touchpoint"),
            (sale(discount=5), "purchase.discount"),
            (sale(customer="a\x00b"), "purchase.customer"),
            (sale(id="x" * 41), "purchase.id"),
            (visit(kind="wish"), ""),
            (visit(customer=None), "view.customer"),
        ],
    )
    def test_a_malformed_event_names_the_field_and_not_its_value(self, event: dict[str, Any], where: str) -> None:
        with pytest.raises(UnusableEvent) as refused:
            read_event(json.dumps(event).encode())
        assert (refused.value.reason, refused.value.where) == ("malformed", where)
        assert str(refused.value) == "malformed"

    @pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{", b"\xff", b'{"kind": "view", "sku": "\\ud800"}'])
    def test_what_is_no_event_at_all(self, body: bytes) -> None:
        with pytest.raises(UnusableEvent, match="malformed"):
            read_event(body)
