"""What the leaning words of a text hint at, as numbers: counted with negation, and apart after a "but"."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hamrah.language.normalise import normalise, words_of
from hamrah.language.strict_yaml import DataFileError, load_mapping

Floats = NDArray[np.float32]
LEANINGS = ("positive", "negative", "middling")
HELPERS = ("negation", "contrast")
LONGEST = 6
"""Words of the longest saying that is looked for."""
NEAR = 3
"""Words between which a negation reaches: "not at all good", "acha bilkul nahi"."""
MOST = 4
"""More hints of a kind than this say no more."""
_CLAUSE = re.compile(r"[.,;:!?\n()…۔،؟]+")
_STARS = re.compile(
    r"\b([0-9]|10)(?:\s*(?:/|out of|on|میں سے|mein se)\s*(5|10)\b|\s*-?\s*(?:star|stars|sitare|سٹار|اسٹار|ستارے)\b)"
)
_ASKS = re.compile(r"\?|؟")


@dataclass(frozen=True, slots=True)
class WordList:
    """Sayings by what they lean to, each as a tuple of normalised words; and words that turn or set against."""

    leanings: dict[tuple[str, ...], str]
    negations: frozenset[str]
    contrasts: frozenset[tuple[str, ...]]


def read_word_list(path: Path) -> WordList:
    """Read a list such as `data/sentiment/words.yml`. Raises DataFileError naming file and key."""
    content = load_mapping(path)
    unknown = sorted(set(content) ^ {*LEANINGS, *HELPERS})
    if unknown:
        raise DataFileError(f"{path}: {unknown[0]}: must stand there once and nothing else")
    # What leans two ways leans to neither: such a saying is left out.
    leanings: dict[tuple[str, ...], str] = {}
    for leaning in LEANINGS:
        for saying in _sayings(path, content, leaning):
            leanings[saying] = leaning if leanings.get(saying, leaning) == leaning else ""
    negations = frozenset(saying[0] for saying in _sayings(path, content, "negation") if len(saying) == 1)
    return WordList(
        {saying: leaning for saying, leaning in leanings.items() if leaning},
        negations,
        frozenset(_sayings(path, content, "contrast")),
    )


def _sayings(path: Path, content: dict[str, object], key: str) -> Iterator[tuple[str, ...]]:
    by_language = content[key]
    if not isinstance(by_language, dict):
        raise DataFileError(f"{path}: {key}: must hold sayings by language")
    for language, sayings in by_language.items():
        if not isinstance(sayings, str):
            raise DataFileError(f"{path}: {key}.{language}: must be sayings separated by commas")
        for saying in sayings.split(","):
            words = tuple(words_of(saying))
            if not words or len(words) > LONGEST:
                raise DataFileError(f"{path}: {key}.{language}: {saying.strip()!r} must have 1 to {LONGEST} words")
            yield words


@dataclass(slots=True)
class _Counts:
    """Hints of one part of a text, by leaning, and those turned by a negation."""

    plain: list[float]
    turned: list[float]


class WordHints:
    """`rows` gives a text's hints; can be pickled."""

    def __init__(self, words: WordList) -> None:
        self._words = words

    def rows(self, texts: Sequence[str]) -> Floats:
        """The hints of raw texts, (texts, hints), each about 0 to 1; a text without a listed word has few."""
        return np.array([self._row(text) for text in texts], dtype=np.float32)

    def _row(self, text: str) -> list[float]:
        written = normalise(text).text
        parts = [part for clause in _CLAUSE.split(written) for part in self._apart(words_of(clause)) if part[1]]
        counts = [self._count(part) for _, part in parts]
        contrasts = [place for place, (set_against, _) in enumerate(parts) if set_against]
        after = counts[contrasts[-1] :] if contrasts else counts
        stars = _STARS.search(written)
        length = len(words_of(text))
        row = [*_summed(counts), *_summed(after), *_summed(counts[-1:])]
        row += [
            float(bool(contrasts)),
            float(bool(_ASKS.search(written))),
            float(written.rstrip().endswith(("?", "؟"))),
        ]
        row += [min(written.count("!"), 3) / 3, min(length, 60) / 60, 1 / (1 + length)]
        return [*row, *_star_hints(stars)]

    def _apart(self, words: list[str]) -> Iterator[tuple[bool, list[str]]]:
        """The parts of a clause, each with whether it begins with a word that sets it against what came before."""
        begin, against = 0, False
        for place in range(len(words)):
            length = next((n for n in (3, 2, 1) if tuple(words[place : place + n]) in self._words.contrasts), 0)
            if length and place >= begin:
                yield against, words[begin:place]
                begin, against = place + length, True
        yield against, words[begin:]

    def _count(self, words: list[str]) -> _Counts:
        found = _Counts([0.0] * len(LEANINGS), [0.0] * len(LEANINGS))
        for start, length, leaning in self._find(words):
            within = words[start : start + length]
            around = [*words[max(0, start - NEAR) : start], *words[start + length : start + length + NEAR - 1]]
            turned = length <= 2 and not self._negates(within) and self._negates(around)
            (found.turned if turned else found.plain)[LEANINGS.index(leaning)] += 1
        return found

    def _negates(self, words: Iterable[str]) -> bool:
        return any(word in self._words.negations for word in words)

    def _find(self, words: list[str]) -> Iterator[tuple[int, int, str]]:
        """(start, words, leaning) of each saying, the longest first, none within another."""
        place = 0
        while place < len(words):
            for length in range(min(LONGEST, len(words) - place), 0, -1):
                leaning = self._words.leanings.get(tuple(words[place : place + length]))
                if leaning is not None:
                    yield place, length, leaning
                    place += length - 1
                    break
            place += 1


def _summed(counts: Sequence[_Counts]) -> list[float]:
    plain = [sum(count.plain[kind] for count in counts) for kind in range(len(LEANINGS))]
    turned = [sum(count.turned[kind] for count in counts) for kind in range(len(LEANINGS))]
    good, bad = plain[0] + turned[1], plain[1] + turned[0]
    lean = (good - bad) / (good + bad + 0.5)
    return [*(min(n, MOST) / MOST for n in (*plain, *turned[:2])), lean, float(good > 0), float(bad > 0)]


def _star_hints(stars: re.Match[str] | None) -> list[float]:
    """Whether stars are given, and how high from −1 to 1."""
    if stars is None:
        return [0.0, 0.0]
    highest = float(stars[2] or 5)
    return [1.0, max(-1.0, min(1.0, 2 * float(stars[1]) / highest - 1))]
