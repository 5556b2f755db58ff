"""Segments and worth on the small shop: what counts, who is where, who moved, who may see it."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event, select

from hamrah.crm.base import utc_now
from hamrah.crm.customers import Customer
from hamrah.crm.orders import Refund
from hamrah.crm.segments import CustomerWorth, ProductRhythm, SegmentMembership, WorthRun
from hamrah.services.refusal import Refusal
from hamrah.services.segment_refresh import refresh_segments
from hamrah.services.segments import (
    SegmentMove,
    SegmentSize,
    customer_worth,
    latest_run,
    segment_definitions,
    segment_moves,
    segment_sizes,
)
from hamrah.settings import settings

from .world import Shop, ago, place_order

KURTA, SHOES, SHAMPOO, WATCH = "K-1-YM", "S-1-42", "H-1-1", "W-1-1"


def sell(shop: Shop, name: str, number: str, days_ago: float, *variants: str, **columns: object) -> None:
    with shop.writing() as session:
        values = {"status": "delivered", **columns}
        place_order(session, shop.ids[name], number, dict.fromkeys(variants, 1), days_ago=days_ago, **values)


def refresh(shop: Shop, days_ago: float = 0) -> WorthRun:
    with shop.writing() as session:
        return refresh_segments(session, ago(days_ago))


def worth(shop: Shop, name: str) -> CustomerWorth | None:
    with shop.reading() as session:
        return session.get(CustomerWorth, shop.ids[name])


def segment(shop: Shop, name: str) -> str | None:
    mine = (SegmentMembership.customer_id == shop.ids[name]) & SegmentMembership.valid_until.is_(None)
    with shop.reading() as session:
        return session.scalar(select(SegmentMembership.segment).where(mine))


def day(days_ago: float) -> date:
    return ago(days_ago).astimezone(ZoneInfo(settings().timezone)).date()


def test_orders_of_a_customer_are_summed_up(shop: Shop) -> None:
    sell(shop, "ayesha", "1", 50, KURTA, SHOES, touchpoint="branch")
    sell(shop, "ayesha", "2", 20, KURTA)
    sell(shop, "ayesha", "3", 10, KURTA, touchpoint="branch")
    run = refresh(shop)
    row = worth(shop, "ayesha")
    assert row is not None
    assert (row.run_id, row.purchases, row.currency) == (run.id, 3, "PKR")
    assert (row.first_bought_on, row.last_bought_on) == (day(50), day(10))
    assert row.spent_minor == (3 * 3490 + 7000) * 100
    assert row.mean_spend_minor == round(row.spent_minor / 3)
    assert (row.usual_touchpoint, row.touchpoint_share) == ("branch", pytest.approx(2 / 3))
    assert row.favourite_categories == {"kurta": 0.75, "shoes": 0.25}
    assert worth(shop, "bilal") is None
    assert (run.customers, run.parameters["orders"]) == (1, 3)


def test_what_was_cancelled_or_came_back_does_not_count(shop: Shop) -> None:
    sell(shop, "bilal", "1", 40, KURTA, shipping_minor=0)
    sell(shop, "bilal", "2", 30, SHOES, status="cancelled")
    sell(shop, "bilal", "3", 20, SHOES, status="returned")
    sell(shop, "sana", "4", 20, SHOES, status="cancelled")
    with shop.writing() as session:
        place_order(session, shop.ids["bilal"], "C1", {KURTA: -1}, status="returned", days_ago=5)
        place_order(session, None, "5", {KURTA: 1}, status="delivered")
    refresh(shop)
    row = worth(shop, "bilal")
    assert row is not None
    assert (row.purchases, row.last_bought_on, row.spent_minor) == (1, day(40), 0)
    assert worth(shop, "sana") is None
    assert shop.count(CustomerWorth) == 1


def test_refunds_and_delivery_are_not_spent(shop: Shop) -> None:
    with shop.writing() as session:
        order = place_order(session, shop.ids["sana"], "1", {KURTA: 1, SHOES: 1}, days_ago=9, status="delivered")
        order.shipping_minor, order.total_minor = 20_000, order.total_minor + 20_000
        all_back = place_order(session, shop.ids["sana"], "2", {KURTA: 1}, days_ago=3, status="delivered")
        for number, amount in ((order.id, 700_000), (all_back.id, all_back.total_minor)):
            values = {"currency": "PKR", "method": "card", "status": "open", "requested_at": ago(1), "due_at": ago(-5)}
            session.add(Refund(order_id=number, amount_minor=amount, **values))
    found = []
    for days_ago in (2, 0):  # before and after it came back
        refresh(shop, days_ago)
        row = worth(shop, "sana")
        assert row is not None
        found.append((row.purchases, row.spent_minor, row.last_bought_on))
    assert found == [(2, 2 * 349_000 + 700_000, day(3)), (1, 349_000, day(9))]


def test_money_of_another_currency_is_a_purchase_without_an_amount(shop: Shop) -> None:
    sell(shop, "ayesha", "1", 50, KURTA)
    sell(shop, "ayesha", "2", 20, SHOES, currency="GBP")
    sell(shop, "bilal", "3", 20, KURTA)
    run = refresh(shop)
    row = worth(shop, "ayesha")
    assert row is not None
    assert (run.currency, run.parameters["orders_in_other_money"]) == ("PKR", 1)
    assert (row.purchases, row.spent_minor, row.mean_spend_minor) == (2, 349_000, 349_000)


def test_an_erased_customer_is_not_computed(shop: Shop) -> None:
    sell(shop, "ayesha", "1", 5, KURTA)
    refresh(shop, 1)
    with shop.writing() as session:
        session.get_one(Customer, shop.ids["ayesha"]).erased_at = utc_now()
    refresh(shop)
    assert worth(shop, "ayesha") is None
    assert segment(shop, "ayesha") is None


def test_a_shop_that_sold_nothing(shop: Shop) -> None:
    run = refresh(shop)
    assert (run.customers, run.currency) == (0, None)
    with shop.reading() as session:
        assert segment_sizes(session) == segment_moves(session, ago(30)) == []


def test_moves_are_kept_with_their_times(shop: Shop) -> None:
    """Ayesha comes every ten days, then stays away; Bilal buys for the first time."""
    for place in range(8):
        sell(shop, "ayesha", f"A{place}", 170 - 10 * place, KURTA)
    sell(shop, "bilal", "B", 20, SHOES)
    known = {}
    for days_ago in (95, 60, 40, 0):
        known[days_ago] = refresh(shop, days_ago).as_of
    with shop.reading() as session:
        mine = select(SegmentMembership).where(SegmentMembership.customer_id == shop.ids["ayesha"])
        rows = session.scalars(mine.order_by(SegmentMembership.valid_from)).all()
    segments = [row.segment for row in rows]
    assert segments[0] in ("loyal", "active", "champions") and segments[-1] in ("at risk", "lost")
    assert [row.valid_until for row in rows] == [*(row.valid_from for row in rows[1:]), None]
    assert {row.valid_from for row in rows} <= set(known.values())
    with shop.reading() as session:
        moves = segment_moves(session, known[95])
        assert segment_moves(session, known[0]) == []
    assert sorted(moves, key=str) == sorted(
        [SegmentMove(segments[0], segments[-1], 1), SegmentMove(None, segment(shop, "bilal"), 1)], key=str
    )


def test_sizes_add_up_to_all_customers(shop: Shop) -> None:
    sell(shop, "ayesha", "1", 300, KURTA)
    for number, name in enumerate(("bilal", "sana"), start=2):
        sell(shop, name, str(number), 3, SHOES)
    run = refresh(shop)
    with shop.reading() as session:
        sizes = segment_sizes(session)
        newest = latest_run(session)
    assert newest is not None and newest.id == run.id
    first = worth(shop, "bilal"), worth(shop, "sana")
    value = sum(row.expected_value_minor for row in first if row is not None)
    assert sizes[0] == SegmentSize("new", 2, 2 * 700_000, value)
    assert value > 0
    assert sum(size.customers for size in sizes) == run.customers == 3


def test_the_same_moment_again_changes_nothing(shop: Shop) -> None:
    sell(shop, "ayesha", "1", 90, KURTA)
    sell(shop, "bilal", "2", 70, KURTA)
    moments = ago(65), ago(1)
    with shop.writing() as session:
        refresh_segments(session, moments[0])
        refresh_segments(session, moments[1])
    before = memberships(shop)
    with shop.writing() as session:
        refresh_segments(session, moments[1])
    assert memberships(shop) == before
    assert shop.count(WorthRun) == 2
    assert shop.count(CustomerWorth) == 2


def memberships(shop: Shop) -> list[tuple[object, ...]]:
    member = SegmentMembership
    columns = select(member.customer_id, member.segment, member.valid_from, member.valid_until)
    with shop.reading() as session:
        return [tuple(row) for row in session.execute(columns.order_by(member.customer_id, member.valid_from))]


def test_the_past_behind_the_newest_figures_is_not_rewritten(shop: Shop) -> None:
    refresh(shop, 1)
    with pytest.raises(ValueError, match="stays as it is"), shop.writing() as session:
        refresh_segments(session, ago(2))


def test_a_computation_that_fails_leaves_the_old_figures(shop: Shop) -> None:
    sell(shop, "ayesha", "1", 30, KURTA)
    run = refresh(shop, 1)
    sell(shop, "ayesha", "2", 0.5, KURTA)
    with pytest.raises(ZeroDivisionError), shop.writing() as session:
        refresh_segments(session)
        raise ZeroDivisionError
    row = worth(shop, "ayesha")
    assert row is not None
    assert (row.run_id, row.purchases) == (run.id, 1)


def test_what_lasts_a_while_is_expected_again(shop: Shop) -> None:
    """Shampoo lasts 45 days in this shop; a watch is bought once."""
    sell(shop, "daud", "1", 95, SHAMPOO, WATCH)
    sell(shop, "daud", "2", 50, SHAMPOO)
    refresh(shop)
    with shop.reading() as session:
        row = session.scalars(select(ProductRhythm)).one()
    assert (row.customer_id, row.purchases, row.last_bought_on) == (shop.ids["daud"], 2, day(50))
    assert row.usual_gap_days == pytest.approx(45)
    assert row.next_expected_on == day(50) + timedelta(days=45)


def test_a_customer_hears_facts_of_their_own(shop: Shop) -> None:
    sell(shop, "ayesha", "1", 60, SHAMPOO, KURTA, SHOES)
    sell(shop, "ayesha", "2", 20, SHAMPOO, touchpoint="branch")
    sell(shop, "ayesha", "3", 9, SHAMPOO, touchpoint="branch")
    refresh(shop)
    with shop.reading() as session:
        facts = customer_worth(session, shop.who("ayesha"), shop.ids["ayesha"])
        nothing = customer_worth(session, shop.who("bilal"), shop.ids["bilal"])
    assert facts is not None and nothing is None
    assert (facts.purchases, facts.first_bought_on, facts.usual_touchpoint) == (3, day(60), "branch")
    assert facts.favourite_categories == ("shampoo", "kurta", "shoes")
    assert [one.next_expected_on > day(9) for one in facts.due] == [True]
    assert not {"segment", "alive", "expected_value_minor", "monetary_score"} & set(vars(facts))


@pytest.mark.parametrize(("who", "key"), [("guest", "utter_identify_first"), ("bilal", "utter_out_of_scope")])
def test_nobody_sees_the_facts_of_another(shop: Shop, who: str, key: str) -> None:
    sell(shop, "ayesha", "1", 6, KURTA)
    refresh(shop)
    with pytest.raises(Refusal) as refused, shop.reading() as session:
        customer_worth(session, shop.who(who), shop.ids["ayesha"])
    assert refused.value.key == key


def test_more_customers_take_no_more_statements(sqlite_shop: Shop) -> None:
    counted = []
    for names in (("ayesha",), ("bilal", "sana", "daud", "maryam")):
        for name in names:
            sell(sqlite_shop, name, f"{name}-1", 30, KURTA, SHAMPOO)
            sell(sqlite_shop, name, f"{name}-2", 10, SHAMPOO)
        statements: list[str] = []
        with sqlite_shop.writing() as session:
            note = lambda *args, seen=statements: seen.append(args[2])  # noqa: E731
            event.listen(session.connection(), "before_cursor_execute", note)
            refresh_segments(session)
            event.remove(session.connection(), "before_cursor_execute", note)
        counted.append(len(statements))
    assert counted[0] == counted[1]


def test_the_demo_shops_definitions_are_read_once() -> None:
    assert segment_definitions() is segment_definitions()
