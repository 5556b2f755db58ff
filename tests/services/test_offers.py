"""Telling of offers: what holds, for whom it is, who allowed it, who is held out, how often."""

import threading

import pytest
from sqlalchemy import select, update

from hamrah.crm.base import utc_now
from hamrah.crm.conversations import Interaction
from hamrah.crm.engine import open_sessions, transaction
from hamrah.crm.offers import CONTROL, TREATMENT, Offer, OfferAssignment, OfferTelling
from hamrah.services.offer_assignment import draw, drawn_group
from hamrah.services.offers import INVITED, tell_offers
from hamrah.services.privacy import set_marketing_consent
from hamrah.worker.jobs import keep_offers_and_points

from .offering import add_points, allow, make_offer, many_customers, put_in_segment, set_home, told
from .world import Shop, ago, build, open_shop


def group_of(shop: Shop, offer_id: int, name: str = "ayesha") -> str | None:
    with shop.reading() as session:
        mine = (OfferAssignment.offer_id == offer_id, OfferAssignment.customer_id == shop.ids[name])
        return session.scalar(select(OfferAssignment.group).where(*mine))


def test_only_what_holds_today_the_best_first(shop: Shop) -> None:
    make_offer(shop, "TEN", 10)
    make_offer(shop, "TWENTY", 20)
    make_offer(shop, "OVER", 50, start=9, end=0.01)
    make_offer(shop, "SOON", 60, start=-1, end=-9)
    make_offer(shop, "SPENT", 70, budget_minor=5000, spent_minor=5000)
    assert told(shop, "guest") == ["TWENTY", "TEN"]


def test_a_deal_for_a_category_holds_for_that_one_a_general_one_for_all(sqlite_shop: Shop) -> None:
    make_offer(sqlite_shop, "KURTA", 20, categories={"codes": ["kurta", "frock"]})
    make_offer(sqlite_shop, "ALL", 5)
    assert told(sqlite_shop, category="kurta") == ["KURTA", "ALL"]
    assert told(sqlite_shop, category="shoes") == ["ALL"]


@pytest.mark.parametrize(
    ("points", "seen"),
    [(0, ["ALL"]), (1999, ["ALL"]), (2000, ["SILVER", "ALL"]), (10000, ["GOLD", "SILVER", "ALL"])],
)
def test_a_tiers_deals_are_for_that_tier_and_those_above(sqlite_shop: Shop, points: int, seen: list[str]) -> None:
    make_offer(sqlite_shop, "GOLD", 30, tier="gold")
    make_offer(sqlite_shop, "SILVER", 20, tier="silver")
    make_offer(sqlite_shop, "ALL", 5)
    allow(sqlite_shop)
    add_points(sqlite_shop, points)
    assert told(sqlite_shop) == seen
    assert told(sqlite_shop, "guest") == told(sqlite_shop, "bilal") == ["ALL"]


def test_a_segments_deals_are_for_who_is_in_it_now(shop: Shop) -> None:
    make_offer(shop, "BACK", 15, segment="at risk")
    for name in ("ayesha", "bilal", "sana"):
        allow(shop, name)
    put_in_segment(shop, "loyal", until=4)
    put_in_segment(shop, "at risk", since=4)
    put_in_segment(shop, "at risk", "bilal", until=4)
    put_in_segment(shop, "loyal", "bilal", since=4)
    assert told(shop) == ["BACK"]
    assert told(shop, "bilal") == told(shop, "sana") == told(shop, "guest") == []


def test_what_is_meant_for_somebody_comes_before_what_everybody_has(sqlite_shop: Shop) -> None:
    for number in range(6):
        make_offer(sqlite_shop, f"ALL{number}", 30 + number)
    make_offer(sqlite_shop, "MINE", 5, segment="loyal")
    make_offer(sqlite_shop, "MORE", 8, segment="loyal")
    allow(sqlite_shop)
    put_in_segment(sqlite_shop, "loyal")
    assert told(sqlite_shop) == ["MORE", "MINE", "ALL5", "ALL4", "ALL3"]
    assert sqlite_shop.count(OfferTelling) == 5


def test_who_fell_to_an_offer_keeps_it_when_they_leave_the_segment(sqlite_shop: Shop) -> None:
    make_offer(sqlite_shop, "BACK", 15, segment="at risk")
    allow(sqlite_shop)
    put_in_segment(sqlite_shop, "at risk")
    assert told(sqlite_shop) == ["BACK"]
    put_in_segment(sqlite_shop, "loyal", since=0)
    assert told(sqlite_shop) == ["BACK"]


def test_a_branchs_deal_is_for_its_customers_by_home_branch_else_by_city(sqlite_shop: Shop) -> None:
    make_offer(sqlite_shop, "KHI10", 10, branches={"codes": ["KHI"]})
    assert told(sqlite_shop, "bilal") == ["KHI10"]  # lives in Karachi
    assert told(sqlite_shop) == []
    set_home(sqlite_shop, "KHI")
    assert told(sqlite_shop) == ["KHI10"]


def test_without_consent_only_what_is_public_is_told_and_once_one_is_asked(shop: Shop) -> None:
    make_offer(shop, "MINE", 30, segment="loyal")
    make_offer(shop, "ALL", 5)
    put_in_segment(shop, "loyal")
    invites = []
    for _ in range(2):
        with shop.writing() as session:
            found = tell_offers(session, shop.who("ayesha"))
            assert [offer.code for offer in found.offers] == ["ALL"]
            invites.append(found.invites)
    assert invites == [True, False]
    assert shop.count(Interaction, Interaction.kind == INVITED) == 1
    with shop.writing() as session:
        set_marketing_consent(session, shop.who("ayesha"), True)
    assert told(shop) == ["MINE", "ALL"]
    with shop.writing() as session:
        set_marketing_consent(session, shop.who("ayesha"), False)
    assert told(shop) == ["ALL"]


