"""The sentences to learn from and the sentences to test with: enough of each, well marked, and kept apart."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import yaml
from rapidfuzz import fuzz, process

from hamrah.bot.evaluation.sentences import Labelled, read_labelled
from hamrah.language.normalise import words_of
from hamrah.language.sentences import Sentence, read_sentences

PROJECT = Path(__file__).parents[2]
LANGUAGES = ("en", "ur", "ur-Latn")
FEWEST_TO_LEARN_FROM, FEWEST_TO_TEST_WITH = 60, 10
TOO_ALIKE = 90
"""Percent of letters that two sentences may not share in order (rapidfuzz's ratio)."""
SAYS_SOMETHING = 3
"""Words from which on a sentence could have been put otherwise: everybody says "salam"."""


@pytest.fixture(scope="module")
def intents() -> set[str]:
    domain = yaml.safe_load((PROJECT / "domain.yml").read_text(encoding="utf-8"))
    return {entry if isinstance(entry, str) else next(iter(entry)) for entry in domain["intents"]}


def sentences_learnt(language: str) -> list[Sentence]:
    return read_sentences(PROJECT / "data" / "nlu" / language).sentences


def sentences_tested(language: str) -> list[Labelled]:
    return [one for path in sorted((Path(__file__).parent / language).glob("*.jsonl")) for one in read_labelled(path)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_enough_of_every_intent(language: str, intents: set[str]) -> None:
    to_learn = Counter(sentence.intent for sentence in sentences_learnt(language))
    to_test = Counter(sentence.intent for sentence in sentences_tested(language))
    assert set(to_learn) == set(to_test) == intents
    assert min(to_learn.values()) >= FEWEST_TO_LEARN_FROM
    assert min(to_test.values()) >= FEWEST_TO_TEST_WITH


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_test_sentence_says_its_own_language_and_the_words_that_are_marked(language: str) -> None:
    for sentence in sentences_tested(language):
        assert sentence.lang == language
        for entity in sentence.entities:
            assert entity.text in sentence.text, sentence


def too_alike(test: list[str], train: list[str]) -> Iterator[tuple[str, str]]:
    likeness = process.cdist(test, train, scorer=fuzz.ratio, score_cutoff=TOO_ALIKE, dtype=np.uint8)
    for row, column in zip(*np.nonzero(likeness), strict=True):
        if len(test[row].split()) >= SAYS_SOMETHING:
            yield test[row], train[column]


def plain(text: str) -> str:
    return " ".join(words_of(text))


def test_no_sentence_is_tested_that_was_learnt() -> None:
    train = [plain(sentence.text) for language in LANGUAGES for sentence in sentences_learnt(language)]
    test = [plain(sentence.text) for language in LANGUAGES for sentence in sentences_tested(language)]
    assert list(too_alike(test, train)) == []


def test_likeness_is_seen_through_spelling() -> None:
    assert list(too_alike([plain("Mera order, kahan hai?")], [plain("mera order kahan hay")]))
    assert not list(too_alike([plain("salam")], [plain("salam")]))
    assert not list(too_alike([plain("mera order kahan hai")], [plain("paise kab wapas milen ge")]))
