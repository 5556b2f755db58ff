"""Reading what the person at the terminal does and showing what the bot says."""

import asyncio
import io
import json
import sys
from collections.abc import Iterable
from typing import Any

from rich.console import Console

from hamrah.bot.channels.readable import storable
from hamrah.bot.terminal.partners import InProcess, OverHttp, Partner, TalkError

SHOWN = ("text", "buttons", "cards", "image")


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
    replies = [{name: message[name] for name in SHOWN} for message in messages]
    return {"replies": replies, "language": messages[-1]["language"] if messages else None}


async def _do(partner: Partner, asked: dict[str, Any]) -> list[dict[str, Any]]:
    for name, deed in (("text", partner.say), ("press", partner.press), ("view", partner.view)):
        if isinstance(asked.get(name), str):
            return await deed(storable(asked[name]))
    raise TalkError('a line is {"text": …}, {"press": BUTTON_ID} or {"view": SKU}')


async def _talk_plainly(partner: Partner) -> None:
    console = Console()
    console.print("Type a message, or the number of a button. Ctrl-D ends.", style="dim")
    shown: list[str] = []
    while line := await asyncio.to_thread(sys.stdin.readline):
        said = line.strip()
        if not said:
            continue
        chosen = said.isascii() and said.isdigit() and 0 < int(said) <= len(shown)
        messages = await (partner.press(shown[int(said) - 1]) if chosen else partner.say(said))
        shown = list(_show(console, messages))


def _show(console: Console, messages: list[dict[str, Any]]) -> Iterable[str]:
    """Print the messages; their buttons' ids, in the order of the numbers shown."""
    number = 0
    for message in messages:
        console.print(message["text"], style="green", highlight=False, markup=False)
        for card in message["cards"]:
            console.print(f"  ▪ {card['title']}  {card['price']}", highlight=False, markup=False)
        for button in message["buttons"]:
            number += 1
            console.print(f"  {number}) {button['title']}", style="cyan", highlight=False, markup=False)
            yield button["id"]
