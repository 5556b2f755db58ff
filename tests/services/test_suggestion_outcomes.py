"""What was suggested is tied to what came of it: once each, on any touchpoint, within thirty days; and counted."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from hamrah.crm.base import utc_now
from hamrah.crm.catalogue import Product
from hamrah.crm.orders import Order, OrderLine, Return
from hamrah.crm.recommendations import ModelRun, Recommendation, RecommendationOutcome
from hamrah.services.reorder import reorder
from hamrah.services.suggestion_outcomes import note_outcome, reject, tie_purchases
from hamrah.services.suggestion_report import Conversion, suggestion_report

from .suggesting import fitted, skus, suggest
from .world import Shop, ago, place_order


def shown(shop: Shop, who: str = "ayesha", days_ago: float = 1) -> None:
    """Three suggestions, K-3, K-1 and S-1, were shown so long ago."""
    assert skus(suggest(shop, who)) == ["K-3", "K-1", "S-1"]
    with shop.writing() as session:
        newest = select(Recommendation.id).order_by(Recommendation.id.desc()).limit(3)
        moved = update(Recommendation).where(Recommendation.id.in_(newest.scalar_subquery()))
        session.execute(moved.values(shown_at=ago(days_ago)))


def buy(
    shop: Shop, number: str, *variants: str, who: str = "ayesha", days_ago: float = 0.01, **columns: object
) -> None:
    with shop.writing() as session:
        place_order(session, shop.ids[who], number, dict.fromkeys(variants, 1), days_ago=days_ago, **columns)


def tie(shop: Shop) -> int:
    with shop.writing() as session:
        return tie_purchases(session)


def outcomes(shop: Shop) -> list[tuple[str, str, str]]:
    rows = (
        select(Product.sku, RecommendationOutcome.kind, RecommendationOutcome.touchpoint)
        .join(Recommendation, Recommendation.id == RecommendationOutcome.recommendation_id)
        .join(Product, Product.id == Recommendation.product_id)
        .order_by(RecommendationOutcome.id)
    )
    with shop.reading() as session:
        return [(sku, kind, touchpoint) for sku, kind, touchpoint in session.execute(rows)]


class TestPurchases:
    @pytest.mark.parametrize("touchpoint", ["website", "app", "branch", "chat"])
    def test_an_order_that_another_process_wrote_is_tied_by_the_hourly_job(self, shop: Shop, touchpoint: str) -> None:
        shown(fitted(shop))
        buy(shop, "N1", "K-3-WM", "B-1-1", touchpoint=touchpoint)
        assert tie(shop) == 1
        assert outcomes(shop) == [("K-3", "bought", touchpoint)]
        with shop.reading() as session:
            outcome = session.scalars(select(RecommendationOutcome)).one()
            line = session.get_one(OrderLine, outcome.order_line_id)
            assert (line.variant.sku, outcome.at) == ("K-3-WM", line.order.placed_at)

    def test_running_it_again_ties_nothing_twice(self, shop: Shop) -> None:
        shown(fitted(shop))
        buy(shop, "N1", "K-3-WM")
        assert [tie(shop), tie(shop)] == [1, 0]

    def test_a_second_purchase_of_the_same_counts_no_second_time(self, sqlite_shop: Shop) -> None:
        shown(fitted(sqlite_shop))
        buy(sqlite_shop, "N1", "K-3-WM", "K-3-WL")
        buy(sqlite_shop, "N2", "K-3-WM")
        assert [tie(sqlite_shop), tie(sqlite_shop)] == [1, 0]

    def test_it_is_tied_to_the_time_it_was_shown_last_before_it_was_bought(self, sqlite_shop: Shop) -> None:
        for days in (9, 4, 1):
            shown(fitted(sqlite_shop) if days == 9 else sqlite_shop, days_ago=days)
        buy(sqlite_shop, "N1", "K-3-WM", days_ago=2)
        assert tie(sqlite_shop) == 1
        with sqlite_shop.reading() as session:
            tied = session.get_one(
                Recommendation, session.scalars(select(RecommendationOutcome.recommendation_id)).one()
            )
        assert timedelta(days=3.9) < utc_now() - tied.shown_at < timedelta(days=4.1)

    @pytest.mark.parametrize(("days", "tied"), [(29.9, 1), (30.1, 0)])
    def test_after_thirty_days_it_was_not_the_suggestion(self, sqlite_shop: Shop, days: float, tied: int) -> None:
        shown(fitted(sqlite_shop), days_ago=days)
        buy(sqlite_shop, "N1", "K-3-WM", days_ago=0)
        assert tie(sqlite_shop) == tied

    def test_what_was_bought_before_it_was_shown_or_by_another_or_cancelled_does_not_count(
        self, sqlite_shop: Shop
    ) -> None:
        shown(fitted(sqlite_shop))
        buy(sqlite_shop, "N1", "K-3-WM", days_ago=1.5)
        buy(sqlite_shop, "N2", "K-3-WM", who="bilal")
        buy(sqlite_shop, "N3", "K-1-YM", status="cancelled")
        assert tie(sqlite_shop) == 0

    def test_an_order_placed_in_chat_is_tied_as_it_is_written(self, shop: Shop) -> None:
        fitted(shop, ayesha={"H-1-1": 60})
        assert skus(suggest(shop, "ayesha", shelf="again")) == ["H-1"]
        with shop.writing() as session:
            reorder(session, shop.who("ayesha"), "A0")
        assert outcomes(shop) == [("H-1", "bought", "chat")]
        assert tie(shop) == 0


class TestOnceEach:
    def test_a_page_opened_twice_is_one_view(self, shop: Shop) -> None:
        shown(fitted(shop))
        with shop.writing() as session:
            kurta = session.scalars(select(Product.id).where(Product.sku == "K-3")).one()
            for kind, touchpoint in (("viewed", "website"), ("viewed", "app"), ("carted", "app")):
                note_outcome(session, shop.who("ayesha"), kurta, kind, touchpoint)
        assert outcomes(shop) == [("K-3", "viewed", "website"), ("K-3", "carted", "app")]

    def test_turned_down_twice_is_once(self, sqlite_shop: Shop) -> None:
        shown(fitted(sqlite_shop))
        for _ in range(2):
            with sqlite_shop.writing() as session:
                reject(session, sqlite_shop.who("ayesha"), ["K-3"])
        assert outcomes(sqlite_shop) == [("K-3", "rejected", "chat")]

    def test_a_view_a_month_later_was_not_the_suggestion(self, sqlite_shop: Shop) -> None:
        shown(fitted(sqlite_shop), days_ago=31)
        with sqlite_shop.writing() as session:
            kurta = session.scalars(select(Product.id).where(Product.sku == "K-3")).one()
            note_outcome(session, sqlite_shop.who("ayesha"), kurta, "viewed", "website")
        assert outcomes(sqlite_shop) == []


class TestReport:
    def report(self, shop: Shop, days: float = 30) -> list[Conversion]:
        with shop.reading() as session:
            return suggestion_report(session, ago(days), utc_now())

    def test_conversion_by_model_and_shelf(self, shop: Shop) -> None:
        shown(fitted(shop, ayesha={"H-1-1": 60}), "bilal")
        shown(shop, "ayesha")
        assert skus(suggest(shop, "ayesha", shelf="again")) == ["H-1"]
        buy(shop, "N1", "K-3-WM", "K-1-YM")
        buy(shop, "N2", "K-3-WM", who="bilal", touchpoint="branch")
        with shop.writing() as session:
            assert tie_purchases(session) == 3
            reject(session, shop.who("bilal"), ["S-1"])
        assert self.report(shop) == [
            Conversion("blend-2", "new", 6, viewed=0, carted=0, bought=3, rejected=1),
            Conversion("blend-2", "again", 1, viewed=0, carted=0, bought=0, rejected=0),
        ]
        assert self.report(shop)[0].share("bought") == 0.5

    def test_models_stand_apart_and_are_named_by_the_run_that_was_served(self, sqlite_shop: Shop) -> None:
        shown(fitted(sqlite_shop))
        with sqlite_shop.writing() as session:
            session.execute(update(ModelRun).values(model="blend-3"))
        shown(sqlite_shop)
        assert {row.model: row.shown for row in self.report(sqlite_shop)} == {"blend-2": 3, "blend-3": 3}
        with sqlite_shop.reading() as session:
            current = session.scalars(select(ModelRun.id).where(ModelRun.current)).one()
            assert set(session.scalars(select(Recommendation.model_run))) == {current}

    def test_what_went_back_or_was_cancelled_since_does_not_count_any_more(self, shop: Shop) -> None:
        shown(fitted(shop))
        buy(shop, "N1", "K-3-WM", status="delivered")
        buy(shop, "N2", "K-1-YM")
        assert tie(shop) == 2
        assert self.report(shop)[0].bought == 2
        with shop.writing() as session:
            line = session.scalars(select(OrderLine.id).join(Order).where(Order.number == "N1")).one()
            values = {"order_line_id": line, "kind": "return", "quantity": 1, "requested_at": utc_now()}
            session.add(Return(status="requested", reason="thin", **values))
            session.execute(update(Order).where(Order.number == "N2").values(status="cancelled"))
        assert self.report(shop)[0].bought == 0

    def test_only_what_was_shown_in_the_period(self, sqlite_shop: Shop) -> None:
        shown(fitted(sqlite_shop), days_ago=8)
        assert self.report(sqlite_shop, 7) == []
        assert self.report(sqlite_shop, 9)[0].shown == 3
