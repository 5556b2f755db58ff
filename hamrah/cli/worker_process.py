"""The worker as a process of its own beside the bot."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

STOP_SECONDS = 5


@contextmanager
def worker_beside() -> Iterator[None]:
    """Run `hamrah worker` as long as the block lasts, and take it along when the block ends."""
    command = [sys.executable, "-c", "from hamrah.cli.main import main; main()", "worker"]
    process = subprocess.Popen(command)  # noqa: S603 - our own interpreter and words
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
