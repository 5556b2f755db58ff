"""Runs custom actions with a deadline, off the event loop where they are plain functions.

The SDK's executor calls a plain `run` inside the event loop (one slow query stalls everybody), waits for ever, ends the
process when a module cannot be imported, and registers every subclass of `Action` that is imported anywhere.
"""

import asyncio
import contextvars
import inspect
import json
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from rasa_sdk.executor import ActionExecutor, CollectingDispatcher
from rasa_sdk.interfaces import Action, ActionExecutionRejection, Tracker
from rasa_sdk.utils import all_subclasses

from hamrah.bot.engine.errors import ActionFailed, EngineError, describe

DEADLINE_SECONDS = 8.0
THREADS = 16
KEY_HEADER = "X-Action-Key"  # what a caller over HTTP proves itself with
LIMIT_BYTES = 2_000_000  # of a call or an answer over HTTP


class DeadlineExecutor(ActionExecutor):
    """The actions of one package, each call of which ends within `deadline` seconds."""

    def __init__(self, package: str, deadline: float = DEADLINE_SECONDS) -> None:
        """Import `package` and register its actions. Raises `EngineError` when it cannot be imported."""
        super().__init__()
        self.package = package
        self.deadline = deadline
        logging.getLogger("rasa_sdk.forms").setLevel(logging.ERROR)  # warns of every slot without a validation
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="action")
        try:
            self._import_submodules(package)
        except ImportError as error:
            raise EngineError(f"The actions in '{package}' cannot be imported: {error}") from error
        self._register_all_actions()

    def _register_all_actions(self) -> None:
        """Register the actions of the package and of nothing else."""
        for action in all_subclasses(Action):
            inside = action.__module__ == self.package or action.__module__.startswith(f"{self.package}.")
            if inside and not inspect.isabstract(action):
                self.register_action(action)

    async def run(self, action_call: dict[str, Any]) -> dict[str, Any]:
        """Run what `action_call` names and return its events and responses, as JSON would carry them.

        Raises `ActionFailed` when it is unknown, raises, is late or answers what JSON cannot carry, and the SDK's
        `ActionExecutionRejection` when it declines.
        """
        name = str(action_call.get("next_action"))
        action = self.actions.get(name)
        if action is None:
            raise ActionFailed(name, "no action goes by that name")
        dispatcher = CollectingDispatcher()
        tracker = Tracker.from_dict(action_call["tracker"])
        try:
            async with asyncio.timeout(self.deadline):
                events = await self._call(action, dispatcher, tracker, action_call.get("domain", {}))
            result = self._create_api_response(self.validate_events(events or [], name), dispatcher.messages)
            answer: dict[str, Any] = json.loads(json.dumps(result))
        except ActionExecutionRejection:
            raise
        except TimeoutError:
            raise ActionFailed(name, f"took longer than {self.deadline:g} s") from None
        except Exception as error:  # whatever an action raises must not reach the log with what a person wrote
            raise ActionFailed(name, describe(error)) from None
        return answer

    async def _call(self, action: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Any:
        if inspect.iscoroutinefunction(action):
            return await action(dispatcher, tracker, domain)
        context = contextvars.copy_context()
        loop = asyncio.get_running_loop()
        result = await loop.run_in_executor(self._threads, context.run, action, dispatcher, tracker, domain)
        return await result if inspect.isawaitable(result) else result
