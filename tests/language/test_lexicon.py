"""The words for colours, materials, places … as people spell them, and how a wrong file is refused."""

from pathlib import Path

import pytest
import yaml

from hamrah.language.lexicon import Lexicon, load_lexicon
from hamrah.language.normalise import normalise
from hamrah.language.patterns import find_entities
from hamrah.language.strict_yaml import DataFileError

FOLDER = Path(__file__).parents[2] / "data" / "lexicon"


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon(FOLDER)


def test_every_entity_has_its_file(lexicon: Lexicon) -> None:
    expected = "brand category channel city color issue_type language material person_name segment size"
    assert lexicon.entities == tuple(expected.split())
    assert lexicon.phrases("nothing") == {}


@pytest.mark.parametrize(
    ("entity", "phrase", "value"),
    [
        ("color", "پیلا", "yellow"),
        ("color", "peela", "yellow"),
        ("color", "Navy Blue", "navy"),
        ("color", "آسمانی", "sky blue"),
        ("material", "كھدر", "khaddar"),
        ("material", "wash n wear", "wash and wear"),
        ("size", "bara size", "large"),
        ("size", "میڈیم", "medium"),
        ("city", "پنڈی", "Rawalpindi"),
        ("city", "isb", "Islamabad"),
        ("channel", "واٹس ایپ", "whatsapp"),
        ("language", "رومن اردو", "ur-Latn"),
        ("issue_type", "tooti hui", "damaged"),
        ("segment", "at-risk", "at risk"),
        ("brand", "گلنار", "Gulnaar"),
        ("brand", "mehr garh", "Mehrgarh"),
        ("category", "موبائل کور", "mobile cover"),
        ("category", "jootay", "shoes"),
    ],
)
def test_a_spelling_gives_its_value(lexicon: Lexicon, entity: str, phrase: str, value: str) -> None:
    assert lexicon.phrases(entity)[normalise(phrase).text] == value


def test_every_value_is_written_in_three_ways(lexicon: Lexicon) -> None:
    for path in FOLDER.glob("*.yml"):
        for value, spellings in yaml.safe_load(path.read_text(encoding="utf-8"))["values"].items():
            assert set(spellings) == {"en", "ur", "ur-Latn"}, f"{path.name}: {value}"
            latin = spellings["en"] + spellings["ur-Latn"]
            assert all(phrase.isascii() for phrase in latin), f"{path.name}: {value}"
            assert not any(phrase.isascii() for phrase in spellings["ur"]), f"{path.name}: {value}"


def test_values_are_as_the_contract_says(lexicon: Lexicon) -> None:
    assert lexicon.values("size") == ("small", "medium", "large", "XL", "XXL")
    assert set(lexicon.values("channel")) == {"whatsapp", "telegram", "sms", "email", "call"}
    assert {"en", "ur", "ur-Latn"} <= set(lexicon.values("language"))
    assert set(lexicon.values("issue_type")) == set(
        ["damaged", "wrong_item", "missing_item", "late", "payment", "refund", "staff", "quality", "other"]
    )
    assert all(value == value.lower() for value in (*lexicon.values("color"), *lexicon.values("material")))
    assert all(value == value.lower() for value in lexicon.values("category") if value != "t-shirt")
    assert {"Gulnaar", "Khaadi"} <= set(lexicon.values("brand"))
    assert lexicon.values("city")[:5] == ("Lahore", "Karachi", "Islamabad", "Multan", "Peshawar")


def test_a_value_has_a_name_in_each_language(lexicon: Lexicon) -> None:
    assert lexicon.name("color", "yellow", "ur") == "پیلا"
    assert lexicon.name("city", "Lahore", "ur") == "لاہور"
    assert lexicon.name("color", "yellow", "ur-Latn") == "peela"
    assert lexicon.name("color", "infrared", "ur") == "infrared"


@pytest.mark.parametrize("entity", ["size", "language", "channel"])
def test_lexicon_and_patterns_do_not_contradict_each_other(lexicon: Lexicon, entity: str) -> None:
    for phrase, value in lexicon.phrases(entity).items():
        for found in find_entities(phrase):
            assert found.entity != entity or found.value == value, phrase


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("values: []", "values: must be a mapping"),
        ("values: {red: [laal]}", "values.red: must map a language"),
        ("values: {red: {en: red}}", "values.red.en: must be a list"),
        ("values: {red: {en: [on]}}", "values.red.en: True is not a text"),
        ("values: {red: {en: ['ـ']}}", "values.red.en: an empty phrase"),
        ("values: {42: {en: [a]}}", "values.42: quote"),
        ("values: {red: {en: [red]}, blue: {en: [RED]}}", "values.blue.en: 'RED' means red too"),
    ],
)
def test_a_mistake_names_file_and_value(tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / "color.yml").write_text(text, encoding="utf-8")
    with pytest.raises(DataFileError) as error:
        load_lexicon(tmp_path)
    assert "color.yml" in str(error.value)
    assert complaint in str(error.value)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match=r"holds no <entity>\.yml"):
        load_lexicon(tmp_path)
