"""Talking to a bot, and timing it."""

import statistics
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Protocol


class Conversation(Protocol):
    """One person talking with a bot along a script, again and again."""

    def turn(self) -> bool:
        """Say the next line and take the whole answer; False where that was none, or an apology."""

    def round_length(self) -> int:
        """How many turns the script has."""


@dataclass
class Spoken:
    """Turns that were spoken: how long each took, how long all took, how many stayed without a proper answer."""

    seconds: list[float] = field(default_factory=list)
    elapsed: float = 0.0
    failed: int = 0

    @property
    def rate(self) -> float:
        """Turns a second."""
        return len(self.seconds) / self.elapsed

    def percentile_ms(self, percent: int) -> float:
        """The latency that so many per cent of the turns did not exceed, in ms."""
        return statistics.quantiles(self.seconds, n=100, method="inclusive")[percent - 1] * 1000


def speak(conversation: Conversation, turns: int) -> Spoken:
    """So many turns of one conversation, one after another."""
    spoken = Spoken()
    begin = time.perf_counter()
    for _ in range(turns):
        start = time.perf_counter()
        answered = conversation.turn()
        spoken.seconds.append(time.perf_counter() - start)
        spoken.failed += not answered
    spoken.elapsed = time.perf_counter() - begin
    return spoken


def speak_at_once(conversations: Sequence[Conversation], turns_each: int) -> Spoken:
    """All conversations at the same time, each of so many turns."""
    begin = time.perf_counter()
    with ThreadPoolExecutor(len(conversations)) as pool:
        parts = list(pool.map(lambda one: speak(one, turns_each), conversations))
    elapsed = time.perf_counter() - begin
    seconds = [one for part in parts for one in part.seconds]
    return Spoken(seconds, elapsed, sum(part.failed for part in parts))


def whole_rounds(conversation: Conversation, turns: int) -> int:
    """At least so many turns, in whole rounds of the script, so that every kind of turn counts alike."""
    length = conversation.round_length()
    return -(-turns // length) * length


def latency_along(conversation: Conversation, marks: Sequence[int]) -> dict[int, float]:
    """The latency (ms) at given turns of one long conversation: the median of one whole round of the script around."""
    half = conversation.round_length() // 2
    seconds = speak(conversation, max(marks) + half).seconds
    return {mark: statistics.median(seconds[max(0, mark - half) : mark + half]) * 1000 for mark in marks}
