"""Which language and script a message is in: Urdu script, Roman Urdu or English, and the mixtures people type.

Script decides first. Between Roman Urdu and English the words decide that carry a sentence, then the others, then the
look of words on no list. A message that says nothing of its language ("ok", "#1042", "👍") keeps the one spoken before.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from hamrah.language.detect_words import (
    ENGLISH_CONTENT,
    ENGLISH_FRAME,
    ENGLISH_LEANING,
    SHARED,
    URDU_CONTENT,
    URDU_FRAME,
    URDU_LEANING,
)
from hamrah.language.normalise import tokenise

ENGLISH, URDU, ROMAN_URDU = "en", "ur", "ur-Latn"

# A sentence with Urdu's small words is Roman Urdu however many English words it borrows; English borrows few of Urdu's.
_URDU_FRAME, _FRAME, _CONTENT, _LEANING, _LOOK = 4.0, 2.0, 1.0, 0.4, 0.4
_URDU_END = 2.0  # Urdu's verb stands last: "my past purchases show karein", "segment report bana do"
_ENOUGH = 0.5  # one word that only looks like a language (it may be a name) tells nothing
_ENOUGH_TO_SWITCH = 0.9  # nor do two, or a word said in both, where another language was spoken before

_ARABIC_WORD = re.compile("[\u0620-\u06ff\u0750-\u077f]")
_LATIN_WORD = re.compile(r"(?<![@.\w])[a-zß-ɏ']+(?![@\w])")
_URDU_LOOK = re.compile(
    r"aa|[bdjk]h|(?<![iu])gh|chh|q(?!u)"
    r"|(?:ay|ain|ein|oon|ao|iye|iyay|ega|egi|enge|unga|ungi|aya|ayi|ana|ani|ane|wala|wali)$"
)
_ENGLISH_LOOK = re.compile(
    r"th|wh|ck|ph|ght|ea|ou|ew|tion|sion|(?:ing|ed|ly|er|est|ment|ness|ous|ive|ful|able|al|ity|nce|ss|'s|n't)$"
)


@dataclass(frozen=True, slots=True)
class Detection:
    """A language code, and how sure it is: 0 (nothing told it, the one before was kept) to 1."""

    language: str
    confidence: float


def detect(text: str, previous: str | None = None) -> Detection:
    """Tell the language of a raw message; `previous` is the one spoken before it, kept where the message is silent.

    Returns `en`, `ur` or `ur-Latn`, or `previous` as given. Never fails; linear in the length of the text.
    """
    urdu = english = roman = 0.0
    last = ""
    for token in tokenise(text):
        if _ARABIC_WORD.match(token.text):
            urdu += 1.0
        for word in _LATIN_WORD.findall(token.text):
            for_english, for_roman = _weigh(word)
            english += for_english
            roman += for_roman
            last = word
    if urdu and urdu >= max(english, roman) * 0.5:
        return Detection(URDU, _confidence(urdu, max(english, roman) * 0.5))
    if _weigh(last) == (0.0, _URDU_FRAME) or (last == "do" and roman):
        roman += _URDU_END
    return _latin(english, roman, previous)


def _latin(english: float, roman: float, previous: str | None) -> Detection:
    language = ENGLISH if english > roman else ROMAN_URDU
    enough = _ENOUGH if previous in (None, language) else _ENOUGH_TO_SWITCH
    if abs(english - roman) < enough:
        return Detection(previous or ENGLISH, 0.0)
    return Detection(language, _confidence(max(english, roman), min(english, roman)))


def _confidence(winner: float, other: float) -> float:
    """Return the winner's share, held down while there is little evidence at all."""
    return round(winner / (winner + other) * min(1.0, 0.5 + winner / 4), 3)


@lru_cache(maxsize=8192)
def _weigh(word: str) -> tuple[float, float]:
    """Return what a Latin word says for English and for Roman Urdu."""
    single = _STRETCHED_END.sub(r"\1", word)
    for spelling in (word, single):
        if spelling in SHARED:
            return 0.0, 0.0
        english, roman = _listed(spelling, ENGLISH_LISTS), _listed(spelling, URDU_LISTS)
        if english and roman:
            return 0.0, 0.0  # spelt alike in both
        if english or roman:
            return english, roman
    if _skeleton(word) in _URDU_SKELETONS:
        return 0.0, _CONTENT
    return _look(word)


def _listed(word: str, lists: tuple[tuple[frozenset[str], float], ...]) -> float:
    return next((weight for words, weight in lists if word in words), 0.0)


def _look(word: str) -> tuple[float, float]:
    if len(word) < 4:
        return 0.0, 0.0
    return (
        _LOOK if _ENGLISH_LOOK.search(word) else 0.0,
        _LOOK if _URDU_LOOK.search(word) else 0.0,
    )


_STRETCHED_END = re.compile(r"(.)\1+$")
_DOUBLED = re.compile(r"(.)\1+")
_FINAL_E = re.compile(r"(?:ay|ey|ai|ei|e)h?$")


def _skeleton(word: str) -> str:
    """Return what the many spellings of one Roman Urdu word share: "nahin", "naheen" and "nahiin" are one."""
    plain = word.replace("ee", "i").replace("oo", "u").replace("v", "w").replace("ou", "u")
    plain = _DOUBLED.sub(r"\1", plain)
    plain = _FINAL_E.sub("e", plain)
    return plain.replace("ain", "en").replace("ein", "en").replace("iay", "ie")


ENGLISH_LISTS = ((ENGLISH_FRAME, _FRAME), (ENGLISH_CONTENT, _CONTENT), (ENGLISH_LEANING, _LEANING))
URDU_LISTS = ((URDU_FRAME, _URDU_FRAME), (URDU_CONTENT, _CONTENT), (URDU_LEANING, _LEANING))

_URDU_SKELETONS = frozenset(_skeleton(word) for word in URDU_FRAME | URDU_CONTENT if len(word) > 3)
