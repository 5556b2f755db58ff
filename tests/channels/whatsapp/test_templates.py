"""Templates: the file of the shop, what is refused in it, and how one is filled."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from hamrah.bootstrap import languages, texts
from hamrah.bot.channels.messaging.characters import units
from hamrah.bot.channels.messaging.outgoing import Choice, Outgoing
from hamrah.bot.channels.messaging.port import Part
from hamrah.bot.channels.whatsapp.templates import FILE, Templates, load_templates, templates
from hamrah.language.catalogue_check import placeholders
from hamrah.language.strict_yaml import DataFileError
from hamrah.settings import PROJECT, settings
from tests.channels.fakes.whatsapp_rules import check_message

LONGEST_QUICK_REPLY = 25
LATE_TEXT = {
    "en": "Order {{1}} comes {{2}}, sorry.",
    "ur": "آرڈر {{1}} اب {{2}} آئے گا۔",
    "ur-Latn": "Order {{1}} ab {{2}} aaye ga.",
}
LATE: dict[str, Any] = {
    "name": "hamrah_late",
    "category": "utility",
    "parameters": ["number", "when"],
    "buttons": ["yes", "no"],
}
LATE["text"] = LATE_TEXT


def written(tmp_path: Path, **changes: Any) -> Path:
    """A copy of the shop's file with changes."""
    content = yaml.safe_load((settings().data_dir / FILE).read_text(encoding="utf-8"))
    file = tmp_path / "whatsapp_templates.yml"
    file.write_text(yaml.safe_dump(content | changes, allow_unicode=True), encoding="utf-8")
    return file


def filled(found: Templates, said: Outgoing) -> Part | None:
    """What goes out of what is said."""
    return found.filled(said, languages().chain(said.language), lambda name: texts().button(said.language, name))


def _values(part: Part) -> list[str]:
    return [one["text"] for one in part.payload["template"]["components"][0]["parameters"]]


def _buttons(part: Part) -> list[dict[str, Any]]:
    return [one for one in part.payload["template"].get("components", []) if one["type"] == "button"]


def late(tmp_path: Path) -> Templates:
    return load_templates(written(tmp_path, templates={"utter_late": LATE}))


def test_the_shops_file_can_be_used() -> None:
    assert set(languages().codes) <= set(templates().languages) <= set(languages().with_drafts().codes)


def test_each_template_is_a_response_and_its_parameters_are_placeholders_of_it() -> None:
    for key, template in templates().templates.items():
        known = placeholders(texts().message("en", key))
        assert set(template.parameters) <= known, key


def test_each_template_is_taken_by_the_api() -> None:
    for key, template in templates().templates.items():
        for language, registered in templates().languages.items():
            titles = [texts().button(language, name) for name in template.buttons]
            assert len(set(titles)) == len(titles) and all(units(title) <= LONGEST_QUICK_REPLY for title in titles)
            choices = tuple(Choice(f"id{place}", title) for place, title in enumerate(titles))
            said = Outgoing("x", language, choices, key=key, values=dict.fromkeys(template.parameters, "x"))
            part = filled(templates(), said)
            assert part is not None
            approved = {(template.name + registered.suffix, registered.code): (len(said.values), len(titles))}
            check_message({"messaging_product": "whatsapp", "to": "923001234567", **part.payload}, approved)
            assert [one["parameters"][0]["payload"] for one in _buttons(part)] == [choice.id for choice in choices]


@pytest.mark.parametrize(
    ("language", "name", "code"),
    [("en", "hamrah_late", "en"), ("ur", "hamrah_late", "ur"), ("ur-Latn", "hamrah_late_roman", "ur")],
)
def test_a_template_is_filled_in_order_in_its_language(tmp_path: Path, language: str, name: str, code: str) -> None:
    values = {"when": "کل", "number": "\u2068#1042\u2069", "other": "x"}
    part = filled(late(tmp_path), Outgoing("x", language, key="utter_late", values=values))
    assert part is not None
    template = part.payload["template"]
    assert (template["name"], template["language"]) == (name, {"code": code})
    assert _values(part) == ["\u2068#1042\u2069", "کل"]


def test_a_button_of_it_comes_back_as_the_one_that_was_meant(tmp_path: Path) -> None:
    choices = (Choice("theirs", "Something else"), Choice("ours", texts().button("ur", "no")))
    values = {"number": "1", "when": "x"}
    part = filled(late(tmp_path), Outgoing("x", "ur", choices, key="utter_late", values=values))
    assert part is not None
    assert [(one["index"], one["parameters"][0]["payload"]) for one in _buttons(part)] == [("1", "ours")]


def test_values_are_written_as_meta_takes_them(tmp_path: Path) -> None:
    values = {"number": "two\nlines\t and      blanks *bold*", "when": "  "}
    part = filled(late(tmp_path), Outgoing("x", "en", key="utter_late", values=values))
    assert part is not None
    assert _values(part) == ["two lines and blanks ∗bold∗", "–"]
    body = {"messaging_product": "whatsapp", "to": "923001234567", **part.payload}
    check_message(body, {("hamrah_late", "en"): (2, 2)})


def test_what_has_no_template_values_or_room_has_none(tmp_path: Path) -> None:
    found = late(tmp_path)
    for key, values in (
        ("utter_greet", {}),
        (None, {}),
        ("utter_late", {"number": "1042"}),
        ("utter_late", {"number": "1042", "when": "x" * 1020}),
    ):
        assert filled(found, Outgoing("x", "en", key=key, values=values)) is None


def test_a_language_that_is_not_registered_is_served_by_its_fallback(tmp_path: Path) -> None:
    without = {**LATE, "text": {language: LATE_TEXT[language] for language in ("en", "ur")}}
    knock = templates().knock.model_dump() | {"text": {"en": "An answer waits.", "ur": "جواب آ گیا ہے۔"}}
    two = {"en": {"code": "en"}, "ur": {"code": "ur"}}
    found = load_templates(written(tmp_path, languages=two, knock=knock, templates={"utter_late": without}))
    part = filled(found, Outgoing("x", "ur-Latn", key="utter_late", values={"number": "1", "when": "x"}))
    assert part is not None and part.payload["template"]["language"] == {"code": "en"}


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"templates": {"utter_late": {**LATE, "name": "Hamrah Late"}}}, "name"),
        ({"templates": {"utter_late": {**LATE, "category": "promotion"}}}, "category"),
        ({"templates": {"utter_late": {**LATE, "parameters": ["number"]}}}, "text.en"),
        ({"templates": {"utter_late": {**LATE, "text": {"en": "{{1}} comes {{2}}."}}}}, "begins or ends"),
        ({"templates": {"utter_late": {**LATE, "text": {"en": "Order {{1}} on {{2}}."}}}}, "utter_late"),
        ({"templates": {"utter_late": {**LATE, "buttons": ["yes", "no", "why", "rate"]}}}, "buttons"),
        ({"templates": {"utter_late": {**LATE, "parameters": ["number", "colour"]}}}, "examples"),
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
            titles = " · ".join(texts().button(language, name) for name in template.buttons)
            row = f"(`{registered.code}`) | {template.category} | {template.text[language]} | {titles} |"
            assert f"| `{template.name}{registered.suffix}` | " in page
            assert row in page
