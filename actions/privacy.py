"""Consent, wishes how to be contacted, one's own data."""

from actions.base import ShopAction
from actions.turn import Term, Turn
from hamrah.bootstrap import texts
from hamrah.language.contact_wishes import is_more_than_channel, wanted_channel
from hamrah.services.linking_buttons import disconnect_buttons
from hamrah.services.privacy import request_data, set_marketing_consent, state_preferences


class OptOut(ShopAction):
    """No more offers."""

    action = "action_opt_out_marketing"

    def act(self, turn: Turn) -> None:
        """Note it at once."""
        changed = set_marketing_consent(turn.session, turn.principal, False)
        turn.say("utter_opted_out" if changed else "utter_opted_out_already")


class OptIn(ShopAction):
    """Offers again."""

    action = "action_opt_in_marketing"

    def act(self, turn: Turn) -> None:
        """Note it at once."""
        changed = set_marketing_consent(turn.session, turn.principal, True)
        turn.say("utter_opted_in" if changed else "utter_opted_in_already")


class SetContactPreference(ShopAction):
    """How to be contacted."""

    action = "action_set_contact_preference"

    def act(self, turn: Turn) -> None:
        """Keep the channel, and the words where they say more; when neither can be told, ask with buttons."""
        channel = wanted_channel(turn.text, turn.places("channel"))
        stated = {"contact_channel": channel} if channel is not None else {}
        if is_more_than_channel(turn.text):
            stated["contact_wish"] = turn.text
        if not stated:
            channels = ("whatsapp", "sms", "email", "call")
            buttons = [turn.button(f"channel_{c}", "set_contact_preference", channel=c) for c in channels]
            turn.say("utter_ask_contact_channel", buttons=buttons)
            return
        state_preferences(turn.session, turn.principal, stated)
        if channel is not None:
            turn.say("utter_contact_preference_kept", channel=Term(f"channel.{channel}"))
        if "contact_wish" in stated:
            turn.say("utter_contact_wish_kept", wish=turn.text)


class ExportMyData(ShopAction):
    """A copy of one's data."""

    action = "action_export_my_data"

    def act(self, turn: Turn) -> None:
        """Write the wish down and say by when it is answered."""
        row, is_new = request_data(turn.session, turn.principal, "export")
        turn.say("utter_export_requested" if is_new else "utter_export_requested_already", due=row.due_at)
        show_connected_apps(turn)


def show_connected_apps(turn: Turn) -> None:
    """Name the messaging apps that are connected with the customer, each with the button that disconnects it."""
    buttons = disconnect_buttons(turn.session, texts(), turn.language, turn.principal.known())
    if buttons:
        turn.say("utter_connected_apps", buttons=buttons)
