"""Ending an offer that was made in chat."""

from actions.staff import StaffAction
from actions.turn import Turn
from hamrah.services.actors import Actor
from hamrah.services.offer_desk import end_offer


class EndOffer(StaffAction):
    """End an offer: one that has not begun never does."""

    action = "action_staff_end_offer"

    def serve(self, turn: Turn, actor: Actor) -> None:
        """End the one that was just made, and say whether it had begun."""
        which = str(turn.entity("undo") or turn.slot("undoable"))
        offer, had_begun = end_offer(turn.session, actor, which.removeprefix("offer:"), turn.now)
        turn.remember(undoable=None)
        turn.say("utter_staff_offer_ended" if had_begun else "utter_staff_offer_taken_back", code=offer.code)
