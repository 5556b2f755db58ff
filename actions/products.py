"""Finding products and saying what they are, cost, and where they lie."""

from typing import Any

from actions.base import ShopAction
from actions.looking import show_next, show_wider
from actions.product_turns import (
    CHEAPER,
    FOUND,
    WISH_STOCK,
    action_pointed_at,
    cheaper_limit,
    conditions_said,
    focus,
    gift_wished,
    keep_shown,
    meant_product,
    outfit_wished,
    product_card,
    read_search,
    shown_for,
)
from actions.turn import Money, Term, Turn
from hamrah.crm.catalogue import Product
from hamrah.services.aisles import offered_aisles
from hamrah.services.catalogue import get_product, price_range, product_about, product_name, search_products
from hamrah.services.leanings import read_leaning
from hamrah.services.refusal import Refusal
from hamrah.services.search import Search
from hamrah.services.sizes import own_size
from hamrah.services.stock import check_availability
from hamrah.services.stock_wishes import note_sold_out, wish_back

MOST_WARRANTIES = 3
TOO_WIDE = {"price_min", "price_max", "city", "avoid", "cheapest_first"}
"""Conditions that tea bags and shawls meet alike, and so are no search by themselves."""


class SearchProduct(ShopAction):
    """Look for a kind of product; conditions narrow turn by turn."""

    action = "action_search_product"

    def act(self, turn: Turn) -> None:
        """Search with what the conversation has narrowed to; the same asked again shows the next ones.

        "The second one" alone is no search: it points at what was shown. "Cheaper ones" are below what was shown.
        "Something for my father" is no search either: it asks to be advised; so does "clothes for a wedding".
        """
        limit = cheaper_limit(turn)
        instead = None if limit is not None else action_pointed_at(turn) or gift_wished(turn) or outfit_wished(turn)
        if instead is not None:
            turn.events.append({"event": "followup", "name": instead})
            return
        search, last = read_search(turn), turn.slot("search")
        if limit is not None:
            search = search.narrowed({"price_max": limit}, set())
        if not search.kept().keys() - TOO_WIDE:
            self._too_wide(turn, search, limit)
            return
        how = FOUND if limit is None else CHEAPER
        shown_before = shown_for(turn, how, search)
        keep_shown(turn, how, search, shown_before)
        if show_next(turn, "utter_products_found"):
            return
        keep_shown(turn, how, search, [])
        if shown_before and show_next(turn, "utter_products_found"):  # after the last come the first again
            return
        if limit is not None:
            turn.remember(search=last)  # what was not to be had cheaper is still what is looked at
            turn.say("utter_nothing_cheaper")
        elif not show_wider(turn, "utter_found_elsewhere", "utter_only_dearer"):
            turn.say("utter_nothing_found")

    def _too_wide(self, turn: Turn, search: Search, limit: int | None) -> None:
        """Ask what for; "cheaper ones" after suggestions asks for other suggestions."""
        if limit is not None:
            turn.events.append({"event": "followup", "name": "action_recommend_products"})
            return
        turn.remember(search=search.kept())
        buttons = [
            turn.own_button(aisle.name(turn.language), "search_product", category=aisle.code)
            for aisle in offered_aisles(turn.session)
        ]
        turn.say("utter_ask_what_product", buttons=buttons)


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
        home = read_leaning(turn.session, turn.principal).city
        found = check_availability(turn.session, product, **asked, home=home)
        if not found:
            self._say_none(turn, product, asked)
            return
        cities = list(dict.fromkeys(turn.lexeme("city", row.branch.city) for row in found))
        options = list(dict.fromkeys(self._option(turn, row.variant) for row in found))
        name = product_name(product, turn.language)
        turn.say(
            "utter_in_stock", product=name, options=options[:4], cities=cities, cards=[product_card(turn, product)]
        )

    def _wish(self, turn: Turn, product: Product, name: str) -> str | None:
        """What the message asks for; else what the search did or their own size, if the product comes in it."""
        said = turn.entity(name)
        if said is not None:
            return said
        made = {getattr(variant, name) for variant in product.variants}
        own = own_size(read_leaning(turn.session, turn.principal).sizes, made) if name == "size" else None
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
            there: dict[str, Any] = {"city": turn.lexeme("city", str(asked["city"])), "cities": cities}
            turn.say("utter_in_stock_elsewhere", product=name, **there, cards=[product_card(turn, product)])
            return
        others = check_availability(turn.session, product)
        if others:
            options = list(dict.fromkeys(self._option(turn, row.variant) for row in others))
            card = product_card(turn, product)
            turn.say("utter_other_options_in_stock", product=name, options=options[:4], cards=[card])
        else:
            turn.say("utter_sold_out", product=name)
        wanted = {facet: asked[facet] for facet in ("size", "color")}
        if note_sold_out(turn.session, turn.principal, product, **wanted) and not turn.form:
            turn.remember(offered=WishStock.action)
            buttons = [turn.button("yes", "affirm"), turn.button("no", "deny")]
            turn.say("utter_ask_stock_wish", buttons=buttons)


class WishStock(ShopAction):
    """To be told when something is in stock again."""

    action = WISH_STOCK

    def act(self, turn: Turn) -> None:
        """Keep the wish, for the product talked about last."""
        product = get_product(turn.session, str(turn.slot("product")))
        if product is None:
            raise Refusal("utter_ask_which_product")
        is_new = wish_back(turn.session, turn.principal, product)
        key = "utter_stock_wish_kept" if is_new else "utter_stock_wish_kept_already"
        turn.say(key, product=product_name(product, turn.language))


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
        if product is None and (turn.shelf or turn.aisle):
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
