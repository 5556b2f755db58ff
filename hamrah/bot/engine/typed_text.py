"""What a person types is never a command.

Rasa ends every NLU pipeline with `RegexMessageHandler`: text such as `/restart`, `/intent{"slot": …}` or `/ restart`
bypasses understanding and sets any intent of the domain, with entities of any type. Upstream means it so (#4161,
#5075).
The component in its place leaves text as it was understood. Buttons do not come as text: channels resolve their ids and
hand over `UserMessage.parse_data`, which skips the graph.
"""

from typing import Any, Optional

import rasa.nlu.classifiers.regex_message_handler as stock
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.domain import Domain
from rasa.shared.nlu.training_data.message import Message


class RegexMessageHandler(GraphComponent):
    """Goes by the name that the recipe gives to the last node of the pipeline, and changes nothing."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "RegexMessageHandler":
        """Make the component (Rasa's interface)."""
        return cls()

    def process(self, messages: list[Message], domain: Optional[Domain] = None) -> list[Message]:  # noqa: UP045
        """The messages as they were understood. (Rasa's check of the graph cannot read `Domain | None`.)"""
        return messages


def mend_typed_text() -> None:
    """Put our component where the recipe, and models trained elsewhere, look for Rasa's."""
    stock.RegexMessageHandler = RegexMessageHandler
    register = DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
    register(RegexMessageHandler)
