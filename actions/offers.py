"""Offers and loyalty points."""

from actions.base import ShopAction
from actions.turn import Term, Turn
from hamrah.services.loyalty import loyalty_balance
from hamrah.services.offers import current_offers


class AskOffers(ShopAction):
    """Deals that hold now."""

    action = "action_ask_offers"

    def act(self, turn: Turn) -> None:
        """Name them with how long they hold."""
        offers = current_offers(turn.session, turn.principal, turn.shelf)
        if not offers:
            turn.say("utter_no_offers")
            return
        turn.say("utter_offers", count=len(offers))
        for offer in offers:
            text = offer.texts.get(turn.language) or offer.texts["en"]
            turn.say("utter_offer", deal=text, code=offer.code, until=offer.ends_at)


class LoyaltyBalance(ShopAction):
    """Points and tier."""

    action = "action_loyalty_balance"

    def act(self, turn: Turn) -> None:
        """Say them, and which points expire next."""
        balance = loyalty_balance(turn.session, turn.principal)
        if balance.tier is None:
            turn.say("utter_points", points=f"{balance.points:,}")
        else:
            turn.say("utter_points_tier", points=f"{balance.points:,}", tier=Term(f"tier.{balance.tier}"))
        if balance.expiring and balance.expires_at is not None:
            turn.say("utter_points_expire", points=f"{balance.expiring:,}", when=balance.expires_at)
