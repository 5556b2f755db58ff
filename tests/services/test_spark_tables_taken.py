"""Tables of the Spark job become the ones that suggestions rest on, or nothing changes."""

from pathlib import Path

import pytest
from sqlalchemy import select

from hamrah.crm.catalogue import Product
from hamrah.crm.recommendations import ItemNeighbour, ItemPopularity, ModelRun, ScopedPopularity
from hamrah.recommend.interactions import DataError
from hamrah.recommend.packing import unpack_company
from hamrah.recommend.spark_tables import read_tables
from hamrah.recommend.swapping import take_in
from tests.recommend.test_spark_tables import RUN, row, write

from .suggesting import fitted, skus, suggest
from .world import Shop


def take(shop: Shop, folder: Path, company: tuple[int, int]) -> None:
    """Tables of one pair of products that go together, of which the first alone is popular."""
    one, other = company
    tables = {
        "item_neighbours": [row("customers", one, (other, 0.5)), row("baskets", one, (other, 0.75))],
        "item_popularity": [{"product_id": one, "score": 1.0}],
        "model_run": [dict(RUN)],
    }
    found = read_tables(write(folder, tables))
    with shop.writing() as session:
        take_in(session, found)


def ids(shop: Shop, *wanted: str) -> tuple[int, ...]:
    with shop.reading() as session:
        return tuple(session.scalars(select(Product.id).where(Product.sku == sku)).one() for sku in wanted)


def test_they_replace_what_was_fitted_and_the_rest_goes_on(shop: Shop, tmp_path: Path) -> None:
    fitted(shop)
    with shop.reading() as session:
        before = session.scalars(select(ModelRun).where(ModelRun.current)).one()
        kinds = len(session.scalars(select(ScopedPopularity.product_id)).all())
    one, other = ids(shop, "W-1", "B-2")
    take(shop, tmp_path, (one, other))
    with shop.reading() as session:
        run = session.scalars(select(ModelRun).where(ModelRun.current)).one()
        assert (run.id > before.id, run.weights, run.model) == (True, before.weights, before.model)
        assert run.parameters["lines"] == RUN["lines"]
        of_run = select(ItemNeighbour).where(ItemNeighbour.model_run == run.id)
        rows = session.scalars(of_run.order_by(ItemNeighbour.level)).all()
        found = [(r.level, r.product_id, [part.tolist() for part in unpack_company(r.neighbours)]) for r in rows]
        assert found == [("baskets", one, [[other], [0.75]]), ("customers", one, [[other], [0.5]])]
        popular = select(ItemPopularity.product_id).where(ItemPopularity.model_run == run.id)
        assert session.scalars(popular).all() == [one]
        scoped = session.scalars(select(ScopedPopularity.model_run)).all()
        assert sorted(scoped) == [before.id] * kinds + [run.id] * kinds
    assert skus(suggest(shop, "guest", limit=1)) == ["W-1"]


def test_tables_of_another_shop_change_nothing(sqlite_shop: Shop, tmp_path: Path) -> None:
    fitted(sqlite_shop)
    (one,) = ids(sqlite_shop, "W-1")
    with pytest.raises(DataError, match="1 products that the store does not have, as 99999"):
        take(sqlite_shop, tmp_path, (99999, one))
    with sqlite_shop.reading() as session:
        assert len(session.scalars(select(ModelRun)).all()) == 1
