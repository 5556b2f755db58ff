"""Forms of the shop's people: each step asks anew who speaks, and says no in the words for colleagues."""

from typing import Any

from actions.forms.base import Form
from actions.staff_desk_turns import in_staff_words
from actions.turn import Turn
from hamrah.services.actors import Actor, acting_staff
from hamrah.services.refusal import Refusal


class StaffForm(Form):
    """A task of staff. Subclasses give `settle_for` and `carry_out`, which take the member of staff who speaks."""

    needs_customer = False

    def settle(self, turn: Turn, known: dict[str, Any], changed: set[str]) -> dict[str, Any]:
        """Check what is known; whoever is not staff is answered what any message out of scope is answered."""
        actor = acting_staff(turn.session, turn.principal)
        try:
            return self.settle_for(turn, actor, known, changed)
        except Refusal as refusal:
            raise in_staff_words(refusal) from None

    def settle_for(self, turn: Turn, actor: Actor, known: dict[str, Any], changed: set[str]) -> dict[str, Any]:
        """Check what is known, and fill in what follows from it."""
        return known

    def finish(self, turn: Turn) -> None:
        """Do the deed after a yes, or leave everything as it is."""
        actor = acting_staff(turn.session, turn.principal)
        if not turn.slot("confirmed"):
            turn.say("utter_staff_nothing_done")
            return
        try:
            self.carry_out(turn, actor)
        except Refusal as refusal:
            raise in_staff_words(refusal) from None

    def carry_out(self, turn: Turn, actor: Actor) -> None:
        """Do the deed and say so."""
        raise NotImplementedError
