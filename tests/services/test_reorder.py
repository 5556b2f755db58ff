"""Ordering the same again: at today's prices, of what is there, within the limits."""

import pytest
from sqlalchemy import select, update

from hamrah.crm.catalogue import Branch, Product, Stock, Variant
from hamrah.crm.conversations import Interaction
from hamrah.crm.customers import Address
from hamrah.crm.offers import OfferRedemption
from hamrah.crm.orders import Order, OrderLine, OrderStatusChange
from hamrah.services.offers import named_code
from hamrah.services.order_numbers import next_order_number
from hamrah.services.policies import policies
from hamrah.services.refusal import Refusal
from hamrah.services.reorder import check_reorder, delivery_fee, reorder
from hamrah.services.stock import take_stock

from .offering import make_offer
from .world import Shop, place_order


def bought(shop: Shop, lines: dict[str, int], number: str = "1001", **columns: object) -> None:
    with shop.writing() as session:
        place_order(session, shop.ids["ayesha"], number, lines, **{"status": "delivered", **columns})


def again(shop: Shop, number: str = "1001") -> Order:
    with shop.writing() as session:
        return reorder(session, shop.who("ayesha"), number)


def test_an_offers_code_comes_off_the_new_order(shop: Shop) -> None:
    make_offer(shop, "HAIR10", 10, categories={"codes": ["shampoo"]})
    bought(shop, {"K-1-YM": 2, "H-1-1": 1})
    plain = again(shop)
    with shop.writing() as session:
        new = reorder(session, shop.who("ayesha"), "1001", "hair10")
    assert new.total_minor == plain.total_minor - 6500
    assert shop.count(OfferRedemption, OfferRedemption.order_id == new.id) == 1


def at_the_till(shop: Shop) -> None:
    bought(shop, {"H-1-1": 1}, touchpoint="branch", delivery_address=None, delivery_city=None)


def test_what_was_bought_at_the_till_goes_to_the_customers_own_address(shop: Shop) -> None:
    at_the_till(shop)
    with shop.writing() as session:
        for line, city, default in (
            ("Old house", "Karachi", False),
            ("5 Canal Road", "Lahore", True),
            ("Flat", "", False),
        ):
            values = {"customer_id": shop.ids["ayesha"], "label": "home", "line": line, "city": city}
            session.add(Address(is_default=default, **values))
    new = again(shop)
    assert (new.delivery_address, new.delivery_city) == ("5 Canal Road", "Lahore")
    assert new.shipping_minor == policies().delivery.same_city.fee_rupees * 100
    with shop.reading() as session:
        assert check_reorder(session, shop.who("ayesha"), "1001").address == "5 Canal Road"


def test_without_any_address_nothing_is_ordered(sqlite_shop: Shop) -> None:
    at_the_till(sqlite_shop)
    with pytest.raises(Refusal, match="utter_reorder_no_address"):
        again(sqlite_shop)
    assert sqlite_shop.count(Order) == 1


def test_with_a_code_that_does_not_hold_nothing_is_ordered(sqlite_shop: Shop) -> None:
    make_offer(sqlite_shop, "OVER", 10, start=9, end=1)
    bought(sqlite_shop, {"H-1-1": 1})
    with pytest.raises(Refusal, match="utter_offer_over"), sqlite_shop.writing() as session:
        reorder(session, sqlite_shop.who("ayesha"), "1001", "OVER")
    assert sqlite_shop.count(Order) == 1


def test_a_code_is_read_from_what_was_said(sqlite_shop: Shop) -> None:
    for code in ("HAIR10", "ALL-5"):
        make_offer(sqlite_shop, code, 10)
    with sqlite_shop.reading() as session:
        assert named_code(session, "again please, with hair10!") == "HAIR10"
        assert named_code(session, "HAIR10, no: all-5 لگا دیں") == "ALL-5"
        assert named_code(session, "again please, order 1042") is None


