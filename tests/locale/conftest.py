"""A project folder to break: the real registry, domain, texts and code, with as few sentences as are allowed."""

import shutil
from pathlib import Path

import pytest
import yaml

from hamrah.bot.engine import activate

activate(quiet=True)

from hamrah.bot.locale.sentence_check import FEWEST  # noqa: E402
from hamrah.language.registry import load_languages  # noqa: E402
from hamrah.language.sentences import example_lines  # noqa: E402
from tests.locale.copies import PROJECT, Copy  # noqa: E402

LINKED = ("actions", "hamrah", "web")


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The copy that nobody has broken."""
    root = tmp_path_factory.mktemp("project")
    for name in ("languages.yml", "domain.yml"):
        shutil.copy(PROJECT / name, root / name)
    shutil.copytree(PROJECT / "data" / "responses", root / "data" / "responses")
    shutil.copytree(PROJECT / "data" / "playbooks", root / "data" / "playbooks")
    (root / "data" / "shop").mkdir()
    # the words of the first two the code composes keys of; the third is in every language
    for name in ("policies.yml", "surveys.yml", "whatsapp_templates.yml"):
        shutil.copy(PROJECT / "data" / "shop" / name, root / "data" / "shop")
    for path in (PROJECT / "data" / "nlu").glob("*/*.yml"):
        _shorten(path, root / path.relative_to(PROJECT))
    for language in load_languages(root / "languages.yml"):
        folder = root / "tests" / "dialogues" / language.code
        folder.mkdir(parents=True)
        (folder / "hello.yml").write_text("- name: hello\n", encoding="utf-8")
    return root


@pytest.fixture
def data(sound: Path, tmp_path: Path) -> Copy:
    """A copy of one's own without code, so that no text is spoken."""
    root = tmp_path / "project"
    shutil.copytree(sound, root)
    return Copy(root)


@pytest.fixture
def project(data: Copy) -> Copy:
    """A copy of one's own; the code is the project's."""
    for name in LINKED:
        (data.root / name).symlink_to(PROJECT / name)
    return data


def _shorten(source: Path, target: Path) -> None:
    lines = ['version: "3.1"', "nlu:"]
    for entry in yaml.safe_load(source.read_text(encoding="utf-8"))["nlu"]:
        lines += [f"- intent: {entry['intent']}", "  examples: |"]
        lines += [f"    {line}" for line in example_lines(entry)[:FEWEST]]
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")
