"""What Rasa is trained on: one list of conditional variations a key, sentences of all folders, no prose elsewhere."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet
from rasa.shared.core.slots import TextSlot
from rasa.shared.core.trackers import DialogueStateTracker

from hamrah.bootstrap import texts
from hamrah.bot.locale.importer import LocaleImporter, compile_responses, training_folders
from hamrah.language.registry import Languages, load_languages
from hamrah.language.strict_yaml import DataFileError
from hamrah.language.text_catalogue import load_text_catalogue
from tests.locale.copies import PROJECT

REGISTRY = """
default: en
languages:
  en: {native_name: English, english_name: English, direction: ltr, script: Latn}
  ur: {native_name: اردو, english_name: Urdu, direction: rtl, script: Arab, fallback: en}
  pa: {native_name: پنجابی, english_name: Punjabi, direction: rtl, script: Arab, fallback: ur}
  sd: {native_name: سنڌي, english_name: Sindhi, direction: rtl, script: Arab, fallback: en, draft: true}
"""
TEXTS = {
    "en/orders.yml": "language: en\nmessages: {utter_gone: ['{number} is gone'], utter_only: [Only English]}",
    "ur/orders.yml": "language: ur\nmessages: {utter_gone: ['{number} چلا گیا', '{number} گیا']}",
    "pa/general.yml": "language: pa\nmessages: {utter_only: [ہور]}",
    "sd/orders.yml": "language: sd\nmessages: {utter_gone: ['TODO: {number} is gone']}",
}


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def languages(tmp_path: Path) -> Languages:
    return load_languages(write(tmp_path, {"languages.yml": REGISTRY}) / "languages.yml")


@pytest.fixture
def compiled(tmp_path: Path, languages: Languages) -> dict[str, list[dict[str, Any]]]:
    return compile_responses(load_text_catalogue(write(tmp_path / "responses", TEXTS), languages))


def spoken_in(code: str) -> list[dict[str, str]]:
    return [{"type": "slot", "name": "language", "value": code}]


def test_a_key_of_several_files_becomes_one_list(compiled: dict[str, list[dict[str, Any]]]) -> None:
    assert compiled["utter_gone"] == [
        {"text": "{number} is gone"},
        {"text": "{number} چلا گیا", "condition": spoken_in("ur")},
        {"text": "{number} گیا", "condition": spoken_in("ur")},
        {"text": "{number} چلا گیا", "condition": spoken_in("pa")},
        {"text": "{number} گیا", "condition": spoken_in("pa")},
    ]


def test_a_language_that_lacks_a_key_speaks_its_fallback(compiled: dict[str, list[dict[str, Any]]]) -> None:
    assert compiled["utter_only"] == [
        {"text": "Only English"},
        {"text": "Only English", "condition": spoken_in("ur")},
        {"text": "ہور", "condition": spoken_in("pa")},
    ]


def test_a_draft_is_not_compiled(compiled: dict[str, list[dict[str, Any]]], languages: Languages) -> None:
    assert "sd" in languages.drafts
    assert not any("TODO" in variation["text"] for variations in compiled.values() for variation in variations)


def test_a_key_twice_in_one_language_is_not_trained_on(tmp_path: Path, languages: Languages) -> None:
    again = {**TEXTS, "ur/more.yml": TEXTS["ur/orders.yml"]}
    with pytest.raises(DataFileError, match=r"utter_gone: stands in more\.yml too"):
        load_text_catalogue(write(tmp_path / "responses", again), languages)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", {"7 is gone"}),
        ("ur", {"7 چلا گیا", "7 گیا"}),
        ("pa", {"7 چلا گیا", "7 گیا"}),
        ("sd", {"7 is gone"}),
        ("xx", {"7 is gone"}),
        (None, {"7 is gone"}),
    ],
)
async def test_rasa_says_it_in_the_language_of_the_slot(
    compiled: dict[str, list[dict[str, Any]]], language: str | None, said: set[str]
) -> None:
    tracker = DialogueStateTracker("person", [TextSlot("language", mappings=[], influence_conversation=False)])
    tracker.update(SlotSet("language", language))
    speaker = TemplatedNaturalLanguageGenerator(compiled)
    answers = [await speaker.generate("utter_gone", tracker, "hamrah", number="7") for _ in range(20)]
    assert {answer["text"] for answer in answers if answer} == said


def test_sentences_of_all_folders_are_merged_but_those_of_no_language(tmp_path: Path) -> None:
    sentences = 'version: "3.1"\nnlu:\n- intent: greet\n  examples: |\n    - {}\n'
    said = {"en/general.yml": "hello", "en/more.yml": "good day", "ur/general.yml": "سلام", "ur-Latn/a.yml": "salam"}
    nlu = {f"nlu/{name}": sentences.format(text) for name, text in said.items()}
    rules = 'version: "3.1"\nrules:\n- rule: hello\n  steps: [{intent: greet}, {action: action_greet}]\n'
    unread = {"nlu/xx/general.yml": sentences.format("xx"), "responses/en/a.yml": "responses: {utter_x: [{text: x}]}"}
    data = write(tmp_path / "data", {**nlu, **unread, "rules/a.yml": rules})
    importer = LocaleImporter(str(PROJECT / "config.yml"), str(PROJECT / "domain.yml"), [str(data)])
    trained_on = importer.get_nlu_data()
    assert {example.get("text") for example in trained_on.intent_examples} == set(said.values())
    assert trained_on.responses == {}
    assert len(importer.get_stories().story_steps) == 1


def test_drafts_are_no_training_folders(tmp_path: Path, languages: Languages) -> None:
    data = write(tmp_path / "data", {f"nlu/{code}/a.yml": "" for code in ("en", "ur", "sd", "xx")})
    assert training_folders(data, languages) == [data / "nlu/en", data / "nlu/ur"]


def test_the_domain_that_is_trained_holds_every_text() -> None:
    importer = LocaleImporter(str(PROJECT / "config.yml"), str(PROJECT / "domain.yml"), str(PROJECT / "data"))
    domain = importer.get_domain()
    assert set(domain.responses) == set(texts().message_keys)
    for key, variations in domain.responses.items():
        told = {condition["value"] for v in variations for condition in v.get("condition", [])}
        assert told == set(texts().languages.codes) - {"en"}, key
        assert any("condition" not in variation for variation in variations), key


def test_the_domain_file_and_the_rules_hold_no_prose() -> None:
    domain = yaml.safe_load((PROJECT / "domain.yml").read_text(encoding="utf-8"))
    assert "responses" not in domain
    assert Domain.from_dict(domain).responses == {}
    for path in [PROJECT / "domain.yml", *(PROJECT / "data" / "rules").glob("*.yml")]:
        text = path.read_text(encoding="utf-8")
        assert text.isascii(), f"{path} holds text in a language"
        assert "text:" not in text.replace("type: text", "")
