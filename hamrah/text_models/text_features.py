"""Numbers for a linear model: the words of a sentence, their letters, and what they sound like."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from hamrah.language.normalise import tokenise
from hamrah.language.sound import sound

TELLING = 4
"""Consonants of a sound that only few words share."""
Matrix = Any  # scipy's sparse rows, which have no types
Row = tuple[NDArray[np.intp], NDArray[np.float32]]


class TextFeatures:
    """TF-IDF of four kinds: words 1–2, letters 2–5 within words, sounds of words 1–3, their consonants 2–5.

    The sounds (`hamrah.language.sound`) let the three ways of writing learn from each other.
    """

    def __init__(self) -> None:
        self._blocks = [_of_words(1, 2), _of_letters(2, 5), _of_words(1, 3), _of_letters(2, 5)]
        self._starts: list[int] = []

    def fit(self, texts: Sequence[str]) -> Matrix:
        """Learn the vocabulary from raw texts; returns their features, (texts, features), float32."""
        forms = zip(*map(_forms, texts), strict=True)
        parts = [block.fit_transform(written) for block, written in zip(self._blocks, forms, strict=True)]
        self._starts = [0, *np.cumsum([part.shape[1] for part in parts]).tolist()]
        return sparse.hstack(parts, format="csr")

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
    words = [token.text for token in tokenise(text)]
    spelt = " ".join(words)
    heard = " ".join(filter(None, map(sound, words)))
    return spelt, spelt, heard, heard


def _of_words(shortest: int, longest: int) -> TfidfVectorizer:
    return TfidfVectorizer(
        tokenizer=str.split,
        token_pattern=None,
        lowercase=False,
        ngram_range=(shortest, longest),
        sublinear_tf=True,
        dtype=np.float32,
    )


def _of_letters(shortest: int, longest: int) -> TfidfVectorizer:
    return TfidfVectorizer(
        analyzer="char_wb",
        lowercase=False,
        ngram_range=(shortest, longest),
        sublinear_tf=True,
        min_df=2,
        dtype=np.float32,
    )
