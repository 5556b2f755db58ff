"""The validator of texts, sentences and dialogues: every mistake is seen and named, and the project has none."""

import subprocess
import sys
from collections.abc import Callable

import pytest

from hamrah.bot.locale.validation import validate_project
from tests.locale.copies import PROJECT, Copy

UR = "data/responses/ur"


def test_the_projects_own_files_are_sound() -> None:
    assert validate_project(PROJECT).errors == ()


def test_the_copy_is_sound(project: Copy) -> None:
    assert project.validate().errors == ()


TEXTS = [
    (f"{UR}/general.yml", "  utter_greet:", "  utter_greeting:", "utter_greet: missing in ur"),
    (f"{UR}/general.yml", "  utter_greet:", "  utter_greeting:", "utter_greeting: missing in en"),
    (f"{UR}/orders.yml", "{number}", "{order}", "ur/orders.yml: messages.utter_order_placed: placeholders"),
    (f"{UR}/orders.yml", "{number}", "{number", "utter_order_placed: a brace without a {placeholder}"),
    (f"{UR}/buttons.yml", "جی", "جي", "Arabic yeh U+064A, Urdu has"),
    (f"{UR}/buttons.yml", "جی", "ھے جی", "ھے begins with"),
    (f"{UR}/buttons.yml", "جی", "\u200eجی", "a typed bidi control"),
    (f"{UR}/buttons.yml", "جی", "\u2068جی\u2069", "a typed bidi control"),
    (f"{UR}/buttons.yml", "language: ur", "language: ur-Latn", "says 'ur-Latn', the folder says 'ur'"),
    (f"{UR}/buttons.yml", "buttons:", "buttons:\n  person: ایک\n  person: دو", "key 'person' stands twice"),
    (f"{UR}/buttons.yml", "buttons:", "terms:\n  days: دن\nbuttons:", "terms.days: stands in buttons.yml too"),
    (f"{UR}/buttons.yml", "buttons:", 'buttons:\n  extra: " "', "buttons.extra: empty text"),
    (f"{UR}/buttons.yml", "buttons:", "buttons:\n  extra: yes", "buttons.extra: must be one text"),
    (f"{UR}/buttons.yml", "buttons:", 'buttons:\n  extra: "TODO: More"', "buttons.extra: still to be translated"),
    (f"{UR}/buttons.yml", "buttons:", "titles:", "titles: unknown"),
]

SENTENCES = [
    ("- intent: greet", "- intent: order_status", "general.yml: order_status: belongs in orders.yml"),
    ("- intent: greet", "- intent: grete", "general.yml: grete: not an intent of domain.yml"),
    ("- intent: greet", "- intent: goodbye", "general.yml: goodbye: stands twice"),
    ("    - ", "    ", 'general.yml: greet: must begin with "- "'),
    ("    - ", "    - [x](colour) ", "general.yml: greet: colour is not an entity of domain.yml"),
    ("    - ", '    - [x]{"value": "black"} ', "does not name an entity"),
    ("    - ", '    - [x{"entity": "color"} ', "a bracket of a mark is missing"),
    ("    - ", "    - x](color) ", "a bracket of a mark is missing"),
    ("    - ", "    -  \n    - ", 'must begin with "- "'),
    ("nlu:", "sentences:", "general.yml: nlu: must be a list"),
    ("- intent: greet\n", "- synonym: greet\n", "is not an intent with examples"),
]


@pytest.mark.parametrize(("name", "old", "new", "complaint"), TEXTS)
def test_a_mistake_in_the_texts(data: Copy, name: str, old: str, new: str, complaint: str) -> None:
    data.change(name, old, new)
    assert complaint in "\n".join(data.validate().errors)


@pytest.mark.parametrize(("old", "new", "complaint"), SENTENCES)
def test_a_mistake_in_the_sentences(data: Copy, old: str, new: str, complaint: str) -> None:
    data.change("data/nlu/ur-Latn/general.yml", old, new)
    assert any(complaint in error and "ur-Latn" in error for error in data.validate().errors)


