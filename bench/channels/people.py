"""People who write, all at the same time: once each, or in conversations; over Twilio, or on the website."""

import http.client
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import chain, count

from bench.channels.phones import Line, Phones
from bench.http import Client, Refused

EVERY_TWICE = 10
"""Of so many messages one is delivered twice."""
Tick = Callable[[], None]


@dataclass
class Seen:
    """Seconds to acknowledge each webhook and to answer each message; how many came, how many of those twice.

    `unavailable` counts requests that met a server which could not take them; a provider brings those again.
    """

    acknowledged: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    messages: int = 0
    twice: int = 0
    unavailable: int = 0
    until_acknowledged: float = 0.0
    elapsed: float = 0.0


class Crowd:
    """So many people at once, each with a number of their own, and what was seen of them."""

    def __init__(self, phones: Phones, port: int, at_once: int) -> None:
        """Write to the server at `port`, over `at_once` connections."""
        self._phones = phones
        self._port = port
        self._at_once = at_once
        self._numbers = count(1)
        self._messages = count(1)
        self._lock = threading.Lock()

    def flood(self, text: str, people: int, tick: Tick) -> Seen:
        """Everybody writes once, as fast as it is acknowledged; then all answers are waited for."""
        seen, start = Seen(), time.perf_counter()
        numbers = [self._number() for _ in range(people)]
        shares = [numbers[place :: self._at_once] for place in range(self._at_once)]
        with ThreadPoolExecutor(self._at_once) as pool:
            parts = list(pool.map(lambda share: self._write_all(share, text, seen), shares))
        seen.until_acknowledged = time.perf_counter() - start
        for number, at in chain.from_iterable(parts):
            seen.answered.append(self._phones.next_answer(number) - at)
            tick()
        seen.elapsed = time.perf_counter() - start
        return seen

    def converse(self, script: Sequence[str], tick: Tick) -> Seen:
        """Conversations at once: everybody says the next line when the last one was answered."""
        seen, start = Seen(), time.perf_counter()
        with ThreadPoolExecutor(self._at_once) as pool:
            list(pool.map(lambda _: self._talk(script, seen, tick), range(self._at_once)))
        seen.elapsed = seen.until_acknowledged = time.perf_counter() - start
        return seen

    def _talk(self, script: Sequence[str], seen: Seen, tick: Tick) -> None:
        number, line = self._number(), Line(self._phones, self._port)
        for text in script:
            self._phones.forget(number)
            at = time.perf_counter()
            self._bring(line, number, text, seen)
            answered = self._phones.next_answer(number) - at
            with self._lock:
                seen.answered.append(answered)
            tick()
        line.close()

    def _write_all(self, numbers: Sequence[str], text: str, seen: Seen) -> list[tuple[str, float]]:
        line, begun = Line(self._phones, self._port), []
        for number in numbers:
            begun.append((number, time.perf_counter()))
            self._bring(line, number, text, seen)
        line.close()
        return begun

    def _bring(self, line: Line, number: str, text: str, seen: Seen) -> None:
        form = self._phones.form(number, text)
        took = [line.bring(form)]
        while took[-1] is None:
            took.append(line.bring(form))
        with self._lock:
            again = next(self._messages) % EVERY_TWICE == 0
        if again:
            took.append(line.bring(form))
        with self._lock:
            seen.acknowledged += [seconds for seconds in took if seconds is not None]
            seen.unavailable += took.count(None)
            seen.messages += 1
            seen.twice += again

    def _number(self) -> str:
        with self._lock:
            return f"whatsapp:+92300{next(self._numbers):07}"


def converse_on_website(port: int, at_once: int, script: Sequence[str], tick: Tick) -> Seen:
    """The same conversations over the website's channel, which answers within the request."""
    seen, lock = Seen(), threading.Lock()

    def talk(_: int) -> None:
        client = Client(port)
        while (session := _open_session(client)) is None:
            with lock:
                seen.unavailable += 1
        client.headers["Authorization"] = f"Bearer {session}"
        for text in script:
            at = time.perf_counter()
            try:
                client.post("/chat/messages", {"text": text})
            except Refused:
                with lock:
                    seen.unavailable += 1
            else:
                with lock:
                    seen.answered.append(time.perf_counter() - at)
                    seen.messages += 1
            tick()
        client.close()

    start = time.perf_counter()
    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(talk, range(at_once)))
    seen.elapsed = time.perf_counter() - start
    return seen


def _open_session(client: Client) -> str | None:
    """A guest's session; None where the store was not to be had: a page asks again then."""
    try:
        return str(client.post("/chat/session", {"token": None, "resume": None})["session"])
    except Refused as refused:
        if refused.status != http.client.SERVICE_UNAVAILABLE:
            raise
        return None
