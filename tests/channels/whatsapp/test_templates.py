"""Templates: the file of the shop, what is refused in it, and how one is filled."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from hamrah.bootstrap import languages, texts
from hamrah.bot.channels.whatsapp.templates import FILE, Templates, load_templates, templates
from hamrah.language.catalogue_check import placeholders
from hamrah.language.strict_yaml import DataFileError
from hamrah.settings import PROJECT, settings
from tests.channels.fakes.whatsapp_rules import check_message

LATE_TEXT = {
    "en": "Order {{1}} comes {{2}}, sorry.",
    "ur": "آرڈر {{1}} اب {{2}} آئے گا۔",
    "ur-Latn": "Order {{1}} ab {{2}} aaye ga.",
}
LATE = {"name": "hamrah_late", "category": "utility", "parameters": ["order", "when"], "text": LATE_TEXT}


def written(tmp_path: Path, **changes: Any) -> Path:
    """A copy of the shop's file with changes."""
    content = yaml.safe_load((settings().data_dir / FILE).read_text(encoding="utf-8"))
    file = tmp_path / "whatsapp_templates.yml"
    file.write_text(yaml.safe_dump(content | changes, allow_unicode=True), encoding="utf-8")
    return file


def late(tmp_path: Path) -> Templates:
    return load_templates(written(tmp_path, templates={"utter_late": LATE}))


def test_the_shops_file_can_be_used() -> None:
    assert set(templates().languages) == set(languages().codes)


def test_each_template_is_a_response_and_its_parameters_are_placeholders_of_it() -> None:
    for key, template in templates().templates.items():
        known = placeholders(texts().message("en", key))
        assert set(template.parameters) <= known, key


def test_each_template_is_taken_by_the_api() -> None:
    for key, template in templates().templates.items():
        values = dict.fromkeys(template.parameters, "x")
        for language, registered in templates().languages.items():
            part = templates().filled(key, values, languages().chain(language))
            assert part is not None
            approved = {(template.name + registered.suffix, registered.code): len(values)}
            check_message({"messaging_product": "whatsapp", "to": "923001234567", **part.payload}, approved)


@pytest.mark.parametrize(
    ("language", "name", "code"),
    [("en", "hamrah_late", "en"), ("ur", "hamrah_late", "ur"), ("ur-Latn", "hamrah_late_roman", "ur")],
)
def test_a_template_is_filled_in_order_in_its_language(tmp_path: Path, language: str, name: str, code: str) -> None:
    values = {"when": "کل", "order": "\u2068#1042\u2069", "other": "x"}
    part = late(tmp_path).filled("utter_late", values, languages().chain(language))
    assert part is not None
    template = part.payload["template"]
    assert (template["name"], template["language"]) == (name, {"code": code})
    assert [one["text"] for one in template["components"][0]["parameters"]] == ["\u2068#1042\u2069", "کل"]


def test_values_are_written_as_meta_takes_them(tmp_path: Path) -> None:
    values = {"order": "two\nlines\t and      blanks *bold*", "when": "  "}
    part = late(tmp_path).filled("utter_late", values, ("en",))
    assert part is not None
    given = [one["text"] for one in part.payload["template"]["components"][0]["parameters"]]
    assert given == ["two lines and blanks ∗bold∗", "–"]
    body = {"messaging_product": "whatsapp", "to": "923001234567", **part.payload}
    check_message(body, {("hamrah_late", "en"): 2})


def test_a_response_without_template_or_values_has_none(tmp_path: Path) -> None:
    found = late(tmp_path)
    assert found.filled("utter_greet", {}, ("en",)) is None
    assert found.filled(None, {}, ("en",)) is None
    assert found.filled("utter_late", {"order": "1042"}, ("en",)) is None


def test_a_language_that_is_not_registered_is_served_by_its_fallback(tmp_path: Path) -> None:
    without = {**LATE, "text": {language: LATE_TEXT[language] for language in ("en", "ur")}}
    knock = templates().knock.model_dump() | {"text": {"en": "An answer waits.", "ur": "جواب آ گیا ہے۔"}}
    two = {"en": {"code": "en"}, "ur": {"code": "ur"}}
    found = load_templates(written(tmp_path, languages=two, knock=knock, templates={"utter_late": without}))
    part = found.filled("utter_late", {"order": "1", "when": "x"}, languages().chain("ur-Latn"))
    assert part is not None and part.payload["template"]["language"] == {"code": "en"}


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"templates": {"utter_late": {**LATE, "name": "Hamrah Late"}}}, "name"),
        ({"templates": {"utter_late": {**LATE, "category": "promotion"}}}, "category"),
        ({"templates": {"utter_late": {**LATE, "parameters": ["order"]}}}, "text.en"),
        ({"templates": {"utter_late": {**LATE, "text": {"en": "{{1}} comes {{2}}."}}}}, "begins or ends"),
        ({"templates": {"utter_late": {**LATE, "text": {"en": "Order {{1}} on {{2}}."}}}}, "utter_late"),
        ({"languages": {"en": {"code": "English"}}}, "code"),
        ({"more": {}}, "more"),
    ],
)
def test_what_meta_would_refuse_is_one_line_with_file_and_key(
    tmp_path: Path, changes: dict[str, Any], where: str
) -> None:
    file = written(tmp_path, **changes)
    with pytest.raises(DataFileError) as wrong:
        load_templates(file)
    assert str(wrong.value).startswith(f"{file}: ") and where in str(wrong.value)
    assert "\n" not in str(wrong.value)


def test_the_page_for_operators_has_each_template_word_for_word() -> None:
    page = (PROJECT / "docs" / "whatsapp.md").read_text(encoding="utf-8")
    for template in (templates().knock, *templates().templates.values()):
        for language, registered in templates().languages.items():
            assert f"`{template.name}{registered.suffix}`" in page
            assert template.text[language] in page
