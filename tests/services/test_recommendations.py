"""What is suggested to whom, why, and what never again."""

import pytest
from sqlalchemy import ColumnElement, delete, select, update

from hamrah.crm.base import utc_now
from hamrah.crm.catalogue import Product, Stock, Variant
from hamrah.crm.conversations import BrowsingEvent
from hamrah.crm.customers import Preference
from hamrah.crm.orders import Order, OrderLine
from hamrah.crm.recommendations import Recommendation, RecommendationOutcome
from hamrah.recommend.fit import fit_and_swap
from hamrah.services.catalogue import Search, get_product
from hamrah.services.identity import Principal, note_product_seen
from hamrah.services.privacy import state_preferences
from hamrah.services.recommendations import Suggestion, explain, note_outcome, recommend, reject
from hamrah.services.refusal import Refusal

from .world import Shop, place_order

ANY = Search()


def fitted(shop: Shop, *, ayesha: dict[str, float] | None = None) -> Shop:
    """What others buy, fitted: shoes go with K-1 (three times), the perfume with the watch, the blankets alone.

    Of what nobody here has bought the most popular is K-3 (seven times), then K-1 and S-1, then the others. `ayesha`
    gives what she bought (variant → days ago).
    """
    baskets = [("K-1-YM", "S-1-42")] * 3 + [("W-1-1", "P-1-1")] * 2 + [("K-3-WM",)] * 7 + [("K-2-BL",), ("B-1-1",)]
    baskets += [("B-2-1", "B-1-1"), ("F-1-6",), ("H-1-1",)]
    with shop.writing() as session:
        for number, basket in enumerate(baskets):
            place_order(session, None, f"G{number}", dict.fromkeys(basket, 1), status="delivered", days_ago=0)
        for number, (variant, days) in enumerate((ayesha or {}).items()):
            place_order(session, shop.ids["ayesha"], f"A{number}", {variant: 1}, status="delivered", days_ago=days)
        fit_and_swap(session)
    return shop


def suggest(shop: Shop, who: str | Principal = "guest", search: Search = ANY, **more: object) -> list[Suggestion]:
    principal = who if isinstance(who, Principal) else shop.who(who)
    with shop.writing() as session:
        return recommend(session, principal, search, **more)


def skus(suggestions: list[Suggestion]) -> list[str]:
    return [one.product.sku for one in suggestions]


def _is(variant: str) -> ColumnElement[bool]:
    return Stock.variant_id.in_(select(Variant.id).where(Variant.sku == variant))


def look_at(shop: Shop, sku: str, who: str = "guest", kind: str = "view") -> None:
    with shop.writing() as session:
        product = get_product(session, sku)
        assert product is not None
        note_product_seen(session, shop.who(who), product.id, kind, "website")


class TestRanking:
    def test_a_stranger_gets_what_is_bought_most(self, shop: Shop) -> None:
        found = suggest(fitted(shop), limit=3)
        assert skus(found) == ["K-3", "K-1", "S-1"]
        assert {one.reason.kind for one in found} == {"popular"}
        assert [one.reason.product for one in found] == [None] * 3

    def test_a_product_just_looked_at_moves_what_goes_with_it_to_the_front(self, shop: Shop) -> None:
        """0.15 for the best seller; P-1 goes with the watch: 1.5 · 2 ÷ (2 + 5) = 0.43."""
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

    def test_an_old_purchase_weighs_less(self, sqlite_shop: Shop) -> None:
        assert skus(suggest(fitted(sqlite_shop, ayesha={"W-1-1": 500}), "ayesha"))[0] == "K-3"

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
        for use in (explain, reject):
            for sku in (None, "K-3", "no-such"):
                with pytest.raises(Refusal, match="utter_nothing_suggested"), sqlite_shop.writing() as session:
                    use(session, sqlite_shop.who("guest"), sku)


class TestTurnedDown:
    def test_one_product_is_never_suggested_again(self, shop: Shop) -> None:
        assert "K-3" in skus(suggest(fitted(shop), "ayesha"))
        with shop.writing() as session:
            assert [product.sku for product in reject(session, shop.who("ayesha"), "K-3")] == ["K-3"]
        assert "K-3" not in skus(suggest(shop, "ayesha", limit=20))
        elsewhere = Principal("app-ayesha", "app", shop.ids["ayesha"])
        assert "K-3" not in skus(suggest(shop, elsewhere, limit=20))
        assert "K-3" in skus(suggest(shop, "bilal"))

    def test_all_that_was_suggested_last(self, shop: Shop) -> None:
        suggest(fitted(shop), search=Search(category="blanket"))
        last = skus(suggest(shop, limit=2))
        with shop.writing() as session:
            assert sorted(product.sku for product in reject(session, shop.who("guest"), None)) == sorted(last)
        left = skus(suggest(shop, limit=20))
        assert not set(left) & set(last)
        assert "B-1" in left

    def test_it_is_not_bought_again_either(self, sqlite_shop: Shop) -> None:
        suggest(fitted(sqlite_shop, ayesha={"H-1-1": 60}), "ayesha", shelf="again")
        with sqlite_shop.writing() as session:
            reject(session, sqlite_shop.who("ayesha"), "H-1")
        assert suggest(sqlite_shop, "ayesha", shelf="again") == []


