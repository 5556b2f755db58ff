"""Whatever lies where and whatever is asked, nothing is suggested that cannot be had."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.catalogue import Branch, Product, Stock, Variant
from hamrah.crm.recommendations import ModelRun
from hamrah.services.search import Search
from hamrah.services.sizes import size_kind

from .suggesting import fitted, look_at, suggest
from .world import Shop

SEARCHES = st.builds(
    Search,
    category=st.sampled_from([None, "kurta", "shoes", "blanket"]),
    color=st.sampled_from([None, "yellow", "brown"]),
    size=st.sampled_from([None, "medium", "large", "42", "43", "6"]),
    city=st.sampled_from([None, "Lahore", "Karachi", "Quetta"]),
    price_max=st.sampled_from([None, 3000, 6000]),
    recipient=st.sampled_from([None, "mother", "wife"]),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(left=st.lists(st.integers(0, 2), min_size=17, max_size=17), search=SEARCHES, looked=st.booleans())
def test_nothing_suggested_is_out_of_stock(sqlite_shop: Shop, left: list[int], search: Search, looked: bool) -> None:
    """Whatever lies where and whatever is asked: a piece of it lies in the city, colour and size, within the price."""
    if not sqlite_shop.count(ModelRun):
        fitted(sqlite_shop, ayesha={"H-1-1": 60})
    if looked:
        look_at(sqlite_shop, "K-1", "ayesha")
    with sqlite_shop.writing() as session:
        rows = session.scalars(select(Stock).order_by(Stock.variant_id, Stock.branch_id)).all()
        for row, quantity in zip(rows, left, strict=True):
            row.quantity = quantity
    shown = suggest(sqlite_shop, "ayesha", search, limit=9)
    shown += suggest(sqlite_shop, "ayesha", search, shelf="again", limit=9)
    with sqlite_shop.reading() as session:
        for one in shown:
            assert any(fulfils(variant, pieces, city, search) for variant, pieces, city in lying(session, one.product))


def lying(session: Session, product: Product) -> list[tuple[Variant, int, str]]:
    rows = select(Variant, Stock.quantity, Branch.city).join(Stock, Stock.variant_id == Variant.id)
    found = rows.join(Branch, Branch.id == Stock.branch_id).where(Variant.product_id == product.id)
    return [(variant, pieces, city) for variant, pieces, city in session.execute(found)]


def fulfils(variant: Variant, pieces: int, city: str, search: Search) -> bool:
    """Written apart from the query: sizes of another kind than the one asked for are not judged by it."""
    judged = bool(variant.size and search.size) and size_kind(str(variant.size)) == size_kind(str(search.size))
    return (
        pieces > 0
        and search.city in (None, city)
        and search.color in (None, variant.color)
        and (not judged or variant.size == search.size)
        and (search.price_max is None or variant.price_minor <= search.price_max * 100)
    )
