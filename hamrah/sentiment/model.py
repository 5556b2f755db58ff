"""Sentiment, topic and urgency of a text, from its words, its sounds, its leaning words and its sentence vector."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hamrah.language.detect import ROMAN_URDU, detect
from hamrah.language.normalise import normalise, words_of
from hamrah.language.urdu_spelling import UrduSpelling
from hamrah.progress import Progress, silent
from hamrah.sentiment.classifier import Classifier, Extra, Marked
from hamrah.sentiment.comments import Lessons
from hamrah.sentiment.meaning_machine import MeaningMachine, unseen_scores
from hamrah.sentiment.word_hints import WordHints
from hamrah.text_models.encoder import Encoder
from hamrah.text_models.kernel_machine import centred

Floats = NDArray[np.float32]
LONGEST = 400
"""Characters of a comment that the encoder reads: a verdict often comes last."""
READ_AT_ONCE = 64
"""Texts after which it is told how far the reading is."""
HINT = 0.5
"""How much of a vector's length a hint is worth; cross-validation found it."""
OF_INTENT, OF_WORD = 0.2, 0.3
"""How much of a marked comment a sentence of an intent, and a listed word, count."""
QUESTIONS = ("label", "topic", "urgency")
"""What is asked about a text, as a comment's keys name it."""
FOLDS = 2
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
        self._machine = MeaningMachine()
        self._classifiers: dict[str, Classifier] = {}
        self.with_encoder = False

    def fit(self, lessons: Lessons, encoder: Encoder | None, tell: Progress = silent) -> "SentimentModel":
        """Learn from all comments: some 40 ms a comment with the encoder, of which it tells, and then minutes more."""
        texts = [comment.text for comment in lessons.comments]
        vectors = None if encoder is None else self._vectors(texts, encoder, tell)
        if vectors is not None:
            self._centre = vectors.mean(axis=0)
        self.with_encoder = vectors is not None
        dense = self._dense(texts, vectors)
        answers = {name: [getattr(comment, name) for comment in lessons.comments] for name in QUESTIONS}
        folds = np.array(lessons.lines) // RUN % FOLDS
        self._machine = MeaningMachine().fit(dense, answers)
        meaning, languages = unseen_scores(dense, answers, folds), [detect(text).language for text in texts]
        for name in QUESTIONS:
            of_sentiment = name == "label"
            extra = extra_lessons(lessons) if of_sentiment else Extra([], [], [])
            marked = Marked(texts, languages, answers[name], folds)
            self._classifiers[name] = Classifier(balanced=not of_sentiment).fit(marked, meaning[name], extra)
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
        meaning = self._machine.scores(dense)
        chances = {name: one.chances(texts, meaning[name], languages) for name, one in self._classifiers.items()}
        answers = {name: one.answers(chances[name]) for name, one in self._classifiers.items()}
        rows = zip(chances["label"], answers["label"], answers["topic"], answers["urgency"], strict=True)
        return [self._judgement(*row) if words_of(text) else SILENCE for text, row in zip(texts, rows, strict=True)]

    def _judgement(self, chances: Floats, sentiment: str, topic: str, urgency: str) -> Judgement:
        labels = self._classifiers["label"].labels
        named = {label: float(chance) for label, chance in zip(labels, chances, strict=True)}
        return Judgement(sentiment, named["positive"] - named["negative"], named, topic, urgency)

    def _dense(self, texts: Sequence[str], vectors: Floats | None) -> Floats:
        hints = HINT * self._hints.rows(texts)
        if vectors is None:
            return hints
        return np.hstack([centred(vectors, self._centre), hints])

    def _vectors(self, texts: Sequence[str], encoder: Encoder, tell: Progress = silent) -> Floats:
        """Two vectors a text, side by side: of Roman Urdu as it stands and in Urdu letters, of others twice the same.

        Of Roman Urdu's many spellings the encoder has read few, but English words are lost in Urdu letters.
        """
        roman = [row for row, text in enumerate(texts) if detect(text).language == ROMAN_URDU]
        to_read = [normalise(text).text for text in texts] + [self._spelling.write(texts[row]) for row in roman]
        read = []
        for first in range(0, len(to_read), READ_AT_ONCE):
            tell("comments read", first, len(to_read))
            read.append(encoder.encode(to_read[first : first + READ_AT_ONCE], LONGEST))
        tell("comments read", len(to_read), len(to_read))
        vectors = np.vstack(read)
        plain = vectors[: len(texts)]
        second = plain.copy()
        second[roman] = vectors[len(texts) :]
        return np.hstack([plain, second])


def extra_lessons(lessons: Lessons) -> Extra:
    """What the words' model of sentiment learns from besides the comments."""
    extra = [*lessons.of_intents, *lessons.of_words]
    weights = [OF_INTENT] * len(lessons.of_intents) + [OF_WORD] * len(lessons.of_words)
    return Extra([text for text, _ in extra], [sentiment for _, sentiment in extra], weights)
