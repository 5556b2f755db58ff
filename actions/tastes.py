"""What people like and what they want left out: not this one, never black, only cotton."""

from collections.abc import Iterable
from typing import Any

from rasa_sdk.events import FollowupAction

from actions.base import ShopAction
from actions.looking import search_going_on
from actions.product_turns import ABOUT, CHEAPER, FOUND, HOW, cheaper_limit, refused_in
from actions.recommendations import REJECT, SpeaksOfSuggestions, show_suggestions
from actions.turn import Money, Turn
from hamrah.language.dislikes import speaks_of_another
from hamrah.services.catalogue import find_having, product_ids
from hamrah.services.policies import RUPEES
from hamrah.services.privacy import state_preferences
from hamrah.services.recommendations import recommend
from hamrah.services.search import Search
from hamrah.services.stated import DISLIKED
from hamrah.services.suggestion_outcomes import reject, was_suggested

TASTES = ("size", "color", "material", "brand", "category", "price_max")


class RejectRecommendation(SpeaksOfSuggestions):
    """Never again show what was turned down."""

    action = REJECT

    def act(self, turn: Turn) -> None:
        """Note it and suggest others. Who names what they do not like turns that down, and not all that was shown.

        Of what a search found nothing is noted: others of it are shown.
        """
        refused = refused_in(turn)
        if refused:
            leave_out(turn, refused)
            return
        if not is_suggested(turn):
            turn.events.append(FollowupAction("action_show_more"))
            return
        one = turn.entity("sku") or turn.pointed_at("shown_products")
        limit = cheaper_limit(turn)
        reject(turn.session, turn.principal, [one] if one else turn.slot("shown_products") or [])
        turn.remember(declinable=None)
        search, _ = search_going_on(turn)
        if limit is not None:
            search = search.narrowed({"price_max": limit}, set())
        _show_others(turn, search, "utter_rejected_here_others", "utter_rejected")


class StatePreference(ShopAction):
    """Keep a lasting taste."""

    action = "action_state_preference"

    def act(self, turn: Turn) -> None:
        """Keep every taste that the message names, also of what is not wanted."""
        refused = refused_in(turn)
        if refused:
            leave_out(turn, refused)
            return
        stated = {kind: turn.entities(kind) for kind in TASTES}
        stated["category"] = [turn.shelf] if turn.shelf else stated["category"][-1:]
        stated["price_max"] = stated["price_max"][-1:]
        given = {kind: list(dict.fromkeys(values)) for kind, values in stated.items() if values}
        if not given:
            turn.say("utter_ask_preference")
            return
        state_preferences(turn.session, turn.principal, given)
        turn.say("utter_preference_kept", tastes=_words(turn, ((k, v) for k, values in given.items() for v in values)))


def is_suggested(turn: Turn) -> bool:
    """Whether what was shown last was suggested; not so what a search found."""
    return (turn.slot("search") or {}).get(HOW) not in (FOUND, CHEAPER) or bool(turn.entity("sku"))


def leave_out(turn: Turn, refused: list[tuple[str, str]]) -> None:
    """Turn down what of the shown has what is not wanted, and suggest others without it.

    A customer's own dislike is kept for good; a guest's, and what is said of somebody else, holds for this wish.
    """
    search, shown = search_going_on(turn)
    one = turn.entity("sku") or turn.pointed_at("shown_products")
    having = find_having(turn.session, turn.slot("shown_products") or [], refused)
    meant = was_suggested(turn.session, turn.principal, [*having, *([one] if one else [])])
    if meant:
        reject(turn.session, turn.principal, meant)
    turn.remember(declinable=None)
    if turn.principal.customer_id is not None and not speaks_of_another(turn.text):
        state_preferences(turn.session, turn.principal, _by_kind(refused))
    words = _words(turn, refused)
    if not shown:
        turn.say("utter_dislike_kept", tastes=words)
        return
    search = Search.read({name: value for name, value in search.kept().items() if (name, value) not in refused})
    _show_others(turn, search.avoiding(refused), "utter_disliked_here_others", "utter_dislike_kept", tastes=words)


def _show_others(turn: Turn, search: Search, here: str, none: str, **values: Any) -> None:
    """Suggest others in place of those shown; where there are none besides them, say only that it was heard."""
    _, before = search_going_on(turn)
    about = (turn.slot("search") or {}).get(ABOUT)
    shown = [*before, *(turn.slot("shown_products") or []), *([about] if about else [])]
    without = product_ids(turn.session, shown)
    others = recommend(turn.session, turn.principal, search, without=without)
    if others:
        show_suggestions(turn, here, others, search, before=shown, **values)
    else:
        turn.say(none, **values)


def _by_kind(refused: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for kind, value in refused:
        found.setdefault(DISLIKED + kind, []).append(value)
    return found


def _words(turn: Turn, tastes: Iterable[tuple[str, str]]) -> list[str]:
    return [_taste(turn, kind, value) for kind, value in tastes]


def _taste(turn: Turn, kind: str, value: str) -> str:
    if kind == "price_max":
        return turn.write(Money(int(value) * 100, RUPEES)) if value.isdigit() else value
    if kind == "category":
        return turn.category_name(value)
    return turn.lexeme(kind, value)
