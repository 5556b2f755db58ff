"""Starting and stopping `hamrah run`: a mistake is one clear line, and Ctrl-C ends everything."""

import contextlib
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from hamrah.bot.engine.errors import EngineError
from hamrah.bot.start_checks import check_port
from hamrah.cli.errors import one_line_errors
from hamrah.crm.engine import open_engine
from hamrah.settings import PROJECT
from tests.bot.processes import Running, run, running, start
from tests.bot.site import Browser, fellow, texts_of
from tests.dialogues.stage import Stage
from tests.ports import free_port

pytestmark = pytest.mark.trained

AT_ONCE = 2


@pytest.fixture
def folder(stage: Stage, tmp_path: Path) -> Path:
    """A folder with a seeded store of its own."""
    shutil.copy(stage.pristine, tmp_path / "shop.db")
    return tmp_path


def complaint(result: subprocess.CompletedProcess[str]) -> str:
    """The one line with which the command gave up."""
    assert result.returncode == 2, result.stdout + result.stderr
    lines = [line for line in result.stderr.splitlines() if line.strip()]
    assert len(lines) == 1 and lines[0].startswith("hamrah: "), result.stderr
    assert "Traceback" not in result.stdout and "ready" not in result.stdout
    return lines[0]


def complaints(folder: Path, *settings: dict[str, str]) -> list[str]:
    """What `hamrah run` says to each of several settings."""
    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(lambda each: complaint(run(folder, "run", **each)), settings))


def test_a_port_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        in_use, no_number = complaints(tmp_path, {"PORT": port}, {"PORT": "abc"})
    assert f"127.0.0.1:{port}" in in_use and "in use" in in_use
    assert "PORT is not usable" in no_number and "abc" not in no_number


@pytest.mark.parametrize("host", ["203.0.113.7", "no such host", "::ffff:203.0.113.7"])
def test_a_host_that_is_not_ours_is_told(host: str) -> None:
    with pytest.raises(EngineError, match=f"Cannot listen on {host}"):
        check_port(host, free_port())


def test_a_database_that_cannot_be_used_is_told_without_its_password(tmp_path: Path) -> None:
    away, empty = complaints(
        tmp_path,
        {"HAMRAH_DATABASE_URL": "postgresql://shop:pa55@127.0.0.1:9/x"},
        {"HAMRAH_DATABASE_URL": f"sqlite:///{tmp_path / 'empty.db'}"},
    )
    assert "database cannot be reached" in away and "pa55" not in away
    assert "hamrah migrate" in empty


@pytest.mark.parametrize(
    ("url", "why"),
    [("sqlite:////proc/nowhere/shop.db", "/proc/nowhere"), (f"sqlite:///{PROJECT / 'README.md'}", "not a database")],
)
def test_a_file_that_is_no_store_is_told_in_one_line(url: str, why: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended, one_line_errors():
        open_engine(url).connect()
    (line,) = capsys.readouterr().err.splitlines()
    assert ended.value.code == 2 and why in line


def test_a_missing_model_and_one_that_cannot_be_read_are_told(folder: Path) -> None:
    (folder / "none").mkdir()
    (folder / "spoilt").mkdir()
    (folder / "spoilt" / "hamrah.tar.gz").write_bytes(b"not a model")
    models = [str(folder / name) for name in ("none", "spoilt")]
    none, spoilt = complaints(folder, *({"HAMRAH_MODELS_DIR": name} for name in models))
    assert "no trained model" in none and models[0] in none
    assert "hamrah.tar.gz cannot be loaded" in spoilt


def test_data_that_cannot_be_read_is_told_at_the_start(folder: Path) -> None:
    spoilt = {
        "shop/policies.yml": "orders: [",
        "responses/en/general.yml": "language: en\nmessages: {a: [",
        "shop/surveys.yml": "quiet_hours: [",
        "shop/whatsapp_templates.yml": "more: {}",
    }
    settings = []
    for file, text in spoilt.items():
        data = folder / Path(file).stem
        for part in ("shop", "responses", "lexicon"):
            shutil.copytree(PROJECT / "data" / part, data / part)
        assert (data / file).is_file()
        (data / file).write_text(text, encoding="utf-8")
        settings.append({"HAMRAH_DATA_DIR": str(data)})
    for line, file in zip(complaints(folder, *settings), spoilt, strict=True):
        assert file in line


@pytest.fixture
def served(folder: Path) -> Iterator[Running]:
    """A server in its own process."""
    with running(folder) as up:
        yield up


def quiet(served: Running) -> str:
    """What the server printed, none of it about trouble."""
    shown = served.log.read_text()
    for noise in ("Traceback", "Error", "ERROR", "destroyed", "WARNING", "never awaited", "Aborted"):
        assert noise not in shown, shown
    return shown


def test_it_says_where_it_is_and_ends_on_ctrl_c_with_all_it_started(served: Running) -> None:
    browser = Browser(served.url)
    browser.open()
    assert texts_of(browser.say("hello"))
    children = served.children()
    with waiting(lambda: fellow(browser).read(after=10**9, wait=25)):
        assert served.interrupt() < 5
    assert served.process.returncode == 0
    assert children and not [child for child in children if Path(f"/proc/{child}").exists()]
    assert served.url.replace("127.0.0.1", "localhost") + "/shop/?as=guest" in quiet(served)


def test_ctrl_c_does_not_wait_for_a_store_that_is_locked(served: Running, folder: Path) -> None:
    browser = Browser(served.url)
    browser.open()
    holder = sqlite3.connect(folder / "shop.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with waiting(lambda: browser.say("hello")):
        assert served.interrupt() < 10, "it waited for the lock"
    assert "Traceback" not in served.log.read_text()
    holder.close()


def test_ctrl_c_ends_it_while_it_is_starting(folder: Path) -> None:
    port = free_port()
    process, log = start(folder, port)
    while process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            break  # it has the port and loads the bot
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)
    try:
        process.wait(60)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    shown = log.read_text()
    assert "ready" not in shown and "Traceback" not in shown, shown


@contextlib.contextmanager
def waiting(ask: Callable[[], object]) -> Iterator[None]:
    """Have a page ask for something that does not come while this lasts."""

    def wait() -> None:
        with contextlib.suppress(requests.RequestException):
            ask()

    threading.Thread(target=wait, daemon=True).start()
    time.sleep(0.7)
    yield
