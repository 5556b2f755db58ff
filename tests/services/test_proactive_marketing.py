"""What is told unasked as a reason to buy: only with a yes, seldom, not to the held out, and only while it is so."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from hamrah.crm.base import utc_now
from hamrah.crm.catalogue import Product, Stock, Variant
from hamrah.crm.channels import ProactiveMessage
from hamrah.crm.conversations import Button, Interaction
from hamrah.crm.offers import LoyaltyEntry, OfferTelling
from hamrah.crm.recommendations import Recommendation
from hamrah.crm.segments import ProductRhythm
from hamrah.services.catalogue import get_product
from hamrah.services.proactive_rules import message_rules
from hamrah.services.proactive_subjects import shop_day
from hamrah.services.refusal import Refusal
from hamrah.services.stock_wishes import WISHED, note_sold_out, wish_back
from hamrah.services.survey_rules import drawn_number

from .offering import add_points, allow, make_offer, put_in_segment
from .suggesting import fitted
from .telling import HOUR, be_known, fates, lines, messages, noon, plan, tell
from .world import Shop, ago, place_order

__all__ = ["noon"]
DAY = 24 * HOUR


@pytest.fixture(autouse=True)
def _nobody_is_held_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is held out is drawn from the customer's id; these tests are about those who are not, but for one."""
    monkeypatch.setattr("hamrah.services.proactive_sending.drawn_number", lambda what, subject: 0.999)


def count_stock(shop: Shop, sku: str, pieces: int) -> None:
    """Let a variant lie in its branches, or nowhere."""
    with shop.writing() as session:
        variant = session.scalars(select(Variant.id).where(Variant.sku == sku)).one()
        session.execute(update(Stock).where(Stock.variant_id == variant).values(quantity=pieces))


def ask_for(shop: Shop, sku: str, who: str = "ayesha", size: str | None = None, *, wish: bool = False) -> bool:
    """Be told that something is out of stock; with `wish` ask to be told when it is back."""
    with shop.writing() as session:
        product = get_product(session, sku)
        assert product is not None
        told = note_sold_out(session, shop.who(who), product, size=size)
        return wish_back(session, shop.who(who), product) if wish else told


class TestBackInStock:
    def test_whoever_asked_is_told_without_consent_to_marketing(self, shop: Shop, noon: datetime) -> None:
        be_known(shop)
        count_stock(shop, "F-1-6", 0)
        assert ask_for(shop, "F-1", wish=True) and not ask_for(shop, "F-1", wish=True)
        assert plan(shop) == 0  # not back yet
        count_stock(shop, "F-1-6", 3)
        assert plan(shop) == 1 and plan(shop) == 0
        assert tell(shop, noon) == 1
        (line,) = lines(shop)
        assert line.extras["key"] == "utter_message_wished_back_in_stock" and "Nanhay cotton frock" in line.text
        assert line.extras["cards"][0]["sku"] == "F-1"

    def test_a_wish_that_was_told_can_be_kept_anew(self, sqlite_shop: Shop) -> None:
        be_known(sqlite_shop)
        ask_for(sqlite_shop, "F-1", wish=True)
        plan(sqlite_shop)
        with sqlite_shop.writing() as session:
            session.execute(update(ProactiveMessage).values(status="sent", sent_at=utc_now()))
        assert ask_for(sqlite_shop, "F-1", wish=True) and not ask_for(sqlite_shop, "F-1", wish=True)
        with sqlite_shop.writing() as session:
            wishes = select(Interaction).where(Interaction.kind == WISHED).order_by(Interaction.id.desc())
            session.scalars(wishes.limit(1)).one().at = utc_now() + timedelta(seconds=2)
        assert plan(sqlite_shop, utc_now() + HOUR) == 1

    def test_whoever_was_only_told_that_it_is_gone_must_have_allowed_it(self, shop: Shop, noon: datetime) -> None:
        for who in ("ayesha", "bilal"):
            be_known(shop, who)
        count_stock(shop, "F-1-6", 0)
        for who in ("ayesha", "bilal"):
            assert ask_for(shop, "F-1", who)
        allow(shop, "bilal")
        count_stock(shop, "F-1-6", 3)
        assert plan(shop) == 1 and tell(shop, noon) == 1
        assert lines(shop) == [] and lines(shop, "bilal")[0].extras["key"] == "utter_message_back_in_stock"

    def test_the_size_that_was_asked_for_is_what_must_be_back(self, sqlite_shop: Shop) -> None:
        be_known(sqlite_shop)
        count_stock(sqlite_shop, "K-1-YL", 0)
        assert ask_for(sqlite_shop, "K-1", size="large", wish=True)
        assert plan(sqlite_shop) == 0  # others of it lie there
        count_stock(sqlite_shop, "K-1-YL", 1)
        assert plan(sqlite_shop) == 1

    def test_nothing_can_come_back_in_a_size_that_is_not_made(self, sqlite_shop: Shop) -> None:
        assert not ask_for(sqlite_shop, "K-1", size="9")

    def test_what_is_gone_again_or_bought_meanwhile_is_not_told(self, sqlite_shop: Shop, noon: datetime) -> None:
        for who in ("ayesha", "bilal"):
            be_known(sqlite_shop, who)
        for sku in ("F-1", "H-1"):
            ask_for(sqlite_shop, sku, "ayesha" if sku == "F-1" else "bilal", wish=True)
        assert plan(sqlite_shop) == 2
        count_stock(sqlite_shop, "F-1-6", 0)
        with sqlite_shop.writing() as session:
            place_order(session, sqlite_shop.ids["bilal"], "1", {"H-1-1": 1}, days_ago=0)
        assert tell(sqlite_shop, noon) == 0
        assert sorted(str(why) for _, _, why in fates(sqlite_shop)) == ["bought", "out_of_stock"]

    def test_a_guest_must_say_who_they_are_and_what_a_guest_was_told_goes_along(self, sqlite_shop: Shop) -> None:
        with pytest.raises(Refusal, match="utter_identify_first"):
            ask_for(sqlite_shop, "F-1", "guest", wish=True)


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
        text = lines(shop)[0].text
        assert "100" in text and "Rs 100" in text  # one rupee a point

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
