"""What a shopper means by words whose meaning lies in what was shown last."""

from actions.names import NOT_UNDERSTOOD
from actions.product_turns import CHEAPER, FOUND, HOW, conditions_said, refused_in
from actions.turn import Turn
from hamrah.language.more_words import names_only_goods, wants_more
from hamrah.language.shopping_words import means_the_same, names_a_code, names_an_offer, wants_cheaper
from hamrah.services.aisles import find_aisle

SHOW_MORE, SEARCH = "action_show_more", "action_search_product"
OFFERS = "action_ask_offers"
FACETS = ("brand", "color", "size", "material")
AVAILABILITY = "action_check_availability"
FINDING = (SEARCH, "action_recommend_products", AVAILABILITY, "action_show_more")
HELP = "action_help"
LOOKING = (SEARCH, "action_recommend_products")
NO_GOODS = (OFFERS, "action_opt_out_marketing", "action_deny", *NOT_UNDERSTOOD)
"""What "anything cheaper?" and "nothing in black" are taken for where they are not understood."""


def instead_of_goods_named(turn: Turn, action: str) -> str | None:
    """The search, where a message says nothing but what is looked for: "women clothes", "grocery", "کچن کا سامان".

    Or, while a search goes on, how it is to be: "size 38".
    """
    if action in FINDING or turn.entity("product") is not None:
        return None
    aisle = find_aisle(turn.text)
    goes_on = bool(turn.slot("shown_products")) and (turn.slot("search") or {}).get(HOW) in (FOUND, CHEAPER)
    kinds = ("category", *FACETS) if goes_on else ("category",)
    places = [(start, end) for kind in kinds for _, start, end in turn.places(kind)]
    places += [aisle[1]] if aisle is not None else []
    if turn.entity("category") is None and turn.shelf is not None:  # it is all that the message says
        return SEARCH
    is_known = turn.shelf or turn.aisle or (goes_on and turn.entity("category") is None)
    return SEARCH if is_known and names_only_goods(turn.text, places) else None


def instead_about_shown(turn: Turn, action: str) -> str | None:
    """The action to run in place of the one decided on for a shopper in no form; None where that is right.

    After goods were shown "more" means more of them, and "cheaper" means these, whatever else the words are like. A
    code by itself asks how to use it; whether there is such an offer is not looked at, so the answer gives none away.
    """
    if action in (*NOT_UNDERSTOOD, HELP, *LOOKING) and names_a_code(turn.text, by_word=action in LOOKING):
        return OFFERS
    if not turn.slot("shown_products"):
        return None
    if action != SHOW_MORE and wants_more(turn.text):
        return SHOW_MORE
    if names_an_offer(turn.text):
        return None
    if action == SEARCH and turn.slot("product") and means_the_same(turn.text) and _only_facets(turn):
        return AVAILABILITY
    if action in NO_GOODS and wants_cheaper(turn.text):
        return SEARCH
    if action in (*NO_GOODS, SEARCH) and refused_in(turn) and not conditions_said(turn).keys() - {"avoid"}:
        return SEARCH if (turn.slot("search") or {}).get(HOW) in (FOUND, CHEAPER) else "action_reject_recommendation"
    return None


def _only_facets(turn: Turn) -> bool:
    """Whether the message names a colour, size or the like, and no other kind of thing."""
    said = conditions_said(turn).keys()
    return bool(said & set(FACETS)) and not said - set(FACETS)
