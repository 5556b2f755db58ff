"""What our components share: Rasa's way of making one, and messages that a person wrote."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from hamrah.bot.nlu.sources import digest_of_sources
from hamrah.language.found import Found


class _Component(GraphComponent):
    """What Rasa keeps of a component's work holds as long as all that went into it is the same."""

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """What its result depends on beside its input (Rasa's interface): Rasa looks at the class's own code only."""
        return digest_of_sources()


class Component(_Component):
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


class TrainedComponent(_Component, ABC):
    """A component that is fitted: `train` writes into its folder of the model, and `read` takes it from there."""

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        """Keep where the model is stored; the component is empty until trained or loaded."""
        self.config = config
        self._storage = model_storage
        self._resource = resource

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Self:
        """Make an untrained component (Rasa's interface)."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> Self:
        """Read a trained component back (Rasa's interface)."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component.read(folder)
        return component

    @abstractmethod
    def read(self, folder: Path) -> None:
        """Take what training wrote from its folder."""


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
