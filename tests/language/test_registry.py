"""The registry of languages: what it says, and how it refuses a mistake."""

from pathlib import Path

import pytest

from hamrah.language.registry import is_language_code, load_languages
from hamrah.language.strict_yaml import DataFileError

PROJECT_FILE = Path(__file__).parents[2] / "languages.yml"


def test_the_project_speaks_these_languages_at_least() -> None:
    languages = load_languages(PROJECT_FILE)
    assert languages.codes[:3] == ("en", "ur", "ur-Latn")
    assert languages.default == "en"
    assert [language.direction for language in languages][:3] == ["ltr", "rtl", "ltr"]
    assert languages["ur"].native_name == "اردو"
    assert languages["ur-Latn"].script == "Latn"
    assert languages.is_rtl("ur")
    assert not languages.is_rtl("ur-Latn")
    assert not languages.is_rtl("xx")
    assert "ur" in languages
    assert "xx" not in languages
    assert len(languages) == len(languages.codes)


def test_the_chain_of_fallbacks() -> None:
    languages = load_languages(PROJECT_FILE)
    assert languages.chain("en") == ("en",)
    assert languages.chain("ur") == ("ur", "en")
    assert languages.chain("ur-Latn") == ("ur-Latn", "en")
    assert languages.chain("xx") == ("en",)


def test_a_draft_stands_apart(tmp_path: Path) -> None:
    path = tmp_path / "languages.yml"
    path.write_text(f"default: en\nlanguages:\n{ENGLISH}{DRAFT}", encoding="utf-8")
    languages = load_languages(path)
    assert languages.codes == ("en",)
    assert "sd" not in languages
    assert languages.chain("sd") == ("en",)
    assert languages.drafts["sd"].english_name == "Sindhi"
    assert languages.with_drafts().codes == ("en", "sd")
    assert languages.with_drafts().chain("sd") == ("sd",)


@pytest.mark.parametrize("text", ["ur", "pa-Arab", "en-GB", "skr-Arab-PK"])
def test_what_is_a_code(text: str) -> None:
    assert is_language_code(text)


@pytest.mark.parametrize("text", ["", "urdu", "UR", "ur-latn", "ur_Latn", "ur-", "ur\n", "../ur"])
def test_what_is_no_code(text: str) -> None:
    assert not is_language_code(text)


ENGLISH = "  en: {native_name: English, english_name: English, direction: ltr, script: Latn}\n"


DRAFT = "  sd: {native_name: S, english_name: Sindhi, direction: rtl, script: Arab, draft: true}\n"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("default: en\n", "languages: must be a mapping"),
        ("default: en\nlanguages: []\n", "languages: must be a mapping"),
        ("- en\n", "mapping at its top level"),
        (f"default: ur\nlanguages:\n{ENGLISH}", "default: 'ur' is not one of en"),
        (f"default: en\nlanguages:\n{ENGLISH}{ENGLISH}", "key 'en' stands twice"),
        ("default: en\nlanguages:\n  en: English\n", "languages.en: must be a mapping"),
        (f"default: en\nlanguages:\n{ENGLISH.replace('ltr', 'up')}", "languages.en.direction: must be ltr or rtl"),
        (f"default: en\nlanguages:\n{ENGLISH.replace('Latn', 'latin')}", "languages.en.script"),
        (f"default: en\nlanguages:\n{ENGLISH.replace('native_name: English, ', '')}", "languages.en.native_name"),
        (f"default: en\nlanguages:\n{ENGLISH.replace('Latn', 'Latn, colour: red')}", "languages.en.colour: unknown"),
        (f"default: en\nlanguages:\n{ENGLISH.replace('Latn', 'Latn, fallback: xx')}", "languages.en.fallback: 'xx'"),
        (f"default: en\nlanguages:\n{ENGLISH.replace('Latn', 'Latn, fallback: en')}", "goes in a circle"),
        (f"default: en\nlanguages:\n{ENGLISH.replace('en:', 'English:')}", "not a language code"),
        (f"default: en\nlanguages:\n{ENGLISH.replace('Latn', 'Latn, draft: 1')}", "languages.en.draft: must be true"),
        (f"default: en\nlanguages:\n{ENGLISH.replace('Latn', 'Latn, draft: true')}", "default: 'en' is not one of"),
        (f"default: en\nlanguages:\n{ENGLISH.replace('Latn', 'Latn, fallback: sd')}{DRAFT}", "'sd' is a draft"),
        ("default: [en\n", "line 2"),
    ],
)
def test_a_mistake_names_file_and_key(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "languages.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataFileError) as error:
        load_languages(path)
    assert str(path) in str(error.value)
    assert complaint in str(error.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match=r"nowhere\.yml: cannot be read"):
        load_languages(tmp_path / "nowhere.yml")
