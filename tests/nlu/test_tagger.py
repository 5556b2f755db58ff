"""Which words are entities: lists and patterns propose, the sentence decides."""

from pathlib import Path

import pytest

from hamrah.bot.nlu.phrases import Phrases, longest
from hamrah.bot.nlu.tag_features import Seen
from hamrah.bot.nlu.tagger import Tagger, train_tagger
from hamrah.language.found import Found

LISTED = Phrases(
    [
        ("channel", "call", "call"),
        ("color", "yellow", "peela"),
        ("color", "blue", "neela"),
        ("brand", "Khaadi", "khaadi"),
        ("issue_type", "damaged", "toota"),
    ]
)
WISHES = (
    "mujhe call karein",
    "please call karein",
    "sirf call karein aap",
    "offers ke liye call karein",
    "call karein bas",
)
TALES = (
    "rider ne call nahi ki",
    "kisi ne call nahi ki",
    "us ne call nahi ki",
    "call nahi ki kisi ne",
    "aap ne call nahi ki",
)
NAMES = (
    "Sana ka order dikhao",
    "Hira ka order dikhao",
    "Bilal ka order dikhao",
    "Omar ka order dikhao",
    "Nida ka order dikhao",
)


def seen(text: str, intent: str) -> Seen:
    return Seen(text, LISTED.find_all(text), intent)


def marked(text: str, intent: str, entity: str, value: str, words: str) -> tuple[Seen, list[Found]]:
    start = text.index(words)
    return seen(text, intent), [Found(entity, value, start, start + len(words))]


@pytest.fixture(scope="module")
def tagger(tmp_path_factory: pytest.TempPathFactory) -> Tagger:
    folder = tmp_path_factory.mktemp("tagger")
    taught = [marked(text, "set_contact_preference", "channel", "call", "call") for text in WISHES]
    taught += [(seen(text, "report_issue"), []) for text in TALES]
    taught += [marked(text, "staff_customer_orders", "person_name", text.split()[0], text.split()[0]) for text in NAMES]
    taught += [
        marked(f"glass {w} nikla", "report_issue", "issue_type", "damaged", w) for w in ("toota", "phata", "chatkha")
    ]
    taught += [
        marked(f"mujhe {w} kurta", "search_product", "color", v, w) for w, v in (("peela", "yellow"), ("neela", "blue"))
    ]
    assert train_tagger(taught * 2, folder)
    return Tagger(folder)


def found(tagger: Tagger, text: str, intent: str) -> list[tuple[str, str]]:
    return [(one.entity, one.value) for one in tagger.find(seen(text, intent))]


def test_the_sentence_decides_about_a_listed_word(tagger: Tagger) -> None:
    assert found(tagger, "shaam ko call karein", "set_contact_preference") == [("channel", "call")]
    assert found(tagger, "bank ne call nahi ki", "report_issue") == []


def test_a_name_on_no_list_is_found_where_names_stand(tagger: Tagger) -> None:
    assert found(tagger, "Zaryab ka order dikhao", "staff_customer_orders") == [("person_name", "Zaryab")]


def test_a_value_is_the_lists(tagger: Tagger) -> None:
    assert found(tagger, "mujhe peela kurta", "search_product") == [("color", "yellow")]


def test_a_trouble_on_no_list_has_a_value_too(tagger: Tagger) -> None:
    assert found(tagger, "glass chatkha nikla", "report_issue") == [("issue_type", "damaged")]


def test_of_a_word_never_read_the_list_decides(tagger: Tagger) -> None:
    assert ("brand", "Khaadi") in found(tagger, "khaadi dikhao", "search_product")


@pytest.mark.parametrize("text", ["", "   ", "👍", "؟"])
def test_a_message_without_words_has_no_entities(tagger: Tagger, text: str) -> None:
    assert found(tagger, text, "affirm") == []


def test_nothing_is_learnt_where_nothing_is_marked(tmp_path: Path) -> None:
    assert not train_tagger([(seen("salam", "greet"), [])], tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_phrase_with_two_values_keeps_the_first() -> None:
    twice = Phrases([("category", "earrings", "jhumka"), ("category", "jewellery", "jhumka"), ("brand", "J", "jhumka")])
    assert [(one.entity, one.value) for one in longest(twice.find_all("jhumka hai?"))] == [("category", "earrings")]


def test_words_that_are_in_no_phrase_are_not_kept() -> None:
    phrases = Phrases([("color", "light blue", "halka neela"), ("brand", "7", "7")])
    phrases.find_all("hai")
    held = len(phrases._vocab.strings)
    found = phrases.find_all("halka neela chahiye 7 mera number 03001234567 hai no word")
    assert [(one.value, one.start, one.end) for one in found] == [("light blue", 0, 11), ("7", 20, 21)]
    assert "03001234567" not in phrases._vocab.strings
    assert len(phrases._vocab.strings) == held
