"""Offers and loyalty points."""

from typing import Any

from actions.base import ShopAction
from actions.store import branch_name
from actions.turn import Money, Term, Turn
from hamrah.crm.offers import Offer
from hamrah.services.branches import list_branches
from hamrah.services.loyalty import loyalty_balance
from hamrah.services.offer_eligibility import category_codes, last_moment
from hamrah.services.offers import tell_offers
from hamrah.services.policies import RUPEES


class AskOffers(ShopAction):
    """Deals that hold now."""

    action = "action_ask_offers"

    def act(self, turn: Turn) -> None:
        """Name them with how long they hold and how to use them; ask once whether to tell of more.

        Who asks for those on shoes, on which there are none, hears so, and of the others.
        """
        asked = (turn.shelf,) if turn.shelf is not None else turn.aisle
        told = tell_offers(turn.session, turn.principal, asked)
        key = "utter_offers" if told.offers or not asked else "utter_offers_on_others"
        if not told.offers and asked:
            told = tell_offers(turn.session, turn.principal)
        if not told.offers:
            turn.say("utter_no_offers")
        else:
            turn.say(key, count=len(told.offers))
            for offer in told.offers:
                say_offer(turn, offer)
            turn.say("utter_offer_how")
        if told.invites:
            turn.remember(offered="action_opt_in_marketing")
            buttons = [turn.button("yes", "opt_in_marketing"), turn.button("no", "deny")]
            turn.say("utter_invite_offers", buttons=buttons)


class LoyaltyBalance(ShopAction):
    """Points and tier."""

    action = "action_loyalty_balance"

    def act(self, turn: Turn) -> None:
        """Say them with their worth, what expires next, what is missing to the next tier, and how to use them."""
        balance = loyalty_balance(turn.session, turn.principal)
        have: dict[str, Any] = {"points": f"{balance.points:,}", "worth": Money(balance.worth_minor, RUPEES)}
        if balance.tier is None:
            turn.say("utter_points", **have)
        else:
            turn.say("utter_points_tier", tier=Term(f"tier.{balance.tier}"), **have)
        if balance.expires_at is not None:
            turn.say("utter_points_expire", points=f"{balance.expiring:,}", when=balance.expires_at)
        if balance.next_tier is not None:
            tier = Term(f"tier.{balance.next_tier}")
            turn.say("utter_points_next_tier", points=f"{balance.to_next_tier:,}", tier=tier)
        if balance.points:
            turn.say("utter_points_how")


def offer_said(turn: Turn, offer: Offer) -> tuple[str, dict[str, Any]]:
    """The response that says an offer, and its values: its own words, else words made of its figures."""
    shared: dict[str, Any] = {"code": offer.code, "until": last_moment(offer.ends_at)}
    text = offer.texts.get(turn.language)
    if text is not None:
        return "utter_offer", {"deal": text, **shared}
    codes = category_codes(offer)
    if codes:
        categories = [turn.category_name(code) for code in codes]
        return "utter_offer_categories", {"percent": offer.percent, "categories": categories, **shared}
    return "utter_offer_all", {"percent": offer.percent, **shared}


def say_offer(turn: Turn, offer: Offer) -> None:
    """Say an offer in its own words; where it has none in this language, with its conditions too."""
    key, values = offer_said(turn, offer)
    turn.say(key, **values)
    if key == "utter_offer":
        return
    if offer.min_total_minor:
        turn.say("utter_offer_minimum", code=offer.code, minimum=Money(offer.min_total_minor, offer.currency))
    if offer.most_off_minor:
        turn.say("utter_offer_most", code=offer.code, most=Money(offer.most_off_minor, offer.currency))
    if offer.uses_per_customer:
        turn.say("utter_offer_uses", code=offer.code, uses=offer.uses_per_customer)
    places = offer.branches.get("codes") or []
    if places:
        names = [branch_name(turn, branch) for branch in list_branches(turn.session) if branch.code in places]
        turn.say("utter_offer_branches", code=offer.code, branches=names)
