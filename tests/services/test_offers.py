"""Deals that hold now, and loyalty points as a ledger."""

import pytest

from hamrah.crm.offers import LoyaltyEntry, Offer
from hamrah.services.loyalty import loyalty_balance
from hamrah.services.offers import current_offers
from hamrah.services.refusal import Refusal

from .world import Shop, ago


def offer(shop: Shop, code: str, percent: int, start: float = 1, end: float = -1, **values: object) -> None:
    """A deal from `start` days ago to `end` days ago (negative: ahead)."""
    with shop.writing() as session:
        columns = {"categories": {}, "texts": {"en": code}, "starts_at": ago(start), "ends_at": ago(end), **values}
        session.add(Offer(code=code, percent=percent, **columns))


def entry(shop: Shop, points: int, days_ago: float, kind: str = "earned", expires_in: float | None = None) -> None:
    with shop.writing() as session:
        expires = None if expires_in is None else ago(-expires_in)
        ayesha = shop.ids["ayesha"]
        session.add(LoyaltyEntry(customer_id=ayesha, kind=kind, points=points, at=ago(days_ago), expires_at=expires))


def codes(shop: Shop, who: str = "guest", category: str | None = None) -> list[str]:
    with shop.reading() as session:
        return [offer.code for offer in current_offers(session, shop.who(who), category)]


def test_only_what_holds_today_the_best_first(shop: Shop) -> None:
    offer(shop, "TEN", 10)
    offer(shop, "TWENTY", 20)
    offer(shop, "OVER", 50, start=9, end=0.01)
    offer(shop, "SOON", 60, start=-1, end=-9)
    assert codes(shop) == ["TWENTY", "TEN"]


def test_a_deal_for_a_category_holds_for_that_one_a_general_one_for_all(sqlite_shop: Shop) -> None:
    offer(sqlite_shop, "KURTA", 20, categories={"codes": ["kurta", "suit"]})
    offer(sqlite_shop, "ALL", 5)
    assert codes(sqlite_shop, category="kurta") == ["KURTA", "ALL"]
    assert codes(sqlite_shop, category="shoes") == ["ALL"]


@pytest.mark.parametrize(
    ("points", "seen"),
    [(0, ["ALL"]), (1999, ["ALL"]), (2000, ["SILVER", "ALL"]), (10000, ["GOLD", "SILVER", "ALL"])],
)
def test_a_tiers_deals_are_for_that_tier_and_those_above(sqlite_shop: Shop, points: int, seen: list[str]) -> None:
    offer(sqlite_shop, "GOLD", 30, tier="gold")
    offer(sqlite_shop, "SILVER", 20, tier="silver")
    offer(sqlite_shop, "ALL", 5)
    entry(sqlite_shop, points, 9)
    assert codes(sqlite_shop, "ayesha") == seen
    assert codes(sqlite_shop, "guest") == codes(sqlite_shop, "bilal") == ["ALL"]


def test_the_balance_is_the_sum_of_the_ledger(shop: Shop) -> None:
    entry(shop, 300, 400)
    entry(shop, -300, 35, "expired")
    entry(shop, 2500, 20, expires_in=345)
    entry(shop, 120, 10, expires_in=355)
    entry(shop, -400, 5, "spent")
    with shop.reading() as session:
        balance = loyalty_balance(session, shop.who("ayesha"))
        assert (balance.points, balance.tier, balance.expiring) == (2220, "silver", 2220)
        assert balance.expires_at is not None and abs((balance.expires_at - ago(-345)).total_seconds()) < 60
        nobody = loyalty_balance(session, shop.who("bilal"))
    assert (nobody.points, nobody.tier, nobody.expiring, nobody.expires_at) == (0, None, 0, None)


def test_the_next_to_expire_are_told_as_many_as_are_left(sqlite_shop: Shop) -> None:
    entry(sqlite_shop, 100, 300, expires_in=65)
    entry(sqlite_shop, 900, 30, expires_in=335)
    with sqlite_shop.reading() as session:
        assert loyalty_balance(session, sqlite_shop.who("ayesha")).expiring == 100


def test_the_tier_counts_what_was_earned_within_twelve_months_though_spent_since(sqlite_shop: Shop) -> None:
    entry(sqlite_shop, 9000, 370)
    entry(sqlite_shop, 2000, 360)
    entry(sqlite_shop, -11000, 1, "spent")
    with sqlite_shop.reading() as session:
        balance = loyalty_balance(session, sqlite_shop.who("ayesha"))
    assert (balance.points, balance.tier) == (0, "silver")


def test_points_are_told_to_the_customer_only(sqlite_shop: Shop) -> None:
    with sqlite_shop.reading() as session, pytest.raises(Refusal, match="utter_identify_first"):
        loyalty_balance(session, sqlite_shop.who("guest"))
