"""All that is measured of one bot, in the order in which it is measured."""

import http.client
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bench.bots import Bot
from bench.errors import BenchError
from bench.http import Refused
from bench.processes import Server
from bench.traffic import Spoken, latency_along, speak, speak_at_once, whole_rounds

AT_ONCE = 8
FIRST_ANSWER_WITHIN_SECONDS = 300.0
LOOK_EVERY_SECONDS = 0.02

Say = Callable[[str], None]


@dataclass(frozen=True)
class Figures:
    """What was seen of one bot."""

    alone: Spoken
    together: Spoken
    cpu_ms: float
    memory_mb: float
    cold_start_seconds: float
    installed_mb: float
    turns_along: dict[int, float]


def measure(bot: Bot, turns: int, marks: tuple[int, ...], say: Say) -> Figures:
    """Start a bot, twice, talk to it, stop it. `marks` are turns of one conversation whose latency is wanted.

    The second start is the one that counts: by then the files of either bot have been read once. Each conversation has
    a round of its script before the clock runs.
    """
    say(f"{bot.name}: first start")
    with _running(bot):
        pass
    say(f"{bot.name}: second start")
    with _running(bot) as (servers, cold_start):
        alone = bot.conversation(1)
        together = [bot.conversation(number) for number in range(2, 2 + AT_ONCE)]
        say(f"{bot.name}: warming up")
        speak_at_once([alone, *together], alone.round_length())
        before = _cpu(servers)
        say(f"{bot.name}: one conversation")
        one = speak(alone, whole_rounds(alone, turns))
        say(f"{bot.name}: {AT_ONCE} conversations at once")
        many = speak_at_once(together, whole_rounds(alone, -(-turns // AT_ONCE)))
        cpu = (_cpu(servers) - before) / (len(one.seconds) + len(many.seconds))
        memory = sum(server.memory_bytes() for server in servers)
        along = {}
        if marks:
            say(f"{bot.name}: one conversation of {max(marks):,} turns")
            along = latency_along(bot.conversation(2 + AT_ONCE), marks)
    return Figures(one, many, cpu * 1000, memory / 1e6, cold_start, bot.installed_bytes() / 1e6, along)


@contextmanager
def _running(bot: Bot) -> Iterator[tuple[list[Server], float]]:
    """The bot's servers once it gave its first answer, and how many seconds that took from their start."""
    begin = time.perf_counter()
    servers = bot.start()
    try:
        _await_answer(bot, servers)
        yield servers, time.perf_counter() - begin
    finally:
        for server in servers:
            server.stop()


def _await_answer(bot: Bot, servers: list[Server]) -> None:
    deadline = time.monotonic() + FIRST_ANSWER_WITHIN_SECONDS
    while time.monotonic() < deadline:
        for server in servers:
            server.check_alive()
        try:
            if bot.conversation(0).turn():
                return
        except (OSError, http.client.HTTPException, Refused):
            time.sleep(LOOK_EVERY_SECONDS)
    raise BenchError(f"{bot.name} gave no answer within {FIRST_ANSWER_WITHIN_SECONDS:.0f} s")


def _cpu(servers: list[Server]) -> float:
    return sum(server.cpu_seconds() for server in servers)
