"""What is met in a conversation moves the next suggestion; a reason is told only where its row carried weight."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from sqlalchemy import delete, event, select, update

from hamrah.bootstrap import texts
from hamrah.crm.base import utc_now
from hamrah.crm.catalogue import Branch, Category, Product
from hamrah.crm.conversations import BrowsingEvent
from hamrah.crm.prepared import Prepared
from hamrah.crm.recommendations import ModelRun, ScopedPopularity
from hamrah.recommend.blend import Slices, Weights
from hamrah.recommend.evidence import Evidence, Purchases, Seen
from hamrah.recommend.history import make_history
from hamrah.recommend.neighbours import NOBODY, Company
from hamrah.recommend.ranking import KINDS, TOGETHER, Because, because, rank_shelf
from hamrah.recommend.served import Model, Run, current_run
from hamrah.recommend.swapping import fit_and_swap
from hamrah.services.catalogue import search_products
from hamrah.services.identity import note_products_found
from hamrah.services.recommendations import gather_basis, recommend
from hamrah.services.search import Search
from hamrah.services.suggestion_outcomes import explain

from .suggesting import fitted, look_at, skus, suggest
from .world import Shop, place_order


def find(shop: Shop, search: Search, who: str = "guest") -> list[str]:
    """Search as the conversation does, which keeps what was shown."""
    with shop.writing() as session:
        found = search_products(session, search)
        note_products_found(session, shop.who(who), [product.id for product in found], "chat")
        return [product.sku for product in found]


class TestNow:
    @pytest.mark.parametrize(
        ("kind", "reason"), [("view", "looked_at"), ("cart", "in_cart"), ("ask", "asked"), ("search", "searched")]
    )
    def test_however_a_product_was_met_its_company_comes_first(self, sqlite_shop: Shop, kind: str, reason: str) -> None:
        look_at(fitted(sqlite_shop), "W-1", kind=kind)
        first = suggest(sqlite_shop)[0]
        assert (first.product.sku, first.reason.kind) == ("P-1", reason)
        assert first.reason.product is not None and first.reason.product.sku == "W-1"

    def test_a_search_moves_the_most_bought_of_its_kind_and_says_so(self, shop: Shop) -> None:
        assert skus(suggest(fitted(shop)))[0] == "K-3"
        assert find(shop, Search(category="blanket")) == ["B-1", "B-2"]
        first = suggest(shop)[0]
        assert (first.product.sku, first.reason.kind, first.reason.place) == ("B-1", "popular_of_kind", "blanket")

    def test_all_that_a_search_showed_is_one_step_back_not_many(self, sqlite_shop: Shop) -> None:
        """Three kurtas were found after the watch was looked at: its company is one step away, not three."""
        look_at(fitted(sqlite_shop), "W-1")
        assert len(find(sqlite_shop, Search(category="kurta"))) == 3
        with sqlite_shop.reading() as session:
            seen = gather_basis(session, sqlite_shop.who("guest"), Search()).evidence.seen
        assert [one.place for one in seen] == [0, 0, 0, 1]
        assert [one.kind for one in seen] == ["search", "search", "search", "view"]

    @pytest.mark.parametrize(("last", "first"), [("W-1", "P-1"), ("K-1", "S-1")])
    def test_what_is_used_up_comes_first_for_who_met_such_a_thing_last(
        self, sqlite_shop: Shop, last: str, first: str
    ) -> None:
        with fitted(sqlite_shop).writing() as session:
            used_up = Category.code.in_(("watch", "perfume"))
            session.execute(update(Category).where(used_up).values(repeat_days=30))
        for sku in sorted(("W-1", "K-1"), key=last.__eq__):
            look_at(sqlite_shop, sku)
        assert skus(suggest(sqlite_shop))[0] == first

    def test_a_view_in_the_app_moves_the_suggestion_in_chat(self, sqlite_shop: Shop) -> None:
        with fitted(sqlite_shop).writing() as session:
            watch = session.scalars(select(Product.id).where(Product.sku == "W-1")).one()
            in_app = {"customer_id": sqlite_shop.ids["ayesha"], "touchpoint": "app", "at": utc_now()}
            session.add(BrowsingEvent(product_id=watch, kind="view", **in_app))
        assert skus(suggest(sqlite_shop, "ayesha"))[0] == "P-1"
        assert skus(suggest(sqlite_shop, "bilal"))[0] == "K-3"

    def test_the_row_taken_away_takes_reason_and_rank_along(self, shop: Shop) -> None:
        look_at(fitted(shop), "W-1")
        assert skus(suggest(shop))[0] == "P-1"
        with shop.writing() as session:
            session.execute(delete(BrowsingEvent))
        again = suggest(shop, limit=20)
        assert skus(again)[0] == "K-3"
        assert next(one for one in again if one.product.sku == "P-1").reason.kind == "popular"


class TestLikedHere:
    """Karachi takes fleece blankets this week (three orders); all else was sold to Lahore."""

    def sell_blankets(self, shop: Shop, many: int = 3, **columns: object) -> None:
        with fitted(shop).writing() as session:
            for number in range(many):
                values = {"status": "delivered", "delivery_city": "Karachi", "days_ago": 1, **columns}
                place_order(session, None, f"KHI{number}", {"B-2-1": 1}, **values)
            fit_and_swap(session)

    def test_what_is_liked_in_ones_city_comes_first_and_says_so_until_the_row_is_taken_away(self, shop: Shop) -> None:
        self.sell_blankets(shop)
        first = suggest(shop, "bilal")[0]
        assert (first.product.sku, first.reason.kind, first.reason.place) == ("B-2", "liked_here", "Karachi")
        assert skus(suggest(shop, "ayesha"))[0] == "K-3"  # she lives in Lahore
        assert skus(suggest(shop))[0] == "K-3"  # nobody knows where a guest lives
        with shop.reading() as session:
            assert explain(session, shop.who("bilal"), "B-2")[1] == first.reason

        with shop.writing() as session:
            session.execute(delete(ScopedPopularity).where(ScopedPopularity.key == "Karachi"))
            run = current_run(session.connection())
            assert run is not None
            run.model.popular_in.clear()  # a run's rows do not change: a process reads them once
        plain = suggest(shop, "bilal", limit=20)
        assert skus(plain)[0] == "K-3"
        assert next(one for one in plain if one.product.sku == "B-2").reason.kind == "popular"

    def test_the_city_asked_for_comes_before_ones_own(self, sqlite_shop: Shop) -> None:
        self.sell_blankets(sqlite_shop)
        first = suggest(sqlite_shop, "ayesha", Search(city="Karachi"))[0]
        assert (first.product.sku, first.reason.place) == ("B-2", "Karachi")

    def test_the_branch_of_a_sale_is_where_it_was_made(self, sqlite_shop: Shop) -> None:
        with sqlite_shop.reading() as session:
            karachi = session.scalars(select(Branch.id).where(Branch.code == "KHI")).one()
        self.sell_blankets(sqlite_shop, delivery_city=None, branch_id=karachi, touchpoint="branch")
        assert suggest(sqlite_shop, "bilal")[0].reason.place == "Karachi"

    @pytest.mark.parametrize("columns", [{"many": 2}, {"days_ago": 8}])
    def test_two_orders_or_last_weeks_make_nothing_liked(self, sqlite_shop: Shop, columns: dict[str, int]) -> None:
        self.sell_blankets(sqlite_shop, **columns)
        assert sqlite_shop.count(ScopedPopularity, ScopedPopularity.key == "Karachi") == 0
        assert skus(suggest(sqlite_shop, "bilal"))[0] == "K-3"

    def test_a_fit_that_is_a_week_old_says_nothing_of_this_week(self, sqlite_shop: Shop) -> None:
        self.sell_blankets(sqlite_shop)
        with sqlite_shop.writing() as session:
            session.execute(update(ModelRun).values(fitted_at=utc_now() - timedelta(days=7, minutes=1)))
        assert skus(suggest(sqlite_shop, "bilal"))[0] == "K-3"


NOW = 20_000.0


def evidence(bought: list[int], seen: list[Seen], company: dict[int, Company]) -> Evidence:
    """What speaks for products in a shop where so many were bought now and these go together over baskets."""
    history = make_history([(product, NOW, product) for product in bought], NOW)
    run = Run(1, "blend", utc_now(), None, Model(Weights(), None, NOBODY))
    slices = Slices({}, company, {})
    return Evidence(Purchases(history, {}, {}), tuple(seen), frozenset(), slices, run)


class TestWeight:
    @pytest.mark.parametrize(("many", "told"), [(1, True), (4, True), (6, False), (9, False)])
    def test_a_row_that_carries_less_than_a_fifth_is_not_the_reason(self, many: int, told: bool) -> None:
        """So many purchases of the same moment, each of which speaks for product 99 with the same weight."""
        bought = list(range(1, many + 1))
        company = {product: (np.array([99]), np.array([0.5])) for product in bought}
        found = because(evidence(bought, [], company), 99)
        assert found == (Because("bought", 1) if told else TOGETHER)

    def test_an_older_step_of_the_conversation_weighs_less(self, sqlite_shop: Shop) -> None:
        seen = [Seen(1, "view", 0), Seen(2, "view", 1)]
        met = evidence([], seen, {1: (np.array([8]), np.array([0.4])), 2: (np.array([9]), np.array([0.4]))})
        with sqlite_shop.reading() as session:
            ranked = rank_shelf(session, met, "new", 9, frozenset())
        assert [score.product_id for score in ranked] == [8, 9]
        assert [because(met, product) for product in (8, 9)] == [Because("looked_at", 1), Because("looked_at", 2)]


class TestOmnichannel:
    def test_a_purchase_at_the_till_changes_the_next_suggestion_in_chat_at_once(self, shop: Shop) -> None:
        """Another process writes the order; nothing is fitted in between."""
        assert "W-1" in skus(suggest(fitted(shop), "ayesha", limit=20))
        with shop.writing() as session:
            at_till = {"touchpoint": "branch", "status": "delivered", "days_ago": 0.0001}
            place_order(session, shop.ids["ayesha"], "T1", {"W-1-1": 1}, **at_till)
        found = suggest(shop, "ayesha", limit=20)
        assert "W-1" not in skus(found)
        assert (found[0].product.sku, found[0].reason.kind) == ("P-1", "bought")
        assert found[0].reason.product is not None and found[0].reason.product.sku == "W-1"


def test_a_suggestion_costs_a_bounded_number_of_queries(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """However much a person bought and saw; a process reads of a run only what it has not read yet."""
    statements = statements_of(shop, monkeypatch)

    def count() -> int:
        statements.clear()
        with shop.writing() as session:
            assert recommend(session, shop.who("ayesha"), Search())
        return len(statements)

    fitted(shop, ayesha={"W-1-1": 30})
    first = count()
    few = count()
    with shop.writing() as session:
        for number, variant in enumerate(("K-1-YM", "K-2-BL", "H-1-1", "F-1-6", "B-1-1")):
            place_order(session, shop.ids["ayesha"], f"M{number}", {variant: 2}, status="delivered")
    for sku in ("K-1", "K-3", "S-1", "W-1"):
        look_at(shop, sku, "ayesha")
    assert first == few + 4  # the model, what is popular, also in Lahore, the company of the watch
    assert count() == few + 1  # the company of what is new to them
    assert count() == few
    assert few <= MOST_STATEMENTS - 1


MOST_STATEMENTS = 12


def statements_of(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements that run in the store since then, SQLAlchemy's own and those prepared; savepoints aside."""
    statements: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        if "SAVEPOINT" not in statement and not statement.startswith("BEGIN"):
            statements.append(statement)

    with shop.reading() as session:
        event.listen(session.get_bind().engine, "before_cursor_execute", note)
    for name in ("rows", "write"):
        run = getattr(Prepared, name)

        def noted(self: Prepared, *given: object, _run: Callable[..., Any] = run, **values: object) -> Any:
            statements.append("prepared")
            return _run(self, *given, **values)

        monkeypatch.setattr(Prepared, name, noted)
    return statements


REASONS = {*KINDS.values(), "bought", "bought_before", "popular", "popular_of_kind", "liked_here", "together"}


@pytest.mark.parametrize("language", ["en", "ur", "ur-Latn"])
@pytest.mark.parametrize("reason", sorted(REASONS))
def test_every_reason_can_be_said_in_every_language(reason: str, language: str) -> None:
    assert all("{product}" in text for text in texts().message(language, f"utter_reason_{reason}"))