class TestRules:
    def test_no_more_than_two_of_a_category(self, shop: Shop) -> None:
        found = skus(suggest(fitted(shop), limit=20))
        assert [sku for sku in found if sku.startswith("K-")] == ["K-3", "K-1"]

    def test_unless_that_category_was_asked_for(self, shop: Shop) -> None:
        assert skus(suggest(fitted(shop), search=Search(category="kurta"))) == ["K-3", "K-1", "K-2"]

    def test_what_was_bought_is_not_new(self, sqlite_shop: Shop) -> None:
        assert "K-3" not in skus(suggest(fitted(sqlite_shop, ayesha={"K-3-WM": 200}), "ayesha", limit=20))

    @pytest.mark.parametrize(("days", "hidden"), [(699, True), (701, False)])
    def test_a_durable_thing_that_is_still_owned_hides_its_kind(
        self, sqlite_shop: Shop, days: int, hidden: bool
    ) -> None:
        fitted(sqlite_shop, ayesha={"B-1-1": days})
        new, again = suggest(sqlite_shop, "ayesha", limit=20), suggest(sqlite_shop, "ayesha", shelf="again")
        assert ("B-2" not in skus(new)) is hidden
        assert ("B-1" not in skus(again)) is hidden

    def test_what_is_sold_out_or_no_longer_sold_is_hidden(self, shop: Shop) -> None:
        with fitted(shop).writing() as session:
            shoes = select(Variant.id).join(Product).where(Product.sku == "S-1")
            session.execute(update(Stock).where(Stock.variant_id.in_(shoes)).values(quantity=0))
            session.execute(update(Product).where(Product.sku == "K-3").values(active=False))
        found = skus(suggest(shop, limit=20))
        assert "S-1" not in found and "K-3" not in found and "K-1" in found

    @pytest.mark.parametrize(
        ("search", "found"),
        [
            (Search(category="kurta", brand="Zarkaar"), ["K-2"]),
            (Search(category="kurta", material="cotton"), ["K-3"]),
            (Search(category="kurta", color="blue"), ["K-2"]),
            (Search(category="kurta", size="large"), ["K-3", "K-1", "K-2"]),
            (Search(category="kurta", size="medium"), ["K-3", "K-1"]),
            (Search(category="kurta", price_max=3000), ["K-3"]),
            (Search(category="kurta", price_min=3491), ["K-2"]),
            (Search(recipient="mother"), ["K-1"]),
            (Search(recipient="teacher"), []),
        ],
    )
    def test_what_was_asked_for_holds(self, sqlite_shop: Shop, search: Search, found: list[str]) -> None:
        assert skus(suggest(fitted(sqlite_shop), search=search)) == found

    def test_a_stated_size_holds_for_its_own_kind_of_things(self, shop: Shop) -> None:
        """Her kurtas must come in large; shoes, children's clothes and what has no size are not judged by it."""
        with fitted(shop).writing() as session:
            state_preferences(session, shop.who("ayesha"), {"size": "large"})
            session.execute(update(Stock).where(_is("K-1-YL")).values(quantity=0))
        found = skus(suggest(shop, "ayesha", limit=20))
        assert "K-1" not in found
        assert {"K-3", "S-1", "F-1", "H-1"} <= set(found)

    def test_a_stated_shoe_size_does_not_hide_clothes(self, sqlite_shop: Shop) -> None:
        with fitted(sqlite_shop).writing() as session:
            state_preferences(session, sqlite_shop.who("ayesha"), {"size": "43"})
            session.execute(update(Stock).where(_is("S-1-43")).values(quantity=0))
        found = skus(suggest(sqlite_shop, "ayesha", limit=20))
        assert "S-1" not in found
        assert {"K-3", "K-1", "F-1"} <= set(found)

    def test_a_size_asked_for_comes_before_the_one_stated(self, sqlite_shop: Shop) -> None:
        with fitted(sqlite_shop).writing() as session:
            session.add(
                Preference(customer_id=sqlite_shop.ids["ayesha"], kind="size", value="XXL", stated_at=utc_now())
            )
        assert skus(suggest(sqlite_shop, "ayesha", Search(category="kurta"))) == []
        assert skus(suggest(sqlite_shop, "ayesha", Search(category="kurta", size="medium"))) == ["K-3", "K-1"]

    def test_a_stated_budget_holds_until_another_is_named(self, sqlite_shop: Shop) -> None:
        with fitted(sqlite_shop).writing() as session:
            state_preferences(session, sqlite_shop.who("ayesha"), {"price_max": "3000"})
        kurtas = Search(category="kurta")
        assert skus(suggest(sqlite_shop, "ayesha", kurtas)) == ["K-3"]
        assert "K-2" in skus(suggest(sqlite_shop, "ayesha", Search(category="kurta", price_max=9000)))
        assert len(suggest(sqlite_shop, "bilal", kurtas)) == 3


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
            (shop.ids["ayesha"], "web-ayesha", "new", "blend-1")
        }
        assert rows[0].reason["kind"] == "bought" and rows[0].reason["product_id"] is not None
        assert len({row.shown_at for row in rows}) == 1

    def test_what_became_of_it_is_tied_to_the_last_time_it_was_shown(self, shop: Shop) -> None:
        suggest(fitted(shop), "ayesha")
        shown = suggest(shop, "ayesha")[0].product
        with shop.writing() as session:
            note_outcome(session, shop.who("bilal"), shown.id, "viewed")
            note_outcome(session, Principal("app-ayesha", "app", shop.ids["ayesha"]), shown.id, "viewed")
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
            note_outcome(session, sqlite_shop.who("guest"), 1, "viewed")
        assert sqlite_shop.count(RecommendationOutcome) == 0
