"""What lies where, and when the branches are open."""

import pytest
from sqlalchemy import select, update

from hamrah.crm.catalogue import Branch, Variant
from hamrah.services.branches import list_branches
from hamrah.services.catalogue import get_product
from hamrah.services.refusal import Refusal
from hamrah.services.stock import check_availability, put_back_stock, take_stock, total_stock

from .world import Shop


def lies(shop: Shop, sku: str, **conditions: str) -> list[tuple[str, str, int]]:
    with shop.reading() as session:
        product = get_product(session, sku)
        assert product is not None
        found = check_availability(session, product, **conditions)
        return [(row.variant.sku, row.branch.code, row.quantity) for row in found]


def test_availability_is_told_by_branch_the_most_first(shop: Shop) -> None:
    assert lies(shop, "K-1") == [("K-1-YM", "LHR", 3), ("K-1-YL", "KHI", 2), ("K-1-YM", "KHI", 1)]


def test_the_home_city_comes_first(shop: Shop) -> None:
    assert lies(shop, "K-1", home="karachi") == [("K-1-YL", "KHI", 2), ("K-1-YM", "KHI", 1), ("K-1-YM", "LHR", 3)]


@pytest.mark.parametrize(
    ("conditions", "found"),
    [
        ({"size": "large"}, [("K-1-YL", "KHI", 2)]),
        ({"size": "Medium", "city": "karachi"}, [("K-1-YM", "KHI", 1)]),
        ({"color": "Yellow", "city": "Lahore"}, [("K-1-YM", "LHR", 3)]),
        ({"color": "green"}, []),
        ({"city": "Quetta"}, []),
        ({"size": "XXL"}, []),
    ],
)
def test_availability_in_size_colour_and_city(shop: Shop, conditions: dict[str, str], found: list[object]) -> None:
    assert lies(shop, "K-1", **conditions) == found


def test_a_variant_that_is_no_longer_sold_is_nowhere(sqlite_shop: Shop) -> None:
    with sqlite_shop.writing() as session:
        session.execute(update(Variant).where(Variant.sku == "K-1-YM").values(active=False))
    assert lies(sqlite_shop, "K-1") == [("K-1-YL", "KHI", 2)]


def test_stock_is_taken_where_most_lies_and_put_back_there(shop: Shop) -> None:
    with shop.writing() as session:
        kurta = session.scalars(select(Variant.id).where(Variant.sku == "K-1-YM")).one()
        assert total_stock(session, [kurta, 4711]) == {kurta: 4}
        take_stock(session, kurta, 2, None)
    assert shop.stock("K-1-YM") == {"LHR": 1, "KHI": 1}
    with shop.writing() as session:
        karachi = session.scalars(select(Branch.id).where(Branch.code == "KHI")).one()
        take_stock(session, kurta, 1, karachi)
        put_back_stock(session, kurta, 3, karachi)
    assert shop.stock("K-1-YM") == {"LHR": 1, "KHI": 3}


def test_more_than_there_is_cannot_be_taken(shop: Shop) -> None:
    with pytest.raises(Refusal, match="utter_sold_out_meanwhile"), shop.writing() as session:
        kurta = session.scalars(select(Variant.id).where(Variant.sku == "K-1-YM")).one()
        take_stock(session, kurta, 2, None)
        take_stock(session, kurta, 3, None)
    assert shop.stock("K-1-YM") == {"LHR": 3, "KHI": 1}


def test_branches_by_city(shop: Shop) -> None:
    with shop.reading() as session:
        assert [branch.code for branch in list_branches(session)] == ["LHR", "KHI"]
        assert [branch.code for branch in list_branches(session, "LAHORE")] == ["LHR"]
        assert list_branches(session, "Quetta") == []
