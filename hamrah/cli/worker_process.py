"""The worker as a process of its own beside the bot."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

STOP_SECONDS = 5


@contextmanager
def worker_beside() -> Iterator[None]:
    """Run `hamrah worker` as long as the block lasts, and take it along when the block ends."""
    command = [sys.executable, "-c", "from hamrah.cli.main import main; main()", "worker"]
    heeds = signal.signal(signal.SIGINT, signal.SIG_IGN)  # inherited: Ctrl-C reaches the worker by us, not by itself
    try:
        process = subprocess.Popen(command)  # noqa: S603 - our own interpreter and words
    finally:
        signal.signal(signal.SIGINT, heeds)
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
