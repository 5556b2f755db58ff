"""Suggestions, why, and not this one; tastes."""

from dataclasses import replace
from typing import Any

from actions.base import ShopAction
from actions.product_turns import (
    cheaper_limit,
    city_said,
    conditions_said,
    focus,
    meant_product,
    product_card,
    show_products,
)
from actions.turn import Money, Turn
from hamrah.crm.catalogue import Product
from hamrah.language.recipients import find_occasion, find_recipient
from hamrah.language.shopping_words import wants_cheaper
from hamrah.services.catalogue import Search, price_range, product_name, search_products
from hamrah.services.leanings import read_leaning
from hamrah.services.privacy import state_preferences
from hamrah.services.recommendations import gather_basis, recommend
from hamrah.services.refusal import Refusal
from hamrah.services.suggestion import Reason, Suggestion
from hamrah.services.suggestion_outcomes import explain, reject

REJECT = "action_reject_recommendation"
TASTES = ("size", "color", "material", "brand", "category", "price_max")


class RecommendProducts(ShopAction):
    """Suggest something for this person."""

    action = "action_recommend_products"

    def act(self, turn: Turn) -> None:
        """Suggest what is new to them within what was asked for; what they buy again stands in its own shelf.

        What lies nowhere in the city asked for is suggested from elsewhere, and that is said.
        """
        limit = cheaper_limit(turn)
        search = _asked(turn, limit)
        basis = gather_basis(turn.session, turn.principal, search)
        new = recommend(turn.session, turn.principal, search, basis=basis)
        if new:
            show_suggestions(turn, "utter_suggestions", new)
        elif search.city is not None:
            self._suggest_elsewhere(turn, search)
            return
        elif limit is not None:
            turn.say("utter_nothing_cheaper")
            return
        again = []
        if not search.recipient:
            again = recommend(turn.session, turn.principal, search, shelf="again", limit=2, basis=basis)
        if again:
            turn.remember(shown_products=[one.product.sku for one in (*new, *again)])
            turn.say("utter_suggestions_again", cards=[suggestion_card(turn, one) for one in again])
        if not new and not again:
            turn.say("utter_nothing_to_suggest")

    def _suggest_elsewhere(self, turn: Turn, search: Search) -> None:
        found = recommend(turn.session, turn.principal, replace(search, city=None))
        if found:
            show_suggestions(turn, "utter_suggestions_elsewhere", found, city=turn.lexeme("city", str(search.city)))
        else:
            turn.say("utter_nothing_to_suggest")


class RecommendSimilar(ShopAction):
    """Suggest what goes with a product or is like it."""

    action = "action_recommend_similar"

    def act(self, turn: Turn) -> None:
        """Suggest around the product meant; without one ask which. "Like this but cheaper" is a search of its kind."""
        product = meant_product(turn)
        if product is None:
            raise Refusal("utter_ask_which_product")
        focus(turn, product, "ask")
        if wants_cheaper(turn.text):
            self._show_cheaper(turn, product)
            return
        said = {name: turn.number(name) for name in ("price_min", "price_max")}
        budget = Search().narrowed({name: value for name, value in said.items() if value is not None}, set())
        found = recommend(turn.session, turn.principal, budget, about=product)
        if found:
            show_suggestions(turn, "utter_goes_with", found, product=product_name(product, turn.language))
        else:
            turn.say("utter_nothing_to_suggest")

    def _show_cheaper(self, turn: Turn, product: Product) -> None:
        limit = turn.number("price_max") or (price_range(product)[0] - 1) // 100
        search = Search(category=product.category.code, price_max=limit)
        leaning = read_leaning(turn.session, turn.principal)
        found = search_products(turn.session, search, shop=turn.principal.shop, leaning=leaning)
        if found:
            turn.remember(search=search.kept())
            show_products(turn, "utter_products_found", found)
        else:
            turn.say("utter_nothing_cheaper")


class SpeaksOfSuggestions(ShopAction):
    """An action about what was suggested last; when nothing was, it offers to suggest."""

    def refuse(self, turn: Turn, refusal: Refusal) -> None:
        """Say so; a yes to the offer suggests something."""
        super().refuse(turn, refusal)
        if refusal.key == "utter_nothing_suggested" and not turn.means_shown_order():
            turn.remember(offered="action_recommend_products")


class ExplainRecommendation(SpeaksOfSuggestions):
    """Say why something was suggested."""

    action = "action_explain_recommendation"

    def act(self, turn: Turn) -> None:
        """Name the row of the store that weighed most."""
        product, reason = explain(turn.session, turn.principal, suggestion_meant(turn))
        turn.remember(declinable=REJECT)
        say_reason(turn, product_name(product, turn.language), reason)


