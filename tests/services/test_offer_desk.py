"""Offers as managers make them in chat: what they may cost, by whom they are made, and taken back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hamrah.crm.base import utc_now
from hamrah.crm.catalogue import Branch
from hamrah.crm.offers import CONTROL, TREATMENT, Offer, OfferAssignment, OfferRedemption
from hamrah.crm.operations import Audit
from hamrah.services.offer_desk import end_offer, free_code, look_ahead, make_offer_as
from hamrah.services.offer_making import OfferPlan
from hamrah.services.refusal import Refusal
from hamrah.services.satisfaction_intervals import share_of

from .desk import hire, member
from .offering import allow, make_offer, many_customers, put_in_segment, set_home
from .world import Shop, place_order


@pytest.fixture
def desk(shop: Shop) -> Shop:
    hire(shop)
    return shop


def plan_of(code: str = "LOYAL10", begins: float = 1, **values: object) -> OfferPlan:
    starts = utc_now() + timedelta(days=begins)
    wanted: dict[str, object] = {"segment": "loyal", "percent": 10, "holdout": 0.0, **values}
    return OfferPlan(code=code, starts_at=starts, ends_at=starts + timedelta(days=7), **wanted)  # type: ignore[arg-type]


def loyal(shop: Shop, *names: str) -> None:
    for name in names:
        put_in_segment(shop, "loyal", name)
        allow(shop, name)


def former_offer(shop: Shop, fell: int, used: int, orders_each: int = 1) -> None:
    """An offer of before that fell to so many customers, of whom so many used it, and to some who were held out."""
    offer_id = make_offer(shop, "BEFORE", 10, start=60, end=30, segment="loyal", holdout=0.2)
    people = many_customers(shop, fell + 5)
    with shop.writing() as session:
        for place, person in enumerate(people):
            group = TREATMENT if place < fell else CONTROL
            row = OfferAssignment(offer_id=offer_id, customer_id=person, group=group, assigned_at=utc_now())
            session.add(row)
        for place, person in enumerate(people[:used]):
            for one in range(orders_each):
                order = place_order(session, person, f"88{place:02}{one}", {"H-1-1": 1})
                session.flush()
                use = OfferRedemption(offer_id=offer_id, order_id=order.id, customer_id=person, amount_minor=100)
                use.shares, use.at = {}, utc_now() - timedelta(days=40)
                session.add(use)


class TestExpectation:
    def test_is_told_times_used_times_what_comes_off_a_usual_order(self, desk: Shop) -> None:
        loyal(desk, "ayesha", "bilal")
        former_offer(desk, fell=40, used=10, orders_each=2)
        with desk.writing() as session:
            first = place_order(session, desk.ids["ayesha"], "7101", {"H-1-1": 1})
            second = place_order(session, desk.ids["bilal"], "7102", {"H-1-1": 3})
            session.flush()
            goods = [sum(line.quantity * line.unit_price_minor for line in one.lines) for one in (first, second)]
            mine = [desk.ids["ayesha"], desk.ids["bilal"]]
            outlook = look_ahead(session, member(session, "nighat"), plan_of(), utc_now())
        found = outlook.expectation
        assert found is not None and outlook.forecast.told_to == frozenset(mine) and found.told == 2
        share = share_of(10, 40)
        assert (found.used.n, found.used.hits) == (40, 10)
        assert found.basket_minor >= min(goods) and found.off_minor == pytest.approx(found.basket_minor / 10, abs=2)
        assert found.cost_minor == round(2 * 2 * found.off_minor * 0.25)
        assert found.low_minor == round(2 * 2 * found.off_minor * (share.low or 0))
        assert found.high_minor == round(2 * 2 * found.off_minor * (share.high or 0))

    def test_limits_bound_it(self, desk: Shop) -> None:
        loyal(desk, "ayesha", "bilal")
        former_offer(desk, fell=40, used=40, orders_each=2)
        with desk.writing() as session:
            place_order(session, desk.ids["ayesha"], "7101", {"H-1-1": 3})
            session.flush()
            nighat, now = member(session, "nighat"), utc_now()
            free = look_ahead(session, nighat, plan_of(), now).expectation
            once = look_ahead(session, nighat, plan_of(uses_per_customer=1), now).expectation
            capped = look_ahead(session, nighat, plan_of(most_off_minor=500), now).expectation
            bounded = look_ahead(session, nighat, plan_of(budget_minor=100), now).expectation
        assert free is not None and once is not None and capped is not None and bounded is not None
        assert once.cost_minor * 2 == pytest.approx(free.cost_minor, abs=2)
        assert capped.off_minor == 500 and bounded.cost_minor == bounded.high_minor == 100

    def test_the_most_it_could_cost_is_the_share_of_a_year_not_of_the_days_just_gone(self, desk: Shop) -> None:
        loyal(desk, "ayesha")
        with desk.writing() as session:
            place_order(session, desk.ids["ayesha"], "7101", {"H-1-1": 1}, days_ago=70)
            place_order(session, desk.ids["ayesha"], "7102", {"H-1-1": 4}, days_ago=20)
            session.flush()
            forecast = look_ahead(session, member(session, "nighat"), plan_of(), utc_now()).forecast
        assert forecast.bought_minor == pytest.approx(5 * 65000 / 10, rel=0.01)
        assert forecast.cost_minor == pytest.approx(forecast.bought_minor / 10, abs=2)

    def test_an_offer_of_a_branch_is_reckoned_from_what_was_bought_there_or_sent_home(self, desk: Shop) -> None:
        loyal(desk, "ayesha")
        set_home(desk, "LHR")
        former_offer(desk, fell=40, used=10)
        with desk.writing() as session:
            branches = dict(session.execute(select(Branch.code, Branch.id)).tuples().all())
            for number, pieces, code in (("7101", 1, "LHR"), ("7102", 3, None), ("7103", 50, "KHI")):
                order = place_order(session, desk.ids["ayesha"], number, {"H-1-1": pieces}, days_ago=70)
                order.branch_id = branches.get(code)
            session.flush()
            outlook = look_ahead(session, member(session, "nighat"), plan_of(branches=("LHR",)), utc_now())
        assert outlook.expectation is not None and outlook.expectation.basket_minor == 2 * 65000
        assert outlook.forecast.bought_minor == pytest.approx(4 * 65000 / 10, rel=0.01)

    def test_without_a_former_offer_nothing_is_made_up(self, desk: Shop) -> None:
        loyal(desk, "ayesha")
        with desk.writing() as session:
            place_order(session, desk.ids["ayesha"], "7101", {"H-1-1": 1})
            assert look_ahead(session, member(session, "nighat"), plan_of(), utc_now()).expectation is None

    def test_few_of_a_segment_say_too_little_so_all_offers_count(self, desk: Shop) -> None:
        loyal(desk, "ayesha")
        former_offer(desk, fell=40, used=8)
        with desk.writing() as session:
            put = {"H-1-1": 1}
            place_order(session, desk.ids["ayesha"], "7101", put)
            session.flush()
            other = look_ahead(session, member(session, "nighat"), plan_of(segment="at risk"), utc_now()).expectation
        assert other is not None and (other.used.n, other.used.hits) == (40, 8)


class TestMaking:
    @pytest.mark.parametrize("who", ["sunita", "rameez", "farhan"])
    def test_managers_only(self, desk: Shop, who: str) -> None:
        with desk.writing() as session:
            actor, now = member(session, who), utc_now()
            for forbidden in (
                lambda: look_ahead(session, actor, plan_of(), now),
                lambda: make_offer_as(session, actor, plan_of(), now),
                lambda: end_offer(session, actor, "LOYAL10", now),
            ):
                with pytest.raises(Refusal, match="utter_not_your_role"):
                    forbidden()
        assert desk.count(Offer) == 0

    def test_is_made_and_never_begins_when_taken_back(self, desk: Shop) -> None:
        with desk.writing() as session:
            make_offer_as(session, member(session, "nighat"), plan_of(), utc_now())
        with desk.writing() as session:
            offer, had_begun = end_offer(session, member(session, "nighat"), "loyal10", utc_now())
            assert not had_begun and offer.ends_at == offer.starts_at
            with pytest.raises(Refusal, match="utter_offer_over"):
                end_offer(session, member(session, "nighat"), "LOYAL10", utc_now())
        with desk.reading() as session:
            rows = session.scalars(select(Audit.action).where(Audit.subject_id == "LOYAL10").order_by(Audit.id))
            assert list(rows) == ["offer_made", "offer_ended"]

    def test_one_that_has_begun_ends_now(self, desk: Shop) -> None:
        with desk.writing() as session:
            make_offer_as(session, member(session, "nighat"), plan_of(begins=-1), utc_now())
        now = utc_now()
        with desk.writing() as session:
            offer, had_begun = end_offer(session, member(session, "nighat"), "LOYAL10", now)
            assert had_begun and offer.ends_at == now

    def test_a_plan_that_cannot_be_is_refused(self, desk: Shop) -> None:
        with desk.writing() as session:
            nighat, now = member(session, "nighat"), utc_now()
            for wrong in (plan_of(percent=0), plan_of(segment="nobody"), plan_of(branches=("NOWHERE",))):
                with pytest.raises(Refusal, match="utter_staff_offer_impossible"):
                    look_ahead(session, nighat, wrong, now)
                with pytest.raises(Refusal, match="utter_staff_offer_impossible"):
                    make_offer_as(session, nighat, wrong, now)

    def test_codes_can_be_said_and_are_free(self, desk: Shop) -> None:
        make_offer(desk, "ATRISK15", 15)
        with desk.reading() as session:
            assert free_code(session, "at risk", 15) == "ATRISK15-2"
            assert free_code(session, "big spenders", 5) == "BIGSPENDERS5"
            assert free_code(session, None, 20) == "SAB20"
