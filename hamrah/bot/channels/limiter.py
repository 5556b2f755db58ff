"""How many messages one sender may write in a minute, counted in this process."""

import time
from collections import OrderedDict, deque

MOST_SENDERS = 10_000
WINDOW_SECONDS = 60.0


class Limiter:
    """A sliding minute per key; `at_most` 0 allows everything. The longest unused keys are forgotten."""

    def __init__(self, at_most: int) -> None:
        """Allow `at_most` a minute."""
        self._at_most = at_most
        self._tries: OrderedDict[str, deque[float]] = OrderedDict()

    def allow(self, key: str) -> bool:
        """Count one try and say whether it is allowed."""
        if self._at_most <= 0:
            return True
        tries = self._tries.setdefault(key, deque())
        self._tries.move_to_end(key)
        while len(self._tries) > MOST_SENDERS:
            self._tries.popitem(last=False)
        now = time.monotonic()
        while tries and tries[0] < now - WINDOW_SECONDS:
            tries.popleft()
        if len(tries) >= self._at_most:
            return False
        tries.append(now)
        return True
