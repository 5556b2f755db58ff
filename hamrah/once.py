"""What a process makes once and shares, however many threads ask for it first at the same moment."""

from collections.abc import Callable
from functools import update_wrapper
from threading import RLock
from typing import Generic, TypeVar

Made = TypeVar("Made")


class Once(Generic[Made]):
    """A function whose result is made at its first call and kept.

    Unlike `functools.lru_cache`, two threads never make it twice, and what was being made when it was forgotten is
    forgotten with it: a thread that began with old settings cannot leave their result for those that come after.
    """

    def __init__(self, make: Callable[[], Made]) -> None:
        self._make = make
        self._kept: tuple[Made] | None = None
        self._lock = RLock()
        update_wrapper(self, make)

    def __call__(self) -> Made:
        """The result, made now if there is none."""
        kept = self._kept
        if kept is None:
            with self._lock:
                kept = self._kept = self._kept or (self._make(),)
        return kept[0]

    def cache_clear(self) -> None:
        """Forget it: the next call makes it anew."""
        with self._lock:
            self._kept = None


def once(make: Callable[[], Made]) -> Once[Made]:
    """Make a result at the first call only, and give the same to every thread."""
    return Once(make)
