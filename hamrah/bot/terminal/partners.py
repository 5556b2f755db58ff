"""Whom the terminal client talks to: the bot in its own process, or a running server."""

import asyncio
from typing import Any, Protocol

import requests

from hamrah.keys import site_keys
from hamrah.services.site_tokens import issue_token

TIMEOUT_SECONDS = 30
LOOK_EVERY_SECONDS = 0.3
LONGEST_WAIT_SECONDS = 25
"""The longest wait for something that is said from outside a turn: shorter than a server lets a page wait."""


class TalkError(Exception):
    """The conversation cannot go on; the message is one line for the one at the terminal."""


class Partner(Protocol):
    """Takes what the person does and gives the bot's messages, as the widget would get them."""

    async def say(self, text: str) -> list[dict[str, Any]]:
        """Answer typed text."""

    async def press(self, button: str) -> list[dict[str, Any]]:
        """Answer a button."""

    async def view(self, sku: str) -> list[dict[str, Any]]:
        """Take note that a product is looked at."""

    async def pushed(self, seconds: float) -> list[dict[str, Any]]:
        """What was said from outside a turn since this was asked last; if nothing, the first within so long."""


class Heard:
    """Keeps what the one at the terminal has heard, so that each message is shown once."""

    def __init__(self, last: int) -> None:
        """Begin after the message of the id `last`."""
        self.last = last
        self._shown: set[int] = set()

    def answers(self, messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Keep that these answers are shown; the same answers."""
        self._shown.update(message["id"] for message in messages)
        return messages

    def rest(self, messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Of what has been said since, all that is neither shown nor the person's own."""
        self.last = max([self.last, *(message["id"] for message in messages)])
        rest = [one for one in messages if one["author"] != "person" and one["id"] not in self._shown]
        self._shown.clear()
        return rest


def token_for(who: str) -> str | None:
    """A site token for `customer:EMAIL`, none for `guest`. Raises `TalkError` for anything else."""
    if who == "guest":
        return None
    kind, _, email = who.partition(":")
    if kind != "customer" or not email:
        raise TalkError(f"--as takes guest or customer:EMAIL, not {who!r}.")
    return issue_token(site_keys(), email)


class OverHttp:
    """A server's website channel."""

    def __init__(self, url: str, who: str) -> None:
        """Open a session at `url`. Raises `TalkError`."""
        self._url = url.rstrip("/")
        opened = self._post("/chat/session", {"token": token_for(who), "resume": None})
        self._headers = {"Authorization": f"Bearer {opened['session']}"}
        self._heard = Heard(int(opened.get("last") or 0))

    async def say(self, text: str) -> list[dict[str, Any]]:
        """Post the text."""
        answer = await asyncio.to_thread(self._post, "/chat/messages", {"text": text})
        return self._heard.answers(answer["messages"])

    async def press(self, button: str) -> list[dict[str, Any]]:
        """Post the button's id."""
        answer = await asyncio.to_thread(self._post, "/chat/messages", {"press": button})
        return self._heard.answers(answer["messages"])

    async def view(self, sku: str) -> list[dict[str, Any]]:
        """Post that the product is looked at."""
        await asyncio.to_thread(self._post, "/chat/events", {"view": sku})
        return []

    async def pushed(self, seconds: float) -> list[dict[str, Any]]:
        """Ask the server, at once and then within the wait."""
        for wait in dict.fromkeys((0.0, min(seconds, LONGEST_WAIT_SECONDS))):
            path = f"/chat/messages?after={self._heard.last}&wait={wait}"
            if messages := self._heard.rest((await asyncio.to_thread(self._ask, "GET", path))["messages"]):
                return messages
        return []

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        return self._ask("POST", path, body)

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        headers = getattr(self, "_headers", {})
        try:
            answer = requests.request(method, self._url + path, json=body, headers=headers, timeout=TIMEOUT_SECONDS)
        except requests.RequestException as error:
            raise TalkError(f"{self._url} does not answer: {type(error).__name__}.") from None
        said = _read(answer)
        if answer.status_code == 422 and said.get("error") == "empty":
            return {"messages": []}
        if not answer.ok or (answer.status_code == 200 and not said):
            raise TalkError(f"{self._url} refused: {said.get('error', answer.status_code)}.")
        return said


def _read(answer: requests.Response) -> dict[str, Any]:
    """The JSON object of an answer; empty for one that is none, as from a server that is not ours."""
    try:
        said = answer.json()
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


class InProcess:
    """The bot itself, loaded here."""

    def __init__(self, door: Any, sender_id: str, last: int) -> None:
        """Talk through `door` as the conversation `sender_id`, whose newest message is `last`."""
        self._heard = Heard(last)
        self._door = door
        self._sender_id = sender_id

    @classmethod
    async def open(cls, who: str) -> "InProcess":
        """Load the bot and open a session. Raises `TalkError`."""
        token = token_for(who)
        from hamrah.bot.engine import activate

        activate(quiet=True)
        from hamrah.bootstrap import sessions
        from hamrah.bot.channels.door import Door
        from hamrah.bot.engine.agent import load_agent
        from hamrah.bot.engine.logging_filter import configure_logging
        from hamrah.crm.engine import transaction
        from hamrah.services.site_tokens import BadToken
        from hamrah.services.transcripts import read_transcript
        from hamrah.services.web_sessions import CHANNEL, open_session
        from hamrah.settings import PROJECT, settings

        configure_logging(settings().log_level)
        agent = await load_agent(settings().models_dir, PROJECT / "endpoints.yml", settings())
        try:
            with transaction(sessions()) as session:
                opened = open_session(session, token, None)
                before = read_transcript(session, opened.sender_id)
        except BadToken:
            raise TalkError(f"The shop knows no {who}.") from None
        return cls(Door(agent, CHANNEL), opened.sender_id, before[-1].id if before else 0)

    async def say(self, text: str) -> list[dict[str, Any]]:
        """Ask the bot; an empty message is nothing to answer."""
        from hamrah.bot.channels.door import EmptyMessage

        try:
            return self._heard.answers(self._shaped(await self._door.say(self._sender_id, text)))
        except EmptyMessage:
            return []

    async def press(self, button: str) -> list[dict[str, Any]]:
        """Press a button."""
        return self._heard.answers(self._shaped(await self._door.press(self._sender_id, button)))

    async def view(self, sku: str) -> list[dict[str, Any]]:
        """Look at a product. Raises `TalkError` for an unknown one."""
        if not await self._door.note_seen(self._sender_id, sku, "view"):
            raise TalkError(f"The shop has no product {sku}.")
        return []

    async def pushed(self, seconds: float) -> list[dict[str, Any]]:
        """Look into the transcript until there is something, or the wait is over."""
        until = asyncio.get_running_loop().time() + min(seconds, LONGEST_WAIT_SECONDS)
        while not (messages := self._heard.rest(await asyncio.to_thread(self._read))):
            if asyncio.get_running_loop().time() >= until:
                return []
            await asyncio.sleep(LOOK_EVERY_SECONDS)
        return messages

    def _read(self) -> list[dict[str, Any]]:
        from hamrah.bootstrap import sessions
        from hamrah.services.transcripts import read_transcript

        with sessions()() as session:
            return self._shaped(read_transcript(session, self._sender_id, self._heard.last))

    def _shaped(self, messages: list[Any]) -> list[dict[str, Any]]:
        from hamrah.bot.channels.web.shape import as_json

        return [as_json(message) for message in messages]
