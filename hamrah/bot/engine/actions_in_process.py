"""Custom actions inside the bot's process.

Rasa posts the whole tracker and domain to an action server for every custom action, which costs more than most actions
do. An endpoint whose URL is `inproc:PACKAGE` runs them here: no HTTP, the domain handed over as it is, deadline and
errors as over HTTP (`action_server`, `action_client`).
"""

from typing import Any

from rasa.core.actions.action import ActionExecutionRejection
from rasa.shared.core.domain import Domain
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.interfaces import ActionExecutionRejection as Declined

from hamrah.bot.engine.action_executor import DEADLINE_SECONDS, DeadlineExecutor

SCHEME = "inproc:"


class InProcessActions(EndpointConfig):
    """An action endpoint that runs the actions of a package in this process."""

    def __init__(self, package: str, deadline: float = DEADLINE_SECONDS) -> None:
        """Register the actions of `package`. Raises `EngineError` when it cannot be imported."""
        super().__init__(url=SCHEME + package, enable_selective_domain=True)
        self.executor = DeadlineExecutor(package, deadline)
        self._domain: Domain | None = None
        self._domain_data: dict[str, Any] = {}

    async def request(
        self,
        method: str = "post",
        subpath: str | None = None,
        content_type: str | None = "application/json",
        compress: bool = False,
        **kwargs: Any,
    ) -> dict[str, Any]:
        """Run the action that `json` names. Raises `ActionFailed`, or Rasa's rejection when the action declines."""
        try:
            return await self.executor.run(kwargs["json"])
        except Declined as declined:
            raise ActionExecutionRejection(declined.action_name, declined.message) from None

    def domain_data(self, domain: Domain) -> dict[str, Any]:
        """`domain` as actions read it; made once, handed to every action, not to be changed by it."""
        if domain is not self._domain:
            self._domain, self._domain_data = domain, domain.as_dict()
        return self._domain_data
