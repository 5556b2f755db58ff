"""The bot's side of an action server: shared key, deadline, and errors without what the server wrote.

Rasa waits 300 s for an action, opens a connection for each, and puts the body of an error, in which the stock server
returns the whole tracker, into the exception that it logs.
"""

import asyncio
from typing import Any

import aiohttp
from rasa.core.actions.action import ActionExecutionRejection
from rasa.utils.endpoints import EndpointConfig

from hamrah.bot.engine.action_executor import DEADLINE_SECONDS, KEY_HEADER, LIMIT_BYTES
from hamrah.bot.engine.errors import ActionFailed, describe


class RemoteActions(EndpointConfig):
    """An action endpoint over HTTP."""

    def __init__(self, url: str, key: str, deadline: float = DEADLINE_SECONDS, **kwargs: Any) -> None:
        """Call `url` with `key`. What else endpoints.yml says of the endpoint comes as keywords."""
        headers = {**kwargs.pop("headers", {})}
        if key:
            headers[KEY_HEADER] = key
        super().__init__(url=url, headers=headers, **{"enable_selective_domain": True, **kwargs})
        self.deadline = deadline
        self._session: aiohttp.ClientSession | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    async def request(
        self,
        method: str = "post",
        subpath: str | None = None,
        content_type: str | None = "application/json",
        compress: bool = False,
        **kwargs: Any,
    ) -> dict[str, Any]:
        """Have the server run the action that `json` names. Raises `ActionFailed`, or Rasa's rejection."""
        call = kwargs["json"]
        name = str(call.get("next_action"))
        try:
            async with self._open_session().post(self.url, json=call) as response:
                answer = await self._read(response, name)
                status = response.status
        except TimeoutError:
            raise ActionFailed(name, f"took longer than {self.deadline:g} s") from None
        except (aiohttp.ClientError, ValueError) as error:
            raise ActionFailed(name, f"the action server was not reached: {describe(error)}") from None
        if status == 400 and "action_name" in answer:
            raise ActionExecutionRejection(answer["action_name"], None)
        if status != 200:
            raise ActionFailed(name, f"the action server answered {status}")
        return answer

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _read(self, response: aiohttp.ClientResponse, name: str) -> dict[str, Any]:
        if (response.content_length or 0) > LIMIT_BYTES:
            raise ActionFailed(name, "the action server answered too much")
        if response.content_type != "application/json":
            return {}
        answer = await response.json()
        return answer if isinstance(answer, dict) else {}

    def _open_session(self) -> aiohttp.ClientSession:
        loop = asyncio.get_running_loop()
        if self._session is None or self._session.closed or self._loop is not loop:
            timeout = aiohttp.ClientTimeout(total=self.deadline)
            self._session = aiohttp.ClientSession(headers=self.headers, timeout=timeout)
            self._loop = loop
        return self._session
