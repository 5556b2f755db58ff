"""A person is asked for."""

from actions.base import ShopAction
from actions.calling import call
from actions.turn import Turn
from hamrah.services.handover import ASKED


class TalkToHuman(ShopAction):
    """A person was asked for."""

    action = "action_talk_to_human"

    def act(self, turn: Turn) -> None:
        """Call one; an open form goes on until somebody is there, which may be tomorrow."""
        call(turn, ASKED)
