"""The model of sentiment on few comments: learnt, kept, read back; and the trained one on sentences of all kinds."""

import pickle
from collections.abc import Sequence
from itertools import cycle
from pathlib import Path

import numpy as np
import pytest

from hamrah.sentiment import training
from hamrah.sentiment.comments import Lessons, MarkedComment, read_comments
from hamrah.sentiment.measures import as_json
from hamrah.sentiment.model import SentimentModel
from hamrah.sentiment.word_hints import read_word_list
from hamrah.settings import settings
from hamrah.text_models.encoder import is_installed, open_encoder

DATA = Path(__file__).parents[2] / "data"
LOWEST = {"en": 0.85, "ur": 0.86, "ur-Latn": 0.87}
"""Macro-F1 that a change must not fall below; docs/sentiment.md has what was measured, and what was aimed at."""
GOODS = ("kurta", "phone", "shoes", "charger", "shawl", "book", "toy", "lamp", "bag", "watch")
SAID = {"positive": "{} bohat acha hai", "negative": "{} toot gaya, ghatiya", "neutral": "{} kitne ka hai?"}


class Lengths:
    """An encoder that knows how often each of a few letters stands in a text."""

    size = 3

    def encode(self, texts: Sequence[str], longest: int = 100) -> np.ndarray:
        counts = np.array([[1.0 + text[:longest].count(letter) for letter in "aet"] for text in texts])
        return (counts / np.linalg.norm(counts, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture(scope="module")
def few() -> Lessons:
    topics, urgencies = cycle(("quality", "price", "delivery")), cycle(("low", "normal", "high"))
    comments = [
        MarkedComment(text=said.format(thing), lang="ur-Latn", label=label, topic=next(topics), urgency=next(urgencies))
        for thing in GOODS
        for label, said in SAID.items()
    ]
    words = read_word_list(DATA / "sentiment" / "words.yml")
    lines = [row // len(SAID) for row in range(len(comments))]
    return Lessons(comments, lines, [], [("acha", "positive"), ("ghatiya", "negative")], words, [])


@pytest.mark.parametrize("encoder", [None, Lengths()], ids=["without", "with an encoder"])
def test_a_model_learns_and_can_be_kept(few: Lessons, encoder: Lengths | None) -> None:
    model = pickle.loads(pickle.dumps(SentimentModel(few).fit(few, encoder)))
    told = model.judge(["jacket bohat acha hai", "jacket toot gaya, ghatiya", "jacket kitne ka hai?"], encoder)
    assert [one.sentiment for one in told] == ["positive", "negative", "neutral"]
    assert told[0].score > 0 > told[1].score
    for one in told:
        assert sum(one.chances.values()) == pytest.approx(1, abs=1e-5)
        assert -1 <= one.score <= 1


def test_a_model_learnt_with_an_encoder_does_not_guess_without(few: Lessons) -> None:
    model = SentimentModel(few).fit(few, Lengths())
    with pytest.raises(ValueError, match="hamrah train"):
        model.judge(["jacket bohat acha hai"], None)


def test_silence_is_neutral(few: Lessons) -> None:
    model = SentimentModel(few).fit(few, None)
    assert [(one.sentiment, one.score) for one in model.judge(["", " \x00", "؟؟"], None)] == [("neutral", 0.0)] * 3
    assert model.judge([], None) == []


def test_changed_data_make_the_model_stale(tmp_path: Path, few: Lessons) -> None:
    data, models = tmp_path / "data", tmp_path / "models"
    for folder in ("sentiment", "nlu"):
        (data / folder).mkdir(parents=True)
    for folder in ("en", "ur", "ur-Latn"):
        (data / "nlu" / folder).symlink_to(DATA / "nlu" / folder)
    (data / "sentiment" / "words.yml").write_bytes((DATA / "sentiment" / "words.yml").read_bytes())
    comments = "\n".join(comment.model_dump_json() for comment in few.comments)
    (data / "sentiment" / "ur-Latn.jsonl").write_text(comments, encoding="utf-8")
    assert training.is_stale(models, data)
    assert training.ensure_trained(models, data)
    assert not training.ensure_trained(models, data)
    first = training.open_model(models)
    assert first is training.open_model(models)
    assert first.judge(["bohat acha"], open_encoder())[0].sentiment == "positive"
    more = few.comments[0].model_copy(update={"text": "lajawab cheez"}).model_dump_json()
    (data / "sentiment" / "ur-Latn.jsonl").write_text(f"{comments}\n{more}", encoding="utf-8")
    assert training.is_stale(models, data)


@pytest.fixture(scope="module")
def trained() -> SentimentModel:
    training.ensure_trained(settings().models_dir, settings().data_dir)
    return training.open_model(settings().models_dir)


@pytest.mark.trained
@pytest.mark.skipif(not is_installed(), reason="the floors are those of the model with the sentence encoder")
def test_the_floors_hold_in_each_language(trained: SentimentModel) -> None:
    files = sorted(Path(__file__).parent.glob("*/*.jsonl"))
    comments = [comment for file in files for comment in read_comments(file)]
    told = trained.judge([comment.text for comment in comments], open_encoder())
    seen = as_json(comments, [one.sentiment for one in told])
    assert {name: seen[name]["macro_f1"] >= floor for name, floor in LOWEST.items()} == dict.fromkeys(LOWEST, True)


@pytest.mark.trained
@pytest.mark.parametrize(
    ("text", "sentiment"),
    [
        ("kapra acha hai lekin delivery bohat late", "negative"),
        ("kapra acha hai lekin delivery bohat late, dobara nahi loon ga", "negative"),
        ("thora late aya magar quality zabardast", "positive"),
        ("koi shikayat nahi, bohat khush hun", "positive"),
        ("not good at all", "negative"),
        ("کپڑا اچھا نہیں ہے", "negative"),
        ("کوئی شکایت نہیں، بہت عمدہ", "positive"),
    ],
)
def test_negation_and_mixed_verdicts(trained: SentimentModel, text: str, sentiment: str) -> None:
    assert trained.judge([text], open_encoder())[0].sentiment == sentiment


@pytest.mark.trained
@pytest.mark.parametrize("text", ["", " ", "👏", "x" * 10_000, "<b>bad</b>", "\x00"])
def test_any_text_is_judged(trained: SentimentModel, text: str) -> None:
    assert sum(trained.judge([text], open_encoder())[0].chances.values()) == pytest.approx(1, abs=1e-5)
