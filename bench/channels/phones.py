"""Phones that write to the shop through a fake of Twilio, and see when an answer comes."""

import http.client
import time
from collections import defaultdict
from queue import Empty, Queue
from typing import Any
from urllib.parse import urlencode

from bench.errors import BenchError
from tests.channels.fakes.twilio import MESSAGES, FakeTwilio

PATIENCE_SECONDS = 300.0


class Phones(FakeTwilio):
    """A fake of Twilio that notes the moment at which it takes an answer."""

    def __init__(self, public_url: str) -> None:
        """Sign as for a shop at `public_url`."""
        super().__init__(public_url=public_url)
        self._taken: dict[str, Queue[float]] = defaultdict(Queue)

    def take(self, form: dict[str, list[str]]) -> dict[str, Any]:
        """Take an answer."""
        message = super().take(form)
        self._taken[message["To"]].put(time.perf_counter())
        return message

    def next_answer(self, number: str) -> float:
        """When the next part of an answer was taken for a number. Raises `BenchError` where none comes."""
        try:
            return self._taken[number].get(timeout=PATIENCE_SECONDS)
        except Empty:
            raise BenchError(f"a message was not answered within {PATIENCE_SECONDS:.0f} s") from None

    def forget(self, number: str) -> None:
        """Leave out what came for a number so far: further parts of an answer that was counted."""
        while not self._taken[number].empty():
            self._taken[number].get()


class Line:
    """One of Twilio's connections to the shop, which is kept."""

    def __init__(self, phones: Phones, port: int) -> None:
        """Nothing is opened before the first request."""
        self._phones = phones
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)

    def bring(self, form: dict[str, str]) -> float | None:
        """Bring a message once; the seconds until it was acknowledged, None where the server would not take it now."""
        body = urlencode(form).encode()
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Twilio-Signature": self._phones.sign(MESSAGES, form),
        }
        start = time.perf_counter()
        try:
            status = self._send(body, headers)
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            self._connection.close()  # it was idle for some seconds: the request was not read
            status = self._send(body, headers)
        if status not in (http.client.OK, http.client.SERVICE_UNAVAILABLE):
            raise BenchError(f"a webhook was answered with {status}")
        if status != http.client.OK:
            return None
        return time.perf_counter() - start

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def _send(self, body: bytes, headers: dict[str, str]) -> int:
        self._connection.request("POST", MESSAGES, body, headers)
        answer = self._connection.getresponse()
        answer.read()
        return answer.status