class RejectRecommendation(SpeaksOfSuggestions):
    """Never again show what was turned down."""

    action = REJECT

    def act(self, turn: Turn) -> None:
        """Note it and suggest others."""
        one = turn.entity("sku") or turn.pointed_at("shown_products")
        limit = cheaper_limit(turn)
        reject(turn.session, turn.principal, [one] if one else turn.slot("shown_products") or [])
        turn.remember(declinable=None)
        search = Search.read(turn.slot("search"))
        if limit is not None:
            search = search.narrowed({"price_max": limit}, set())
        others = recommend(turn.session, turn.principal, search)
        if others:
            show_suggestions(turn, "utter_rejected_here_others", others)
        else:
            turn.say("utter_rejected")


class StatePreference(ShopAction):
    """Keep a lasting taste."""

    action = "action_state_preference"

    def act(self, turn: Turn) -> None:
        """Keep every taste that the message names."""
        stated = {kind: turn.entity(kind) for kind in TASTES}
        stated["category"] = turn.shelf or turn.entity("category")
        given = {kind: value for kind, value in stated.items() if value is not None}
        if not given:
            turn.say("utter_ask_preference")
            return
        state_preferences(turn.session, turn.principal, given)
        words = [_taste(turn, kind, value) for kind, value in given.items()]
        turn.say("utter_preference_kept", tastes=words)


def show_suggestions(turn: Turn, key: str, suggestions: list[Suggestion], **values: Any) -> None:
    """Show suggestions as cards; "why?" and "not this" speak of them afterwards."""
    first = suggestions[0].product.sku
    turn.remember(
        shown_products=[one.product.sku for one in suggestions],
        product=first,
        declinable=REJECT,
    )
    turn.say(key, cards=[suggestion_card(turn, one) for one in suggestions], **values)


def suggestion_meant(turn: Turn) -> str | None:
    """Which of the suggestions shown is meant: by button or place, else the first; None when none is shown."""
    meant = turn.entity("sku") or turn.pointed_at("shown_products")
    if meant is not None:
        return meant
    shown = turn.slot("shown_products") or []
    return str(shown[0]) if shown else None


def suggestion_card(turn: Turn, suggestion: Suggestion) -> dict[str, Any]:
    """A product's card with the buttons that a suggestion has."""
    sku = suggestion.product.sku
    card = product_card(turn, suggestion.product)
    card["buttons"] += [
        turn.button("why", "explain_recommendation", sku=sku),
        turn.button("not_this", "reject_recommendation", sku=sku),
    ]
    return card


def say_reason(turn: Turn, product: str, reason: Reason) -> None:
    """Say a reason with the row that it rests on."""
    if reason.kind == "liked_here":
        turn.say("utter_reason_liked_here", product=product, city=turn.lexeme("city", str(reason.place)))
        return
    if reason.kind == "popular_of_kind":
        turn.say("utter_reason_popular_of_kind", product=product, category=turn.category_name(str(reason.place)))
        return
    if reason.product is None:
        turn.say("utter_reason_together" if reason.kind == "together" else "utter_reason_popular", product=product)
        return
    source = product_name(reason.product, turn.language)
    if reason.at is not None:
        turn.say(f"utter_reason_{reason.kind}", product=product, source=source, when=reason.at)
    else:
        turn.say(f"utter_reason_{reason.kind}", product=product, source=source)


def _asked(turn: Turn, limit: int | None) -> Search:
    """What the message asks for; who wants something cheaper than what was shown still wants the rest."""
    if limit is not None:
        kept = Search.read(turn.slot("search")).narrowed(conditions_said(turn) | {"price_max": limit}, set())
        turn.remember(search=kept.kept())
        return kept
    asked = Search().narrowed(conditions_said(turn) | city_said(turn), set())
    recipient, occasion = find_recipient(turn.text), find_occasion(turn.text)
    wishes = {"recipient": recipient, "occasion": occasion}
    asked = asked.narrowed({name: value for name, value in wishes.items() if value is not None}, set())
    turn.remember(search=asked.kept())  # what is suggested in place of something turned down keeps to it
    return asked


def _taste(turn: Turn, kind: str, value: str) -> str:
    if kind == "price_max":
        return turn.write(Money(int(value) * 100, "PKR")) if value.isdigit() else value
    return turn.lexeme(kind, value)
