"""Looking through what there is: the next few of a search or of suggestions, without those that were shown."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from actions.product_turns import FOUND, HOW, SHOWN, keep_shown, show_products
from actions.turn import Money, Turn
from hamrah.crm.catalogue import Product
from hamrah.services.catalogue import price_range, search_products
from hamrah.services.identity import note_products_found
from hamrah.services.leanings import read_leaning
from hamrah.services.policies import RUPEES
from hamrah.services.search import Search

AT_ONCE, MANY = 5, 50


def show_next(turn: Turn, key: str) -> bool:
    """Show the next few of the search that goes on; whether there were any."""
    search, shown = search_going_on(turn)
    found = _find(turn, search, shown, AT_ONCE)
    if found:
        _show(turn, search, shown, key, found)
    return bool(found)


def show_wider(turn: Turn, elsewhere: str, dearer: str) -> bool:
    """Show what is nearest to the search that goes on, besides what was shown: the same in another city, else dearer.

    Each has a response that says so; whether there was anything.
    """
    search, shown = search_going_on(turn)
    if search.city is not None:
        found = _find(turn, replace(search, city=None), shown, AT_ONCE)
        if found:
            _show(turn, search, shown, elsewhere, found, city=turn.lexeme("city", search.city))
            return True
    limit = search.price_max
    if limit is None:
        return False
    found = sorted(_find(turn, search.narrowed({}, {"price"}), shown, MANY), key=price_range)[:AT_ONCE]
    if found:
        _show(turn, search, shown, dearer, found, limit=Money(limit * 100, RUPEES))
    return bool(found)


def search_going_on(turn: Turn) -> tuple[Search, list[str]]:
    """What the conversation looks for, and the SKUs that were shown for it."""
    kept = turn.slot("search") or {}
    return Search.read(kept), list(kept.get(SHOWN, ()))


def _find(turn: Turn, search: Search, shown: Collection[str], many: int) -> list[Product]:
    leaning = read_leaning(turn.session, turn.principal)
    return search_products(turn.session, search, shop=turn.principal.shop, leaning=leaning, limit=many, without=shown)


def _show(turn: Turn, search: Search, shown: list[str], key: str, found: list[Product], **values: Any) -> None:
    """Show them; what a search showed is what the person looks for now."""
    how = (turn.slot("search") or {}).get(HOW, FOUND)
    keep_shown(turn, how, search, [*shown, *(product.sku for product in found)])
    note_products_found(turn.session, turn.principal, [product.id for product in found], turn.principal.touchpoint)
    show_products(turn, key, found, **values)
