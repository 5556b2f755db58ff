"""Goods and customers of another source in the same store: each customer is shown the goods of the shop they are of."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from hamrah.crm.base import utc_now
from hamrah.crm.catalogue import Branch, Product
from hamrah.crm.conversations import Conversation
from hamrah.crm.customers import Customer
from hamrah.services.branches import list_branches
from hamrah.services.catalogue import find_product, search_products
from hamrah.services.identity import Principal, prove, who_speaks
from hamrah.services.search import Search

from .suggesting import fitted, skus, suggest
from .world import Shop

UK = "online-retail"


@pytest.fixture
def two_shops(shop: Shop) -> Shop:
    """Sana and the shoes came with another shop's data."""
    with shop.writing() as session:
        session.execute(update(Customer).where(Customer.external_ref == "sana").values(source=UK))
        session.execute(update(Product).where(Product.sku.in_(("S-1", "K-3"))).values(source=UK))
    return shop


def who(shop: Shop, name: str) -> Principal:
    with shop.writing() as session:
        prove(session, session.get_one(Conversation, f"web-{name}"), shop.ids[name], "token", timedelta(hours=1))
    with shop.reading() as session:
        return who_speaks(session, f"web-{name}")


def test_whose_goods_a_principal_is_shown(two_shops: Shop) -> None:
    assert who(two_shops, "sana").shop == UK
    assert who(two_shops, "ayesha").shop == "shop"
    with two_shops.writing() as session:
        session.get_one(Conversation, "web-sana").proven_until = utc_now() - timedelta(seconds=1)
    with two_shops.reading() as session:
        assert who_speaks(session, "web-sana").shop == "shop"


def test_search_and_names_stay_within_a_shop(two_shops: Shop) -> None:
    with two_shops.reading() as session:
        assert [p.sku for p in search_products(session, Search(category="kurta"))] == ["K-1", "K-2"]
        assert [p.sku for p in search_products(session, Search(category="kurta"), shop=UK)] == ["K-3"]
        assert find_product(session, "Chinar leather shoes") is None
        shoes = find_product(session, "Chinar leather shoes", UK)
        assert shoes is not None and shoes.sku == "S-1"


def test_suggestions_stay_within_a_shop(two_shops: Shop) -> None:
    fitted(two_shops)
    assert set(skus(suggest(two_shops, who(two_shops, "sana"), limit=20))) == {"S-1", "K-3"}
    assert not {"S-1", "K-3"} & set(skus(suggest(two_shops, who(two_shops, "ayesha"), limit=20)))


def test_a_warehouse_without_opening_hours_is_no_branch_to_walk_into(two_shops: Shop) -> None:
    with two_shops.writing() as session:
        warehouse = session.scalars(select(Branch).where(Branch.code == "KHI")).one()
        warehouse.details = {}
    with two_shops.reading() as session:
        assert [branch.code for branch in list_branches(session)] == ["LHR"]
