"""The operator's commands about data: what they print, and that a mistake is one line."""

import subprocess
import sys
from pathlib import Path

import pytest

from hamrah.settings import PROJECT

from .conftest import Run, one_line


def test_help_does_not_load_what_is_heavy(hamrah: Run) -> None:
    code = (
        "import sys, hamrah.cli.main; print([m for m in ('pyarrow', 'scipy', 'rasa', 'sklearn') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
    assert "seed" in hamrah("--help").stdout


def test_seed_then_token_then_inbox(hamrah: Run) -> None:
    seeded = hamrah("seed", "--customers", "5", "--orders", "20")
    assert seeded.returncode == 0, seeded.stderr
    assert "the demo shop is there" in seeded.stdout
    token = hamrah("token", "customer:ayesha@example.com")
    assert token.returncode == 0
    assert token.stdout.count(".") == 2
    assert "customer" in one_line(hamrah("token", "customer:nobody@example.com"))
    assert "customer:EMAIL" in one_line(hamrah("token", "ayesha@example.com"))
    assert "nothing was written to anybody yet" in hamrah("inbox").stdout
    assert "is the current one" in hamrah("fit").stdout


def test_a_shop_of_ones_own_from_an_empty_store_to_its_staff(hamrah: Run, tmp_path: Path) -> None:
    example = str(PROJECT / "deploy" / "shop-files")
    done = hamrah("import", "shop", example)
    assert done.returncode == 0, done.stderr
    assert "new products: 10" in done.stdout and "is the current one" in done.stdout
    assert "works here now" in hamrah("staff", "add", "sana@example.com", "--name", "Sana", "--branch", "LHR").stdout
    assert "already there 76" in hamrah("import", "shop", example, "--no-refit").stdout
    assert "shop of its own" in one_line(hamrah("seed"))
    assert "holds none of branches.csv" in one_line(hamrah("import", "shop", str(tmp_path)))


def test_migrate_up_and_down(hamrah: Run) -> None:
    assert "revision 0" in hamrah("migrate").stdout
    assert "revision base" in hamrah("migrate", "--to", "base").stdout
    assert "nonsense" in one_line(hamrah("migrate", "--to", "nonsense"))


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("mysql://somewhere", "HAMRAH_DATABASE_URL is not usable"),
        ("postgresql://nobody@127.0.0.1:1/x", "cannot be reached"),
        ("sqlite:////dev/null/hamrah.db", "/dev/null"),
    ],
)
def test_a_database_that_cannot_be_used_is_one_line(hamrah: Run, url: str, says: str) -> None:
    assert says in one_line(hamrah("seed", HAMRAH_DATABASE_URL=url))


def test_a_store_without_tables_is_one_line(hamrah: Run) -> None:
    assert "hamrah migrate" in one_line(hamrah("fit"))


def test_missing_data_is_one_line(hamrah: Run, tmp_path: Path) -> None:
    assert "branches.yml" in one_line(hamrah("seed", HAMRAH_DATA_DIR=str(tmp_path)))
    assert "users.json" in one_line(hamrah("import", "tau-retail", str(tmp_path)))
    missing = tmp_path / "missing.parquet"
    assert "missing.parquet: no such file" in one_line(hamrah("import", "online-retail", str(missing)))
