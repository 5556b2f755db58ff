"""What one character becomes: Arabic keyboards' letters, presentation forms, digits and punctuation of any script."""

import re
import unicodedata
from functools import lru_cache

_FOLDS: dict[int, str | None] = {
    # Arabic and neighbouring letters to the Urdu ones.
    **dict.fromkeys(map(ord, "يىۍێې"), "ی"),
    **dict.fromkeys(map(ord, "كڪ"), "ک"),
    **dict.fromkeys(map(ord, "هەۀۂ"), "ہ"),
    **dict.fromkeys(map(ord, "أإٱ"), "ا"),
    ord("ة"): "ۃ",
    ord("ۓ"): "ئے",
    ord("ـ"): None,  # tatweel, drawn longer but the same word
    # Punctuation to ASCII.
    **dict.fromkeys(map(ord, "،٬‚"), ","),
    ord("؛"): ";",
    ord("؟"): "?",
    ord("۔"): ".",
    ord("٫"): ".",
    ord("٪"): "%",
    ord("٭"): "*",
    **dict.fromkeys(map(ord, "«»“”„"), '"'),
    **dict.fromkeys(map(ord, "‘’`´"), "'"),
    **dict.fromkeys(map(ord, "–—―−‐‑‒"), "-"),
}
_ARABIC_MARKS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u08d3-\u08ff]")


@lru_cache(maxsize=4096)
def visible(char: str) -> str:
    """Return the character, a space for what separates words (ZWNJ, controls, any space), or "" for what only steers.

    Steering are bidi marks and isolates, joiners, variation selectors, lone surrogates and the like. Private-use
    characters become a space, so that our code may use them as marks of its own.
    """
    if char == "\u200c" or char.isspace():
        return " "
    kind = unicodedata.category(char)
    if kind in ("Cc", "Co", "Cn"):
        return " "
    if kind in ("Cf", "Cs") or "\ufe00" <= char <= "\ufe0f":
        return ""
    return char


@lru_cache(maxsize=8192)
def fold(cluster: str) -> str:
    """Return a letter with its marks in the one form we compare: NFKC, Urdu letters, ASCII digits, lower case.

    The result may be longer (a ligature) or shorter (a diacritic, gone) than the cluster.
    """
    composed = unicodedata.normalize("NFKC", cluster).translate(_FOLDS).replace("ی\u0654", "ئ")
    bare = _ARABIC_MARKS.sub("", composed)
    return "".join(_digit(char) for char in bare).lower()


def is_mark(char: str) -> bool:
    """Tell whether the character sits on the letter before it (a diacritic, a hamza or madda above)."""
    return unicodedata.combining(char) != 0


def _digit(char: str) -> str:
    value = unicodedata.decimal(char, None)
    if value is not None:
        return str(value)
    return " " if char.isspace() else char
