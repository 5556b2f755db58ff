"""Which action endpoint a configuration means."""

from rasa.utils.endpoints import EndpointConfig

from hamrah.bot.engine.action_client import RemoteActions
from hamrah.bot.engine.actions_in_process import SCHEME, InProcessActions
from hamrah.bot.engine.errors import EngineError


def open_actions(url: str, key: str = "") -> EndpointConfig:
    """The endpoint at `url`: `inproc:PACKAGE`, or an action server's http(s) URL with its `key`."""
    if url.startswith(SCHEME):
        return InProcessActions(url.removeprefix(SCHEME))
    if url.startswith(("http://", "https://")):
        return RemoteActions(url, key)
    raise EngineError("The action endpoint's url is neither inproc:PACKAGE nor http(s)://…")


def with_deadline(endpoint: EndpointConfig | None) -> EndpointConfig | None:
    """What endpoints.yml configured, as an endpoint that keeps the deadline; ours and none are handed back."""
    if endpoint is None or isinstance(endpoint, InProcessActions | RemoteActions) or endpoint.url is None:
        return endpoint
    if endpoint.url.startswith(SCHEME):
        return InProcessActions(endpoint.url.removeprefix(SCHEME))
    extras = {"headers": endpoint.headers, "cafile": endpoint.cafile, **endpoint.kwargs}
    return RemoteActions(endpoint.url, "", **extras)
