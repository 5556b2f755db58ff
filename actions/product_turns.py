"""What a message says of products: the search that it narrows, the product that it means; and showing products."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from actions.turn import Money, Turn
from hamrah.bootstrap import lexicon
from hamrah.crm.catalogue import Product
from hamrah.language.dislikes import is_refused
from hamrah.language.normalise import tokenise
from hamrah.language.patterns import find_bounds_in_money
from hamrah.language.recipients import find_occasion, find_recipient
from hamrah.language.references import find_dropped
from hamrah.language.shopping_words import names_a_branch, wants_cheaper, wants_cheapest
from hamrah.language.wearers import find_wearer
from hamrah.services.aisles import find_aisle
from hamrah.services.branches import list_branches
from hamrah.services.catalogue import (
    find_by_words,
    find_product,
    get_product,
    get_products,
    price_range,
    product_about,
    product_name,
    shelf_of,
)
from hamrah.services.identity import note_product_seen, product_viewed_after
from hamrah.services.product_views import ProductView
from hamrah.services.search import Search
from hamrah.services.stated import TASTES
from hamrah.services.stock_wishes import decline_wish

STILL_LOOKING = timedelta(minutes=30)
"""So long before the first message a product may have been looked at to be meant by "this"."""
WISH_STOCK = "action_wish_stock"
PRICES = ("price_min", "price_max")
CONDITIONS = ("category", "brand", "color", "size", "material")
SHOWN, HOW, ABOUT = "shown", "how", "about"
"""Kept beside a search: the SKUs shown for it so far, how they were found, and the product that they were to suit."""
FOUND, CHEAPER, SUGGESTED, GOES_WITH, ALIKE = "found", "cheaper", "suggested", "goes_with", "alike"
"""How products were found: by a search, by one for cheaper ones, by the recommender, as company of a product, as others
of its kind."""
MOST_SHOWN = 100
"""SKUs that are kept of one wish, the latest."""


def read_search(turn: Turn) -> Search:
    """The search of this conversation with what the message adds and drops."""
    kept = Search.read(turn.slot("search"))
    if kept.recipient is not None or kept.occasion is not None:
        kept = Search()  # those are a suggestion's, and so are the limits named with them
    if turn.intent == "check_availability" or names_a_branch(turn.text):  # else a city is where somebody lives or went
        return kept.narrowed(conditions_said(turn) | city_said(turn), find_dropped(turn.text))
    return kept.narrowed(conditions_said(turn), find_dropped(turn.text))


def decline_stock_wish(turn: Turn) -> None:
    """Keep that the person does not want to be told when it is back, if that was offered last."""
    if turn.slot("offered") != WISH_STOCK:
        return
    product = get_product(turn.session, str(turn.slot("product")))
    if product is not None:
        decline_wish(turn.session, turn.principal, product)


def city_said(turn: Turn) -> dict[str, str]:
    """The city that the message names, as a condition; where the shop has no branch, a word about it and none."""
    city = turn.entity("city")
    if city is None:
        return {}
    if not list_branches(turn.session, city):
        turn.say("utter_no_branch_there", city=turn.lexeme("city", city))
        return {}
    return {"city": city}


def cheaper_limit(turn: Turn) -> int | None:
    """Below which price (whole rupees) somebody looks who asks for something cheaper than what was shown.

    Than the one that the message points at, else than the middle one of those shown; None for who asks for no such
    thing, says a price, or names another kind of thing: "a cheap charger" after kurtas is no cheaper kurta.
    """
    if not wants_cheaper(turn.text) or prices_said(turn)["price_max"] is not None:
        return None
    one = turn.entity("sku") or turn.pointed_at("shown_products")
    shown = get_products(turn.session, [one] if one else list(turn.slot("shown_products") or []))
    said = conditions_said(turn)
    occasion, kept = find_occasion(turn.text), Search.read(turn.slot("search"))
    if occasion not in (None, kept.occasion) or find_recipient(turn.text) not in (None, kept.recipient):
        return None  # "for a wedding, not too expensive" is a new wish
    if "words" in said or said.get("category") not in (None, *(product.category.code for product in shown)):
        return None
    prices = sorted(price_range(product)[0] for product in shown)
    return max((prices[(len(prices) - 1) // 2] - 1) // 100, 0) if prices else None


def action_pointed_at(turn: Turn) -> str | None:
    """The action that tells of the thing shown which the message points at, naming nothing else."""
    if turn.form or conditions_said(turn):
        return None
    if turn.pointed_at("shown_products") is not None:
        return "action_product_details"
    return "action_order_status" if turn.means_shown_order() else None


def gift_wished(turn: Turn) -> str | None:
    """The action that suggests, where the message names somebody whom something is for, and no kind of thing."""
    if (
        turn.form
        or find_recipient(turn.text) is None
        or conditions_said(turn).keys() & {"category", "words", "shelves"}
    ):
        return None
    return "action_recommend_products"


def outfit_wished(turn: Turn) -> str | None:
    """The action that suggests, where the message names what a part of the shop is wanted for: "shadi ke kapray".

    "School ka saman" is that part's own name.
    """
    aisle = find_aisle(turn.text, turn.entity("category"))
    if turn.form or aisle is None or turn.shelf is not None:
        return None
    _, (start, end) = aisle
    return "action_recommend_products" if find_occasion(turn.text[:start] + turn.text[end:]) is not None else None


def refused_in(turn: Turn) -> list[tuple[str, str]]:
    """What the message names to say that it is not wanted: kinds of taste with values, a category by its code."""
    found: list[tuple[str, str]] = []
    for kind in TASTES:
        for value, start, end in turn.places(kind):
            if end and is_refused(turn.text, start, end):
                code = shelf_of(turn.session, value) if kind == "category" else value
                found += [(kind, code)] if code is not None else []
    return list(dict.fromkeys(found or _colors_refused(turn)))


def _colors_refused(turn: Turn) -> list[tuple[str, str]]:
    """Colours that are refused, by the list alone: in "main kala kabhi nahi pehnti" the tagger may see none."""
    if any(turn.entities(kind) for kind in TASTES):
        return []
    known = lexicon().phrases("color")
    words = [token for token in tokenise(turn.text) if token.text in known]
    return [("color", known[word.text]) for word in words if is_refused(turn.text, word.start, word.end)]


def conditions_said(turn: Turn) -> dict[str, Any]:
    """The conditions that the message itself names; what it does not want is to be avoided."""
    refused = refused_in(turn)
    conditions: dict[str, Any] = {name: turn.entity(name) for name in CONDITIONS}
    conditions["category"] = turn.shelf
    if refused:
        conditions |= {name: None for name, value in conditions.items() if (name, value) in refused}
        conditions["avoid"] = tuple(sorted(refused))
    conditions |= prices_said(turn)
    given = {name: value for name, value in conditions.items() if value is not None}
    is_refused_kind = any(kind == "category" for kind, _ in refused)
    shelves = () if "category" in given or is_refused_kind else turn.aisle
    given |= {"shelves": shelves} if shelves else {}
    given |= {"cheapest_first": True} if wants_cheapest(turn.text) else {}
    wearer = find_wearer(turn.text)
    given |= {"worn_by": wearer} if wearer is not None and not turn.is_pressed else {}
    said = turn.entity("product") or turn.entity("category")
    if (
        said is not None and not given.keys() & {"category", "shelves"} and not is_refused_kind
    ):  # a name, or a kind that the shop has no shelf for
        given["words"] = said
    return given


def prices_said(turn: Turn) -> dict[str, int | None]:
    """The least and the most that the message would pay. What names a currency counts though understanding left it."""
    said = {name: turn.number(name) for name in PRICES}
    if turn.is_pressed or any(value is not None for value in said.values()):
        return said
    in_money = find_bounds_in_money(turn.text)
    return {name: in_money.get(name) for name in PRICES}


def meant_product(turn: Turn) -> Product | None:
    """The product that the message means: by button, place in the list, or name.

    Else the one whose page was opened since the person spoke last, else the one talked about last.
    """
    sku = turn.entity("sku") or turn.pointed_at("shown_products")
    if sku is not None:
        return get_product(turn.session, sku)
    said = turn.entity("product")
    if said is not None:
        named = find_product(turn.session, said, turn.principal.shop)
        if named is not None:
            return named
    if turn.entity("category") is not None:
        shelf = turn.shelf
        return find_by_words(turn.session, turn.text, shelf, turn.principal.shop) if shelf else None
    viewed = product_viewed_after(turn.session, turn.principal, turn.spoken_before or turn.now - STILL_LOOKING)
    if viewed is not None:
        return turn.session.get(Product, viewed)
    last = turn.slot("product")
    if last is not None:
        return get_product(turn.session, last)
    viewed = product_viewed_after(turn.session, turn.principal, turn.now - STILL_LOOKING)
    return turn.session.get(Product, viewed) if viewed is not None else None


def focus(turn: Turn, product: Product, kind: str) -> None:
    """Remember a product as the one talked about, and that the person asked about it."""
    turn.remember(product=product.sku)
    note_product_seen(turn.session, turn.principal, product.id, kind, turn.principal.touchpoint)


def shown_for(turn: Turn, how: str, search: Search) -> list[str]:
    """The SKUs that were shown so far for the same wish; none where the person was after something else."""
    kept = turn.slot("search") or {}
    return list(kept.get(SHOWN, ())) if kept.get(HOW) == how and Search.read(kept) == search else []


def keep_shown(turn: Turn, how: str, search: Search, skus: Sequence[str], about: str | None = None) -> None:
    """Remember a wish with all that was shown for it, so that "more" means what follows."""
    found = {SHOWN: list(skus)[-MOST_SHOWN:], HOW: how}
    turn.remember(search={**search.kept(), **found, **({ABOUT: about} if about is not None else {})})


def show_products(turn: Turn, key: str, products: list[Product], **values: Any) -> None:
    """Show products as cards, to be pointed at by place."""
    turn.remember(shown_products=[product.sku for product in products], product=products[0].sku)
    cards = [product_card(turn, product) for product in products]
    turn.say(key, count=len(products), cards=cards, **values)


def product_card(turn: Turn, product: Product | ProductView) -> dict[str, Any]:
    """A product as a card with picture, price and what can be asked about it."""
    low, high, currency = price_range(product)
    price = turn.write(Money(low, currency))
    color = next((variant.color for variant in product.variants if variant.color), None)
    return {
        "sku": product.sku,
        "title": product_name(product, turn.language),
        "subtitle": product_about(product, turn.language),
        "price": price if low == high else f"{price} – {turn.write(Money(high, currency))}",
        "picture": f"/pictures/{product.sku}/{color or 'plain'}.svg",
        "url": f"/shop/#/product/{product.sku}",
        "note": None,
        "buttons": [turn.button("in_stock", "check_availability", sku=product.sku)],
    }
