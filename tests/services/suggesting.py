"""What the tests of suggestions share: purchases of others, fitted, and ways to ask."""

from sqlalchemy import ColumnElement, select

from hamrah.crm.catalogue import Stock, Variant
from hamrah.recommend.swapping import fit_and_swap
from hamrah.services.catalogue import get_product
from hamrah.services.identity import Principal, note_product_seen
from hamrah.services.recommendations import recommend
from hamrah.services.search import Search
from hamrah.services.suggestion import Suggestion

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


def is_variant(variant: str) -> ColumnElement[bool]:
    return Stock.variant_id.in_(select(Variant.id).where(Variant.sku == variant))


def look_at(shop: Shop, sku: str, who: str = "guest", kind: str = "view") -> None:
    with shop.writing() as session:
        product = get_product(session, sku)
        assert product is not None
        note_product_seen(session, shop.who(who), product.id, kind, "website")
