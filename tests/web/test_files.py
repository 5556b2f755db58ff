"""What can be said of the page's files without a browser."""

import json
import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
WEB = ROOT / "web"
SOURCES = sorted(
    file
    for folder in ("widget", "staff", "shop", "host-example")
    for file in (WEB / folder).rglob("*")
    if file.suffix in {".js", ".html", ".css"}
)
LANGUAGES = ("en", "ur", "ur-Latn")


def _strings(language: str) -> dict[str, list[str]]:
    file = ROOT / "data" / "responses" / language / "widget.yml"
    return yaml.safe_load(file.read_text("utf-8"))["messages"]


def test_the_widget_has_every_string_it_asks_for_in_every_language_and_no_other() -> None:
    code = "".join(file.read_text("utf-8") for file in (WEB / "widget").glob("*.js"))
    asked = set(re.findall(r'"(widget_\w+)"', code))
    for language in LANGUAGES:
        assert set(_strings(language)) == asked


def test_the_shop_has_the_same_strings_in_every_language() -> None:
    files = {code: json.loads((WEB / "shop" / "texts" / f"{code}.json").read_text("utf-8")) for code in LANGUAGES}
    assert set(files["ur"]) == set(files["ur-Latn"]) == set(files["en"])
    for code, texts in files.items():
        assert [name for name, text in texts.items() if not str(text).strip()] == [], code


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: str(file.relative_to(WEB)))
def test_markup_is_never_made_of_text(file: Path) -> None:
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", file.read_text()
    )


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: str(file.relative_to(WEB)))
def test_nothing_is_asked_of_another_site(file: Path) -> None:
    found = set(re.findall(r"https?://[\w.-]+", file.read_text("utf-8")))
    assert found <= {"http://www.w3.org", "https://bot.example.com"}


@pytest.mark.parametrize("file", [one for one in SOURCES if one.suffix == ".html"], ids=lambda file: file.parent.name)
def test_pages_hold_no_inline_script_or_style(file: Path) -> None:
    text = file.read_text("utf-8")
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", text)


def test_npm_parts_are_pinned_and_the_lockfile_names_no_registry() -> None:
    wanted = json.loads((WEB / "package.json").read_text())["dependencies"]
    lock = json.loads((WEB / "package-lock.json").read_text())
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
    assert lock["packages"][""]["dependencies"] == wanted
    assert "resolved" not in json.dumps(lock)
    assert all("integrity" in entry for path, entry in lock["packages"].items() if path)
