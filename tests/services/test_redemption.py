"""Redeeming: what is taken off, from whom it is refused, and what comes back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from hamrah.crm.catalogue import Branch
from hamrah.crm.offers import CONTROL, TREATMENT, Offer, OfferAssignment, OfferRedemption
from hamrah.crm.orders import Order, OrderLine, Refund
from hamrah.services.loyalty_ledger import spend_points
from hamrah.services.offer_assignment import drawn_group
from hamrah.services.order_changes import cancel_order, request_return
from hamrah.services.redemption import apply_offer, split
from hamrah.services.refusal import Refusal

from .offering import add_points, allow, make_offer, points_of, put_in_segment, told, use
from .world import Shop, ago, place_order

KURTA, SHAMPOO = 349000, 65000


def buys(
    shop: Shop, lines: dict[str, int] | None = None, number: str = "1001", who: str = "ayesha", **more: object
) -> None:
    """An order, by default of a kurta (Rs 3,490) and two shampoos (Rs 650 each)."""
    with shop.writing() as session:
        place_order(session, shop.ids.get(who), number, lines or {"K-1-YM": 1, "H-1-1": 2}, **more)


def total(shop: Shop, number: str = "1001") -> int:
    with shop.reading() as session:
        return session.scalars(select(Order.total_minor).where(Order.number == number)).one()


def spent(shop: Shop, code: str) -> int:
    with shop.reading() as session:
        return session.scalars(select(Offer.spent_minor).where(Offer.code == code)).one()


def refused(shop: Shop, code: str, number: str = "1001", who: str = "ayesha") -> str:
    """The key of the refusal; nothing may have been written."""
    before = (shop.count(OfferRedemption), total(shop, number))
    with pytest.raises(Refusal) as refusal:
        use(shop, code, number, who)
    assert (shop.count(OfferRedemption), total(shop, number)) == before
    return refusal.value.key


def test_percent_comes_off_the_goods_that_take_part(shop: Shop) -> None:
    make_offer(shop, "HAIR10", 10, categories={"codes": ["shampoo"]}, budget_minor=100000)
    buys(shop)
    assert use(shop, " hair10 ") == 2 * SHAMPOO // 10
    assert total(shop) == KURTA + 2 * SHAMPOO - 13000
    assert spent(shop, "HAIR10") == 13000
    with shop.reading() as session:
        line = session.scalars(select(OrderLine.id).where(OrderLine.quantity == 2)).one()
        assert session.scalars(select(OfferRedemption.shares)).one() == {str(line): 13000}


def test_no_more_comes_off_than_the_offer_allows_nor_than_is_to_pay(sqlite_shop: Shop) -> None:
    make_offer(sqlite_shop, "CAPPED", 50, most_off_minor=20000)
    make_offer(sqlite_shop, "BIG", 90)
    add_points(sqlite_shop, 4000)
    buys(sqlite_shop)
    buys(sqlite_shop, number="1002")
    assert use(sqlite_shop, "CAPPED") == 20000
    with sqlite_shop.writing() as session:
        spend_points(session, sqlite_shop.who("ayesha"), "1002", 4000)
    assert use(sqlite_shop, "BIG", "1002") == KURTA + 2 * SHAMPOO - 400000
    assert total(sqlite_shop, "1002") == 0


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"start": 9, "end": 0.01}, "utter_offer_over"),
        ({"start": -1, "end": -2}, "utter_offer_over"),
        ({"budget_minor": 47899}, "utter_offer_over"),
        ({"categories": {"codes": ["watch"]}}, "utter_offer_not_for_these"),
        ({"min_total_minor": 500000}, "utter_offer_min_total"),
        ({"branches": {"codes": ["KHI"]}}, "utter_offer_unknown"),
        ({"segment": "loyal"}, "utter_offer_unknown"),
        ({"tier": "gold"}, "utter_offer_unknown"),
        ({"currency": "USD"}, "utter_offer_unknown"),
    ],
)
def test_what_does_not_hold_takes_nothing_off(sqlite_shop: Shop, values: dict[str, object], key: str) -> None:
    make_offer(sqlite_shop, "CODE10", 10, **values)
    buys(sqlite_shop)
    assert refused(sqlite_shop, "CODE10") == key
    assert refused(sqlite_shop, "NO-SUCH") == "utter_offer_unknown"


def test_a_budget_that_just_suffices_is_used_up(sqlite_shop: Shop) -> None:
    make_offer(sqlite_shop, "LAST", 10, budget_minor=47900)
    buys(sqlite_shop)
    assert use(sqlite_shop, "LAST") == 47900
    assert spent(sqlite_shop, "LAST") == 47900
    assert told(sqlite_shop) == []


def test_the_held_out_hear_what_a_stranger_to_the_offer_hears(shop: Shop) -> None:
    make_offer(shop, "HALF", 10, holdout=0.5)
    with shop.reading() as session:
        offer = session.scalars(select(Offer)).one()
        groups = {name: drawn_group(offer, customer_id) for name, customer_id in shop.ids.items()}
    assert set(groups.values()) == {TREATMENT, CONTROL}
    for number, (name, group) in enumerate(groups.items(), 1001):
        buys(shop, number=str(number), who=name)
        if group == TREATMENT:
            assert use(shop, "HALF", str(number), name) == 47900
        else:
            assert refused(shop, "HALF", str(number), name) == "utter_offer_unknown"
    assert shop.count(OfferAssignment, OfferAssignment.group == TREATMENT) == shop.count(OfferRedemption)


def test_who_was_told_may_use_it_after_leaving_the_segment_and_without_consent(sqlite_shop: Shop) -> None:
    make_offer(sqlite_shop, "BACK", 10, segment="at risk")
    allow(sqlite_shop)
    put_in_segment(sqlite_shop, "at risk")
    assert told(sqlite_shop) == ["BACK"]
    put_in_segment(sqlite_shop, "loyal", since=0)
    allow(sqlite_shop, granted=False, days_ago=0)
    buys(sqlite_shop)
    assert use(sqlite_shop, "BACK") == 47900


def test_as_often_as_the_offer_allows_and_once_an_order(sqlite_shop: Shop) -> None:
    make_offer(sqlite_shop, "TWICE", 10, uses_per_customer=2)
    make_offer(sqlite_shop, "OTHER", 5)
    for number in ("1001", "1002", "1003"):
        buys(sqlite_shop, number=number)
    use(sqlite_shop, "TWICE")
    assert refused(sqlite_shop, "TWICE") == refused(sqlite_shop, "OTHER") == "utter_offer_used"
    use(sqlite_shop, "TWICE", "1002")
    assert refused(sqlite_shop, "TWICE", "1003") == "utter_offer_used"
    assert told(sqlite_shop) == ["OTHER"]
    with sqlite_shop.writing() as session:
        cancel_order(session, sqlite_shop.who("ayesha"), "1001")
    assert told(sqlite_shop) == ["TWICE", "OTHER"]
    use(sqlite_shop, "TWICE", "1003")


def test_only_on_ones_own_order_and_before_it_is_packed(sqlite_shop: Shop) -> None:
    make_offer(sqlite_shop, "ALL", 10)
    buys(sqlite_shop)
    buys(sqlite_shop, number="1002", status="packed")
    assert refused(sqlite_shop, "ALL", who="bilal") == "utter_order_not_found"
    assert refused(sqlite_shop, "ALL", who="guest") == "utter_identify_first"
    assert refused(sqlite_shop, "ALL", "1002") == "utter_change_too_late"


def test_at_the_till_the_branch_counts_and_somebody_unknown_has_public_offers(sqlite_shop: Shop) -> None:
    make_offer(sqlite_shop, "LHR10", 10, branches={"codes": ["LHR"]})
    make_offer(sqlite_shop, "ONCE", 10, uses_per_customer=1)
    make_offer(sqlite_shop, "SILVER", 10, tier="silver")
    outcomes = {}
    for number, (code, branch) in enumerate(
        (("LHR10", "LHR"), ("LHR10", "KHI"), ("ONCE", "LHR"), ("SILVER", "LHR")), 1001
    ):
        with sqlite_shop.writing() as session:
            place = session.scalars(select(Branch.id).where(Branch.code == branch)).one()
            till = {"touchpoint": "branch", "branch_id": place}
            order = place_order(session, None, str(number), {"H-1-1": 2}, **till)
            try:
                outcomes[code, branch] = apply_offer(session, order, code).amount_minor
            except Refusal as refusal:
                outcomes[code, branch] = refusal.key
    assert outcomes == {
        ("LHR10", "LHR"): 13000,
        ("LHR10", "KHI"): "utter_offer_unknown",
        ("ONCE", "LHR"): "utter_offer_unknown",
        ("SILVER", "LHR"): "utter_offer_unknown",
    }


def test_a_cancelled_order_gives_budget_and_points_back(shop: Shop) -> None:
    make_offer(shop, "ALL", 10, budget_minor=60000)
    add_points(shop, 300)
    buys(shop)
    ayesha = shop.who("ayesha")
    use(shop, "ALL")
    with shop.writing() as session:
        spend_points(session, ayesha, "1001", 250)
    with shop.writing() as session:
        _, refund = cancel_order(session, ayesha, "1001")
    assert refund is not None and refund.amount_minor == KURTA + 2 * SHAMPOO - 47900 - 25000
    assert spent(shop, "ALL") == 0
    buys(shop, number="1002")
    assert use(shop, "ALL", "1002") == 47900


def send_back(shop: Shop, quantity: int, number: str = "1001") -> int | None:
    """Return the line of so many pieces; the money paid back."""
    with shop.writing() as session:
        line = select(OrderLine.id).join(Order).where(Order.number == number, OrderLine.quantity == quantity)
        _, refund = request_return(
            session, shop.who("ayesha"), number, session.scalars(line).one(), "return", "too small"
        )
        return refund and refund.amount_minor


def test_lines_that_come_back_are_refunded_at_what_was_paid(shop: Shop) -> None:
    make_offer(shop, "ALL", 10, budget_minor=70000)
    buys(shop, {"K-1-YM": 1, "F-1-6": 2})
    assert use(shop, "ALL") == 64900
    with shop.writing() as session:
        session.execute(update(Order).values(status="delivered", placed_at=ago(3), touchpoint="branch"))
    assert send_back(shop, 1) == KURTA - 34900
    assert spent(shop, "ALL") == 30000
    assert send_back(shop, 2) == 300000 - 30000
    assert spent(shop, "ALL") == 0
    with shop.reading() as session:
        row = session.scalars(select(OfferRedemption)).one()
    assert (row.amount_minor, row.given_back_minor) == (64900, 64900)


def test_what_was_paid_in_points_comes_back_in_points(sqlite_shop: Shop) -> None:
    add_points(sqlite_shop, 1000)
    buys(sqlite_shop, {"F-1-6": 1, "K-1-YM": 1})
    with sqlite_shop.writing() as session:
        spend_points(session, sqlite_shop.who("ayesha"), "1001", 1000)
        session.execute(update(Order).values(status="delivered", touchpoint="branch"))
    with sqlite_shop.writing() as session:
        lines = session.scalars(select(OrderLine.id).order_by(OrderLine.unit_price_minor.desc())).all()
        money = []
        for line in lines:
            _, refund = request_return(session, sqlite_shop.who("ayesha"), "1001", line, "return", "too small")
            money.append(refund.amount_minor if refund is not None else 0)
    assert money == [349000, 50000]  # the money first, then the thousand points
    assert points_of(sqlite_shop) == 1000
    assert sqlite_shop.count(Refund) == 2


@given(
    st.dictionaries(st.integers(1, 9), st.integers(1, 10**7), min_size=1),
    st.fractions(min_value=0, max_value=1),
)
def test_parts_sum_to_the_amount_and_none_is_more_than_its_line(weights: dict[int, int], share: object) -> None:
    amount = int(sum(weights.values()) * share)
    parts = split(amount, weights)
    assert sum(parts.values()) == amount
    assert all(0 <= parts[key] <= weights[key] for key in weights)
    exact = {key: amount * weight / sum(weights.values()) for key, weight in weights.items()}
    assert all(abs(parts[key] - exact[key]) < 1.001 for key in weights)
