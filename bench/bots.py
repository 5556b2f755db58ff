"""What the benchmark asks of a bot."""

from typing import Protocol

from bench.processes import Server
from bench.traffic import Conversation


class Bot(Protocol):
    """A bot that can be started, talked to and stopped."""

    name: str

    def prepare(self) -> None:
        """Make what it needs to start, where that is not there: its environment, its model, its data."""

    def start(self) -> list[Server]:
        """Start its processes; nothing is waited for."""

    def conversation(self, number: int) -> Conversation:
        """The conversation of person `number` (from 0). Raises `OSError` or `Refused` until the bot can answer."""

    def installed_bytes(self) -> int:
        """Disk that its packages take."""
