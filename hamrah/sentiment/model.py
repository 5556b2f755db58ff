"""Sentiment, topic and urgency of a text, from its words, its sounds, its leaning words and its sentence vector."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hamrah.language.detect import ROMAN_URDU, detect
from hamrah.language.normalise import normalise, words_of
from hamrah.language.urdu_spelling import UrduSpelling
from hamrah.sentiment.classifier import FOLDS, Classifier, Extra, Marked
from hamrah.sentiment.comments import Lessons
from hamrah.sentiment.word_hints import WordHints
from hamrah.text_models.encoder import Encoder

Floats = NDArray[np.float32]
LONGEST = 400
"""Characters of a comment that the encoder reads: a verdict often comes last."""
HINT = 0.5
"""How much of a vector's length a hint is worth; cross-validation found it."""
OF_INTENT, OF_WORD = 0.2, 0.3
"""How much of a marked comment a sentence of an intent, and a listed word, count."""
RUN = 8
"""Lines that stay in one fold: what was written one after the other is often about one thing, in like words."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a text says: `score` from −1 to 1 is the chance of positive less that of negative."""

    sentiment: str
    score: float
    chances: dict[str, float]
    topic: str
    urgency: str


SILENCE = Judgement("neutral", 0.0, {"negative": 0.0, "neutral": 1.0, "positive": 0.0}, "other", "low")
"""What a text without a word or emoji says."""


class SentimentModel:
    """Fitted on lessons; can be pickled, and never holds the encoder itself.

    Fitted with an encoder it needs one to judge; where none is installed it is fitted without, and judges less surely.
    """

    def __init__(self, lessons: Lessons) -> None:
        """`fit` does the learning."""
        self._hints = WordHints(lessons.words)
        self._spelling = UrduSpelling(lessons.urdu)
        self._centre = np.zeros(0, dtype=np.float32)
        self._classifiers: dict[str, Classifier] = {}
        self.with_encoder = False

    def fit(self, lessons: Lessons, encoder: Encoder | None) -> "SentimentModel":
        """Learn from all comments; some 50 ms a comment with the encoder, and some seconds."""
        texts = [comment.text for comment in lessons.comments]
        vectors = None if encoder is None else self._vectors(texts, encoder)
        if vectors is not None:
            self._centre = vectors.mean(axis=0)
        self.with_encoder = vectors is not None
        self._classifiers = _classifiers(lessons, self._dense(texts, vectors))
        return self

    def judge(self, texts: Sequence[str], encoder: Encoder | None) -> list[Judgement]:
        """What each raw text says; takes some 50 ms a text with the encoder, so not while somebody waits for it.

        Raises ValueError without the encoder where the model was fitted with one: it is to be trained anew.
        """
        if not texts:
            return []
        if self.with_encoder and encoder is None:
            raise ValueError("the model of sentiment was trained with the sentence encoder; run `hamrah train`")
        languages = [detect(text).language for text in texts]
        dense = self._dense(texts, self._vectors(texts, encoder) if encoder and self.with_encoder else None)
        chances = {name: one.chances(texts, dense, languages) for name, one in self._classifiers.items()}
        return [
            _judgement({name: _named(self._classifiers[name], some[row]) for name, some in chances.items()})
            if words_of(text)
            else SILENCE
            for row, text in enumerate(texts)
        ]

    def _dense(self, texts: Sequence[str], vectors: Floats | None) -> Floats:
        hints = HINT * self._hints.rows(texts)
        if vectors is None:
            return hints
        moved = vectors - self._centre
        return np.hstack([moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-6), hints])

    def _vectors(self, texts: Sequence[str], encoder: Encoder) -> Floats:
        """Two vectors a text, side by side: of Roman Urdu as it stands and in Urdu letters, of others twice the same.

        Of Roman Urdu's many spellings the encoder has read few, but English words are lost in Urdu letters.
        """
        plain = [normalise(text).text for text in texts]
        first = encoder.encode(plain, LONGEST)
        second = first.copy()
        roman = [row for row, text in enumerate(texts) if detect(text).language == ROMAN_URDU]
        if roman:
            second[roman] = encoder.encode([self._spelling.write(texts[row]) for row in roman], LONGEST)
        return np.hstack([first, second])


def extra_lessons(lessons: Lessons) -> Extra:
    """What the words' model of sentiment learns from besides the comments."""
    extra = [*lessons.of_intents, *lessons.of_words]
    weights = [OF_INTENT] * len(lessons.of_intents) + [OF_WORD] * len(lessons.of_words)
    return Extra([text for text, _ in extra], [sentiment for _, sentiment in extra], weights)


def _classifiers(lessons: Lessons, dense: Floats) -> dict[str, Classifier]:
    nothing = Extra([], [], [])
    return {
        name: Classifier(curved=name == "label").fit(
            _marked(lessons, dense, name), extra_lessons(lessons) if name == "label" else nothing
        )
        for name in ("label", "topic", "urgency")
    }


def _marked(lessons: Lessons, dense: Floats, name: str) -> Marked:
    return Marked(
        texts=[comment.text for comment in lessons.comments],
        dense=dense,
        languages=[detect(comment.text).language for comment in lessons.comments],
        answers=[getattr(comment, name) for comment in lessons.comments],
        folds=np.array(lessons.lines) // RUN % FOLDS,
    )


def _named(classifier: Classifier, chances: Floats) -> dict[str, float]:
    return {label: float(chance) for label, chance in zip(classifier.labels, chances, strict=True)}


def _judgement(chances: dict[str, dict[str, float]]) -> Judgement:
    likeliest = {name: max(some, key=lambda label: some[label]) for name, some in chances.items()}
    sentiment = chances["label"]
    return Judgement(
        sentiment=likeliest["label"],
        score=sentiment["positive"] - sentiment["negative"],
        chances=sentiment,
        topic=likeliest["topic"],
        urgency=likeliest["urgency"],
    )
