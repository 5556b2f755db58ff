"""What is suggested to whom, why, and what never again."""

import pytest
from sqlalchemy import delete, select, update

from hamrah.crm.conversations import BrowsingEvent
from hamrah.crm.orders import Order, OrderLine
from hamrah.crm.recommendations import Recommendation, RecommendationOutcome
from hamrah.recommend.swapping import fit_and_swap
from hamrah.services.catalogue import get_product
from hamrah.services.identity import Principal
from hamrah.services.refusal import Refusal
from hamrah.services.suggestion_outcomes import explain, note_outcome, reject

from .suggesting import fitted, look_at, skus, suggest
from .world import Shop, place_order


class TestRanking:
    def test_a_stranger_gets_what_is_bought_most(self, shop: Shop) -> None:
        found = suggest(fitted(shop), limit=3)
        assert skus(found) == ["K-3", "K-1", "S-1"]
        assert {one.reason.kind for one in found} == {"popular"}
        assert [one.reason.product for one in found] == [None] * 3

    def test_a_product_just_looked_at_moves_what_goes_with_it_to_the_front(self, shop: Shop) -> None:
        """0.15 for the best seller; 1 for P-1, which of all goes best with the watch."""
        look_at(fitted(shop), "W-1")
        found = suggest(shop)
        assert skus(found)[0] == "P-1"
        assert found[0].reason.kind == "looked_at"
        assert found[0].reason.product is not None and found[0].reason.product.sku == "W-1"

    def test_what_was_looked_at_last_weighs_more(self, sqlite_shop: Shop) -> None:
        look_at(fitted(sqlite_shop), "W-1")
        look_at(sqlite_shop, "K-1")
        assert skus(suggest(sqlite_shop))[0] == "S-1"
        look_at(sqlite_shop, "W-1")
        look_at(sqlite_shop, "W-1", kind="ask")
        found = suggest(sqlite_shop)
        assert (found[0].product.sku, found[0].reason.kind) == ("P-1", "asked")

    def test_what_another_visitor_looked_at_is_of_no_account(self, sqlite_shop: Shop) -> None:
        look_at(fitted(sqlite_shop), "W-1", "other-guest")
        assert skus(suggest(sqlite_shop)) == ["K-3", "K-1", "S-1"]

    def test_what_was_looked_at_yesterday_is_of_no_account(self, sqlite_shop: Shop) -> None:
        look_at(fitted(sqlite_shop), "W-1")
        with sqlite_shop.writing() as session:
            event = session.scalars(select(BrowsingEvent)).one()
            event.at = event.at.replace(year=event.at.year - 1)
        assert skus(suggest(sqlite_shop)) == ["K-3", "K-1", "S-1"]

    def test_a_customer_gets_what_goes_with_what_they_bought(self, shop: Shop) -> None:
        """The perfume by history: 0.6 · ½^(30/120) · 0.4 against 0.15 for the best seller."""
        found = suggest(fitted(shop, ayesha={"W-1-1": 30}), "ayesha")
        assert skus(found)[0] == "P-1"
        assert found[0].reason.kind == "bought"
        assert found[0].reason.product is not None and found[0].reason.product.sku == "W-1"
        with shop.reading() as session:
            bought = session.scalars(select(Order.placed_at).where(Order.number == "A0")).one()
        assert found[0].reason.at == bought

    @pytest.mark.parametrize(("kurta", "watch", "first"), [(10, 500, "S-1"), (500, 10, "P-1")])
    def test_an_old_purchase_weighs_less(self, sqlite_shop: Shop, kurta: int, watch: int, first: str) -> None:
        fitted(sqlite_shop, ayesha={"K-1-YM": kurta, "W-1-1": watch})
        assert skus(suggest(sqlite_shop, "ayesha"))[0] == first

    def test_history_weighs_by_the_newest_purchase_so_that_a_rare_customer_has_one_too(self, sqlite_shop: Shop) -> None:
        assert skus(suggest(fitted(sqlite_shop, ayesha={"W-1-1": 500}), "ayesha"))[0] == "P-1"

    def test_nothing_is_suggested_before_the_first_fit(self, sqlite_shop: Shop) -> None:
        assert suggest(sqlite_shop) == []


