"""Finding products and saying what they are, cost, and where they lie."""

from datetime import timedelta
from typing import Any

from actions.base import ShopAction
from actions.turn import Money, Term, Turn
from hamrah.crm.catalogue import Product
from hamrah.language.references import find_dropped
from hamrah.services.catalogue import (
    Search,
    find_by_words,
    find_product,
    get_product,
    price_range,
    product_about,
    product_name,
    search_products,
)
from hamrah.services.identity import note_product_seen, product_viewed_after
from hamrah.services.privacy import read_preferences
from hamrah.services.refusal import Refusal
from hamrah.services.stock import check_availability

STILL_LOOKING = timedelta(minutes=30)
"""So long before the first message a product may have been looked at to be meant by "this"."""
SHOWN, MANY = 5, 50
PAGE = "page"
"""Kept beside a search: which handful of what it found was shown last."""
MOST_WARRANTIES = 3
CONDITIONS = ("category", "brand", "color", "size", "material")


class SearchProduct(ShopAction):
    """Look for a kind of product; conditions narrow turn by turn."""

    action = "action_search_product"

    def act(self, turn: Turn) -> None:
        """Search with what the conversation has narrowed to; the same asked again shows the next ones.

        "The second one" alone is no search: it points at what was shown.
        """
        shown = action_pointed_at(turn)
        if shown is not None:
            turn.events.append({"event": "followup", "name": shown})
            return
        search, last = read_search(turn), turn.slot("search") or {}
        page = last.get(PAGE, 0) + 1 if last and search == Search.read(last) else 0
        turn.remember(search={**search.kept(), PAGE: page})
        if not search.kept().keys() - {"price_min", "price_max"}:  # a budget alone fits tea bags and shawls alike
            turn.say("utter_ask_what_product")
            return
        found = search_products(turn.session, search, shop=turn.principal.shop, offset=SHOWN * page)
        if not found and page:  # after the last come the first again
            turn.remember(search=search.kept())
            found = search_products(turn.session, search, shop=turn.principal.shop)
        if found:
            show_products(turn, "utter_products_found", found)
        else:
            self._say_none(turn, search)

    def _say_none(self, turn: Turn, search: Search) -> None:
        limit = search.price_max
        if limit is not None:
            unlimited = search.narrowed({}, {"price"})
            dearer = search_products(turn.session, unlimited, shop=turn.principal.shop, limit=MANY)
            if dearer:
                dearer = sorted(dearer, key=price_range)[:SHOWN]  # the nearest to what was wished
                show_products(turn, "utter_only_dearer", dearer, limit=Money(limit * 100, "PKR"))
                return
        turn.say("utter_nothing_found")


class CheckAvailability(ShopAction):
    """Whether something is in stock, in a size, a colour, a branch."""

    action = "action_check_availability"

    def act(self, turn: Turn) -> None:
        """Say where it lies; without a product fall back to a search, without a branch name the home city first."""
        product = meant_product(turn)
        if product is None:
            turn.events.append({"event": "followup", "name": "action_search_product"})
            return
        asked = {
            "size": self._wish(turn, product, "size"),
            "color": self._wish(turn, product, "color"),
            "city": turn.entity("city"),
        }
        focus(turn, product, "ask")
        found = check_availability(turn.session, product, **asked)
        if not found:
            self._say_none(turn, product, asked)
            return
        cities = list(dict.fromkeys(turn.lexeme("city", row.branch.city) for row in found))
        options = list(dict.fromkeys(self._option(turn, row.variant) for row in found))
        name = product_name(product, turn.language)
        turn.say("utter_in_stock", product=name, options=options[:4], cities=cities)

    def _wish(self, turn: Turn, product: Product, name: str) -> str | None:
        """What the message asks for; else what the search did or their own size, if the product comes in it."""
        said = turn.entity(name)
        if said is not None:
            return said
        own = read_preferences(turn.session, turn.principal).get("size") if name == "size" else None
        made = {getattr(variant, name) for variant in product.variants}
        wishes = ((turn.slot("search") or {}).get(name), own)
        return next((str(wish) for wish in wishes if wish is not None and wish in made), None)

    def _option(self, turn: Turn, variant: Any) -> str:
        parts = [
            variant.color and turn.lexeme("color", variant.color),
            variant.size and turn.lexeme("size", variant.size),
        ]
        return " ".join(part for part in parts if part) or turn.write(Term("one_size"))

    def _say_none(self, turn: Turn, product: Product, asked: dict[str, str | None]) -> None:
        name = product_name(product, turn.language)
        elsewhere = check_availability(turn.session, product, **{**asked, "city": None}) if asked["city"] else []
        if elsewhere:
            cities = list(dict.fromkeys(turn.lexeme("city", row.branch.city) for row in elsewhere))
            turn.say(
                "utter_in_stock_elsewhere", product=name, city=turn.lexeme("city", str(asked["city"])), cities=cities
            )
            return
        others = check_availability(turn.session, product)
        if others:
            options = list(dict.fromkeys(self._option(turn, row.variant) for row in others))
            turn.say("utter_other_options_in_stock", product=name, options=options[:4])
        else:
            turn.say("utter_sold_out", product=name)


