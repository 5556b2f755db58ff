"""The shop's rules are read together, and a mistake in any file of them is told with its file and key."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from hamrah.language.strict_yaml import DataFileError
from hamrah.services.policies import PolicyError
from hamrah.services.shop_rules import RULES, read_shop_rules
from hamrah.settings import PROJECT, settings

READ_ELSEWHERE = {
    "branches",  # by the demo shop's seed
    "whatsapp_templates",  # by the bot, which alone knows of channels
}
FILES = sorted({path.stem for path in (PROJECT / "data" / "shop").glob("*.yml")} - READ_ELSEWHERE)


def forget() -> None:
    """Have settings and rules read again."""
    settings.cache_clear()
    for read in RULES:
        read.cache_clear()


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the shop's data to spoil, which the rules are read from."""
    for part in ("shop", "lexicon", "playbooks"):
        shutil.copytree(PROJECT / "data" / part, tmp_path / part)
    monkeypatch.setenv("HAMRAH_DATA_DIR", str(tmp_path))
    forget()
    yield tmp_path
    monkeypatch.undo()
    forget()


def test_the_shops_own_rules_can_be_used(data: Path) -> None:
    read_shop_rules()


@pytest.mark.parametrize("name", FILES)
def test_an_unknown_key_is_one_line_with_file_and_key(data: Path, name: str) -> None:
    file = data / "shop" / f"{name}.yml"
    file.write_text(f"{file.read_text(encoding='utf-8')}\nno_such_key: 1\n", encoding="utf-8")
    with pytest.raises((DataFileError, PolicyError)) as wrong:
        read_shop_rules()
    assert str(wrong.value).startswith(f"{file}: no_such_key: ") and "\n" not in str(wrong.value)


def test_a_page_that_cannot_be_used_is_told(data: Path) -> None:
    page = data / "playbooks" / "ur" / "refund.md"
    page.write_bytes(b"\xff")
    with pytest.raises(DataFileError, match=r"ur/refund\.md: cannot be read"):
        read_shop_rules()
