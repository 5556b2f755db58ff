"""Lets the trained bot parse sentences, one after another, as it would in a conversation."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.shared.nlu.constants import ENTITIES, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY

from hamrah.bot.evaluation.sentences import Labelled
from hamrah.bot.nlu.intent_cascade import ASKED_ENCODER, DISPLEASURE
from hamrah.progress import Progress

STAFF = "staff_"
LANGUAGE = "reply_language"


@dataclass(frozen=True, slots=True)
class Parsed:
    """What was understood of a sentence, and in how many milliseconds.

    `intent` is the likeliest, however unlikely it may be; `entities` are (entity, value, words).
    """

    intent: str
    confidence: float
    entities: tuple[tuple[str, str, str], ...]
    language: str
    asked_encoder: bool
    milliseconds: float


def parse_all(agent: Agent, sentences: Sequence[Labelled], show: Progress) -> list[Parsed]:
    """Parse sentences in order, telling `show` how far it is.

    Who speaks is known in a conversation, so sentences of staff are parsed as a member of staff's, all others as a
    shopper's, in whose ranking staff's meanings have no place.
    """
    return asyncio.run(_parse_all(agent, sentences, show))


async def _parse_all(agent: Agent, sentences: Sequence[Labelled], show: Progress) -> list[Parsed]:
    found = []
    for sentence in sentences:
        found.append(await _parse(agent, sentence))
        show("Parsing", len(found), len(sentences))
    return found


async def _parse(agent: Agent, sentence: Labelled) -> Parsed:
    message = UserMessage(sentence.text, metadata={"is_staff": sentence.intent.startswith(STAFF)})
    processor: Any = agent.processor
    start = time.perf_counter()
    seen = await processor.parse_message(message)
    milliseconds = (time.perf_counter() - start) * 1e3
    top = (seen.get(INTENT_RANKING_KEY) or [{}])[0]
    entities = seen.get(ENTITIES) or []
    return Parsed(
        intent=top.get(INTENT_NAME_KEY) or "",
        confidence=float(top.get(PREDICTED_CONFIDENCE_KEY) or 0.0),
        entities=tuple(
            (entity["entity"], str(entity["value"]), sentence.text[entity["start"] : entity["end"]])
            for entity in entities
            if entity["entity"] not in (LANGUAGE, DISPLEASURE)
        ),
        language=next((str(entity["value"]) for entity in entities if entity["entity"] == LANGUAGE), ""),
        asked_encoder=bool(seen.get(ASKED_ENCODER)),
        milliseconds=milliseconds,
    )