class TestReasons:
    def test_the_reason_is_the_row_with_most_weight_and_changes_when_it_is_taken_away(self, shop: Shop) -> None:
        """Shoes go with both of Ayesha's kurtas; the newer purchase is what speaks for them."""
        with fitted(shop).writing() as session:
            for number in range(4):
                place_order(session, None, f"H{number}", {"K-2-BL": 1, "S-1-43": 1}, status="delivered", days_ago=0)
            for number, variant, days in (("A1", "K-1-YM", 10), ("A2", "K-2-BL", 400)):
                place_order(session, shop.ids["ayesha"], number, {variant: 1}, status="delivered", days_ago=days)
            fit_and_swap(session)
        shoes = next(one for one in suggest(shop, "ayesha", limit=9) if one.product.sku == "S-1")
        assert shoes.reason.product is not None and shoes.reason.product.sku == "K-1"

        with shop.writing() as session:
            order = session.scalars(select(Order).where(Order.number == "A1")).one()
            session.execute(delete(OrderLine).where(OrderLine.order_id == order.id))
            session.execute(delete(Order).where(Order.id == order.id))
            session.execute(update(Order).where(Order.number == "A2").values(placed_at=order.placed_at))
        shoes = next(one for one in suggest(shop, "ayesha", limit=9) if one.product.sku == "S-1")
        assert shoes.reason.product is not None and shoes.reason.product.sku == "K-2"

        with shop.writing() as session:
            order = session.scalars(select(Order).where(Order.number == "A2")).one()
            session.execute(delete(OrderLine).where(OrderLine.order_id == order.id))
            session.execute(delete(Order).where(Order.id == order.id))
        shoes = next(one for one in suggest(shop, "ayesha", limit=9) if one.product.sku == "S-1")
        assert (shoes.reason.kind, shoes.reason.product) == ("popular", None)

    def test_why_tells_the_reason_that_was_shown(self, shop: Shop) -> None:
        shown = suggest(fitted(shop, ayesha={"W-1-1": 30}), "ayesha")
        with shop.reading() as session:
            product, reason = explain(session, shop.who("ayesha"), "P-1")
            assert product.sku == "P-1"
            assert (reason.kind, reason.at) == ("bought", shown[0].reason.at)
            assert reason.product is not None and reason.product.sku == "W-1"
            first, _ = explain(session, shop.who("ayesha"), None)
            assert first.sku == shown[0].product.sku
            _, plain = explain(session, shop.who("ayesha"), shown[1].product.sku)
            assert plain.kind == "popular"

    def test_nothing_is_explained_or_turned_down_that_was_not_suggested_here(self, sqlite_shop: Shop) -> None:
        suggest(fitted(sqlite_shop), "other-guest")
        guest = sqlite_shop.who("guest")
        for use in (
            lambda session: explain(session, guest, None),
            lambda session: explain(session, guest, "K-3"),
            lambda session: reject(session, guest, ["K-3"]),
            lambda session: reject(session, guest, ["no-such"]),
            lambda session: reject(session, guest, []),
        ):
            with pytest.raises(Refusal, match="utter_nothing_suggested"), sqlite_shop.writing() as session:
                use(session)
        assert sqlite_shop.count(RecommendationOutcome) == 0


class TestTurnedDown:
    def test_one_product_is_never_suggested_again(self, shop: Shop) -> None:
        assert "K-3" in skus(suggest(fitted(shop), "ayesha"))
        with shop.writing() as session:
            reject(session, shop.who("ayesha"), ["K-3"])
        assert "K-3" not in skus(suggest(shop, "ayesha", limit=20))
        elsewhere = Principal("app-ayesha", "app", shop.ids["ayesha"])
        assert "K-3" not in skus(suggest(shop, elsewhere, limit=20))
        assert "K-3" in skus(suggest(shop, "bilal"))

    def test_all_that_were_shown(self, shop: Shop) -> None:
        shown = skus(suggest(fitted(shop), limit=2))
        with shop.writing() as session:
            reject(session, shop.who("guest"), shown)
        left = skus(suggest(shop, limit=20))
        assert left and not set(left) & set(shown)

    def test_of_many_at_once_what_they_always_buy_is_not_meant(self, shop: Shop) -> None:
        new = skus(suggest(fitted(shop, ayesha={"H-1-1": 60}), "ayesha"))
        again = skus(suggest(shop, "ayesha", shelf="again"))
        assert again == ["H-1"]
        with shop.writing() as session:
            reject(session, shop.who("ayesha"), [*new, *again])
        assert skus(suggest(shop, "ayesha", shelf="again")) == ["H-1"]
        assert not set(skus(suggest(shop, "ayesha", limit=20))) & set(new)

    def test_by_itself_it_is(self, sqlite_shop: Shop) -> None:
        suggest(fitted(sqlite_shop, ayesha={"H-1-1": 60}), "ayesha", shelf="again")
        with sqlite_shop.writing() as session:
            reject(session, sqlite_shop.who("ayesha"), ["H-1"])
        assert suggest(sqlite_shop, "ayesha", shelf="again") == []