def set_stock(shop: Shop, variant: str, **pieces: int) -> None:
    with shop.writing() as session:
        found = session.scalars(select(Variant.id).where(Variant.sku == variant)).one()
        for code, quantity in pieces.items():
            branch = session.scalars(select(Branch.id).where(Branch.code == code)).one()
            here = (Stock.variant_id == found, Stock.branch_id == branch)
            session.execute(update(Stock).where(*here).values(quantity=quantity))


def test_the_same_is_ordered_to_the_same_address_paid_on_delivery(shop: Shop) -> None:
    bought(shop, {"K-1-YM": 2, "H-1-1": 1})
    new = again(shop)
    assert (new.status, new.touchpoint, new.payment_method) == ("placed", "chat", "cash_on_delivery")
    assert (new.delivery_address, new.delivery_city, new.currency) == ("12 Mall Road", "Lahore", "PKR")
    with shop.reading() as session:
        rows = session.execute(
            select(Variant.sku, OrderLine.quantity, OrderLine.unit_price_minor)
            .join(OrderLine)
            .where(OrderLine.order_id == new.id)
            .order_by(Variant.sku)
        ).all()
    assert [tuple(row) for row in rows] == [("H-1-1", 1, 65000), ("K-1-YM", 2, 349000)]
    assert (new.shipping_minor, new.total_minor) == (0, 763000)
    assert shop.stock("K-1-YM") == {"LHR": 1, "KHI": 1}
    assert shop.count(OrderStatusChange, OrderStatusChange.order_id == new.id) == 1
    assert shop.count(Interaction, Interaction.kind == "order_placed") == 1


def test_todays_prices_hold(sqlite_shop: Shop) -> None:
    bought(sqlite_shop, {"K-1-YM": 1})
    with sqlite_shop.writing() as session:
        session.execute(update(Variant).where(Variant.sku == "K-1-YM").values(price_minor=400000))
    assert again(sqlite_shop).total_minor == 400000 + 20000


def test_of_what_is_partly_sold_out_the_rest_is_ordered(sqlite_shop: Shop) -> None:
    bought(sqlite_shop, {"K-1-YM": 1, "K-1-GM": 1, "K-2-BL": 2})
    with sqlite_shop.reading() as session:
        wanted = check_reorder(session, sqlite_shop.who("ayesha"), "1001")
        assert [line.variant.sku for line in wanted.lines] == ["K-1-YM"]
        assert wanted.total_minor == 349000 + 20000
    assert len(again(sqlite_shop).lines) == 1


def test_what_is_sold_out_is_refused(sqlite_shop: Shop) -> None:
    bought(sqlite_shop, {"K-1-GM": 1})
    with pytest.raises(Refusal, match="utter_reorder_sold_out"):
        again(sqlite_shop)
    assert sqlite_shop.count(Order) == 1


@pytest.mark.parametrize("what", ["variant", "product"])
def test_what_the_shop_no_longer_sells_is_not_ordered(sqlite_shop: Shop, what: str) -> None:
    bought(sqlite_shop, {"K-1-YM": 1})
    with sqlite_shop.writing() as session:
        if what == "variant":
            session.execute(update(Variant).where(Variant.sku == "K-1-YM").values(active=False))
        else:
            session.execute(update(Product).where(Product.sku == "K-1").values(active=False))
    with pytest.raises(Refusal, match="utter_reorder_sold_out"):
        again(sqlite_shop)


def test_pieces_of_two_branches_together_are_enough(shop: Shop) -> None:
    """What the check promises the deed must hold: four pieces lie in the shop, three here and one there."""
    bought(shop, {"K-1-YM": 4})
    with shop.reading() as session:
        assert len(check_reorder(session, shop.who("ayesha"), "1001").lines) == 1
    again(shop)
    assert shop.stock("K-1-YM") == {"LHR": 0, "KHI": 0}


def test_pieces_come_from_the_branch_of_the_order_if_it_has_them(sqlite_shop: Shop) -> None:
    with sqlite_shop.reading() as session:
        karachi = session.scalars(select(Branch.id).where(Branch.code == "KHI")).one()
    bought(sqlite_shop, {"K-1-YM": 1}, branch_id=karachi)
    again(sqlite_shop)
    assert sqlite_shop.stock("K-1-YM") == {"LHR": 3, "KHI": 0}
    again(sqlite_shop)
    assert sqlite_shop.stock("K-1-YM") == {"LHR": 2, "KHI": 0}


