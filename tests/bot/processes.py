"""`hamrah …` in processes of its own, as an operator types it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import requests

from tests.ports import free_port

START_SECONDS = 90
COMMAND = [sys.executable, "-c", "from hamrah.cli.main import main; main()"]


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """The environment of a process whose store and keys are in `folder`."""
    own = {"HAMRAH_DATABASE_URL": f"sqlite:///{folder / 'shop.db'}", "HAMRAH_VAR_DIR": str(folder), "NO_COLOR": "1"}
    return {**os.environ, **own, **settings}


def run(folder: Path, *words: str, says: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    """What `hamrah WORDS…` does with `says` on its input."""
    return subprocess.run(
        [*COMMAND, *words],
        env=environment(folder, **settings),
        input=says,
        capture_output=True,
        text=True,
        timeout=START_SECONDS,
    )


class Running:
    """A `hamrah run` that is up."""

    def __init__(self, process: subprocess.Popen[bytes], url: str, log: Path) -> None:
        self.process = process
        self.url = url
        self.log = log

    def children(self) -> list[int]:
        """The ids of the processes it started."""
        found = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text(encoding="ascii")
        return [int(number) for number in found.split()]

    def interrupt(self) -> float:
        """Press Ctrl-C and wait for the end; the seconds it took."""
        begun = time.monotonic()
        os.killpg(self.process.pid, signal.SIGINT)  # a terminal sends it to all of the group
        self.process.wait(30)
        return time.monotonic() - begun


def start(folder: Path, port: int, **settings: str) -> tuple[subprocess.Popen[bytes], Path]:
    """Start `hamrah run`; the process and the file of what it prints."""
    log = folder / "server.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*COMMAND, "run"],
            env=environment(folder, PORT=str(port), **settings),
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_hear_interrupts,
        )
    return process, log


def _hear_interrupts() -> None:
    """A shell has what it starts in the background ignore Ctrl-C, and the tests' own processes with it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextmanager
def running(folder: Path, **settings: str) -> Iterator[Running]:
    """Start `hamrah run`, wait until it answers, and see that nothing of it is left."""
    port = free_port()
    process, log = start(folder, port, **settings)
    try:
        url = f"http://127.0.0.1:{port}"
        wait_for(url, process, log)
        yield Running(process, url, log)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


def wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the server answers."""
    ends = time.monotonic() + START_SECONDS
    while time.monotonic() < ends:
        assert process.poll() is None, log.read_text()
        with suppress(requests.ConnectionError, requests.Timeout):
            if requests.get(url + "/health", timeout=5).ok:
                return
        time.sleep(0.1)
    raise AssertionError(f"not up after {START_SECONDS} s: {log.read_text()}")
