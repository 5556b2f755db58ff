"""What a word sounds like, roughly: one key for the spellings of Roman Urdu and for the same word in Urdu script.

"mujhe", "mujhay", "mje" and "مجھے" are one key, and so are "delivery" and "ڈیلیوری": what is learnt from a sentence in
one script helps with the other, and with vowels and doubled letters that were dropped. The key keeps consonants and
whether the word begins with a vowel; aspiration, nasal ends, and the several Urdu letters of one sound fall together.
"""

import re
from functools import lru_cache

_VOWEL = "a"  # stands for any vowel that a word begins with

_URDU = {
    **dict.fromkeys("بٻ", "b"),
    **dict.fromkeys("پف", "p"),
    **dict.fromkeys("تٹطۃ", "t"),
    **dict.fromkeys("ثسصش", "s"),
    **dict.fromkeys("ذزضظژ", "z"),
    **dict.fromkeys("دڈ", "d"),
    **dict.fromkeys("رڑ", "r"),
    **dict.fromkeys("خقک", "k"),
    **dict.fromkeys("غگ", "g"),
    **dict.fromkeys("حہ", "h"),
    "ج": "j",
    "چ": "c",
    "ل": "l",
    "م": "m",
    "ن": "n",
    "و": "w",
    "ی": "y",
}  # all other letters are vowels, or marks of aspiration and nasality

_HARD_C = re.compile("c(?![eiyh])")
_SOFT_G = re.compile("(?:(?<=[nrd])ge|(?<=a)ge)(?=[sd]?$)")
_GROUPS = str.maketrans({"q": "k", "f": "p", "v": "w"})
_ASPIRATED = re.compile("(?<=[bcdgjklprst])h")
_DOUBLED = re.compile(r"(.)\1+")


@lru_cache(maxsize=65536)
def sound(word: str) -> str:
    """Return the key of a normalised word (see `normalise`); what is no word (a number, an emoji) is its own key.

    A word of vowels alone has the key "a", or "" if it is nothing but marks. Never fails.
    """
    if "a" <= word[:1] <= "z":
        return _roman(word)
    return _urdu(word) if "\u0600" <= word[:1] <= "\u06ff" and word[0].isalpha() else word


def _urdu(word: str) -> str:
    kept: list[str] = []
    for place, letter in enumerate(word):
        consonant = _URDU.get(letter, "")
        if place == 0:
            glides = consonant != "y" or word[1:2] in ("ا", "ہ", "ے")
            kept.append(consonant if consonant and glides else _VOWEL)
        elif consonant not in ("w", "y") and not (consonant == "h" and place == len(word) - 1):
            kept.append(consonant)
    return _DOUBLED.sub(r"\1", "".join(kept))


def _roman(word: str) -> str:
    letters = _SOFT_G.sub("j", "".join(char for char in word if "a" <= char <= "z"))
    letters = letters.replace("sch", "sk").replace("tion", "sn").replace("ck", "k").replace("x", "ks")
    letters = _HARD_C.sub("k", letters.removeprefix("w") if letters.startswith("wr") else letters)
    letters = re.sub("c(?!h)", "s", letters).translate(_GROUPS)
    letters = _ASPIRATED.sub("", letters)
    kept = _VOWEL if letters[:1] in "aeiou" else letters[:1]
    nasal = len(letters) > 3 and letters[-1] == "n" and letters[-2] in "aeiou"
    for place, letter in enumerate(letters[1:], 1):
        last = place == len(letters) - 1
        if letter not in "aeiouyw" and not (last and (letter == "h" or nasal)):
            kept += letter
    return _DOUBLED.sub(r"\1", kept)
