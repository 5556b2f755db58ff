"""Stock Rasa 3.6.21: the bot of `rasa init` with one custom action, in an environment of its own (bench/stock)."""

import hashlib
import os
import shutil
import uuid
from collections.abc import Sequence
from pathlib import Path

from bench.errors import BenchError
from bench.http import Client
from bench.processes import Server, free_port, run
from bench.scripts import Line, read_script
from bench.sizes import installed_bytes

STOCK = Path(__file__).parent / "stock"
BOT = STOCK / "bot"
ENVIRONMENT = STOCK / ".venv"
RASA = ENVIRONMENT / "bin" / "rasa"
STAMP = BOT / "made-from"
QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "PYTHONWARNINGS": "ignore",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
}


class StockBot:
    """Rasa's server and the SDK's action server, as their own command lines start them."""

    name = "stock Rasa"

    def __init__(self, scratch: Path) -> None:
        """Trackers and logs go to `scratch`."""
        self._scratch = scratch
        self._port = 0

    def prepare(self) -> None:
        """Install the locked environment, and train the bot unless that was done from the same files."""
        run([_uv(), "sync", "--frozen", "--quiet", "--project", STOCK, "--python", "3.11"], STOCK, {})
        made_from = _fingerprint()
        if STAMP.exists() and STAMP.read_text() == made_from:
            return
        _lay_out()
        nowhere = {"STOCK_ACTIONS_PORT": "0", "STOCK_TRACKERS": "unused.db"}
        run(["nice", "-n", "10", RASA, "train", "--domain", "domain"], BOT, {**QUIET, **nowhere})
        STAMP.write_text(made_from)

    def start(self) -> list[Server]:
        """Both servers, with an empty tracker store."""
        self._port, actions_port = free_port(), free_port()
        trackers = self._scratch / f"stock-{uuid.uuid4().hex}.db"
        env = {**QUIET, "STOCK_ACTIONS_PORT": str(actions_port), "STOCK_TRACKERS": str(trackers)}
        act: list[str | Path] = [RASA, "run", "actions", "--port", str(actions_port)]
        serve: list[str | Path] = [RASA, "run", "--interface", "127.0.0.1", "--port", str(self._port)]
        return [
            Server(act, BOT, env, self._scratch / "stock-actions.log"),
            Server(serve, BOT, env, self._scratch / "stock.log"),
        ]

    def conversation(self, number: int) -> "StockConversation":
        """A conversation over the REST webhook."""
        return StockConversation(Client(self._port), f"person-{number}", read_script("stock"))

    def installed_bytes(self) -> int:
        """Disk that the locked packages take."""
        return installed_bytes(STOCK / "uv.lock", "hamrah-bench-stock", ENVIRONMENT)


class StockConversation:
    """The script with the moodbot; each round is a new conversation, as its stories have it."""

    def __init__(self, client: Client, person: str, script: Sequence[Line]) -> None:
        """Speak as `person`."""
        self._client = client
        self._person = person
        self._script = script
        self._turns = 0

    def turn(self) -> bool:
        """Say the next line; False where the bot was silent."""
        done, place = divmod(self._turns, len(self._script))
        self._turns += 1
        body = {"sender": f"{self._person}-{done}", "message": self._script[place].text}
        return bool(self._client.post("/webhooks/rest/webhook", body))

    def round_length(self) -> int:
        """How many turns the script has."""
        return len(self._script)

    def close(self) -> None:
        """Hang up."""
        self._client.close()


def _lay_out() -> None:
    """What `rasa init` lays out, with our overlay: a domain of two files, the action, endpoints."""
    shutil.rmtree(BOT, ignore_errors=True)
    initial = next(ENVIRONMENT.glob("lib/python*/site-packages/rasa/cli/initial_project"))
    shutil.copytree(initial, BOT, ignore=shutil.ignore_patterns("__pycache__"))
    (BOT / "domain").mkdir()
    (BOT / "domain.yml").rename(BOT / "domain" / "init.yml")
    shutil.copytree(STOCK / "overlay", BOT, dirs_exist_ok=True)


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for file in [STOCK / "uv.lock", *sorted((STOCK / "overlay").rglob("*.*"))]:
        if file.is_file() and file.suffix != ".pyc":
            digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()


def _uv() -> str:
    """The uv that UV names, that set the project up, or that is on the PATH. Raises `BenchError`."""
    ours = sorted((Path(__file__).parent.parent / ".tools").glob("uv-*/uv"))
    found = os.environ.get("UV") or (str(ours[-1]) if ours else shutil.which("uv"))
    if found is None:
        raise BenchError("uv is not there, which installs stock Rasa: run `make setup`, or name it in UV.")
    return found
