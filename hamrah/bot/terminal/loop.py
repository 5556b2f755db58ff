"""Reading what the person at the terminal does and showing what the bot says."""

import asyncio
import io
import json
import sys
from collections.abc import Iterable
from typing import Any

from rich.console import Console

from hamrah.bot.channels.readable import storable
from hamrah.bot.terminal.partners import LONGEST_WAIT_SECONDS, InProcess, OverHttp, Partner, TalkError

SHOWN = ("text", "buttons", "cards", "image")
SHOWN_OF_STAFF = (*SHOWN, "author", "name")


async def talk(who: str, url: str | None, as_json: bool) -> None:
    """Talk until the input ends. Raises `TalkError` when the conversation cannot be opened."""
    partner: Partner = OverHttp(url, who) if url else await InProcess.open(who)
    if as_json:
        await _talk_json(partner)
    else:
        await _talk_plainly(partner)


async def _talk_json(partner: Partner) -> None:
    for stream in (sys.stdin, sys.stdout):  # whatever the terminal's own encoding is
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    while line := await asyncio.to_thread(sys.stdin.readline):
        if line.strip():
            print(json.dumps(await _answer(partner, line), ensure_ascii=False), flush=True)


async def _answer(partner: Partner, line: str) -> dict[str, Any]:
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError):
        return {"error": "each line is a JSON object"}
    try:
        messages = await _do(partner, asked if isinstance(asked, dict) else {})
    except TalkError as error:
        return {"error": str(error)}
    replies = [{name: message[name] for name in _parts(message)} for message in messages]
    return {"replies": replies, "language": messages[-1]["language"] if messages else None}


def _parts(message: dict[str, Any]) -> tuple[str, ...]:
    return SHOWN_OF_STAFF if message["author"] == "staff" else SHOWN


async def _do(partner: Partner, asked: dict[str, Any]) -> list[dict[str, Any]]:
    for name, deed in (("text", partner.say), ("press", partner.press), ("view", partner.view)):
        if isinstance(asked.get(name), str):
            return await _with_pushed(partner, await deed(storable(asked[name])))
    seconds = asked.get("wait")
    if isinstance(seconds, int | float) and 0 <= seconds <= LONGEST_WAIT_SECONDS:
        return await partner.pushed(seconds)
    raise TalkError('a line is {"text": …}, {"press": BUTTON_ID}, {"view": SKU} or {"wait": SECONDS up to 25}')


async def _with_pushed(partner: Partner, answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The answers, and what a person or a survey has said meanwhile, in the order they were said."""
    return sorted([*answers, *await partner.pushed(0)], key=lambda message: message["id"])


async def _talk_plainly(partner: Partner) -> None:
    console = Console()
    console.print("Type a message, or the number of a button. Ctrl-D ends.", style="dim")
    shown: list[str] = []
    while line := await asyncio.to_thread(sys.stdin.readline):
        said = line.strip()
        if not said:
            continue
        chosen = said.isascii() and said.isdigit() and 0 < int(said) <= len(shown)
        answers = await (partner.press(shown[int(said) - 1]) if chosen else partner.say(said))
        shown = list(_show(console, await _with_pushed(partner, answers)))


def _show(console: Console, messages: list[dict[str, Any]]) -> Iterable[str]:
    """Print the messages; their buttons' ids, in the order of the numbers shown."""
    number = 0
    for message in messages:
        if message.get("name"):
            console.print(f"{message['name']}:", style="yellow", highlight=False, markup=False)
        console.print(message["text"], style="green", highlight=False, markup=False)
        for card in (card for card in message["cards"] if card.get("kind") != "facts"):  # the text has said those
            console.print(f"  ▪ {card['title']}  {card['price']}", highlight=False, markup=False)
        for button in message["buttons"]:
            number += 1
            console.print(f"  {number}) {button['title']}", style="cyan", highlight=False, markup=False)
            yield button["id"]
