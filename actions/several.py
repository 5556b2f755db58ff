"""Answering several wishes of staff in one sentence, each in its turn."""

from typing import ClassVar

from actions.staff import StaffAction
from actions.staff_desk_turns import in_staff_words
from actions.turn import Turn
from actions.wish_turns import part_of, several_wishes
from hamrah.services.actors import acting_staff
from hamrah.services.refusal import Refusal

MAKERS: dict[str, type["WishAction"]] = {}


class WishAction(StaffAction):
    """What can be asked for beside other things in one sentence; each of them is then told in its turn."""

    wish: ClassVar[str]

    def __init_subclass__(cls) -> None:
        """Keep who tells which wish."""
        if "wish" in vars(cls):
            MAKERS[cls.wish] = cls

    def act(self, turn: Turn) -> None:
        """Tell this alone, or all that the sentence asks for; what is refused keeps nothing of the rest back."""
        actor = acting_staff(turn.session, turn.principal)
        wishes = several_wishes(turn)
        if not wishes:
            self.serve(turn, actor)
            return
        refused: set[str] = set()
        for wish in wishes:
            try:
                MAKERS[wish.name]().serve(part_of(turn, wish, wishes), actor)
            except Refusal as refusal:
                said = in_staff_words(refusal)
                if said.key not in refused:
                    turn.tell(said)
                refused.add(said.key)
