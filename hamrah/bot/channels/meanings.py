"""Meanings that are known without asking the understanding, in the shape in which it gives them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from hamrah.bootstrap import texts
from hamrah.services.opting import Meant, word_of_opting
from hamrah.services.shown_cards import button_pointed_at
from hamrah.services.survey_answers import survey_answer

OPTING = {
    Meant.MESSAGES: "opt_out_marketing",
    Meant.MESSAGES_UNLESS_BUSY: "stop",
    Meant.BACK: "opt_in_marketing",
}


def known_meaning(session: Session, sender_id: str, text: str) -> dict[str, Any] | None:
    """What a message means where no model is asked.

    That is a product's place among those just shown, the answer to a survey's question, a word of stopping messages.
    """
    product = button_pointed_at(session, sender_id, text)
    if product is not None:
        return parsed(text, product.intent, product.entities)
    rated = survey_answer(session, sender_id, text)
    if rated is not None:
        return parsed(text, "rate", {"rating": str(rated.rating)})
    meant = word_of_opting(session, texts(), sender_id, text)
    return None if meant is None else parsed(text, OPTING[meant], {"purpose": meant.value})


def parsed(text: str, name: str, entities: Mapping[str, Any]) -> dict[str, Any]:
    """A text with the intent and the entities that it is known to have, as the understanding would give it."""
    intent = {"name": name, "confidence": 1.0}
    found = [_entity(kind, value) for kind, value in entities.items()]
    return {"text": text, "intent": intent, "intent_ranking": [intent], "entities": found}


def in_language(meaning: dict[str, Any], language: str) -> dict[str, Any]:
    """A meaning with the language of the answer, which the understanding adds where it is asked."""
    return {**meaning, "entities": [*meaning["entities"], _entity("reply_language", language)]}


def _entity(name: str, value: Any) -> dict[str, Any]:
    return {"entity": name, "value": value, "start": 0, "end": 0, "extractor": "button"}