def test_too_few_sentences(data: Copy) -> None:
    path = data.root / "data/nlu/ur/store.yml"
    first = next(line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("    - "))
    data.change("data/nlu/ur/store.yml", f"{first}\n", "")
    assert data.sentence_errors() == (
        "data/nlu/ur/store.yml: ask_store_hours: 11 different sentences, at least 12 are needed",
    )


def test_one_sentence_with_two_meanings(data: Copy) -> None:
    data.change("data/nlu/en/store.yml", "  examples: |\n", "  examples: |\n    - When is [Eid](period)  open\n")
    data.change("data/nlu/en/orders.yml", "  examples: |\n", "  examples: |\n    - WHEN is eid open\n")
    assert data.sentence_errors() == (
        "data/nlu/en/store.yml: ask_store_hours: means order_status too: When is Eid  open",
    )


def test_one_sentence_may_mean_two_things_in_two_languages(data: Copy) -> None:
    data.change("data/nlu/en/store.yml", "  examples: |\n", "  examples: |\n    - kab tak\n")
    data.change("data/nlu/ur-Latn/orders.yml", "  examples: |\n", "  examples: |\n    - kab tak\n")
    assert data.sentence_errors() == ()


def test_one_sentence_twice(data: Copy) -> None:
    again = "  examples: |\n    - band kab ho ga??\n    - BAND kab ho gaaaa??\n    - Band kab ho gaa??\n"
    data.change("data/nlu/ur-Latn/store.yml", "  examples: |\n", again)
    assert data.sentence_errors() == ("data/nlu/ur-Latn/store.yml: ask_store_hours: stands twice: Band kab ho gaa??",)


def test_a_missing_file_and_a_file_too_many(data: Copy) -> None:
    (data.root / "data/nlu/ur/store.yml").rename(data.root / "data/nlu/ur/shops.yml")
    errors = "\n".join(data.sentence_errors())
    assert "data/nlu/ur/store.yml: missing" in errors
    assert "data/nlu/ur/shops.yml: shops: not a group, known are escalation, general" in errors


def test_an_intent_without_any_sentence(data: Copy) -> None:
    data.change("domain.yml", "intents:\n", "intents:\n  - ask_gift_wrapping\n")
    errors = data.sentence_errors()
    assert "data/nlu/ur: ask_gift_wrapping: 0 different sentences, at least 12 are needed" in errors
    assert len(errors) == len(data.languages)


def test_a_folder_that_is_no_language(project: Copy) -> None:
    for folder in ("data/responses/xx", "data/nlu/xx", "data/playbooks/xx"):
        project.write(f"{folder}/general.yml", "language: xx\n")
    assert project.validate().errors == (
        "data/responses/xx/general.yml: folder xx is not a language of languages.yml",
        "data/nlu/xx: xx: folder is not a language of languages.yml",
        "data/playbooks/xx: xx: folder is not a language of languages.yml",
    )


PAGE = "data/playbooks/ur/refund.md"
TEMPLATES = "data/shop/whatsapp_templates.yml"
SHOP = [
    (PAGE, "title: ", "name: ", f"{PAGE}: must begin with"),
    (PAGE, "\n1. ", "\n1. TODO: ", f"{PAGE}: refund: still to be translated"),
    (PAGE, "{", "", f"{PAGE}: refund: its figures are not those of en"),
    (TEMPLATES, "  ur: {code: ur}\n", "", "knock: text must be in each of languages"),
    (TEMPLATES, "    ur: ", "    ur: 'TODO: x' #", f"{TEMPLATES}: knock.text.ur: still to be translated"),
]


@pytest.mark.parametrize(("name", "old", "new", "complaint"), SHOP)
def test_a_mistake_in_what_the_shop_has_written(data: Copy, name: str, old: str, new: str, complaint: str) -> None:
    data.change(name, old, new)
    assert complaint in "\n".join(data.validate().errors)


def test_a_page_missing_and_a_page_too_many(project: Copy) -> None:
    (project.root / PAGE).rename(project.root / "data/playbooks/ur/money.md")
    assert project.validate().errors == (
        "data/playbooks/ur/money.md: money: not a page of en",
        "data/playbooks/ur/refund.md: refund: missing",
    )


