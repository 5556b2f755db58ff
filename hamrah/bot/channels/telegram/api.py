"""Requests to the Bot API: time-outs on every one, and what it refuses sorted into what to do about it.

The token stands in the address of each request, so no exception of `requests`, whose text holds the address, leaves
this module. `requests` is imported when it is used: its urllib3 binds a socket at import.
"""

import logging
from typing import TYPE_CHECKING, Any

from hamrah.bot.channels.messaging.answers import read_json
from hamrah.bot.channels.messaging.port import Gone, Refused, SendingFailed, TryLater
from hamrah.messaging_settings import TelegramSettings

if TYPE_CHECKING:
    import requests

CONNECT_SECONDS, READ_SECONDS = 5.0, 20.0
LONGEST_POLL_SECONDS = 50
PER_POLL = 100
WANTED = ["message", "edited_message", "callback_query", "my_chat_member"]
"""The kinds of update that are read; Telegram sends no others."""
NOBODY = ("chat not found", "user not found", "peer_id_invalid", "user is deactivated")
NO_PICTURE = ("url", "web page", "photo", "webpage", "image", "file")
"""Words of Telegram's by which it says that it could not fetch or show a picture."""


class Conflict(SendingFailed):
    """Updates go elsewhere: to a webhook (`webhook`), or to another process that asks for them (`other`)."""


class NoPicture(Refused):
    """Telegram could not fetch a picture, or it is none."""


class Unauthorized(TryLater):
    """The token is not, or no longer, a bot's: a setting is wrong, and no message shall be lost by it."""


class BadWebhook(Refused):
    """Telegram takes no such webhook; `words` are its own about the address, for the operator who gave it."""

    def __init__(self, words: str) -> None:
        super().__init__("400")
        self.words = words


class BotApi:
    """One bot's methods. Each blocks, and raises a `SendingFailed` where Telegram did not do it."""

    def __init__(self, config: TelegramSettings) -> None:
        """Speak for the bot of the settings; nothing is opened yet."""
        self._url = f"{config.api_url}/bot{config.token.get_secret_value()}/"
        self._session: requests.Session | None = None

    def call(self, method: str, read_seconds: float = READ_SECONDS, **fields: Any) -> Any:
        """The result of a method. A time-out may come after it was done: only Telegram knows.

        Raises `TryLater` (with Telegram's own wait where it wants fewer requests), `Gone`, `Refused`, `Conflict`.
        """
        import requests

        timeouts = (CONNECT_SECONDS, read_seconds)
        try:
            answer = self._open().post(self._url + method, json=fields, timeout=timeouts, allow_redirects=False)
        except requests.ReadTimeout:
            raise TryLater("timeout") from None
        except requests.RequestException:
            raise TryLater("unreachable") from None
        said = read_json(answer)
        if answer.status_code == 200 and said.get("ok") is True:
            return said.get("result")
        raise _failure(method, answer.status_code, said)

    def get_updates(self, offset: int | None, seconds: int = LONGEST_POLL_SECONDS) -> list[dict[str, Any]]:
        """The next updates from `offset` on, waited for so long; asking confirms all before it."""
        from_where = {} if offset is None else {"offset": offset}
        wait = READ_SECONDS + seconds
        found = self.call("getUpdates", wait, timeout=seconds, limit=PER_POLL, allowed_updates=WANTED, **from_where)
        return [update for update in found if isinstance(update, dict)] if isinstance(found, list) else []

    def close(self) -> None:
        """Let go of the connections."""
        if self._session is not None:
            self._session.close()

    def _open(self) -> "requests.Session":
        import requests

        if self._session is None:
            logging.getLogger("urllib3").setLevel(logging.INFO)  # below that it writes down paths, and so the token
            self._session = requests.Session()
            self._session.auth = _unsigned
        return self._session


def _unsigned(request: "requests.PreparedRequest") -> "requests.PreparedRequest":
    """Sign nothing: that this is here keeps requests from consulting a `.netrc`."""
    return request


def _failure(method: str, code: int, said: dict[str, Any]) -> SendingFailed:
    """What an answer that is no success means; Telegram's text is read, and goes no further."""
    words = str(said.get("description", "")).lower()
    if code == 429:
        return TryLater("429", _wait(said))
    if code in (401, 404):  # the address holds nothing but the token, so an unknown one is a wrong token
        return Unauthorized(str(code))
    if code == 409:
        return Conflict("webhook" if "webhook" in words else "other")
    if code == 403 or (code == 400 and any(word in words for word in NOBODY)):
        return Gone(str(code))
    if code == 400 and method == "sendPhoto" and any(word in words for word in NO_PICTURE):
        return NoPicture("400")
    if code == 400 and method == "setWebhook":
        return BadWebhook(str(said.get("description", "")))
    if 400 <= code < 500 and said.get("ok") is False:
        return Refused(str(code))
    return TryLater(str(code))


def _wait(said: dict[str, Any]) -> float | None:
    parameters = said.get("parameters")
    wait = parameters.get("retry_after") if isinstance(parameters, dict) else None
    return float(wait) if isinstance(wait, int | float) and wait > 0 else None
