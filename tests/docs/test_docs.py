"""The pages say what is there: settings, commands, targets, packages, links. And no file speaks of a machine."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from typer.main import get_command

from hamrah.cli.main import app
from hamrah.settings import PROJECT, Settings

from .pages import FENCE, LINK, SPAN, anchors, page, pages, row_of, texts

FOR_TESTS = {
    *("HAMRAH_REQUIRE_BROWSER", "HAMRAH_REQUIRE_HELPDESKS", "HAMRAH_REQUIRE_SPARK"),
    *("HAMRAH_SPARK_PYTHON", "HAMRAH_UPDATE_PICTURES"),
}
"""Variables that the tests read, not the program."""
VARIABLE = re.compile(r"\bHAMRAH_[A-Z_]*[A-Z]\b")
ALSO_WITH_PREFIX = {"HAMRAH_HOST", "HAMRAH_PORT"}

MACHINE = re.compile(r"(?<![\w.:/}-])/(?:root|home|tmp|work|Users|opt|mnt)/[\w.-]+")
TO_DO = re.compile(r"\b(?:TODO|FIXME|XXX)\b")
TO_DO_IS_A_WORD = {
    "docs/translating.md",  # tells translators of the mark that the scaffolder leaves
    "hamrah/language/catalogue_check.py",  # knows that mark
    "scripts/add_language.py",  # leaves it
}
NOT_OURS = {"uv.lock", "bench/stock/uv.lock", "web/package-lock.json"}
ROOMS = ("actions", "bench", "data", "deploy", "docs", "hamrah", "scripts", "tests", "web")


def variables() -> dict[str, str]:
    """Each setting's variable."""
    short = {"host": "HOST", "port": "PORT"}
    return {name: short.get(name, f"HAMRAH_{name.upper()}") for name in Settings.model_fields}


@pytest.mark.parametrize("variable", variables().values())
def test_every_setting_is_explained(variable: str) -> None:
    assert row_of(page("docs/operations.md"), variable)


def test_no_page_names_a_setting_that_is_none() -> None:
    known = set(variables().values()) | FOR_TESTS | ALSO_WITH_PREFIX
    named = {name: set(VARIABLE.findall(text)) - known for name, text in pages().items()}
    assert not {name: wrong for name, wrong in named.items() if wrong}


@pytest.mark.parametrize("command", sorted(get_command(app).commands))  # type: ignore[attr-defined]
def test_every_command_stands_in_the_readme(command: str) -> None:
    assert row_of(page("README.md"), f"hamrah {command}")


def test_every_make_target_stands_in_the_readme() -> None:
    targets = re.findall(r"^([a-z-]+):.*## ", page("Makefile"), re.MULTILINE)
    assert targets
    assert not [target for target in targets if not row_of(page("README.md"), f"make {target}")]


def test_no_page_names_a_command_or_target_that_is_none() -> None:
    commands = set(get_command(app).commands)  # type: ignore[attr-defined]
    targets = set(re.findall(r"^([a-z-]+):", page("Makefile"), re.MULTILINE))
    wrong = []
    for name, text in pages().items():
        said = [*SPAN.findall(text), *FENCE.findall(text)]
        wrong += [
            (name, word)
            for one in said
            for word in re.findall(r"\bhamrah ([a-z]+(?:-[a-z]+)*)\b", one)
            if word not in commands
        ]
        wrong += [(name, word) for one in said for word in re.findall(r"\bmake ([a-z-]+)", one) if word not in targets]
    assert not wrong


def pinned_for_spark() -> dict[str, str]:
    """The versions that the Spark job asks for, by package."""
    return dict(re.findall(r"^([\w-]+)==(.+)$", page("deploy/spark/requirements.txt"), re.MULTILINE))


def direct_dependencies() -> list[str]:
    """The packages asked for by name in pyproject.toml, for the Spark job, and in web/package.json."""
    project = tomllib.loads(page("pyproject.toml"))
    optional = [one for extra in project["project"]["optional-dependencies"].values() for one in extra]
    asked = [*project["project"]["dependencies"], *optional, *project["dependency-groups"]["dev"]]
    widget = json.loads(page("web/package.json"))["dependencies"]
    return [*(re.split(r"[<>=!~ ]", one)[0] for one in asked), *pinned_for_spark(), *widget]


def locked_versions() -> dict[str, set[str]]:
    """The versions that the lock files and the Spark job's pins hold, by package."""
    versions = {name: {version} for name, version in pinned_for_spark().items()}
    for package in tomllib.loads(page("uv.lock"))["package"]:
        versions.setdefault(package["name"], set()).add(package.get("version", ""))
    for path, package in json.loads(page("web/package-lock.json"))["packages"].items():
        versions.setdefault(path.removeprefix("node_modules/"), set()).add(package.get("version", ""))
    return versions


@pytest.mark.parametrize("package", direct_dependencies())
def test_every_dependency_is_accounted_for(package: str) -> None:
    row = row_of(page("docs/dependencies.md"), package)
    assert row, "has no row"
    missing = [v for v in locked_versions()[package.partition("[")[0]] if v not in row]
    assert not missing, f"is locked at {missing}"


def test_no_dependency_is_accounted_for_that_is_gone() -> None:
    rows = re.findall(r"^\| ([\w@/.\[\]-]+) \| \d", page("docs/dependencies.md"), re.MULTILINE)
    assert set(rows) == set(direct_dependencies())


def test_every_link_and_picture_is_there() -> None:
    broken = []
    for name, text in pages().items():
        for target in LINK.findall(SPAN.sub("", FENCE.sub("", text))):
            path, _, anchor = target.partition("#")
            if "://" in target or target.startswith("mailto:"):
                continue
            file = (PROJECT / name).parent / path if path else PROJECT / name
            if not file.exists() or (anchor and anchor not in anchors(file.read_text(encoding="utf-8"))):
                broken.append(f"{name}: {target}")
    assert not broken


def test_every_file_that_a_page_names_is_there() -> None:
    """A path in code type that begins with a folder of the project; `<lang>`, `*` and the like are patterns."""
    path = re.compile(rf"(?:{'|'.join(ROOMS)})/[\w./-]*")
    made_when_running = ("web/vendor",)
    missing = [
        f"{name}: {said}"
        for name, text in pages().items()
        for said in SPAN.findall(FENCE.sub("", text))
        if path.fullmatch(said) and not said.startswith(made_when_running) and not (PROJECT / said).exists()
    ]
    assert not missing


def test_every_decision_is_listed() -> None:
    folder = PROJECT / "docs" / "adr"
    listed = set(LINK.findall(page("docs/adr/README.md")))
    assert listed == {file.name for file in folder.glob("0*.md")}
    assert not [file.name for file in folder.glob("0*.md") if len(file.read_text(encoding="utf-8").splitlines()) > 40]


def test_no_file_names_a_path_of_a_machine() -> None:
    here = str(Path(__file__).relative_to(PROJECT))
    found = {name: MACHINE.findall(text) for name, text in texts().items() if name not in NOT_OURS | {here}}
    assert not {name: hits for name, hits in found.items() if hits}


def test_nothing_is_left_to_do() -> None:
    here = str(Path(__file__).relative_to(PROJECT))
    excepted = TO_DO_IS_A_WORD | NOT_OURS | {here}
    found = [
        name
        for name, text in texts().items()
        if name not in excepted and not name.startswith("tests/locale/") and TO_DO.search(text)
    ]
    assert not found
