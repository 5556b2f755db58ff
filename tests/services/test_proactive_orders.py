"""What of an order is told unasked, and once: that it is late or has arrived, while it is so."""

from datetime import datetime

import pytest
from sqlalchemy import select

from hamrah.crm.base import utc_now
from hamrah.crm.conversations import Button
from hamrah.crm.orders import Order, OrderStatusChange, Shipment

from .telling import HOUR, be_known, fates, late_order, lines, messages, noon, plan, tell
from .world import Shop, ago, place_order

__all__ = ["noon"]


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

    def test_of_two_parcels_the_one_that_has_not_arrived_may_be_late(self, shop: Shop, noon: datetime) -> None:
        be_known(shop)
        order = late_order(shop)
        self.add_parcel(shop, order, expected=ago(1), delivered=ago(1))
        assert plan(shop) == 1 and plan(shop) == 0
        assert tell(shop, noon) == 1
        assert "1001" in lines(shop)[0].text

    def test_nobody_is_told_of_it_while_another_parcel_is_promised_or_once_all_are_there(
        self, sqlite_shop: Shop, noon: datetime
    ) -> None:
        be_known(sqlite_shop)
        late, again = late_order(sqlite_shop), late_order(sqlite_shop, "1002")
        self.add_parcel(sqlite_shop, late, expected=noon + 48 * HOUR)
        assert plan(sqlite_shop) == 1
        self.add_parcel(sqlite_shop, again, expected=ago(3), delivered=ago(2))
        with sqlite_shop.writing() as session:
            session.query(Shipment).filter(Shipment.order_id == again).update({"delivered_at": utc_now()})
        assert plan(sqlite_shop) == 0 and tell(sqlite_shop, noon) == 0
        assert fates(sqlite_shop) == [("order_delayed", "dropped", "order_delivered")]

    def add_parcel(self, shop: Shop, order_id: int, expected: datetime, delivered: datetime | None = None) -> None:
        with shop.writing() as session:
            parcel = {"carrier": "TCS", "shipped_at": ago(4), "expected_at": expected, "delivered_at": delivered}
            session.add(Shipment(order_id=order_id, **parcel))

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
