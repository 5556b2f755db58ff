"""What of an order somebody wants changed: "pata badalna hai", "different colour", "سائز چھوٹا ہے"."""

from hamrah.language.normalise import tokenise

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
        "ایڈریس",
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