def test_two_lines_of_the_same_are_counted_together(sqlite_shop: Shop) -> None:
    set_stock(sqlite_shop, "K-1-YM", LHR=1, KHI=0)
    with sqlite_shop.writing() as session:
        order = place_order(session, sqlite_shop.ids["ayesha"], "1001", {"K-1-YM": 1}, status="delivered")
        line = order.lines[0]
        order.lines.append(OrderLine(variant=line.variant, quantity=1, unit_price_minor=1))
    assert len(again(sqlite_shop).lines) == 1
    assert sqlite_shop.stock("K-1-YM") == {"LHR": 0, "KHI": 0}


@pytest.mark.parametrize(("watches", "allowed"), [(2, True), (3, False)])
def test_cash_on_delivery_has_its_limit(sqlite_shop: Shop, watches: int, allowed: bool) -> None:
    """Two watches are exactly Rs 50,000, delivered free."""
    bought(sqlite_shop, {"W-1-1": watches})
    if allowed:
        assert again(sqlite_shop).total_minor == 5_000_000
        return
    with pytest.raises(Refusal, match="utter_reorder_too_much"):
        again(sqlite_shop)
    assert sqlite_shop.count(Order) == 1
    assert sqlite_shop.stock("W-1-1") == {"LHR": 9}


@pytest.mark.parametrize(
    ("goods", "city", "fee"),
    [
        (500_000, "Lahore", 20_000),
        (500_001, "Lahore", 0),
        (500_000, "Quetta", 30_000),
        (500_001, "Quetta", 0),
        (0, None, 30_000),
    ],
)
def test_delivery_costs_less_where_there_is_a_branch_and_nothing_over_the_limit(
    sqlite_shop: Shop, goods: int, city: str | None, fee: int
) -> None:
    with sqlite_shop.reading() as session:
        assert delivery_fee(session, goods, city) == fee


def test_numbers_go_on_from_the_highest_of_the_shops_own(shop: Shop) -> None:
    with shop.reading() as session:
        assert next_order_number(session) == "1001"
    bought(shop, {"H-1-1": 1}, "1001")
    bought(shop, {"H-1-1": 1}, "1005")
    bought(shop, {"H-1-1": 1}, "581587", source="online-retail")
    bought(shop, {"H-1-1": 1}, "W2611340", source="tau-retail")
    assert [again(shop).number for _ in range(2)] == ["1006", "1007"]
    bought(shop, {"H-1-1": 1}, "9999")
    bought(shop, {"H-1-1": 1}, "10000")
    assert again(shop, "9999").number == "10001"


def test_somebody_elses_order_is_not_ordered_again(sqlite_shop: Shop) -> None:
    bought(sqlite_shop, {"H-1-1": 1})
    with pytest.raises(Refusal, match="utter_order_not_found"), sqlite_shop.writing() as session:
        reorder(session, sqlite_shop.who("bilal"), "1001")
    with pytest.raises(Refusal, match="utter_identify_first"), sqlite_shop.writing() as session:
        reorder(session, sqlite_shop.who("guest"), "1001")


def test_a_refusal_leaves_nothing_behind(sqlite_shop: Shop) -> None:
    """Somebody was quicker: the order's row stands already when the last piece turns out to be gone."""
    bought(sqlite_shop, {"H-1-1": 1, "K-2-BL": 1})
    before = sqlite_shop.stock("H-1-1")
    with pytest.raises(Refusal, match="utter_sold_out_meanwhile"), sqlite_shop.writing() as session:
        order = reorder(session, sqlite_shop.who("ayesha"), "1001")
        for line in order.lines:
            take_stock(session, line.variant_id, 1, None)
    assert (sqlite_shop.count(Order), sqlite_shop.stock("H-1-1")) == (1, before)
    assert sqlite_shop.count(Interaction) == sqlite_shop.count(OrderStatusChange) == 0
