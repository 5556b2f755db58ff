"""What our components share: Rasa's way of making one, and messages that a person wrote."""

from collections.abc import Iterator
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from hamrah.language.found import Found


class Component(GraphComponent):
    """A component without training: made from its configuration."""

    def __init__(self, config: dict[str, Any]) -> None:
        """Keep the configuration."""
        self.config = config

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "Component":
        """Make the component (Rasa's interface)."""
        return cls(config)


def written(messages: list[Message]) -> Iterator[tuple[Message, str]]:
    """The messages that hold text, with it."""
    for message in messages:
        text = message.get(TEXT)
        if text:
            yield message, text


def add_entities(message: Message, found: list[Found], extractor: str) -> None:
    """Add what was found to a message's entities, except where the same entity stands there already."""
    known = message.get(ENTITIES, [])
    taken = [(entity["entity"], entity["start"], entity["end"]) for entity in known]
    new = [
        {"entity": f.entity, "value": f.value, "start": f.start, "end": f.end, "extractor": extractor}
        for f in found
        if not any(name == f.entity and start < f.end and f.start < end for name, start, end in taken)
    ]
    message.set(ENTITIES, [*known, *new], add_to_output=True)
