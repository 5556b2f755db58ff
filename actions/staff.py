"""What only the shop's people can have done in chat."""

from abc import abstractmethod

from actions.base import ShopAction
from actions.turn import Turn
from hamrah.services.actors import Actor, acting_staff


class StaffAction(ShopAction):
    """An action for members of staff; to everybody else it answers what any message out of scope is answered."""

    def act(self, turn: Turn) -> None:
        """Find out who of the staff speaks, and serve them."""
        self.serve(turn, acting_staff(turn.session, turn.principal))

    @abstractmethod
    def serve(self, turn: Turn, actor: Actor) -> None:
        """Do what the action is for."""
