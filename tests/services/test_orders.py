"""Looking at one's own orders."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from hamrah.crm.base import utc_now
from hamrah.crm.conversations import Interaction
from hamrah.crm.orders import Refund
from hamrah.services.order_changes import open_refund
from hamrah.services.orders import clean_number, find_order, list_orders, list_refunds, track_orders
from hamrah.services.refusal import Refusal

from .world import Shop, ago, place_order

STATUSES = ("placed", "confirmed", "packed", "shipped", "delivered", "cancelled", "returned")


@pytest.fixture
def with_orders() -> Callable[[Shop], Shop]:
    """One order of Ayesha's in each status, 1001 the oldest (70 days) to 1007 (10 days), and one of Bilal's."""

    def place(shop: Shop) -> Shop:
        with shop.writing() as session:
            for place, status in enumerate(STATUSES):
                number, days = str(1001 + place), 70 - 10 * place
                place_order(session, shop.ids["ayesha"], number, {"K-1-YM": 1}, status=status, days_ago=days)
            place_order(session, shop.ids["bilal"], "2001", {"S-1-42": 1}, days_ago=1)
        return shop

    return place


def refusal_of(shop: Shop, name: str, number: str | None) -> Refusal:
    with shop.writing() as session, pytest.raises(Refusal) as refused:
        track_orders(session, shop.who(name), number, utc_now())
    return refused.value


def test_a_customer_sees_only_their_own_orders_newest_first(shop: Shop, with_orders: Callable[[Shop], Shop]) -> None:
    with with_orders(shop).reading() as session:
        numbers = [order.number for order in list_orders(session, shop.who("ayesha"), limit=20)]
        assert numbers == ["1007", "1006", "1005", "1004", "1003", "1002", "1001"]
        assert [order.number for order in list_orders(session, shop.who("bilal"))] == ["2001"]
        assert list_orders(session, shop.who("sana")) == []


def test_a_guest_must_identify(sqlite_shop: Shop, with_orders: Callable[[Shop], Shop]) -> None:
    with with_orders(sqlite_shop).reading() as session:
        for use in (list_orders, list_refunds):
            with pytest.raises(Refusal) as refused:
                use(session, sqlite_shop.who("guest"))
            assert refused.value.key == "utter_identify_first"
    assert refusal_of(sqlite_shop, "guest", "2001").key == "utter_identify_first"


def test_somebody_elses_number_is_refused_like_an_unknown_one(
    sqlite_shop: Shop, with_orders: Callable[[Shop], Shop]
) -> None:
    shop = with_orders(sqlite_shop)
    other, unknown = refusal_of(shop, "ayesha", "2001"), refusal_of(shop, "ayesha", "9999")
    assert other.key == unknown.key == "utter_order_not_found"
    assert (other.values, unknown.values) == ({"number": "2001"}, {"number": "9999"})


@pytest.mark.parametrize("said", ["1005", "#1005", " #1005 ", "# 1005"])
def test_a_number_is_found_however_it_is_written(
    sqlite_shop: Shop, with_orders: Callable[[Shop], Shop], said: str
) -> None:
    with with_orders(sqlite_shop).reading() as session:
        assert find_order(session, sqlite_shop.who("ayesha"), said).status == "delivered"


def test_letters_of_a_number_are_kept_in_capitals() -> None:
    assert clean_number("#w2611 340") == "W2611340"


def test_without_a_number_all_on_their_way_are_told_nearest_first(
    shop: Shop, with_orders: Callable[[Shop], Shop]
) -> None:
    """Delivered and cancelled ones are newer here, but who asks "where is my order" waits for one."""
    with with_orders(shop).writing() as session:
        states = track_orders(session, shop.who("ayesha"), None, utc_now())
        assert [state.order.status for state in states] == ["shipped", "packed", "confirmed"]


def test_with_nothing_on_its_way_the_newest_is_told(sqlite_shop: Shop) -> None:
    with sqlite_shop.writing() as session:
        place_order(session, sqlite_shop.ids["sana"], "1001", {"H-1-1": 1}, status="delivered", days_ago=9)
        place_order(session, sqlite_shop.ids["sana"], "1002", {"H-1-1": 1}, status="cancelled", days_ago=3)
        states = track_orders(session, sqlite_shop.who("sana"), None, utc_now())
        assert [state.order.number for state in states] == ["1002"]


def test_without_orders_there_is_nothing_to_track(sqlite_shop: Shop) -> None:
    assert refusal_of(sqlite_shop, "sana", None).key == "utter_no_orders"


def test_tracking_stands_in_the_timeline(sqlite_shop: Shop, with_orders: Callable[[Shop], Shop]) -> None:
    with with_orders(sqlite_shop).writing() as session:
        (state,) = track_orders(session, sqlite_shop.who("ayesha"), "1003", utc_now())
    mine = (Interaction.kind == "order_status_asked", Interaction.subject_id == str(state.order.id))
    assert sqlite_shop.count(Interaction, *mine) == 1


@pytest.mark.parametrize(
    ("status", "expected_in_days", "late"),
    [("shipped", -1, True), ("packed", -1, True), ("shipped", 1, False), ("delivered", -1, False)],
)
def test_late_is_what_should_have_come_and_has_not(
    sqlite_shop: Shop, status: str, expected_in_days: float, late: bool
) -> None:
    with sqlite_shop.writing() as session:
        expected = ago(-expected_in_days)
        ayesha = sqlite_shop.ids["ayesha"]
        place_order(session, ayesha, "1001", {"H-1-1": 1}, status=status, expected=expected)
    with sqlite_shop.writing() as session:
        (state,) = track_orders(session, sqlite_shop.who("ayesha"), "1001", utc_now())
    assert state.late is late
    assert state.shipment is not None and state.shipment.carrier == "TCS"


def test_an_order_without_a_shipment_is_not_late(sqlite_shop: Shop, with_orders: Callable[[Shop], Shop]) -> None:
    with with_orders(sqlite_shop).writing() as session:
        (state,) = track_orders(session, sqlite_shop.who("ayesha"), "1001", utc_now())
    assert (state.shipment, state.late) == (None, False)


def test_history_of_a_period_is_half_open(shop: Shop, with_orders: Callable[[Shop], Shop]) -> None:
    with with_orders(shop).reading() as session:
        ayesha = shop.who("ayesha")
        thirty, fifty = (find_order(session, ayesha, number).placed_at for number in ("1005", "1003"))
        found = [order.number for order in list_orders(session, ayesha, period=(fifty, thirty))]
        assert found == ["1004", "1003"]
        assert list_orders(session, ayesha, period=(utc_now(), utc_now() + timedelta(days=1))) == []


def test_history_of_statuses(sqlite_shop: Shop, with_orders: Callable[[Shop], Shop]) -> None:
    with with_orders(sqlite_shop).reading() as session:
        found = list_orders(session, sqlite_shop.who("ayesha"), statuses=("delivered", "packed"))
        assert [order.number for order in found] == ["1005", "1003"]


def test_refunds_are_ones_own_newest_first_and_by_order(shop: Shop, with_orders: Callable[[Shop], Shop]) -> None:
    with with_orders(shop).writing() as session:
        for name, number, amount in (("ayesha", "1006", 100), ("ayesha", "1005", 200), ("bilal", "2001", 300)):
            open_refund(session, find_order(session, shop.who(name), number), amount)
    with shop.reading() as session:
        found = [(refund.amount_minor, order.number) for refund, order in list_refunds(session, shop.who("ayesha"))]
        assert found == [(200, "1005"), (100, "1006")]
        assert [refund.amount_minor for refund, _ in list_refunds(session, shop.who("ayesha"), "1006")] == [100]
        assert list_refunds(session, shop.who("ayesha"), "1001") == []
        with pytest.raises(Refusal, match="utter_order_not_found"):
            list_refunds(session, shop.who("ayesha"), "2001")
    assert shop.count(Refund) == 3
