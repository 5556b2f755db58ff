"""Suggestions, why, and not this one; tastes."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from actions.base import ShopAction
from actions.looking import show_next
from actions.product_turns import (
    ALIKE,
    CHEAPER,
    GOES_WITH,
    SHOWN,
    SUGGESTED,
    cheaper_limit,
    city_said,
    conditions_said,
    focus,
    keep_shown,
    meant_product,
    prices_said,
    product_card,
)
from actions.turn import Money, Turn
from hamrah.crm.catalogue import Product
from hamrah.language.more_words import wants_alike
from hamrah.language.recipients import find_occasion, find_recipient
from hamrah.language.shopping_words import wants_cheaper
from hamrah.language.wearers import find_wearer, wearer_of
from hamrah.services.catalogue import price_range, product_ids, product_name, search_products
from hamrah.services.policies import RUPEES
from hamrah.services.recommendations import Basis, gather_basis, recommend
from hamrah.services.refusal import Refusal
from hamrah.services.search import Search
from hamrah.services.suggestion import Reason, Suggestion
from hamrah.services.suggestion_outcomes import explain

REJECT = "action_reject_recommendation"


class RecommendProducts(ShopAction):
    """Suggest something for this person."""

    action = "action_recommend_products"

    def act(self, turn: Turn) -> None:
        """Suggest what is new to them within what was asked for; what they buy again stands in its own shelf.

        What lies nowhere in the city asked for is suggested from elsewhere, and that is said.
        """
        limit = cheaper_limit(turn)
        seen = () if limit is None else tuple((turn.slot("search") or {}).get(SHOWN, ()))
        search = _asked(turn, limit)
        basis = gather_basis(turn.session, turn.principal, search)
        new = recommend(turn.session, turn.principal, search, basis=basis, without=product_ids(turn.session, seen))
        if new:
            show_suggestions(turn, "utter_suggestions", new, search, before=seen)
        elif search.city is not None:
            self._suggest_elsewhere(turn, search)
            return
        elif limit is not None:
            turn.say("utter_nothing_cheaper")
            return
        again = []
        if not search.recipient and limit is None:
            again = recommend(turn.session, turn.principal, search, shelf="again", limit=2, basis=basis)
        if again:
            skus = [one.product.sku for one in (*new, *again)]
            turn.remember(shown_products=skus)
            keep_shown(turn, SUGGESTED, search, skus)
            turn.say("utter_suggestions_again", cards=[suggestion_card(turn, one) for one in again])
        if not new and not again and not self._suggest_dearer(turn, search, basis):
            turn.say("utter_nothing_to_suggest")

    def _suggest_dearer(self, turn: Turn, search: Search, basis: Basis) -> bool:
        """Whoever names a kind of which nothing is within their budget sees what costs more, and is told so."""
        wishes = basis.wishes
        limit = wishes.search.price_max
        if limit is None or search.category is None:
            return False
        wider = replace(basis, wishes=replace(wishes, search=wishes.search.narrowed({}, {"price_max"})))
        found = recommend(turn.session, turn.principal, search, basis=wider)
        if found:
            money, dearer = Money(limit * 100, RUPEES), search.narrowed({}, {"price_max"})
            show_suggestions(turn, "utter_only_dearer", found, dearer, limit=money, count=len(found))
        return bool(found)

    def _suggest_elsewhere(self, turn: Turn, search: Search) -> None:
        found = recommend(turn.session, turn.principal, replace(search, city=None))
        if found:
            city = turn.lexeme("city", str(search.city))
            show_suggestions(turn, "utter_suggestions_elsewhere", found, replace(search, city=None), city=city)
        else:
            turn.say("utter_nothing_to_suggest")


class RecommendSimilar(ShopAction):
    """Suggest what goes with a product or is like it."""

    action = "action_recommend_similar"

    def act(self, turn: Turn) -> None:
        """Suggest around the product meant; without one ask which. "Like this but cheaper" is a search of its kind."""
        product = meant_product(turn) or self._of_kind(turn)
        if product is None:
            raise Refusal("utter_ask_which_product")
        focus(turn, product, "ask")
        if wants_cheaper(turn.text):
            self._show_cheaper(turn, product)
            return
        said = prices_said(turn)
        budget = Search().narrowed({name: value for name, value in said.items() if value is not None}, set())
        kept = Search.read(turn.slot("search"))
        wearer = find_wearer(turn.text) or kept.worn_by or wearer_of(kept.recipient)
        budget = budget if wearer is None else budget.narrowed({"worn_by": wearer}, set())
        how, key = (ALIKE, "utter_alike") if wants_alike(turn.text) else (GOES_WITH, "utter_goes_with")
        if how == ALIKE:
            budget = budget.narrowed({"category": product.category.code}, set())
        found = suggest_around(turn, how, budget, product)
        if found:
            name = product_name(product, turn.language)
            show_suggestions(turn, key, found, budget, how=how, about=product.sku, product=name)
        else:
            turn.say("utter_nothing_to_suggest")

    def _of_kind(self, turn: Turn) -> Product | None:
        """Whoever asks what goes with a white shirt means no one of them: the most bought stands for all."""
        if turn.shelf is None:
            return None
        kind = Search().narrowed(conditions_said(turn), set())
        for search in (kind, Search(category=turn.shelf)):
            found = search_products(turn.session, search, shop=turn.principal.shop, limit=1)
            if found:
                return found[0]
        return None

    def _show_cheaper(self, turn: Turn, product: Product) -> None:
        limit = prices_said(turn)["price_max"] or (price_range(product)[0] - 1) // 100
        keep_shown(turn, CHEAPER, Search(category=product.category.code, price_max=limit), [])
        if not show_next(turn, "utter_products_found"):
            turn.say("utter_nothing_cheaper")


def suggest_around(
    turn: Turn, how: str, search: Search, product: Product, without: Collection[int] = ()
) -> list[Suggestion]:
    """What goes with a product, or is of its kind, besides what was shown."""
    about, like = (None, product) if how == ALIKE else (product, None)
    return recommend(turn.session, turn.principal, search, about=about, like=like, without=without)


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


def show_suggestions(
    turn: Turn,
    key: str,
    suggestions: list[Suggestion],
    search: Search,
    *,
    how: str = SUGGESTED,
    about: str | None = None,
    before: Sequence[str] = (),
    **values: Any,
) -> None:
    """Show suggestions as cards; "why?", "not this" and "more" speak of them afterwards.

    `about` is the SKU that they go with or are like, `before` what was shown for the same wish already.
    """
    skus = [one.product.sku for one in suggestions]
    turn.remember(shown_products=skus, product=skus[0], declinable=REJECT)
    keep_shown(turn, how, search, [*before, *skus], about)
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
