"""An offer's report: reach, redemptions, spend, and what it changed; and making an offer."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hamrah.crm.base import utc_now
from hamrah.crm.offers import CONTROL, TREATMENT, Offer, OfferAssignment
from hamrah.services.identity import Principal
from hamrah.services.offer_making import OfferError, OfferPlan, check_plan, forecast_offer, make_offer
from hamrah.services.offer_report import Report, report_offer
from hamrah.services.offers import tell_offers
from hamrah.services.order_changes import cancel_order

from .offering import allow, many_customers, put_in_segment, told, use
from .offering import make_offer as write_offer
from .world import Shop, ago, place_order

SHAMPOO = 65000


def report(shop: Shop, code: str = "HALF") -> Report:
    with shop.reading() as session:
        offer = session.scalars(select(Offer).where(Offer.code == code)).one()
        return report_offer(session, offer, utc_now())


def experiment(shop: Shop, treatment_buys: int, control_buys: int, size: int = 60) -> None:
    """So many customers in each group; of each every first so many bought a shampoo, and one before it began."""
    offer_id = write_offer(shop, "HALF", 10, holdout=0.5, start=10)
    customers = many_customers(shop, 2 * size)
    with shop.writing() as session:
        for place, customer_id in enumerate(customers):
            group, among = (TREATMENT, treatment_buys) if place < size else (CONTROL, control_buys)
            row = {"offer_id": offer_id, "customer_id": customer_id, "group": group, "assigned_at": ago(8)}
            session.add(OfferAssignment(**row))
            if place % size < among:
                place_order(session, customer_id, f"E{place}", {"H-1-1": 2}, days_ago=3)
        for number, (days, status) in enumerate(((9, "placed"), (12, "placed"), (3, "cancelled"))):
            place_order(session, customers[-1], f"N{number}", {"W-1-1": 1}, days_ago=days, status=status)


def test_reach_redemptions_and_spend(shop: Shop) -> None:
    write_offer(shop, "ALL", 10, budget_minor=100000)
    for name, number in (("ayesha", "1001"), ("bilal", "1002"), ("bilal", "1003")):
        with shop.writing() as session:
            place_order(session, shop.ids[name], number, {"H-1-1": 2})
        use(shop, "ALL", number, name)
    for who in ("ayesha", "guest", "other-guest", "guest"):
        assert told(shop, who) == ["ALL"]
    with shop.writing() as session:
        cancel_order(session, shop.who("bilal"), "1003")
    found = report(shop, "ALL")
    assert (found.redemptions, found.redeemers, found.offer.spent_minor) == (2, 2, 26000)
    assert (found.reach.told, found.reach.guests_told, found.reach.tellings) == (1, 2, 3)
    assert (found.verdict, found.conversion) == ("no_holdout", None)


def test_the_groups_are_what_was_bought_since_they_fell_to_it(shop: Shop) -> None:
    experiment(shop, 30, 12)
    found = report(shop)
    assert found.groups[TREATMENT].customers == found.groups[CONTROL].customers == 60
    assert (found.groups[TREATMENT].buyers, found.groups[CONTROL].buyers) == (30, 12)
    assert found.groups[TREATMENT].mean == 2 * SHAMPOO / 2
    assert found.groups[TREATMENT].variance == pytest.approx((2 * SHAMPOO) ** 2 * 0.25 * 60 / 59)
    assert found.conversion is not None and found.revenue is not None
    assert (found.conversion.verdict, found.revenue.verdict) == ("higher", "higher")
    assert found.conversion.absolute[0] == pytest.approx(0.3)
    assert found.as_json()["lift"]["conversion"]["verdict"] == "higher"


def test_no_effect_is_said_where_the_interval_holds_zero(sqlite_shop: Shop) -> None:
    experiment(sqlite_shop, 14, 12)
    found = report(sqlite_shop)
    assert found.conversion is not None and found.revenue is not None
    assert (found.conversion.verdict, found.revenue.verdict) == ("no_effect", "no_effect")


def test_with_few_customers_nothing_is_said(sqlite_shop: Shop) -> None:
    experiment(sqlite_shop, 29, 1, size=29)
    found = report(sqlite_shop)
    assert (found.verdict, found.conversion, found.revenue) == ("too_few", None, None)
    assert found.as_json()["lift"] == {"conversion": None, "revenue_minor": None}


def plan(code: str = "BACK15", **values: object) -> OfferPlan:
    days = {"starts_at": utc_now() - timedelta(hours=1), "ends_at": utc_now() + timedelta(days=20)}
    return OfferPlan(**{"code": code, "percent": 15, **days, **values})


def test_a_made_offer_is_told_to_its_treatment_and_forecast_before(shop: Shop) -> None:
    customers = many_customers(shop, 50)
    everybody = Shop(shop.sessions, {**shop.ids, **{f"many-{n}": one for n, one in enumerate(customers)}})
    for n in range(40):
        put_in_segment(everybody, "at risk", f"many-{n}")
        allow(everybody, f"many-{n}", granted=n < 30)
    wished = plan(segment="at risk", holdout=0.3, budget_minor=10**9, categories=("shampoo",))
    with shop.writing() as session:
        for n, customer_id in enumerate(customers):
            place_order(session, customer_id, f"B{n}", {"H-1-1": 1, "F-1-6": 1})
        place_order(session, customers[0], "OLD", {"H-1-1": 1}, days_ago=40)
        forecast = forecast_offer(session, wished, utc_now())
        offer = make_offer(session, wished, utc_now())
        groups = list(session.scalars(select(OfferAssignment.group).where(OfferAssignment.offer_id == offer.id)))
    assert (forecast.customers, forecast.consenting) == (40, 30)
    assert forecast.held_out == groups.count(CONTROL) > 0
    bought = (groups.count(TREATMENT) + (customers[0] in forecast.told_to)) * SHAMPOO  # in the shop's 40 days
    assert forecast.bought_minor == pytest.approx(bought / 2, rel=0.01)
    assert forecast.cost_minor == forecast.bought_minor * 15 // 100
    with shop.writing() as session:
        heard = [bool(tell_offers(session, Principal(f"c{one}", "web", one)).offers) for one in customers]
    assert sum(heard) == groups.count(TREATMENT) and not any(heard[30:])


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"code": "b"}, "capital letters"),
        ({"percent": 100}, "between 1 and 99"),
        ({"ends_at": ago(3)}, "ends before it begins"),
        ({"holdout": 1.0}, "holdout is a share"),
        ({"tell_times": 3}, "both times and days"),
        ({"budget_minor": 0}, "above zero"),
        ({"min_total_minor": -1}, "below zero"),
        ({"categories": ("kurti",)}, "no category 'kurti'; there is blanket, frock"),
        ({"branches": ("PEW",)}, "no branch 'PEW'; there is KHI, LHR"),
        ({"tier": "tin"}, "no tier 'tin'"),
        ({"segment": "at-risk"}, "no segment 'at-risk'; there is active, at risk"),
        ({"code": "TAKEN"}, "TAKEN already"),
    ],
)
def test_a_wish_that_cannot_be_is_one_line(sqlite_shop: Shop, values: dict[str, object], says: str) -> None:
    write_offer(sqlite_shop, "TAKEN", 5)
    with sqlite_shop.reading() as session, pytest.raises(OfferError, match=says):
        check_plan(session, plan(**values))
