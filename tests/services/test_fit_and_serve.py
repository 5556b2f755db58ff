"""The fit of a store holds nothing while it learns; what it learnt is what is served."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from sqlalchemy import delete, event, select, update

from hamrah.crm.base import utc_now
from hamrah.crm.catalogue import Product, Stock
from hamrah.crm.orders import Order
from hamrah.crm.recommendations import ItemFacts, ItemNeighbour, ItemPopularity, ModelRun, Recommendation
from hamrah.recommend.evaluation import silent
from hamrah.recommend.facts import FACTS
from hamrah.recommend.features import NAMES
from hamrah.recommend.fit import BLEND, RERANKED, WEEK, fit
from hamrah.recommend.learning import Learned
from hamrah.recommend.order_lines import read_purchases
from hamrah.recommend.packing import pack_facts
from hamrah.recommend.reranker import Examples, Reranker, fit_reranker
from hamrah.recommend.served import current_run, load_ahead
from hamrah.recommend.swapping import fit_and_swap, fit_store, swap_in

from .suggesting import fitted, is_variant, look_at, skus, suggest
from .world import Shop, place_order


def test_others_write_while_a_fit_learns(busy_shop: Shop) -> None:
    """An order that comes at each step of the fit, till the tables are written, is written at once."""
    with busy_shop.writing() as session:
        place_order(session, busy_shop.ids["bilal"], "1", {"K-1-YM": 1, "S-1-42": 1}, status="delivered")
    steps: list[str] = []

    def sell(what: str, done: int, _: int) -> None:
        if what != "write":
            steps.append(f"{what} {done}")
            with busy_shop.writing() as session:
                place_order(session, None, f"M{len(steps)}", {"B-1-1": 1}, status="delivered")

    run = fit_store(busy_shop.sessions, sell)
    assert "tables 0" in steps and "tables 1" in steps
    assert busy_shop.count(Order) == 1 + len(steps)
    assert run.parameters["lines"] == 2  # what came meanwhile is of the next fit
    assert fit_store(busy_shop.sessions).parameters["lines"] == 2 + len(steps)


def trees_that_like(name: str) -> Reranker:
    """Trees that put a high value of one feature above a low one, and look at nothing else."""
    draw = np.random.default_rng(1)
    table = np.full((4000, len(NAMES)), 0.5, dtype=np.float32)
    values = draw.random(4000) * 9
    table[:, NAMES.index(name)] = values
    right = draw.random(4000) < values / 9
    return fit_reranker(Examples(table, right, np.ones(4000), np.zeros(4000, dtype=np.int64)), 1)


def serve_with(shop: Shop, reranker: Reranker) -> ModelRun:
    now = utc_now()
    with shop.writing() as session:
        plain = fit(read_purchases(session, now - WEEK), now, silent)
        return swap_in(session, replace(plain, learned=Learned(plain.learned.weights, reranker, 0.3, 0.4, 2)))


def test_the_trees_of_the_run_order_what_the_blend_drew(shop: Shop) -> None:
    """Trees that like what comes late in the blend's order turn it round; the reasons stay the blend's."""
    before = suggest(fitted(shop), limit=9)
    run = serve_with(shop, trees_that_like("blend_place"))
    after = suggest(shop, limit=9)
    assert skus(before)[0] == "K-3" and skus(after)[0] != "K-3"
    assert {one.reason.kind for one in after} == {"popular"}
    assert (run.model, run.figures["blend"], run.figures["reranker"]) == (RERANKED, 0.3, 0.4)
    with shop.reading() as session:
        named = session.scalars(select(Recommendation.model).order_by(Recommendation.id)).all()
    assert named == [BLEND] * len(before) + [RERANKED] * len(after)


def test_the_trees_see_the_facts_of_the_run(shop: Shop) -> None:
    """To trees that look at the buyers alone K-3 is the first, until its row says that another has more."""
    run = serve_with(fitted(shop), trees_that_like("buyers"))
    assert shop.count(ItemFacts) == 10
    with shop.writing() as session:
        wool = session.scalars(select(Product.id).where(Product.sku == "B-1")).one()
        facts = np.full(len(FACTS), np.nan)
        facts[FACTS.index("buyers")] = 8.5
        row = update(ItemFacts).where(ItemFacts.product_id == wool, ItemFacts.model_run == run.id)
        session.execute(row.values(facts=pack_facts(facts)))
    assert skus(suggest(shop, limit=9))[0] == "B-1"
    serve_with(shop, trees_that_like("buyers"))
    assert skus(suggest(shop, limit=9))[0] == "K-3"


def test_only_the_current_run_keeps_its_trees(sqlite_shop: Shop) -> None:
    first = serve_with(fitted(sqlite_shop), trees_that_like("buyers"))
    with sqlite_shop.writing() as session:
        second = fit_and_swap(session)
    with sqlite_shop.reading() as session:
        kept = dict(session.execute(select(ModelRun.id, ModelRun.reranker)).tuples().all())
    assert kept[first.id] is kept[second.id] is None
    assert sqlite_shop.count(ItemFacts, ItemFacts.model_run == second.id) == 0


def test_a_process_reads_a_runs_model_once_and_a_new_runs_anew(shop: Shop) -> None:
    fitted(shop)
    with shop.reading() as session:
        first, again = (current_run(session.connection()) for _ in range(2))
    assert first is not None and again is not None and first.model is again.model
    with shop.writing() as session:
        fit_and_swap(session)
    with shop.reading() as session:
        second = current_run(session.connection())
    assert second is not None and second.id != first.id and second.model is not first.model


class TestLoadedAhead:
    """The model of a run is read outside the requests, and the run before is served until then."""

    def test_the_run_before_is_served_whole_until_the_new_one_is_read(self, busy_shop: Shop) -> None:
        fitted(busy_shop)
        first = load_ahead_of(busy_shop)
        assert skus(suggest(busy_shop, limit=1)) == ["K-3"]
        with busy_shop.writing() as session:
            for number in range(30):
                place_order(session, None, f"N{number}", {"B-1-1": 1}, status="delivered")
        second = fit_store(busy_shop.sessions)
        statements = statements_of(busy_shop)
        assert skus(suggest(busy_shop, limit=1)) == ["K-3"]
        assert not [one for one in statements if "reranker" in one]
        assert runs_shown(busy_shop) == {first}

        assert load_ahead_of(busy_shop) == second.id
        statements.clear()
        assert skus(suggest(busy_shop, limit=1)) == ["B-1"]
        assert not [one for one in statements if "reranker" in one]
        assert runs_shown(busy_shop) == {first, second.id}
        assert load_ahead_of(busy_shop) is None

    def test_what_a_suggestion_needs_of_the_shop_is_there_with_the_model(self, busy_shop: Shop) -> None:
        run = serve_with(fitted(busy_shop), trees_that_like("buyers"))
        assert load_ahead_of(busy_shop) == run.id
        with busy_shop.writing() as session:
            for table in (ItemFacts, ItemNeighbour, ItemPopularity):
                session.execute(delete(table))
        look_at(busy_shop, "W-1")
        first = suggest(busy_shop)[0]
        assert (first.product.sku, first.reason.kind) == ("K-3", "popular")
        assert "P-1" in [one.product.sku for one in suggest(busy_shop, limit=9) if one.reason.kind == "looked_at"]

    def test_who_has_missed_a_run_reads_the_newest_when_asked(self, busy_shop: Shop) -> None:
        fitted(busy_shop)
        load_ahead_of(busy_shop)
        runs = [fit_store(busy_shop.sessions) for _ in range(2)]
        suggest(busy_shop)
        assert runs_shown(busy_shop) == {runs[-1].id}

    def test_the_run_before_still_holds_what_is_asked_anew(self, busy_shop: Shop) -> None:
        """What is sold out after the swap is not suggested by the run before either."""
        fitted(busy_shop)
        load_ahead_of(busy_shop)
        fit_store(busy_shop.sessions)
        with busy_shop.writing() as session:
            session.execute(update(Stock).values(quantity=0).where(is_variant("K-3-WM") | is_variant("K-3-WL")))
        assert "K-3" not in skus(suggest(busy_shop, limit=9))


def load_ahead_of(shop: Shop) -> int | None:
    with shop.reading() as session:
        return load_ahead(session.connection())


def statements_of(shop: Shop) -> list[str]:
    """What SQLAlchemy has run in the store since then."""
    statements: list[str] = []
    with shop.reading() as session:
        engine = session.get_bind().engine
    event.listen(engine, "before_cursor_execute", lambda _, __, statement, *___: statements.append(statement))
    return statements


def runs_shown(shop: Shop) -> set[int | None]:
    with shop.reading() as session:
        return set(session.scalars(select(Recommendation.model_run)))


def test_the_shops_clock_stands_at_its_last_purchase_when_it_was_fitted(sqlite_shop: Shop) -> None:
    with fitted(sqlite_shop).writing() as session:
        session.execute(update(Order).values(placed_at=utc_now() - timedelta(days=5000)))
        fit_and_swap(session)
    with sqlite_shop.reading() as session:
        run = current_run(session.connection())
    assert run is not None and run.data_until is not None
    later = run.fitted_at + timedelta(days=2)
    assert run.day(later) == pytest.approx(run.data_until.timestamp() / 86400 + 2)
