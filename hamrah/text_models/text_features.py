"""Numbers for a linear model: the words of a sentence, their letters, and what they sound like."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer, TfidfVectorizer

from hamrah.language.normalise import words_of
from hamrah.language.sound import sound

TELLING = 4
"""Consonants of a sound that only few words share."""
FEWEST = (1, 2, 1, 2)
"""In how many texts a gram of each kind must stand to be learnt."""
Matrix = Any  # scipy's sparse rows, which have no types
Row = tuple[NDArray[np.intp], NDArray[np.float32]]
Rows = NDArray[np.intp]


class Counts:
    """The grams of texts, counted once: of them as many models as one likes learn, each from some of the texts."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Count the four kinds of `TextFeatures` in raw texts."""
        forms = zip(*map(_forms, texts), strict=True)
        counters = [CountVectorizer(**settings) for settings in KINDS]
        self.parts: list[Matrix] = [
            counter.fit_transform(written) for counter, written in zip(counters, forms, strict=True)
        ]
        self.terms: list[NDArray[np.object_]] = [counter.get_feature_names_out() for counter in counters]
        self.every = np.arange(len(texts))

    def weighed(self, learnt: Rows) -> "list[Weighing]":
        """What is known of each kind's grams to whoever has read the texts at these places only."""
        return [_weighing(part[learnt], fewest) for part, fewest in zip(self.parts, FEWEST, strict=True)]

    def features(self, rows: Rows, weighings: "Sequence[Weighing]") -> Matrix:
        """The features of the texts at these places, (places, features), float32."""
        read = zip(self.parts, weighings, strict=True)
        return sparse.hstack([one.weigh.transform(part[rows][:, one.known]) for part, one in read], format="csr")


@dataclass(frozen=True, slots=True)
class Weighing:
    """Which grams of a kind are known, as columns of the counts, and how much each weighs."""

    known: Rows
    weigh: TfidfTransformer


class TextFeatures:
    """TF-IDF of four kinds: words 1–2, letters 2–5 within words, sounds of words 1–3, their consonants 2–5.

    The sounds (`hamrah.language.sound`) let the three ways of writing learn from each other.
    """

    def __init__(self) -> None:
        self._blocks = [TfidfVectorizer(sublinear_tf=True, **settings) for settings in KINDS]
        self._starts: list[int] = []

    def fit(self, texts: Sequence[str]) -> Matrix:
        """Learn the vocabulary from raw texts; returns their features, (texts, features), float32."""
        return self.fit_counted(Counts(texts))

    def fit_counted(self, counts: Counts) -> Matrix:
        """`fit` on texts whose grams are counted already."""
        weighings = counts.weighed(counts.every)
        for block, terms, one in zip(self._blocks, counts.terms, weighings, strict=True):
            block.vocabulary_ = {term: column for column, term in enumerate(terms[one.known])}
            block.idf_ = one.weigh.idf_
        self._starts = [0, *np.cumsum([len(one.known) for one in weighings]).tolist()]
        return counts.features(counts.every, weighings)

    def transform(self, texts: Sequence[str]) -> Matrix:
        """The features of raw texts, (texts, features), float32; a text without a known word is a row of zeros."""
        forms = zip(*map(_forms, texts), strict=True)
        parts = [block.transform(written) for block, written in zip(self._blocks, forms, strict=True)]
        return sparse.hstack(parts, format="csr")

    def row(self, text: str) -> Row:
        """The features of one raw text as (places, values): what `transform` gives, at an eighth of its cost."""
        places, values = [], []
        for block, start, written in zip(self._blocks, self._starts, _forms(text), strict=False):
            counts = Counter(block.vocabulary_.get(gram) for gram in block.build_analyzer()(written))
            del counts[None]
            at = np.fromiter(counts, dtype=np.intp, count=len(counts))
            times = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
            weights = (1.0 + np.log(times)) * block.idf_[at]
            places.append(at + start)
            values.append(weights / (np.linalg.norm(weights) or 1.0))
        return np.concatenate(places), np.concatenate(values).astype(np.float32)

    def has_read(self, text: str) -> bool:
        """Whether a word of a raw text is known, or its sound where that tells a word."""
        spelt, _, heard, _ = _forms(text)
        words, sounds = self._blocks[0].vocabulary_, self._blocks[2].vocabulary_
        return any(word in words for word in spelt.split()) or any(
            key in sounds for key in heard.split() if len(key) >= TELLING
        )


def _forms(text: str) -> tuple[str, str, str, str]:
    words = words_of(text)
    spelt = " ".join(words)
    heard = " ".join(filter(None, map(sound, words)))
    return spelt, spelt, heard, heard


def _weighing(counted: Matrix, fewest: int) -> Weighing:
    texts = np.bincount(counted.indices, minlength=counted.shape[1])
    known = np.flatnonzero(texts >= fewest)
    return Weighing(known, TfidfTransformer(sublinear_tf=True).fit(counted[:, known]))


def _words(longest: int) -> dict[str, Any]:
    reading = {"tokenizer": str.split, "token_pattern": None}
    return {**reading, "ngram_range": (1, longest), "lowercase": False, "dtype": np.float32}


LETTERS = {"analyzer": "char_wb", "ngram_range": (2, 5), "lowercase": False, "dtype": np.float32}
KINDS = (_words(2), LETTERS, _words(3), LETTERS)
"""How scikit-learn is to read each kind."""