class TestShelves:
    def test_what_was_bought_before_stands_in_its_own_shelf(self, shop: Shop) -> None:
        """Twice counts more than once, and lately more than long ago."""
        fitted(shop, ayesha={"H-1-1": 50})
        with shop.writing() as session:
            place_order(session, shop.ids["ayesha"], "A7", {"H-1-1": 1}, status="delivered", days_ago=95)
            place_order(session, shop.ids["ayesha"], "A8", {"K-3-WM": 1}, status="delivered", days_ago=20)
            place_order(session, shop.ids["ayesha"], "A9", {"F-1-6": 1}, status="cancelled", days_ago=1)
        found = suggest(shop, "ayesha", shelf="again")
        assert skus(found) == ["H-1", "K-3"]
        assert {one.shelf for one in found} == {"again"}
        assert found[0].reason.kind == "bought_before"

    def test_a_guest_has_bought_nothing(self, sqlite_shop: Shop) -> None:
        assert suggest(fitted(sqlite_shop), shelf="again") == []

    def test_what_goes_with_a_product(self, shop: Shop) -> None:
        with fitted(shop).reading() as session:
            kurta, watch = get_product(session, "K-1"), get_product(session, "W-1")
        found = suggest(shop, about=kurta)
        assert skus(found) == ["S-1"]
        assert found[0].reason.kind == "asked"
        assert found[0].reason.product is not None and found[0].reason.product.sku == "K-1"
        assert skus(suggest(shop, about=watch)) == ["P-1"]

    def test_nothing_goes_with_itself(self, shop: Shop) -> None:
        """K-3 is bought alone, so others are suggested; that it sells best does not make it its own company."""
        with fitted(shop).reading() as session:
            alone = get_product(session, "K-3")
        found = skus(suggest(shop, about=alone))
        assert found and "K-3" not in found


class TestWhatIsKept:
    def test_all_that_was_shown_is_kept_with_place_model_and_reason(self, shop: Shop) -> None:
        shown = suggest(fitted(shop, ayesha={"W-1-1": 30}), "ayesha")
        with shop.reading() as session:
            rows = session.scalars(select(Recommendation).order_by(Recommendation.position)).all()
        assert [row.product_id for row in rows] == [one.product.id for one in shown]
        assert [row.position for row in rows] == [1, 2, 3]
        assert {(row.customer_id, row.sender_id, row.shelf, row.model) for row in rows} == {
            (shop.ids["ayesha"], "web-ayesha", "new", "blend-2")
        }
        assert rows[0].reason["kind"] == "bought" and rows[0].reason["product_id"] is not None
        assert len({row.shown_at for row in rows}) == 1

    def test_what_became_of_it_is_tied_to_the_last_time_it_was_shown(self, shop: Shop) -> None:
        suggest(fitted(shop), "ayesha")
        shown = suggest(shop, "ayesha")[0].product
        with shop.writing() as session:
            note_outcome(session, shop.who("bilal"), shown.id, "viewed", "app")
            note_outcome(session, Principal("app-ayesha", "app", shop.ids["ayesha"]), shown.id, "viewed", "app")
            last = session.scalars(
                select(Recommendation.id)
                .where(Recommendation.product_id == shown.id)
                .order_by(Recommendation.id.desc())
            ).first()
        with shop.reading() as session:
            (outcome,) = session.scalars(select(RecommendationOutcome)).all()
        assert (outcome.recommendation_id, outcome.kind) == (last, "viewed")

    def test_what_was_never_suggested_has_no_outcome(self, sqlite_shop: Shop) -> None:
        with fitted(sqlite_shop).writing() as session:
            note_outcome(session, sqlite_shop.who("guest"), 1, "viewed", "website")
        assert sqlite_shop.count(RecommendationOutcome) == 0
