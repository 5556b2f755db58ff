"""Server processes under measurement: started in a group of their own, their CPU time and memory read from /proc."""

import os
import signal
import socket
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.errors import BenchError

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
STOP_SECONDS = 15.0
ENVIRONMENT_NAMES = ("VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT")


class Server:
    """One started command and whatever it starts."""

    def __init__(self, command: Sequence[str | Path], cwd: Path, env: Mapping[str, str], log: Path) -> None:
        """Start it with `env` added to this process's environment; what it prints goes to `log`."""
        self._log = log
        self._name = Path(command[0]).name
        with log.open("ab") as out:
            self._process = subprocess.Popen(
                [str(part) for part in command],
                cwd=cwd,
                env={**os.environ, **env},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def check_alive(self) -> None:
        """Raises `BenchError` with the last line that the command printed when it has ended."""
        if self._process.poll() is not None:
            lines = self._log.read_text(errors="replace").strip().splitlines()
            raise BenchError(f"{self._name} ended early: {lines[-1] if lines else 'it printed nothing'}")

    def cpu_seconds(self) -> float:
        """Processor time of the group so far, its ended children included."""
        return sum(sum(int(field) for field in fields[11:15]) for fields in self._stats()) / TICKS

    def memory_bytes(self) -> int:
        """Resident memory of the group now."""
        return sum(int(fields[21]) for fields in self._stats()) * PAGE

    def stop(self) -> None:
        """End the group: asked first, then killed."""
        self._signal(signal.SIGTERM)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._signal(signal.SIGKILL)
            self._process.wait()
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        try:
            os.killpg(self._process.pid, number)
        except ProcessLookupError:
            return

    def _stats(self) -> list[list[str]]:
        """Fields of /proc/PID/stat after the command's name, of each process of the group."""
        found = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:  # it ended while we looked
                continue
            if int(fields[2]) == self._process.pid:
                found.append(fields)
        return found


def run(command: Sequence[str | Path], cwd: Path, env: Mapping[str, str]) -> None:
    """Run a command to its end. Raises `BenchError` with the last line that it printed when it fails."""
    # An environment that is named or active here is not the one that uv is to work on.
    inherited = {name: value for name, value in os.environ.items() if name not in ENVIRONMENT_NAMES}
    parts = [str(part) for part in command]
    done = subprocess.run(parts, cwd=cwd, env={**inherited, **env}, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        lines = (done.stderr or done.stdout).strip().splitlines()
        raise BenchError(f"{' '.join(parts[:4])} failed: {lines[-1] if lines else 'it printed nothing'}")


def free_port() -> int:
    """A TCP port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
