"""Small talk, help, language, leaving off, and what is not understood."""

from rasa_sdk.events import FollowupAction

from actions.base import ShopAction
from actions.calling import call, tell_waiting
from actions.forms.base import leave_form, say_stopped
from actions.numbers import answers_missed_number
from actions.product_turns import action_pointed_at, conditions_said, decline_stock_wish
from actions.turn import Turn
from hamrah.bootstrap import languages
from hamrah.crm.conversations import Conversation
from hamrah.crm.customers import Customer
from hamrah.crm.operations import Staff
from hamrah.language.references import find_dropped
from hamrah.language.salutation import says_salam
from hamrah.services.handover import NOT_UNDERSTOOD
from hamrah.services.opting import Meant

INTENTS_ON_BUTTONS = ("order_status", "recommend_products", "search_product", "report_issue", "talk_to_human")
MOST_CHOICES = 2
NOT_KEPT = ("reply_language", "phone", "email", "person_name")
"""Entities that a button does not carry: the language of the answer, which is another turn's, and what is personal."""
LIKELY = 3
"""How many of the likeliest meanings are looked at in doubt."""


class Reply(ShopAction):
    """Answer what needs no look into the store."""

    action = "action_reply"

    def act(self, turn: Turn) -> None:
        """Say the response of that intent."""
        turn.say(f"utter_{turn.intent}")


class Greet(ShopAction):
    """Greet, a customer by name."""

    action = "action_greet"

    def act(self, turn: Turn) -> None:
        """Say salam, or answer one, and what the assistant is good for; who waits for a person is told of that."""
        if tell_waiting(turn):
            return
        known = _who_is_known(turn)
        buttons, salam = help_buttons(turn), says_salam(turn.text)
        if known is None:
            turn.say("utter_greet_back" if salam else "utter_greet", buttons=buttons)
        else:
            key = "utter_greet_back_customer" if salam else "utter_greet_customer"
            turn.say(key, name=known.name.split()[0], buttons=buttons)


class Help(ShopAction):
    """Say what the assistant can do."""

    action = "action_help"

    def act(self, turn: Turn) -> None:
        """Name it, with the commonest wishes as buttons."""
        is_staff = turn.principal.staff_id is not None
        turn.say("utter_staff_help" if is_staff else "utter_help", buttons=help_buttons(turn))


class OutOfScope(ShopAction):
    """Anything that is not the assistant's business; a shopper's staff intent is answered the same."""

    action = "action_out_of_scope"

    def act(self, turn: Turn) -> None:
        """Say so kindly."""
        if not answers_missed_number(turn):
            turn.say("utter_out_of_scope")


class Leave(ShopAction):
    """Leave off what was begun."""

    action = "action_leave"
    resumes = False

    def act(self, turn: Turn) -> None:
        """Forget the open form, if there is one."""
        was_open = turn.form is not None
        if not was_open and turn.entity("purpose") == Meant.MESSAGES_UNLESS_BUSY:
            turn.events.append(FollowupAction("action_opt_out_marketing"))
            return
        if not was_open and widens_search(turn):
            turn.events.append(FollowupAction("action_search_product"))
            return
        if was_open:
            say_stopped(turn)
        else:
            decline_stock_wish(turn)
            turn.say("utter_nothing_open")
        turn.events.extend(leave_form())
        turn.remember(pending=None, offered=None)


class Affirm(ShopAction):
    """A yes outside a form: to what was offered last, if anything was."""

    action = "action_affirm"

    def act(self, turn: Turn) -> None:
        """Go on with the offer, or with what of a list it points at ("2nd"), or ask what for."""
        offered = turn.slot("offered") or action_pointed_at(turn)
        turn.remember(offered=None)
        if offered is not None:
            turn.events.append(FollowupAction(offered))
        elif not turn.form:  # a form asks its question again
            turn.say("utter_affirm")


class Deny(ShopAction):
    """A no outside a form."""

    action = "action_deny"

    def act(self, turn: Turn) -> None:
        """Accept it; right after suggestions it means that they do not please."""
        declined = turn.slot("declinable")
        if declined is not None and not turn.slot("offered"):
            turn.events.append(FollowupAction(declined))
            return
        if turn.slot("offered"):
            decline_stock_wish(turn)
            turn.say("utter_offer_declined")
        elif not turn.form:  # a form asks its question again
            turn.say("utter_deny")
        turn.remember(offered=None)