class AskPrice(ShopAction):
    """What something costs."""

    action = "action_ask_price"

    def act(self, turn: Turn) -> None:
        """Say the price of the product meant, or show what was searched with its prices."""
        product = meant_product(turn)
        if product is None:
            turn.events.append({"event": "followup", "name": "action_search_product"})
            return
        focus(turn, product, "ask")
        low, high, currency = price_range(product)
        name = product_name(product, turn.language)
        if low == high:
            turn.say("utter_price", product=name, price=Money(low, currency), cards=[product_card(turn, product)])
        else:
            turn.say("utter_price_range", product=name, low=Money(low, currency), high=Money(high, currency))


class ProductDetails(ShopAction):
    """Fabric, contents, specification."""

    action = "action_product_details"

    def act(self, turn: Turn) -> None:
        """Say what the store holds on it, and nothing that it does not."""
        product = meant_product(turn)
        if product is None and turn.shelf is not None:
            turn.events.append({"event": "followup", "name": "action_search_product"})
            return
        if product is None and turn.means_shown_order():
            turn.events.append({"event": "followup", "name": "action_order_status"})
            return
        if product is None:
            raise Refusal("utter_ask_which_product")
        focus(turn, product, "ask")
        about = product_about(product, turn.language)
        if not about:
            raise Refusal("utter_no_details", product=product_name(product, turn.language))
        name = product_name(product, turn.language)
        turn.say("utter_product_details", product=name, about=about, cards=[product_card(turn, product)])


class AskWarranty(ShopAction):
    """The guarantee of a product."""

    action = "action_ask_warranty"

    def act(self, turn: Turn) -> None:
        """Say the months that the catalogue holds; without a product the rule in general."""
        product = meant_product(turn)
        if product is not None:
            focus(turn, product, "ask")
        found = [product] if product is not None else self._of_kind(turn)
        if not found:
            turn.say("utter_ask_warranty")
        for one in found:
            name = product_name(one, turn.language)
            if one.warranty_months:
                turn.say("utter_warranty", product=name, months=one.warranty_months)
            else:
                turn.say("utter_no_warranty", product=name)

    def _of_kind(self, turn: Turn) -> list[Product]:
        """The first few of the kind that the message names: each has a warranty of its own."""
        if turn.shelf is None:
            return []
        search = Search().narrowed(conditions_said(turn), set())
        return search_products(turn.session, search, shop=turn.principal.shop)[:MOST_WARRANTIES]


def read_search(turn: Turn) -> Search:
    """The search of this conversation with what the message adds and drops."""
    kept = Search.read(turn.slot("search")).narrowed({}, {"recipient", "occasion"})  # those are a suggestion's
    return kept.narrowed(conditions_said(turn), find_dropped(turn.text))


def action_pointed_at(turn: Turn) -> str | None:
    """The action that tells of the thing shown which the message points at, naming nothing else."""
    if turn.form or conditions_said(turn):
        return None
    if turn.pointed_at("shown_products") is not None:
        return "action_product_details"
    return "action_order_status" if turn.means_shown_order() else None


def conditions_said(turn: Turn) -> dict[str, Any]:
    """The conditions that the message itself names."""
    conditions: dict[str, Any] = {name: turn.entity(name) for name in CONDITIONS}
    conditions["category"] = turn.shelf
    conditions |= {"price_min": turn.number("price_min"), "price_max": turn.number("price_max")}
    given = {name: value for name, value in conditions.items() if value is not None}
    said = turn.entity("product") or turn.entity("category")
    if said is not None and "category" not in given:  # a name, or a kind that the shop has no shelf for
        given["words"] = said
    return given


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


def show_products(turn: Turn, key: str, products: list[Product], **values: Any) -> None:
    """Show products as cards, to be pointed at by place."""
    turn.remember(shown_products=[product.sku for product in products], product=products[0].sku)
    cards = [product_card(turn, product) for product in products]
    turn.say(key, count=len(products), cards=cards, **values)


def product_card(turn: Turn, product: Product) -> dict[str, Any]:
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
