"""What is told unasked as a reason to buy: only with a yes, seldom, not to the held out, and only while it is so."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from hamrah.crm.base import utc_now
from hamrah.crm.catalogue import Product
from hamrah.crm.conversations import Button
from hamrah.crm.offers import LoyaltyEntry, OfferTelling
from hamrah.crm.recommendations import Recommendation
from hamrah.crm.segments import ProductRhythm
from hamrah.services.proactive_rules import message_rules
from hamrah.services.proactive_subjects import shop_day
from hamrah.services.survey_rules import drawn_number

from .offering import add_points, allow, make_offer, put_in_segment
from .suggesting import fitted
from .telling import HOUR, ask_for, be_known, count_stock, fates, lines, messages, noon, plan, tell
from .world import Shop, ago, place_order

__all__ = ["noon"]
DAY = 24 * HOUR


@pytest.fixture(autouse=True)
def _nobody_is_held_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is held out is drawn from the customer's id; these tests are about those who are not, but for one."""
    monkeypatch.setattr("hamrah.services.proactive_sending.drawn_number", lambda what, subject: 0.999)


def due_again(shop: Shop, sku: str, days: int = 1, who: str = "ayesha", purchases: int = 4) -> None:
    """Let a customer be about to need something, as the nightly job found out."""
    with shop.writing() as session:
        product = session.scalars(select(Product.id).where(Product.sku == sku)).one()
        today = shop_day(utc_now())
        session.add(
            ProductRhythm(
                customer_id=shop.ids[who],
                product_id=product,
                purchases=purchases,
                usual_gap_days=30,
                last_bought_on=today - timedelta(days=29),
                next_expected_on=today + timedelta(days=days),
            )
        )


class TestBuyAgain:
    def test_it_is_told_with_a_way_to_order_what_was_bought_alone(self, shop: Shop, noon: datetime) -> None:
        be_known(shop)
        allow(shop)
        with shop.writing() as session:
            place_order(session, shop.ids["ayesha"], "901", {"H-1-1": 1, "F-1-6": 1}, status="delivered", days_ago=29)
            place_order(session, shop.ids["ayesha"], "900", {"H-1-1": 2}, status="delivered", days_ago=59)
        due_again(shop, "H-1")
        assert plan(shop) == 1 and plan(shop) == 0
        assert tell(shop, noon) == 1
        assert "Sitara herbal shampoo" in lines(shop)[0].text
        with shop.reading() as session:
            assert ("reorder", "900") in {
                (b.intent, b.entities.get("order_number")) for b in session.scalars(select(Button))
            }

    def test_not_too_early_and_not_what_was_bought_seldom(self, sqlite_shop: Shop) -> None:
        be_known(sqlite_shop)
        allow(sqlite_shop)
        due_again(sqlite_shop, "H-1", days=9)
        due_again(sqlite_shop, "F-1", purchases=2)
        assert plan(sqlite_shop) == 0

    @pytest.mark.parametrize("why", ["bought", "out_of_stock", "given_up"])
    def test_what_is_no_longer_so_is_not_told(self, sqlite_shop: Shop, noon: datetime, why: str) -> None:
        be_known(sqlite_shop)
        allow(sqlite_shop)
        due_again(sqlite_shop, "H-1")
        plan(sqlite_shop)
        with sqlite_shop.writing() as session:
            if why == "bought":
                place_order(session, sqlite_shop.ids["ayesha"], "1", {"H-1-1": 1}, days_ago=1)
            elif why == "given_up":
                session.query(ProductRhythm).delete()
        if why == "out_of_stock":
            count_stock(sqlite_shop, "H-1-1", 0)
        assert tell(sqlite_shop, noon) == 0
        assert fates(sqlite_shop) == [("time_to_buy_again", "dropped", why)]


class TestPoints:
    def test_points_that_run_out_are_told_with_their_worth_and_day(self, shop: Shop, noon: datetime) -> None:
        be_known(shop)
        allow(shop)
        add_points(shop, 60, expires_in=5)
        add_points(shop, 40, expires_in=9)
        add_points(shop, 999, expires_in=60)
        assert plan(shop) == 1 and plan(shop) == 0 and tell(shop, noon) == 1
        (line,) = lines(shop)
        assert "100 of your points" in line.text and "Rs 100" in line.text  # one rupee a point
        assert f"from {line.extras['values']['when']} on" in line.text  # not all of them on it

    def test_few_points_are_not_worth_a_message_nor_those_spent_meanwhile(
        self, sqlite_shop: Shop, noon: datetime
    ) -> None:
        be_known(sqlite_shop)
        allow(sqlite_shop)
        add_points(sqlite_shop, 49, expires_in=5)
        assert plan(sqlite_shop) == 0
        add_points(sqlite_shop, 1, expires_in=6)
        assert plan(sqlite_shop) == 1
        with sqlite_shop.writing() as session:
            session.execute(update(LoyaltyEntry).values(remaining=0))
        assert tell(sqlite_shop, noon) == 0
        assert fates(sqlite_shop) == [("points_expiring", "dropped", "points_used")]


