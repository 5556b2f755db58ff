"""Writes Roman Urdu in Urdu letters, by Urdu sentences it has read: "mera order kahan hai" → "میرا آرڈر کہاں ہے".

For a reader that knows Urdu but not its many Roman spellings (the sentence encoder), not for people: a word that was
never read stays as it is, and of several that sound alike the likeliest beside its neighbour is taken.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

from hamrah.language.normalise import tokenise
from hamrah.language.sound import sound

_LETTERS = {
    **{"ا": "a", "آ": "aa", "ع": "a", "و": "o", "ؤ": "o", "ی": "i", "ئ": "i", "ے": "e", "ء": "", "ہ": "h", "ھ": "h"},
    **{"ں": "n", "چ": "ch", "ش": "sh", "خ": "kh", "غ": "gh", "ق": "q", "ح": "h", "ص": "s", "ث": "s", "س": "s"},
    **{"ذ": "z", "ظ": "z", "ض": "z", "ز": "z", "ژ": "z", "ط": "t", "ٹ": "t", "ت": "t", "ڈ": "d", "د": "d", "ڑ": "r"},
    **{"ر": "r", "ج": "j", "گ": "g", "ک": "k", "ب": "b", "پ": "p", "ف": "f", "ل": "l", "م": "m", "ن": "n"},
}
_START = "^"
_MOST = 5  # spellings of one word that are weighed against each other
_A_LETTER_OFF, _COMMONNESS = 1.2, 0.3  # what an unlike letter costs, and what a common word gains, in log chances
_TOO_FAR = 1.0  # unlike letters a letter of the word, at which it is taken for no word that was read
_NOT_READ = -3.0


class UrduSpelling:
    """Learns words and their neighbours from Urdu sentences; `write` then spells Roman ones. Can be pickled."""

    def __init__(self, sentences: Iterable[str] = ()) -> None:
        self._words: Counter[str] = Counter()
        self._pairs: Counter[tuple[str, str]] = Counter()
        for sentence in sentences:
            words = [_START, *(token.text for token in tokenise(sentence))]
            self._words.update(words)
            self._pairs.update(pairwise(words))
        self._alike: defaultdict[str, list[str]] = defaultdict(list)
        for word in self._words:
            if "\u0600" <= word[0] <= "\u06ff":
                self._alike[sound(word)].append(word)
        self._known: dict[str, list[tuple[str, float]]] = {}
        self._all = sum(self._words.values()) or 1

    def write(self, text: str) -> str:
        """Return the text's words in Urdu letters, with spaces between them; never fails."""
        paths: list[tuple[float, list[str]]] = [(0.0, [_START])]
        for token in tokenise(text):
            paths = [
                max(
                    ((score + likeness + self._beside(path[-1], word), [*path, word]) for score, path in paths),
                    key=lambda found: found[0],
                )
                for word, likeness in self._spellings(token.text)
            ]
        return " ".join(max(paths, key=lambda found: found[0])[1][1:])

    def _spellings(self, word: str) -> list[tuple[str, float]]:
        if word not in self._known:
            likely = [] if not "a" <= word[0] <= "z" else self._weigh(word)
            self._known[word] = likely or [(word, _NOT_READ)]
        return self._known[word]

    def _weigh(self, word: str) -> list[tuple[str, float]]:
        scored = []
        for urdu in self._alike.get(sound(word), ()):
            unlike = Levenshtein.distance(_in_latin(urdu), word)
            if unlike < _TOO_FAR * max(2, len(word)):
                scored.append((urdu, _COMMONNESS * math.log(self._words[urdu]) - _A_LETTER_OFF * unlike))
        return sorted(scored, key=lambda found: -found[1])[:_MOST]

    def _beside(self, before: str, word: str) -> float:
        together = self._pairs[(before, word)] + 6 * self._words[word] / self._all
        return math.log((together + 1e-6) / (self._words[before] + 1))


def _in_latin(urdu: str) -> str:
    return "".join(_LETTERS.get(letter, letter) for letter in urdu)