class SetLanguage(ShopAction):
    """Answer in the language asked for from now on."""

    action = "action_set_language"
    resumes = False

    def act(self, turn: Turn) -> None:
        """Pin the language; the next action says so in it, since a response is rendered before an action's events."""
        wanted = turn.entity("language")
        known = wanted if wanted in languages().codes else None
        row = turn.session.get(Conversation, turn.tracker.sender_id)
        if known is not None:
            turn.remember(language=known)
            if row is not None:
                row.pinned_language = known
        turn.events.append(FollowupAction("action_language_set" if known else "action_language_unknown"))


class LanguageSet(ShopAction):
    """Say that the language is set, in that language."""

    action = "action_language_set"

    def act(self, turn: Turn) -> None:
        """Say so."""
        turn.say("utter_language_set")


class LanguageUnknown(ShopAction):
    """Ask which language, or say that one is not spoken."""

    action = "action_language_unknown"

    def act(self, turn: Turn) -> None:
        """Name those that are spoken, as buttons."""
        spoken = [languages()[code] for code in languages().codes]
        buttons = [
            turn.own_button(language.native_name, "change_language", language=language.code) for language in spoken
        ]
        turn.say("utter_ask_language", buttons=buttons)


class Clarify(ShopAction):
    """What is not understood: ask which of the likeliest meanings it was; the next time a person is called."""

    action = "action_clarify"

    def act(self, turn: Turn) -> None:
        """Count how often, and offer more each time."""
        if answers_missed_number(turn):
            return
        if widens_search(turn) or sounds_like_search(turn):
            turn.events.append(FollowupAction("action_search_product"))
            return
        if turn.means_shown_order():
            turn.events.append(FollowupAction("action_order_status"))
            return
        if not turn.slot("misunderstood") or turn.principal.staff_id is not None:  # nobody is called to a colleague
            turn.remember(misunderstood=1)
            likely = [*_likeliest(turn), turn.button("person", "talk_to_human")]
            turn.say("utter_ask_meaning", buttons=likely if turn.principal.staff_id is None else help_buttons(turn))
            return
        turn.say("utter_not_understood_again")
        call(turn, NOT_UNDERSTOOD)


def help_buttons(turn: Turn) -> list[dict[str, object]]:
    """The commonest wishes as buttons: a shopper's, or those of whoever works here."""
    if turn.principal.staff_id is not None:
        return [
            turn.button("staff_ask_tickets", "staff_ticket_queue"),
            turn.button("staff_ask_csat", "staff_satisfaction_report", period="last month"),
            turn.button("staff_ask_at_risk", "staff_at_risk_customers"),
        ]
    return [turn.button(f"intent_{intent}", intent) for intent in INTENTS_ON_BUTTONS]


def _who_is_known(turn: Turn) -> Customer | Staff | None:
    """The customer or the member of staff who speaks; nobody for a guest."""
    if turn.principal.staff_id is not None:
        return turn.session.get(Staff, turn.principal.staff_id)
    return turn.session.get(Customer, turn.principal.customer_id) if turn.principal.customer_id else None


def widens_search(turn: Turn) -> bool:
    """Whether the message drops a condition of the search that goes on ("leave the colour")."""
    kept = {name.removesuffix("_min").removesuffix("_max") for name in turn.slot("search") or {}}
    return bool(find_dropped(turn.text) & kept)


def sounds_like_search(turn: Turn) -> bool:
    """Whether an unsure message names goods ("handbag chahiye"), or more conditions of the search that goes on."""
    ranking = turn.tracker.latest_message.get("intent_ranking") or []
    likely = {rank["name"] for rank in ranking[:LIKELY]} & {"search_product", "check_availability"}
    said = conditions_said(turn)
    return bool(likely and not turn.form and ("category" in said or (said and turn.slot("search"))))


def _likeliest(turn: Turn) -> list[dict[str, object]]:
    """The likeliest meanings as buttons, with what the message names, so that nobody need say it again."""
    ranking = turn.tracker.latest_message.get("intent_ranking") or []
    named = [rank["name"] for rank in ranking if turn.has_button(f"intent_{rank['name']}")]
    said = {entity["entity"]: turn.entity(entity["entity"]) for entity in turn.tracker.latest_message["entities"]}
    kept = {name: value for name, value in said.items() if value is not None and name not in NOT_KEPT}
    return [turn.button(f"intent_{intent}", intent, **kept) for intent in named[:MOST_CHOICES]]
