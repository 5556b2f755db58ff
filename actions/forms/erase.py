"""Asking for one's data to be erased: confirmed before it is written down."""

from typing import Any

from actions.forms.base import Form, rasa_actions, yes_or_no
from actions.forms.orders import ask_yes_no
from actions.privacy import show_connected_apps
from actions.turn import Turn
from hamrah.services.privacy import request_data


@rasa_actions
class EraseData(Form):
    """Write down a wish for erasure after a yes."""

    name = "erase_form"
    intent = "delete_my_data"
    slots = ("confirmed",)

    def read(self, turn: Turn, slot: str, asked: bool) -> Any:
        """A yes or no, when asked."""
        return yes_or_no(self, turn, asked)

    def ask(self, turn: Turn, slot: str) -> None:
        """Say what erasure means and ask."""
        ask_yes_no(turn, "utter_ask_erase_confirm")

    def finish(self, turn: Turn) -> None:
        """Write the wish down, or leave everything as it is."""
        if not turn.slot("confirmed"):
            turn.say("utter_nothing_erased")
            return
        row, is_new = request_data(turn.session, turn.principal, "erase")
        turn.say("utter_erase_requested" if is_new else "utter_erase_requested_already", due=row.due_at)
        show_connected_apps(turn)
