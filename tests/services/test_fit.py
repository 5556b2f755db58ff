"""The nightly job on baskets small enough to compute by hand."""

import math

import pytest
from sqlalchemy import select

from hamrah.crm.catalogue import Product
from hamrah.crm.recommendations import ItemNeighbour, ItemPopularity, ModelRun
from hamrah.recommend.blend import Weights
from hamrah.recommend.fit import BASKETS, CUSTOMERS
from hamrah.recommend.packing import unpack_company
from hamrah.recommend.swapping import fit_and_swap

from .world import Shop, place_order


def neighbours(shop: Shop, level: str) -> dict[tuple[str, str], float]:
    with shop.reading() as session:
        names = dict(session.execute(select(Product.id, Product.sku)).tuples().all())
        rows = session.scalars(select(ItemNeighbour).where(ItemNeighbour.level == level)).all()
    return {
        (names[row.product_id], names[other]): closeness
        for row in rows
        for other, closeness in zip(*(part.tolist() for part in unpack_company(row.neighbours)), strict=True)
    }


def popularity(shop: Shop) -> dict[str, float]:
    with shop.reading() as session:
        rows = session.execute(select(Product.sku, ItemPopularity.score).where(ItemPopularity.product_id == Product.id))
        return dict(rows.tuples().all())


def sell(shop: Shop, name: str | None, number: str, *variants: str, days_ago: float = 0, **columns: object) -> None:
    with shop.writing() as session:
        customer = None if name is None else shop.ids[name]
        values = {"status": "delivered", **columns}
        place_order(session, customer, number, dict.fromkeys(variants, 1), days_ago=days_ago, **values)


def fit(shop: Shop) -> ModelRun:
    with shop.writing() as session:
        return fit_and_swap(session)


def test_what_is_bought_together_goes_together(shop: Shop) -> None:
    """Kurta with shoes twice, with blanket once: together ÷ (√(kurtas · others) + 5)."""
    sell(shop, "bilal", "1", "K-1-YM", "S-1-42")
    sell(shop, "sana", "2", "K-1-YL", "S-1-43")
    sell(shop, "daud", "3", "K-1-YM", "B-1-1")
    fit(shop)
    found = neighbours(shop, BASKETS)
    assert found[("K-1", "S-1")] == found[("S-1", "K-1")] == pytest.approx(2 / (math.sqrt(3 * 2) + 5))
    assert found[("K-1", "B-1")] == pytest.approx(1 / (math.sqrt(3 * 1) + 5))
    assert ("S-1", "B-1") not in found
    assert ("K-1", "K-1") not in found
    assert neighbours(shop, CUSTOMERS) == found


def test_what_one_customer_buys_at_different_times_goes_together_over_customers_alone(shop: Shop) -> None:
    sell(shop, "bilal", "1", "K-1-YM")
    sell(shop, "bilal", "2", "S-1-42")
    fit(shop)
    assert neighbours(shop, CUSTOMERS)[("K-1", "S-1")] == pytest.approx(1 / (1 + 5))
    assert neighbours(shop, BASKETS) == {}


def test_orders_without_a_customer_are_baskets_of_different_people(shop: Shop) -> None:
    sell(shop, None, "1", "K-1-YM")
    sell(shop, None, "2", "S-1-42")
    sell(shop, None, "3", "K-1-YM", "B-1-1")
    fit(shop)
    assert set(neighbours(shop, BASKETS)) == set(neighbours(shop, CUSTOMERS)) == {("K-1", "B-1"), ("B-1", "K-1")}


def test_popularity_counts_each_customer_once_and_halves_with_time(shop: Shop) -> None:
    sell(shop, "bilal", "1", "K-1-YM")
    sell(shop, "sana", "2", "K-1-YM")
    sell(shop, "sana", "3", "S-1-42", days_ago=Weights().popularity_half_life_days)
    sell(shop, "sana", "4", "K-1-YL", days_ago=3)
    fit(shop)
    assert popularity(shop) == {"K-1": pytest.approx(1.0), "S-1": pytest.approx(0.25, abs=1e-4)}


def test_cancelled_orders_and_what_came_back_do_not_count(shop: Shop) -> None:
    sell(shop, "bilal", "1", "K-1-YM", "S-1-42")
    sell(shop, "bilal", "2", "K-1-YM", "B-1-1", status="cancelled")
    with shop.writing() as session:
        place_order(session, None, "C3", {"W-1-1": -1}, status="returned")
    fit(shop)
    assert set(popularity(shop)) == {"K-1", "S-1"}


def test_the_new_tables_take_the_place_of_the_old(shop: Shop) -> None:
    sell(shop, "bilal", "1", "K-1-YM", "S-1-42")
    first = fit(shop)
    sell(shop, "bilal", "2", "B-1-1", "B-2-1")
    second = fit(shop)
    assert second.id != first.id
    assert shop.count(ModelRun, ModelRun.current.is_(True)) == 1
    assert shop.count(ModelRun, ModelRun.current.is_(True), ModelRun.id == second.id) == 1
    third = fit(shop)
    for table in (ItemNeighbour, ItemPopularity):
        assert shop.count(table, table.model_run == first.id) == 0
        assert shop.count(table, table.model_run == second.id) > 0  # for those who have not read the third's model yet
        assert shop.count(table, table.model_run == third.id) > 0


def test_a_fit_that_fails_leaves_the_old_tables(shop: Shop) -> None:
    sell(shop, "bilal", "1", "K-1-YM", "S-1-42")
    first = fit(shop)
    with pytest.raises(ZeroDivisionError), shop.writing() as session:
        fit_and_swap(session)
        raise ZeroDivisionError
    assert shop.count(ModelRun, ModelRun.current.is_(True), ModelRun.id == first.id) == 1
    assert shop.count(ItemNeighbour, ItemNeighbour.model_run == first.id) == 4  # two products, two levels


def test_a_shop_that_sold_nothing_has_nothing_to_fit(shop: Shop) -> None:
    run = fit(shop)
    assert run.current
    assert (run.data_from, run.data_until) == (None, None)
    assert neighbours(shop, BASKETS) == popularity(shop) == {}


def test_where_nobody_bought_two_things_nothing_goes_together(shop: Shop) -> None:
    sell(shop, "bilal", "1", "K-1-YM")
    fit(shop)
    assert neighbours(shop, BASKETS) == neighbours(shop, CUSTOMERS) == {}
    assert set(popularity(shop)) == {"K-1"}