@pytest.mark.parametrize("text", ["", "# nothing yet\n"])
def test_a_language_that_nothing_tries(project: Copy, text: str) -> None:
    project.write("tests/dialogues/ur/hello.yml", text)
    assert project.validate().errors == ("tests/dialogues/ur: ur: holds no dialogue that tries the language",)


def in_every_language(project: Copy, change: Callable[[str], None]) -> None:
    for code in project.languages.codes:
        change(f"data/responses/{code}/general.yml")


def test_a_text_that_nothing_says(project: Copy) -> None:
    in_every_language(project, lambda name: project.change(name, "messages:", "messages:\n  utter_outworn: [x]"))
    in_every_language(project, lambda name: project.change(name, "messages:", "buttons: {outworn: x}\nmessages:"))
    errors = project.validate().errors
    assert "data/responses/en/general.yml: messages.utter_outworn: no code says it" in errors
    assert "data/responses/ur/general.yml: buttons.outworn: no code says it" in errors
    assert len(errors) == 2 * len(project.languages)


def test_a_key_that_code_says_and_no_language_has(project: Copy) -> None:
    in_every_language(project, lambda name: project.change(name, "utter_help:", "utter_bot_help:"))
    assert any("actions/general.py:" in e and "utter_help: stands in none" in e for e in project.validate().errors)


def test_a_composed_key_needs_a_word_that_is_known(project: Copy) -> None:
    for code in project.languages.codes:
        project.change(f"data/responses/{code}/tickets.yml", "messages:", "messages:\n  utter_ticket_eaten: [x]")
    assert "data/responses/en/tickets.yml: messages.utter_ticket_eaten: no code says it" in project.validate().errors


def test_code_is_read_for_buttons_and_terms(project: Copy) -> None:
    (project.root / "actions").unlink()
    project.write(
        "actions/new.py",
        'turn.button("wrap", "x")\nsay(key, when=Term("soon"))\nsay(f"utter_wrapped_{paper}")\nsay("utter_action")\n',
    )
    errors = project.validate().errors
    assert any(error.startswith("actions/new.py:1: wrap: stands in none of the buttons") for error in errors)
    assert any(error.startswith("actions/new.py:2: soon: stands in none of the terms") for error in errors)
    assert any(error.startswith(r"actions/new.py:3: utter_wrapped_(\w+): no text") for error in errors)
    assert not any("actions/new.py:4" in error for error in errors)


@pytest.mark.parametrize("name", ["languages.yml", "domain.yml"])
def test_what_cannot_be_read_at_all_is_one_line(project: Copy, name: str) -> None:
    project.write(name, "{")
    errors = project.validate().errors
    assert len(errors) == 1
    assert errors[0].startswith(f"{name}: line")


def test_the_letters_of_other_alphabets_are_theirs(data: Copy) -> None:
    """Sindhi, Pashto, Persian and Arabic have letters that would be mistakes in Urdu."""
    entry = "{native_name: سنڌي, english_name: Sindhi, direction: rtl, script: Arab, fallback: en, draft: true}"
    data.change("languages.yml", "languages:", f"languages:\n  sd: {entry}")
    data.write("data/responses/sd/buttons.yml", 'language: sd\nbuttons: {"yes": هاڻي}\n')
    assert not any("Urdu has" in warning for warning in data.validate().warnings)


def run(root: object) -> subprocess.CompletedProcess[str]:
    script = PROJECT / "scripts" / "validate_locales.py"
    return subprocess.run([sys.executable, script, "--root", str(root)], capture_output=True, text=True, check=False)


def test_the_command_fails_on_errors_only(project: Copy) -> None:
    fine = run(project.root)
    assert fine.returncode == 0
    assert "locales: 0 errors" in fine.stdout
    project.change(f"{UR}/buttons.yml", "جی", "جي")
    broken = run(project.root)
    assert broken.returncode == 1
    assert f"error: {UR}/buttons.yml: buttons.yes: Arabic yeh" in broken.stdout
    assert str(project.root) not in broken.stdout
