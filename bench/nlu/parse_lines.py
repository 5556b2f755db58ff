"""Parses the lines of a file with a model of Rasa and writes what was seen: run by `bench.nlu.training`.

Runs in this project's environment or in stock Rasa's, so it imports nothing of the bench.
"""

import asyncio
import sys
import time
from pathlib import Path

import yaml


async def parse(model: str, texts: list[str]) -> list[dict[str, object]]:
    """Intent, slots as [slot, start, end], and milliseconds of each text; the first is parsed twice, to warm up."""
    from rasa.core.agent import Agent

    agent = Agent.load(model)
    await agent.parse_message(texts[0])
    found = []
    for text in texts:
        start = time.perf_counter()
        seen = await agent.parse_message(text)
        spent = (time.perf_counter() - start) * 1e3
        slots = [[one["entity"], one["start"], one["end"]] for one in seen["entities"]]
        found.append({"intent": seen["intent"]["name"], "slots": slots, "ms": spent})
    return found


def main() -> None:
    """`parse_lines.py MODEL TEXTS OUTPUT ours|stock`."""
    model, texts, output, kind = sys.argv[1:]
    if kind == "ours":
        from hamrah.bot.engine import activate

        activate(quiet=True)
    lines = Path(texts).read_text(encoding="utf-8").split("\n")
    Path(output).write_text(yaml.safe_dump(asyncio.run(parse(model, lines)), allow_unicode=True), encoding="utf-8")


if __name__ == "__main__":
    main()
