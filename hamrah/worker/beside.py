"""A thread that works beside the worker's own loop."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def running_beside(work: Callable[[threading.Event], None], stopped: threading.Event, name: str) -> Iterator[None]:
    """Have `work` go on in a thread until `stopped`. It is not waited for: what it has begun, the next start does."""
    thread = threading.Thread(target=work, args=(stopped,), name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
