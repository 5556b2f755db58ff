"""How the cost of reading a text grows with its length: a ratio, which is the same on a slow and on a fast machine."""

import gc
import time
from collections.abc import Callable

SHORT, LONG = 1_500, 6_000
TRIES = 4
RUNS = 3


def grows_with_length_only(read: Callable[[str], object], unit: str) -> bool:
    """Tell whether a text four times as long costs about four times as much; a quadratic cost would be sixteen fold.

    A machine that is slower for a while may make it look so; of several tries one that is not so says enough.
    """
    return any(_cost(read, unit, LONG) < 10 * _cost(read, unit, SHORT) for _ in range(TRIES))


def _cost(read: Callable[[str], object], unit: str, length: int) -> float:
    """Return the seconds of this thread's CPU that the cheapest of several runs takes."""
    text = unit * (length // len(unit))
    gc.collect()
    gc.disable()
    try:
        return min(_seconds(read, text) for _ in range(RUNS))
    finally:
        gc.enable()


def _seconds(read: Callable[[str], object], text: str) -> float:
    begun = time.thread_time()
    read(text)
    return time.thread_time() - begun
