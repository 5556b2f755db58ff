"""Consent, wishes how to be contacted, one's own data."""

from rasa_sdk.events import FollowupAction

from actions.base import ShopAction
from actions.turn import Event, Term, Turn
from hamrah.bootstrap import texts
from hamrah.language.contact_wishes import is_more_than_channel, wanted_channel
from hamrah.language.opting_words import may_mean_stopping
from hamrah.services.consents import SERVICE
from hamrah.services.linking_buttons import disconnect_buttons
from hamrah.services.opting import (
    Meant,
    bring_back,
    speaks_in_app,
    stop_service,
    stops_service,
)
from hamrah.services.privacy import request_data, set_marketing_consent, state_preferences


class OptOut(ShopAction):
    """No more offers."""

    action = "action_opt_out_marketing"

    def act(self, turn: Turn) -> None:
        """Note it at once, with a way back; a second word asks whether to stop what is no offer too."""
        purpose = turn.entity("purpose")
        if purpose == SERVICE:
            turn.events.append(FollowupAction(StopService.action))
            return
        is_word = purpose in (Meant.MESSAGES, Meant.MESSAGES_UNLESS_BUSY)
        session, principal = turn.session, turn.principal
        if is_word and principal.customer_id is None and speaks_in_app(session, principal.sender_id):
            turn.say("utter_nothing_stopped_here")
        elif set_marketing_consent(session, principal, False):
            stop_more = turn.button("messages_stop_service", "opt_out_marketing", purpose=SERVICE)
            turn.say("utter_opted_out", buttons=[undo_button(turn), stop_more])
        elif not is_word:
            turn.say("utter_opted_out_already")
        elif stops_service(session, principal):
            turn.say("utter_service_stopped_already")
        else:
            buttons = [turn.button("yes", "opt_out_marketing", purpose=SERVICE), turn.button("no", "deny")]
            turn.remember(offered=StopService.action)
            turn.say("utter_ask_stop_service", buttons=buttons)


class StopService(ShopAction):
    """Nothing unasked at all."""

    action = "action_stop_service"

    def act(self, turn: Turn) -> None:
        """Note it at once."""
        changed = stop_service(turn.session, turn.principal)
        key = "utter_service_stopped" if changed else "utter_service_stopped_already"
        turn.say(key, buttons=[undo_button(turn)])


class OptIn(ShopAction):
    """Offers again."""

    action = "action_opt_in_marketing"

    def act(self, turn: Turn) -> None:
        """Note it at once; a wish with a word of refusing in it is asked about, since consent must be clear."""
        if turn.entity("purpose") == Meant.BACK:
            turn.events.append(FollowupAction(BringBack.action))
            return
        if not turn.is_pressed and may_mean_stopping(turn.text):
            buttons = [turn.button("offers_send", "opt_in_marketing"), turn.button("offers_stop", "opt_out_marketing")]
            turn.say("utter_ask_offers_or_none", buttons=buttons)
            return
        changed = set_marketing_consent(turn.session, turn.principal, True)
        turn.say("utter_opted_in" if changed else "utter_opted_in_already")


class BringBack(ShopAction):
    """The messages again that were stopped."""

    action = "action_bring_messages_back"

    def act(self, turn: Turn) -> None:
        """Have them back; whoever never allowed offers is asked about these."""
        if bring_back(turn.session, turn.principal):
            turn.say("utter_messages_back")
            return
        turn.remember(offered="action_opt_in_marketing")
        buttons = [turn.button("messages_offers_too", "opt_in_marketing"), turn.button("no", "deny")]
        turn.say("utter_service_back", buttons=buttons)


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
            channels = ("whatsapp", "telegram", "sms", "email", "call")
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


def undo_button(turn: Turn) -> Event:
    """A button that takes the last stop back."""
    return turn.button("messages_undo", "opt_in_marketing", purpose=Meant.BACK.value)
