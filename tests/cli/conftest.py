"""Commands in a process of their own, on a store of the tests."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]


def command_on(folder: Path) -> Run:
    """`hamrah …` in a process of its own, on the store of a folder; keywords are its environment besides."""

    def run(*words: str, stdin: str | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
        own = {
            "HAMRAH_DATABASE_URL": f"sqlite:///{folder / 'hamrah.db'}",
            "HAMRAH_VAR_DIR": str(folder / "var"),
            "NO_COLOR": "1",
        }
        return subprocess.run(
            [sys.executable, "-c", "from hamrah.cli.main import main; main()", *words],
            env={**os.environ, **own, **environment},
            capture_output=True,
            text=True,
            input=stdin,
            timeout=120,
            check=False,
        )

    return run


def one_line(result: subprocess.CompletedProcess[str]) -> str:
    """The one line with which a command was refused."""
    assert result.returncode == 2, result
    lines = [line for line in result.stderr.splitlines() if line.strip()]
    assert len(lines) == 1, result.stderr
    return lines[0]


@pytest.fixture
def hamrah(tmp_path: Path) -> Run:
    """`hamrah …` on an empty store of the test's own."""
    return command_on(tmp_path)


@pytest.fixture(scope="session")
def hamrah_of_shop(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """`hamrah …` on a small demo shop that the tests of reports share, in a terminal of 200 columns."""
    run = command_on(tmp_path_factory.mktemp("shop"))

    def run_wide(*words: str) -> subprocess.CompletedProcess[str]:
        return run(*words, COLUMNS="200")

    assert run_wide("seed", "--customers", "60", "--orders", "500").returncode == 0
    return run_wide
