"""Rasa's command line on this engine: trained, talked to, tested and validated for real, each in its own process."""

import os
import pty
import select
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from .conftest import BOT, HERE

ROOT = HERE.parents[1]


@pytest.fixture
def project(tmp_path: Path, models: Path) -> Path:
    shutil.copytree(BOT, tmp_path / "bot")
    shutil.copytree(models, tmp_path / "bot" / "models")
    return tmp_path / "bot"


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{HERE}", "HAMRAH_DATABASE_URL": "sqlite:///trackers.db"}


COMMAND = ["-c", "import sys; from hamrah.bot.engine.rasa_cli import main; sys.exit(main(sys.argv[1:]))"]


def rasa(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *COMMAND, *arguments]
    return subprocess.run(command, cwd=project, env=environment(), capture_output=True, text=True, timeout=300)


def test_version_and_help(project):
    result = rasa(project, "--version")
    assert result.returncode == 0
    assert "3.6.21" in result.stdout
    assert rasa(project, "train", "--help").returncode == 0
    assert rasa(project, "no-such-command").returncode == 2


def test_train(project):
    shutil.rmtree(project / "models")
    result = rasa(project, "train", "--force")
    assert result.returncode == 0, result.stderr
    assert len(list((project / "models").glob("*.tar.gz"))) == 1


def test_train_with_tensorflow_is_refused_in_one_line(project):
    config = project / "config.yml"
    config.write_text(config.read_text().replace("KeywordIntentClassifier", "DIETClassifier"))
    result = rasa(project, "train")
    assert result.returncode == 1
    assert "DIETClassifier, which needs TensorFlow" in result.stdout + result.stderr
    assert "Traceback" not in result.stdout + result.stderr


def test_stories(project):
    result = rasa(project, "test", "core", "--stories", "tests", "--fail-on-prediction-errors")
    assert result.returncode == 0, result.stderr
    assert (project / "results" / "story_report.json").exists()


def test_understanding(project):
    result = rasa(project, "test", "nlu", "--nlu", "data/nlu.yml")
    assert result.returncode == 0, result.stderr
    assert (project / "results" / "intent_report.json").exists()


def test_what_needs_a_library_that_is_left_out_says_so_in_one_line(project):
    result = rasa(project, "visualize", "--stories", "tests")
    assert result.returncode == 1
    assert "This command needs networkx" in result.stderr
    assert "Traceback" not in result.stderr


def test_validation(project):
    assert rasa(project, "data", "validate").returncode == 0
    domain = project / "domain.yml"
    domain.write_text(domain.read_text().replace("- greet\n", "- greet\n- greet\n", 1))
    assert rasa(project, "data", "validate", "--fail-on-warnings").returncode == 1


def test_run_with_a_stock_channel_is_refused_in_one_line(project):
    (project / "credentials.yml").write_text("rest:\n")
    result = rasa(project, "run")
    assert result.returncode == 1
    assert "stock channel 'rest'" in result.stdout + result.stderr
    assert "Traceback" not in result.stdout + result.stderr


def test_a_misspelt_store_is_one_line(project):
    (project / "endpoints.yml").write_text("tracker_store: {type: hamrah.bot.tracker_store.LivingStore}\n")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    result = rasa(project, "run", "--connector", "cmdline", "-p", port)
    assert result.returncode == 1
    assert "there is no tracker_store of type" in result.stderr
    assert "Traceback" not in result.stderr


class Terminal:
    """A command in a terminal of its own."""

    def __init__(self, command: list[str], folder: Path) -> None:
        self.end, its_end = pty.openpty()
        self.process = subprocess.Popen(
            command, cwd=folder, env=environment(), stdin=its_end, stdout=its_end, stderr=its_end, close_fds=True
        )
        os.close(its_end)
        self.unread = ""

    def expect(self, text: str, seconds: float = 120) -> None:
        """Read until `text` comes."""
        until = time.monotonic() + seconds
        while text not in self.unread:
            assert time.monotonic() < until, f"{text!r} did not come: {self.unread[-2000:]}"
            if select.select([self.end], [], [], 0.5)[0]:
                read = os.read(self.end, 4096).decode("utf-8", "replace")
                self.unread += read
                if "\x1b[6n" in read:  # prompt_toolkit asks where the cursor is
                    os.write(self.end, b"\x1b[1;1R")
        self.unread = self.unread.partition(text)[2]

    def type(self, line: str) -> None:
        os.write(self.end, line.encode() + b"\r")


def test_shell(project):
    (project / "endpoints.yml").write_text("action_endpoint: {url: 'inproc:bot_actions'}\n")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    shell = Terminal([sys.executable, *COMMAND, "shell", "-p", port], project)
    try:
        for text, answer in (("salam", "Welcome"), ("fail", "Sorry, that did not work"), ("/restart", "Pardon?")):
            shell.expect("Your input")
            shell.type(text)
            shell.expect(answer)
        shell.expect("Your input")
        shell.type("/stop")
        assert shell.process.wait(60) == 0
    finally:
        shell.process.kill()
