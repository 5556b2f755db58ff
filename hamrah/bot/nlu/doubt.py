"""What is done with doubt: too little confidence is "not understood", and staff's wishes are not a shopper's."""

import re
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import (
    ENTITIES,
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message

from hamrah.bot.nlu.component import Component
from hamrah.language.garbled import is_garbled

COMPLAINT = "report_issue"
TELLING_ISSUES = ("damaged", "wrong_item", "missing_item", "staff")
"""Kinds of a problem that only a complaint speaks of; "refund", "late" or "quality" stand in questions too."""
BEHAVIOUR = "staff"
"""The kind of trouble that is told in words of no shop at all: "he yelled at me"."""
NOT_HEARD = ("out_of_scope", "deny")
"""What such words are taken for where they are not known."""
STAFF = "staff_"
_TAG = re.compile(r"<[A-Za-z/!]")
OUT_OF_SCOPE = "out_of_scope"
CLEARLY = 2.0
KEPT = 8
"""How many meanings are kept of a message: all sixty would be copied and stored with every turn."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class Doubt(Component):
    """Folds staff intents into `out_of_scope` for all but staff, then puts what is too unsure to `nlu_fallback`.

    An unsure message that names a problem is a complaint all the same: whoever tells of a broken plate is heard, and
    whoever was yelled at.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """How doubt is judged.

        `threshold`: the least confidence with which an intent is believed. `leaning`: how many times likelier than of
        anybody else staff's meanings are of a member of staff.
        """
        return {"threshold": 0.35, "leaning": 4.0}

    def process(self, messages: list[Message]) -> list[Message]:
        """Judge each message."""
        for message in messages:
            ranking = message.get(INTENT_RANKING_KEY) or []
            is_staff = (message.get("metadata") or {}).get("is_staff")
            ranking = staff_first(ranking, self.config["leaning"]) if is_staff else without_staff(ranking)
            if not ranking:
                continue
            top = ranking[0]
            if top[PREDICTED_CONFIDENCE_KEY] < self.config["threshold"]:
                top = unsure(message, ranking)
            elif top[INTENT_NAME_KEY] in NOT_HEARD and not is_staff and BEHAVIOUR in _troubles(message):
                top = _complaint(ranking)
            elif not is_staff and _is_spoilt(message):
                top = unsure(message, ranking)
            message.set(INTENT, top, add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking[:KEPT], add_to_output=True)
        return messages


def unsure(message: Message, ranking: list[dict[str, Any]]) -> dict[str, Any]:
    """What a message is taken for whose likeliest intent is too unlikely."""
    if _troubles(message).intersection(TELLING_ISSUES):
        return _complaint(ranking)
    return {INTENT_NAME_KEY: DEFAULT_NLU_FALLBACK_INTENT_NAME, PREDICTED_CONFIDENCE_KEY: 1.0}


def _is_spoilt(message: Message) -> bool:
    """Whether what surrounds the words tells a wrong meaning: letters of a wrong encoding, or tags around a trouble."""
    text = message.get(TEXT) or ""
    return is_garbled(text) or (_TAG.search(text) is not None and bool(_troubles(message).intersection(TELLING_ISSUES)))


def _troubles(message: Message) -> set[str]:
    """The kinds of trouble that a message names."""
    return {e["value"] for e in message.get(ENTITIES) or [] if e["entity"] == "issue_type"}


def _complaint(ranking: list[dict[str, Any]]) -> dict[str, Any]:
    return next((rank for rank in ranking if rank[INTENT_NAME_KEY] == COMPLAINT), ranking[0])


def staff_first(ranking: list[dict[str, Any]], leaning: float) -> list[dict[str, Any]]:
    """A ranking for a member of staff, best first: "ticket 10023 solved" is more often said by staff than by others."""
    weighed = [dict(rank) for rank in ranking]
    for rank in weighed:
        if rank[INTENT_NAME_KEY].startswith(STAFF):
            rank[PREDICTED_CONFIDENCE_KEY] *= leaning
    return _shared(weighed)


def without_staff(ranking: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A shopper's ranking, best first: what only staff could mean is out of scope, all else is shared anew.

    "Show the last order" lies near staff's "show his last order"; it is taken for the shopper's own unless staff's
    meanings together are `CLEARLY` likelier than the best of the shopper's.
    """
    theirs = sum(rank[PREDICTED_CONFIDENCE_KEY] for rank in ranking if rank[INTENT_NAME_KEY].startswith(STAFF))
    kept = [dict(rank) for rank in ranking if not rank[INTENT_NAME_KEY].startswith(STAFF)]
    best = max((rank[PREDICTED_CONFIDENCE_KEY] for rank in kept), default=0.0)
    if theirs > CLEARLY * best:
        for rank in kept:
            if rank[INTENT_NAME_KEY] == OUT_OF_SCOPE:
                rank[PREDICTED_CONFIDENCE_KEY] += theirs
    return _shared(kept)


def _shared(ranking: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The ranking with confidences that sum to one, best first."""
    whole = sum(rank[PREDICTED_CONFIDENCE_KEY] for rank in ranking) or 1.0
    for rank in ranking:
        rank[PREDICTED_CONFIDENCE_KEY] /= whole
    return sorted(ranking, key=lambda rank: -rank[PREDICTED_CONFIDENCE_KEY])
