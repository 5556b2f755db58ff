"""Unasked messages stopped where no meaning is asked for: while a person has the conversation, by a button too old."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.conversations import Button, ChatMessage
from hamrah.language.opting_words import holds_keyword
from hamrah.language.text_catalogue import TextCatalogue
from hamrah.services.consents import SERVICE
from hamrah.services.identity import Principal, who_speaks
from hamrah.services.numbered_choices import choices_of
from hamrah.services.opting import (
    Meant,
    bring_back,
    is_title_of_stopping,
    speaks_in_app,
    stop_service,
    word_of_opting,
)
from hamrah.services.privacy import set_marketing_consent
from hamrah.services.transcripts import read_transcript

OPT_OUT, OPT_IN = "opt_out_marketing", "opt_in_marketing"
"""The intents of the buttons, which the bot has a rule for; here they are heard while it is silent."""
Answer = tuple[str, list[dict[str, Any]]]
"""The response key of an answer, and its buttons."""


def opt_by_word(session: Session, texts: TextCatalogue, sender_id: str, text: str, language: str) -> Answer | None:
    """Stop or begin by a word that is said while a person has the conversation; None where it is that person's alone.

    Call it before the message is written down. A bare "bas" or "rok dein" right after staff spoke answers them; what
    can mean nothing else, and "STOP" itself, counts at any time.
    """
    meant = word_of_opting(session, texts, sender_id, text)
    if meant is None:
        return None
    if meant is not Meant.MESSAGES and not holds_keyword(text) and _spoke_staff(session, sender_id):
        return None
    intent = OPT_IN if meant is Meant.BACK else OPT_OUT
    return _opt(session, texts, who_speaks(session, sender_id), intent, meant, language)


def opt_by_button(
    session: Session, texts: TextCatalogue, sender_id: str, button: Button, language: str
) -> Answer | None:
    """Stop or begin by a button that is pressed while a person has the conversation; None where it means neither."""
    if button.intent not in (OPT_OUT, OPT_IN):
        return None
    purpose = button.entities.get("purpose")
    return _opt(session, texts, who_speaks(session, sender_id), button.intent, purpose, language)


def old_button_of_stopping(
    session: Session, texts: TextCatalogue, sender_id: str, button_id: str, title: str
) -> Button | None:
    """What a button that works no longer still means by its words, if these are to send no such messages.

    `title` is what the provider says stands on it; where none does, it is looked for in the conversation.
    """
    shown = (one for message in read_transcript(session, sender_id) for one in choices_of(message))
    words = title or next((str(one["title"]) for one in shown if one["id"] == button_id), "")
    if not is_title_of_stopping(texts, words):
        return None
    return Button(id=button_id, title=words, intent=OPT_OUT, entities={"purpose": Meant.MESSAGES.value})


def _opt(
    session: Session, texts: TextCatalogue, principal: Principal, intent: str, purpose: object, language: str
) -> Answer | None:
    if principal.customer_id is None:
        is_told = intent == OPT_OUT and speaks_in_app(session, principal.sender_id)
        return ("utter_nothing_stopped_here", []) if is_told else None
    if intent == OPT_IN:
        return _begin(session, texts, principal, purpose, language)
    undo = _button(texts, language, "messages_undo", OPT_IN, Meant.BACK)
    if purpose == SERVICE:
        changed = stop_service(session, principal)
        return "utter_service_stopped" if changed else "utter_service_stopped_already", [undo]
    stop_more = _button(texts, language, "messages_stop_service", OPT_OUT, SERVICE)
    if set_marketing_consent(session, principal, False):
        return "utter_opted_out", [undo, stop_more]
    return "utter_opted_out_already", [stop_more]


def _begin(session: Session, texts: TextCatalogue, principal: Principal, purpose: object, language: str) -> Answer:
    if purpose != Meant.BACK:
        changed = set_marketing_consent(session, principal, True)
        return "utter_opted_in" if changed else "utter_opted_in_already", []
    if bring_back(session, principal):
        return "utter_messages_back", []
    return "utter_service_back", [_button(texts, language, "messages_offers_too", OPT_IN)]


def _button(texts: TextCatalogue, language: str, title: str, intent: str, purpose: str | None = None) -> dict[str, Any]:
    entities = {} if purpose is None else {"purpose": str(purpose)}
    return {"title": texts.button(language, title), "payload": {"intent": intent, "entities": entities}}


def _spoke_staff(session: Session, sender_id: str) -> bool:
    """Whether a member of staff was the last to speak in a conversation."""
    newest = select(ChatMessage.author).where(ChatMessage.sender_id == sender_id).order_by(ChatMessage.id.desc())
    return session.scalar(newest.limit(1)) == "staff"
