"""The next of what was shown: "show me more", "aur dikhao", "مزید"."""

from actions.base import ShopAction
from actions.looking import search_going_on, show_next, show_wider
from actions.product_turns import ABOUT, CHEAPER, FOUND, HOW
from actions.recommendations import show_suggestions, suggest_around
from actions.turn import Turn
from hamrah.services.catalogue import get_product, product_ids, product_name
from hamrah.services.recommendations import gather_basis, recommend


class ShowMore(ShopAction):
    """Go on with what was shown last."""

    action = "action_show_more"

    def act(self, turn: Turn) -> None:
        """Show the next few, none of those that were shown for this wish; say so when there are no more."""
        kept = turn.slot("search") or {}
        if kept.get(HOW) == CHEAPER:
            shown = show_next(turn, "utter_more")
        elif kept.get(HOW) == FOUND:
            shown = show_next(turn, "utter_more") or show_wider(turn, "utter_more_elsewhere", "utter_more_dearer")
        elif ABOUT in kept:
            shown = self._go_on_around(turn, kept[HOW], kept[ABOUT])
        else:
            shown = self._go_on_suggesting(turn)
        if not shown:
            turn.say("utter_no_more")

    def _go_on_suggesting(self, turn: Turn) -> bool:
        """More that is new to the person; where there is none, more of what they buy again."""
        search, before = search_going_on(turn)
        without = product_ids(turn.session, before)
        basis = gather_basis(turn.session, turn.principal, search)
        found = recommend(turn.session, turn.principal, search, basis=basis, without=without)
        if found:
            show_suggestions(turn, "utter_more", found, search, before=before)
            return True
        if search.recipient is not None:
            return False
        again = recommend(turn.session, turn.principal, search, shelf="again", basis=basis, without=without)
        if again:
            show_suggestions(turn, "utter_suggestions_again", again, search, before=before)
        return bool(again)

    def _go_on_around(self, turn: Turn, how: str, sku: str) -> bool:
        search, before = search_going_on(turn)
        product = get_product(turn.session, sku)
        if product is None:
            return False
        found = suggest_around(turn, how, search, product, product_ids(turn.session, before))
        if found:
            name = product_name(product, turn.language)
            show_suggestions(turn, "utter_more_around", found, search, how=how, about=sku, before=before, product=name)
        return bool(found)
