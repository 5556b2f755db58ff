"""The texts the assistant speaks: look-ups with fallback, and every fault the validator must see."""

from pathlib import Path

import pytest

from hamrah.language.catalogue_check import placeholders, validate
from hamrah.language.registry import Languages, load_languages
from hamrah.language.strict_yaml import DataFileError
from hamrah.language.text_catalogue import load_text_catalogue, read_text_catalogue

ROOT = Path(__file__).parents[2]

GOOD = {
    "en/orders.yml": """
language: en
messages:
  utter_order: ["Order {number} is {status}.", "{number}: {status}"]
buttons: {yes_please: "Yes"}
terms: {order_status.shipped: shipped}
""",
    "ur/orders.yml": """
language: ur
messages:
  utter_order: ["آرڈر {number} {status} ہے۔"]
buttons: {yes_please: "جی ہاں"}
terms: {order_status.shipped: روانہ}
""",
    "ur-Latn/orders.yml": """
language: ur-Latn
messages:
  utter_order: ["Order {number} {status} hai."]
buttons: {yes_please: "Ji haan"}
terms: {order_status.shipped: rawana}
""",
}


@pytest.fixture(scope="module")
def languages() -> Languages:
    return load_languages(ROOT / "languages.yml")


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_texts_are_found_in_the_language(tmp_path: Path, languages: Languages) -> None:
    catalogue = load_text_catalogue(write(tmp_path, GOOD), languages)
    assert catalogue.message_keys == ("utter_order",)
    assert catalogue.message("en", "utter_order") == ("Order {number} is {status}.", "{number}: {status}")
    assert catalogue.button("ur", "yes_please") == "جی ہاں"
    assert catalogue.term("ur-Latn", "order_status.shipped") == "rawana"
    assert catalogue.has_term("order_status.shipped")
    assert not catalogue.has_term("order_status.lost")
    assert validate(catalogue, languages) == []


def test_the_fallback_speaks_where_a_language_is_silent(tmp_path: Path, languages: Languages) -> None:
    catalogue = load_text_catalogue(write(tmp_path, {"en/orders.yml": GOOD["en/orders.yml"]}), languages)
    assert catalogue.button("ur", "yes_please") == "Yes"
    assert catalogue.term("ur-Latn", "order_status.shipped") == "shipped"
    assert catalogue.term("xx", "order_status.shipped") == "shipped"
    with pytest.raises(KeyError, match=r"terms\.nothing"):
        catalogue.term("ur", "nothing")


def change(name: str, old: str, new: str) -> dict[str, str]:
    assert old in GOOD[name]
    return {**GOOD, name: GOOD[name].replace(old, new)}


@pytest.mark.parametrize(
    ("files", "complaints"),
    [
        (change("ur/orders.yml", "utter_order", "utter_other"), ["utter_order: missing in ur", "utter_other: missing"]),
        (
            change("ur/orders.yml", "{status} ", ""),
            ["ur/orders.yml: messages.utter_order: placeholders number, en has"],
        ),
        (change("ur/orders.yml", "روانہ", "روانة كي"), ["terms.order_status.shipped: Arabic kaf", "Arabic yeh"]),
        (change("ur/orders.yml", "روانہ", "روانه"), ["Arabic heh"]),
        (change("ur/orders.yml", "{status} ہے", "{status} ھے"), ["ھے begins with ھ"]),
        (change("en/orders.yml", '"Yes"', '"Yes}"'), ["buttons.yes_please: a brace"]),
        (change("en/orders.yml", '"Yes"', '"{}"'), ["buttons.yes_please: a brace"]),
        (change("en/orders.yml", '"Yes"', '"Yes\\u2069"'), ["buttons.yes_please: a typed bidi control"]),
        (change("en/orders.yml", '"Yes"', '"  "'), ["buttons.yes_please: empty text"]),
        (change("en/orders.yml", '"Yes"', "yes"), ["buttons.yes_please: must be one text"]),
        (change("en/orders.yml", "terms: {", "terms: {more: [a], "), ["terms.more: must be one text"]),
        (change("en/orders.yml", '["Order {number} is {status}.", "{number}: {status}"]', "Order"), ["list of texts"]),
        (change("ur/orders.yml", "language: ur", "language: en"), ["says 'en', the folder says 'ur'"]),
        (change("ur/orders.yml", "terms:", "words:"), ["ur/orders.yml: words: unknown", "missing in ur"]),
        ({**GOOD, "ur/more.yml": GOOD["ur/orders.yml"]}, ["messages.utter_order: stands in more.yml too"]),
        (change("ur/orders.yml", "buttons:", "messages: {}\nbuttons:"), ["key 'messages' stands twice"]),
        ({**GOOD, "xx/orders.yml": "language: xx"}, ["folder xx is not a language"]),
        (change("ur/orders.yml", 'buttons: {yes_please: "جی ہاں"}', "buttons: [a]"), ["buttons: must be a mapping"]),
        ({}, ["holds no <language>/<topic>.yml"]),
    ],
)
def test_the_validator_names_file_and_key(
    tmp_path: Path, languages: Languages, files: dict[str, str], complaints: list[str]
) -> None:
    problems = validate(read_text_catalogue(write(tmp_path, files), languages), languages)
    for complaint in complaints:
        assert any(complaint in problem for problem in problems), problems
    assert all(str(tmp_path) in problem for problem in problems)


def test_texts_that_cannot_be_read_are_not_used(tmp_path: Path, languages: Languages) -> None:
    with pytest.raises(DataFileError, match="not a language"):
        load_text_catalogue(write(tmp_path, {**GOOD, "xx/orders.yml": "language: xx"}), languages)


def test_the_two_eyed_he_inside_a_word_is_right(tmp_path: Path, languages: Languages) -> None:
    files = change("ur/orders.yml", "جی ہاں", "بھائی، پھر دیکھیں")
    assert validate(read_text_catalogue(write(tmp_path, files), languages), languages) == []


def test_placeholders_are_gathered_over_the_variations() -> None:
    assert placeholders(("{a} and {b}", "{b}", "none {1} {")) == {"a", "b"}


@pytest.mark.skipif(not any((ROOT / "data" / "responses").glob("*/*.yml")), reason="no responses yet")
def test_the_projects_own_texts_are_sound(languages: Languages) -> None:
    assert validate(read_text_catalogue(ROOT / "data" / "responses", languages), languages) == []
