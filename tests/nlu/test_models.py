"""The models of understanding without Rasa: features, margins, chances, and who is asked when."""

import pickle
from collections.abc import Sequence

import numpy as np
import pytest

from hamrah.bot.nlu.slips import Slips
from hamrah.bot.nlu.understanding_model import Plan, UnderstandingModel
from hamrah.text_models.calibration import Calibration
from hamrah.text_models.sparse_model import SparseModel, unseen_margins
from hamrah.text_models.text_features import Counts, TextFeatures

SAID = {
    "order_status": (
        "mera order kahan hai",
        "order kab aye ga",
        "میرا آرڈر کہاں ہے",
        "where is my order",
        "parcel kab milega",
    ),
    "refund_status": (
        "paise kab wapas milen ge",
        "refund kahan hai",
        "میرے پیسے کب ملیں گے",
        "where is my money",
        "raqam wapas",
    ),
    "greet": ("salam", "assalam o alaikum", "سلام", "hello there", "adaab ji"),
}
TEXTS = [text for texts in SAID.values() for text in texts]
LABELS = [label for label, texts in SAID.items() for _ in texts]


class Letters:
    """An encoder that knows a text by how often each letter stands in it, and counts how often it was asked."""

    size = 26

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode_one(self, text: str) -> np.ndarray:
        self.asked.append(text)
        counts = np.array([1.0 + text.count(chr(97 + place)) for place in range(self.size)], dtype=np.float32)
        return counts / np.linalg.norm(counts)

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        return np.array([self.encode_one(text) for text in texts])


def plan(sure: float) -> Plan:
    return Plan(closeness=0.5, folds=2, encoded=12, sure=sure, seed=7)


def test_the_features_of_one_text_are_those_of_many() -> None:
    features = TextFeatures()
    features.fit(TEXTS)
    for text in [*TEXTS, "kuch bilkul naya", "", "👍"]:
        places, values = features.row(text)
        dense = np.zeros(features.transform([text]).shape[1], dtype=np.float32)
        dense[places] = values
        assert np.allclose(dense, features.transform([text]).toarray()[0], atol=1e-6)


def test_another_script_is_understood_by_its_sound() -> None:
    roman = [(text, label) for text, label in zip(TEXTS, LABELS, strict=True) if text.isascii()]
    model = SparseModel(0.5, 7).fit(*map(list, zip(*roman, strict=True)))
    assert model.labels[int(model.margins_of("میرا آرڈر کب آئے گا").argmax())] == "order_status"


def test_margins_of_one_text_are_those_of_many() -> None:
    model = SparseModel(0.5, 7).fit(TEXTS, LABELS)
    assert np.allclose(model.margins(["order kab"])[0], model.margins_of("order kab"), atol=1e-3)


def test_no_text_is_judged_by_a_model_that_learnt_it() -> None:
    texts, labels = [*TEXTS, *(f"zulu {n}" for n in range(5))], [*LABELS, *["once"] * 5]
    unseen = unseen_margins(Counts(texts), labels, 5, 0.5, 7)
    seen = SparseModel(0.5, 7).fit(texts, labels).margins(texts)
    right = [sorted(set(labels)).index(label) for label in labels]
    rows = np.arange(len(texts))
    assert unseen[rows, right].mean() < seen[rows, right].mean() - 0.1


def test_of_counted_texts_is_known_what_was_learnt_and_no_more() -> None:
    learnt, unseen = np.arange(0, len(TEXTS), 2), np.arange(1, len(TEXTS), 2)
    counts, alone = Counts(TEXTS), TextFeatures()
    weighings = counts.weighed(learnt)
    assert (counts.features(learnt, weighings) != alone.fit([TEXTS[row] for row in learnt])).nnz == 0
    assert (counts.features(unseen, weighings) != alone.transform([TEXTS[row] for row in unseen])).nnz == 0


def test_chances_are_as_sure_as_they_are_right() -> None:
    chance = np.random.default_rng(5)
    answers = chance.integers(0, 3, 3000)
    scores = np.eye(3)[answers] + chance.normal(0, 1.0, (3000, 3))
    calibration = Calibration().fit([scores * 20.0], answers, ["en"] * 3000)  # twenty times too sure
    chances = calibration.chances([scores * 20.0], "en")
    right = chances.argmax(axis=1) == answers
    assert abs(chances.max(axis=1).mean() - right.mean()) < 0.02
    assert np.allclose(chances.sum(axis=1), 1.0, atol=1e-5)


def test_a_language_of_few_sentences_takes_the_weights_of_all() -> None:
    scores = np.eye(2)[[0, 1] * 150]
    calibration = Calibration().fit([scores], np.array([0, 1] * 150), ["en"] * 290 + ["ur"] * 10)
    assert set(calibration.weights) == {"en"}
    assert calibration.chances([scores], "ur").shape == (300, 2)


def test_the_encoder_is_asked_only_in_doubt() -> None:
    encoder = Letters()
    model = UnderstandingModel(plan(sure=0.0)).fit(TEXTS, LABELS, encoder)
    encoder.asked.clear()
    assert not model.guess("mera order kahan hai", encoder).asked_encoder
    assert encoder.asked == []
    doubting = UnderstandingModel(plan(sure=1.1)).fit(TEXTS, LABELS, encoder)
    encoder.asked.clear()
    assert doubting.guess("mera order kahan hai", encoder).asked_encoder
    assert encoder.asked == ["میرا آرڈر کہاں ہے"], "Roman Urdu reaches the encoder in Urdu letters"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("assalam o alaikum bhai, mera order kahan hai", "order_status"),
        ("سلام، میرے پیسے کب ملیں گے", "refund_status"),
        ("assalam o alaikum bhai", "greet"),
        ("salam, zzz qqq", "greet"),
    ],
)
def test_who_greets_first_wants_what_stands_after_the_greeting(text: str, meant: str) -> None:
    model = UnderstandingModel(plan(sure=0.0)).fit(TEXTS, LABELS, None)
    assert model.labels[int(model.guess(text, None).chances.argmax())] == meant


@pytest.mark.parametrize("learnt_with", [Letters(), None])
def test_it_understands_without_an_encoder(learnt_with: Letters | None) -> None:
    model = UnderstandingModel(plan(sure=1.1)).fit(TEXTS, LABELS, learnt_with)
    guess = model.guess("mera order kahan hai", None)
    assert (model.labels[int(guess.chances.argmax())], guess.asked_encoder) == ("order_status", False)


def test_a_model_can_be_stored_and_says_the_same() -> None:
    encoder = Letters()
    model = UnderstandingModel(plan(sure=1.1)).fit(TEXTS, LABELS, encoder)
    again = pickle.loads(pickle.dumps(model))
    assert np.array_equal(again.guess("refund kab", encoder).chances, model.guess("refund kab", encoder).chances)


@pytest.mark.parametrize(
    ("slipped", "right"),
    [
        ("mera parcle kahan hai", "mera parcel kahan hai"),
        ("parcelll", "parcel"),
        ("refnd kab", "refnd kab"),
        ("میرا پارصل", "میرا پارسل"),
        ("kahan", "kahan"),
    ],
)
def test_a_slip_is_mended_by_words_that_are_common(slipped: str, right: str) -> None:
    texts = ["mera parcel kahan hai", "parcel kab aye ga", "parcel nahi mila", "refund once", "kahani"]
    assert Slips([*texts, *(f"پارسل {n}" for n in range(3))]).mend(slipped) == right
