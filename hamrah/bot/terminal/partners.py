"""Whom the terminal client talks to: the bot in its own process, or a running server."""

import asyncio
from typing import Any, Protocol

import requests

from hamrah.keys import site_keys
from hamrah.services.site_tokens import issue_token

TIMEOUT_SECONDS = 30


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

    async def say(self, text: str) -> list[dict[str, Any]]:
        """Post the text."""
        return list((await asyncio.to_thread(self._post, "/chat/messages", {"text": text}))["messages"])

    async def press(self, button: str) -> list[dict[str, Any]]:
        """Post the button's id."""
        return list((await asyncio.to_thread(self._post, "/chat/messages", {"press": button}))["messages"])

    async def view(self, sku: str) -> list[dict[str, Any]]:
        """Post that the product is looked at."""
        await asyncio.to_thread(self._post, "/chat/events", {"view": sku})
        return []

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        headers = getattr(self, "_headers", {})
        try:
            answer = requests.post(self._url + path, json=body, headers=headers, timeout=TIMEOUT_SECONDS)
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

    def __init__(self, door: Any, sender_id: str) -> None:
        """Talk through `door` as the conversation `sender_id`."""
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
        from hamrah.services.web_sessions import CHANNEL, open_session
        from hamrah.settings import PROJECT, settings

        configure_logging(settings().log_level)
        agent = await load_agent(settings().models_dir, PROJECT / "endpoints.yml", settings())
        try:
            with transaction(sessions()) as session:
                opened = open_session(session, token, None)
        except BadToken:
            raise TalkError(f"The shop knows no {who}.") from None
        return cls(Door(agent, CHANNEL), opened.sender_id)

    async def say(self, text: str) -> list[dict[str, Any]]:
        """Ask the bot; an empty message is nothing to answer."""
        from hamrah.bot.channels.door import EmptyMessage

        try:
            return self._shaped(await self._door.say(self._sender_id, text))
        except EmptyMessage:
            return []

    async def press(self, button: str) -> list[dict[str, Any]]:
        """Press a button."""
        return self._shaped(await self._door.press(self._sender_id, button))

    async def view(self, sku: str) -> list[dict[str, Any]]:
        """Look at a product. Raises `TalkError` for an unknown one."""
        if not await self._door.note_seen(self._sender_id, sku, "view"):
            raise TalkError(f"The shop has no product {sku}.")
        return []

    def _shaped(self, messages: list[Any]) -> list[dict[str, Any]]:
        from hamrah.bot.channels.web.shape import as_json

        return [as_json(message) for message in messages]
