"""Words that a thumb slipped on, put right by the words of the training sentences: "parcle" was "parcel"."""

from collections import Counter
from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

from hamrah.language.normalise import words_of

LONG_ENOUGH = 5
"""Letters from which on a word one letter off is hardly ever another word."""
COMMON = 3
"""Sentences in which a word stands that others are mended to."""
KEPT = 20_000


class Slips:
    """Knows the words of sentences; can be pickled."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        counts = Counter(word for text in texts for word in set(words_of(text)))
        self._known = frozenset(counts)
        self._common = sorted(
            word for word, times in counts.items() if times >= COMMON and len(word) >= LONG_ENOUGH - 1
        )
        self._mended: dict[str, str] = {}

    def mend(self, text: str) -> str:
        """The words of a raw text, each unknown one of five letters or more as the known one that is one letter off.

        One letter more, less, other, or two swapped (optimal string alignment); a word without such a one stays.
        """
        return " ".join(self._mend(word) for word in words_of(text))

    def _mend(self, word: str) -> str:
        if len(word) < LONG_ENOUGH or word in self._known or not word.isalpha():
            return word
        if word not in self._mended:
            if len(self._mended) >= KEPT:
                self._mended.clear()
            near = process.extractOne(word, self._common, scorer=OSA.distance, score_cutoff=1)
            self._mended[word] = near[0] if near else word
        return self._mended[word]