class TestWinBack:
    def at_risk(self, shop: Shop) -> None:
        be_known(shop)
        allow(shop)
        put_in_segment(shop, "at risk", since=0)

    def test_with_an_offer_that_holds_for_them(self, shop: Shop, noon: datetime) -> None:
        self.at_risk(shop)
        make_offer(shop, "BACK15", 15, segment="at risk", texts={}, end=-20, min_total_minor=300000)
        make_offer(shop, "KHI40", 40, branches={"codes": ["LHR"]}, end=-20)
        assert plan(shop) == 1 and tell(shop, noon) == 0  # a day after they came into it
        assert tell(shop, noon + 2 * DAY) == 1
        text = lines(shop)[0].text
        assert all(word in text for word in ("Ayesha", "BACK15", "15%", "Rs 3,000")) and "Khan" not in text
        assert shop.count(OfferTelling) == 1

    def test_without_an_offer_with_something_that_suits_them(self, sqlite_shop: Shop, noon: datetime) -> None:
        self.at_risk(fitted(sqlite_shop, ayesha={"K-1-YM": 60}))
        assert plan(sqlite_shop) == 1 and tell(sqlite_shop, noon + 2 * DAY) == 1
        assert lines(sqlite_shop)[0].extras["key"] == "utter_message_win_back_suggestion"
        assert len(lines(sqlite_shop)[0].extras["cards"]) == 1 and sqlite_shop.count(Recommendation) == 1

    def test_with_neither_nothing_is_said(self, sqlite_shop: Shop, noon: datetime) -> None:
        self.at_risk(sqlite_shop)
        plan(sqlite_shop)
        assert tell(sqlite_shop, noon + 2 * DAY) == 0
        assert fates(sqlite_shop) == [("win_back", "dropped", "nothing_to_offer")]

    @pytest.mark.parametrize("why", ["bought", "segment_left"])
    def test_whoever_came_back_by_themselves_is_left_alone(self, sqlite_shop: Shop, noon: datetime, why: str) -> None:
        self.at_risk(sqlite_shop)
        make_offer(sqlite_shop, "BACK15", 15, end=-20)
        plan(sqlite_shop)
        if why == "bought":
            with sqlite_shop.writing() as session:
                place_order(session, sqlite_shop.ids["ayesha"], "1", {"H-1-1": 1}, days_ago=0)
        else:
            put_in_segment(sqlite_shop, "loyal", since=0)
        assert tell(sqlite_shop, noon + 2 * DAY) == 0
        assert fates(sqlite_shop) == [("win_back", "dropped", why)]


class TestConsentCapsAndHoldout:
    def test_nobody_is_looked_for_who_has_not_allowed_it_or_took_it_back(self, shop: Shop, noon: datetime) -> None:
        be_known(shop)
        add_points(shop, 100, expires_in=5)
        assert plan(shop) == 0
        allow(shop, granted=True, days_ago=3)
        assert plan(shop) == 1
        allow(shop, granted=False, days_ago=0)
        assert plan(shop) == 0 and tell(shop, noon) == 0
        assert fates(shop) == [("points_expiring", "dropped", "no_consent")]

    def test_the_cap_over_all_kinds_of_marketing(self, sqlite_shop: Shop, noon: datetime) -> None:
        be_known(sqlite_shop)
        allow(sqlite_shop)
        add_points(sqlite_shop, 100, expires_in=5)
        due_again(sqlite_shop, "H-1")
        count_stock(sqlite_shop, "F-1-6", 0)
        ask_for(sqlite_shop, "F-1")
        count_stock(sqlite_shop, "F-1-6", 2)
        assert plan(sqlite_shop) == 3 and tell(sqlite_shop, noon) == 2
        assert [why for _, _, why in fates(sqlite_shop)].count("cap") == 1

    def test_service_messages_do_not_count_for_it(self, sqlite_shop: Shop, noon: datetime) -> None:
        be_known(sqlite_shop)
        allow(sqlite_shop)
        with sqlite_shop.writing() as session:
            for number in "12":
                late = {"status": "shipped", "expected": ago(0.1)}
                place_order(session, sqlite_shop.ids["ayesha"], number, {"H-1-1": 1}, **late)
        add_points(sqlite_shop, 100, expires_in=5)
        plan(sqlite_shop)
        assert tell(sqlite_shop, noon) == 3

    def test_the_held_out_are_told_nothing_and_counted_as_if_they_had_been(
        self, sqlite_shop: Shop, noon: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("hamrah.services.proactive_sending.drawn_number", lambda what, subject: 0.0)
        be_known(sqlite_shop)
        allow(sqlite_shop)
        add_points(sqlite_shop, 100, expires_in=5)
        plan(sqlite_shop)
        assert tell(sqlite_shop, noon) == 0 and lines(sqlite_shop) == []
        (row,) = messages(sqlite_shop)
        assert (row.status, row.sent_at, row.message_id) == ("held_out", noon, None)
        add_points(sqlite_shop, 100, expires_in=4)
        plan(sqlite_shop)
        assert tell(sqlite_shop, noon) == 0
        assert fates(sqlite_shop)[1] == ("points_expiring", "dropped", "cap")

    def test_the_share_held_out_is_as_large_as_the_rules_say(self) -> None:
        share = message_rules().kinds["win_back"].holdout
        drawn = [drawn_number("holdout message win_back", str(number)) < share for number in range(4000)]
        assert abs(sum(drawn) / 4000 - share) < 0.03
