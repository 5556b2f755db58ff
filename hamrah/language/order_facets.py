"""What of an order somebody wants changed or sent back, and why: "pata badalna hai", "exchange", "سائز چھوٹا ہے"."""

import re

from hamrah.language.normalise import normalise, tokenise

FACETS: dict[str, tuple[str, ...]] = {
    "address": (
        "address",
        "adress",
        "addres",
        "pata",
        "patta",
        "location",
        "deliver",
        "پتہ",
        "پتا",
        "پتے",
        "ایڈریس",
    ),
    "size": (
        "size",
        "sizes",
        "saiz",
        "naap",
        "bara",
        "chota",
        "smaller",
        "bigger",
        "larger",
        "سائز",
        "ناپ",
        "بڑا",
        "چھوٹا",
    ),
    "color": ("color", "colour", "colors", "rang", "kalar", "رنگ", "کلر"),
}
_BY_WORD = {word: facet for facet, words in FACETS.items() for word in words}


def find_order_facet(text: str) -> str | None:
    """`address`, `size` or `color`, whichever a message names first; None when it names none."""
    return next((_BY_WORD[token.text] for token in tokenise(text) if token.text in _BY_WORD), None)


_END = r"(?![^\W_])"
_START = r"(?<![^\W_])"
_RETURN = re.compile(
    rf"{_START}(?:refunds?|refunded|money|cash back|paisay?|paise|raqam|rakam|پیسے|پیسہ|رقم|ریفنڈ){_END}"
)
_RETURN_WHEN_ASKED = re.compile(rf"{_START}(?:return|wapas|wapis|waapas|vapas|wapsi|واپس|واپسی|ریٹرن){_END}")
_EXCHANGE = re.compile(
    rf"{_START}(?:exchange|swap|replace|replacement|replaced|badal\w*|badle|badlay|badli|tabdeel|"
    rf"(?:another|new|dusra|doosra|dosra|naya) (?:one|piece|pees)|"
    rf"بدل\w*|تبدیل|ایکسچینج|(?:دوسرا|نیا) پیس){_END}"
)
_ILL = r"chh?ota|chh?oti|bara|bari|tang|khula|dheela|dheeli|lamba|lambi|kharab|ghalat|galat|alag|mukhtalif"
_ILL_URDU = "چھوٹا|چھوٹی|بڑا|بڑی|تنگ|کھلا|ڈھیلا|ڈھیلی|لمبا|لمبی|خراب|غلط|الگ|مختلف"
_REASON = re.compile(
    rf"{_START}(?:because|since|kyun ?ke|kyun ?k|kyunki|kyunkay|kyu ?ke|is ?liye|کیونکہ|کیوں کہ|اس لیے|"
    rf"too (?:small|big|large|tight|loose|short|long)|"
    rf"(?:does not|doesn'?t|did not|didn'?t|do not|don'?t) (?:fit|like|suit)|"
    rf"(?:{_ILL}) (?:hai|hain|he|nikla|nikli|nikle|aya|ayi|aaya|aayi|ho)|"
    rf"(?:{_ILL_URDU}) (?:ہے|ہیں|نکلا|نکلی|نکلے|آیا|آئی)|"
    rf"(?:pasand|fit|pura|poora|puri|poori|پسند|فٹ|پورا|پوری) (?:nahi|nahin|nhi|نہیں)){_END}"
)


def find_return_kind(text: str, asked: bool = False) -> str | None:
    """`return` (for the money) or `exchange`, whichever a raw text says; None for neither and for both.

    A bare "return" or "wapas" tells the one from the other only where that is what was `asked`.
    """
    plain = " ".join(normalise(text).text.split())
    money = _RETURN.search(plain) or (asked and _RETURN_WHEN_ASKED.search(plain))
    other = _EXCHANGE.search(plain)
    if bool(money) == bool(other):
        return None
    return "return" if money else "exchange"


def gives_reason(text: str) -> bool:
    """Whether a raw text says why something is sent back: "size chota hai", "it doesn't fit", "پسند نہیں آیا"."""
    return bool(_REASON.search(" ".join(normalise(text).text.split())))