@pytest.mark.parametrize("granted", [True, False])
def test_who_said_yes_or_no_is_not_asked(sqlite_shop: Shop, granted: bool) -> None:
    allow(sqlite_shop, granted=granted)
    with sqlite_shop.writing() as session:
        assert not tell_offers(session, sqlite_shop.who("ayesha")).invites
        assert not tell_offers(session, sqlite_shop.who("guest")).invites


def test_each_telling_is_a_row_but_not_again_within_a_day(shop: Shop) -> None:
    make_offer(shop, "ALL", 5)
    for who in ("ayesha", "ayesha", "guest", "guest", "other-guest"):
        assert told(shop, who) == ["ALL"]
    with shop.reading() as session:
        rows = session.scalars(select(OfferTelling).order_by(OfferTelling.id)).all()
    assert [(row.customer_id, row.sender_id) for row in rows] == [
        (shop.ids["ayesha"], "web-ayesha"),
        (None, "web-guest"),
        (None, "web-other-guest"),
    ]


def test_told_no_more_often_than_the_offer_says(sqlite_shop: Shop) -> None:
    make_offer(sqlite_shop, "RARE", 5, start=60, tell_times=2, tell_days=10)

    def let_pass(days: float) -> None:
        with sqlite_shop.writing() as session:
            for row in session.scalars(select(OfferTelling)):
                row.at = row.at - (utc_now() - ago(days))

    for expected in (["RARE"], ["RARE"], []):
        assert told(sqlite_shop) == expected
        let_pass(4)
    let_pass(1)  # the first was told thirteen days ago
    assert told(sqlite_shop) == ["RARE"]
    assert told(sqlite_shop, "bilal") == ["RARE"]


def test_who_is_held_out_is_never_told_and_always_the_same(shop: Shop) -> None:
    offer_id = make_offer(shop, "HALF", 10, holdout=0.5)
    names = ("ayesha", "bilal", "sana", "daud", "maryam")
    for name in names:
        allow(shop, name)
    for _ in range(2):
        for name in names:
            heard = told(shop, name)
            assert heard == (["HALF"] if group_of(shop, offer_id, name) == TREATMENT else [])
    assert {group_of(shop, offer_id, name) for name in names} == {TREATMENT, CONTROL}
    assert shop.count(OfferAssignment) == len(names)


def test_a_holdout_changed_later_moves_nobody(sqlite_shop: Shop) -> None:
    offer_id = make_offer(sqlite_shop, "HALF", 10, holdout=0.5)
    allow(sqlite_shop)
    before = told(sqlite_shop)
    with sqlite_shop.writing() as session:
        session.execute(update(Offer).values(holdout=0.0001 if before == [] else 0.9999))
    assert told(sqlite_shop) == before
    with sqlite_shop.reading() as session:
        offer = session.get_one(Offer, offer_id)
        assert drawn_group(offer, sqlite_shop.ids["ayesha"]) != group_of(sqlite_shop, offer_id)


def test_the_draw_is_even_and_differs_between_offers() -> None:
    first, second = Offer(code="A", salt="s1"), Offer(code="A", salt="s2")
    draws = [draw(first, customer) for customer in range(20_000)]
    assert all(0 <= one < 1 for one in draws)
    for share in (0.1, 0.5, 0.9):
        assert abs(sum(one < share for one in draws) / len(draws) - share) < 0.011  # three standard errors
    both = sum(one < 0.5 and draw(second, customer) < 0.5 for customer, one in enumerate(draws))
    assert abs(both / len(draws) - 0.25) < 0.01
    assert draws[42] == draw(Offer(code="A", salt="s1"), 42)


def test_at_night_everybody_for_whom_an_offer_is_gets_assigned_once(shop: Shop) -> None:
    some = many_customers(shop, 40)
    offer_id = make_offer(shop, "WIN", 10, segment="lost", holdout=0.3)
    make_offer(shop, "PUBLIC", 10)
    make_offer(shop, "LATER", 10, start=-3, end=-9, segment="lost")
    ids = {f"many-{n}": customer_id for n, customer_id in enumerate(some)}
    everybody = Shop(shop.sessions, {**shop.ids, **ids})
    for n in range(30):
        put_in_segment(everybody, "lost", f"many-{n}")
        allow(everybody, f"many-{n}", granted=n < 25)
    for _ in range(2):
        keep_offers_and_points(shop.sessions)
    with shop.reading() as session:
        rows = session.scalars(select(OfferAssignment)).all()
    assert {row.customer_id for row in rows} == set(some[:25])
    assert len(rows) == 25 and {row.offer_id for row in rows} == {offer_id}
    assert {row.group for row in rows} == {TREATMENT, CONTROL}


def test_two_conversations_at_once_assign_once(engine) -> None:
    sessions = open_sessions(engine)
    with transaction(sessions) as session:
        build(session)
    shop = open_shop(sessions)
    make_offer(shop, "HALF", 10, holdout=0.5)
    allow(shop)
    heard: list[list[str]] = []
    threads = [threading.Thread(target=lambda: heard.append(told(shop))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(heard) == 8 and all(one == heard[0] for one in heard)
    assert shop.count(OfferAssignment) == 1
