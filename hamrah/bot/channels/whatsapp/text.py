"""Text that WhatsApp shows as it is written, and never formats by accident."""

import re

_LINK = re.compile(r"(https?://\S+)")
_PAIRED = re.compile(r"(?<![^\W_])([*_~`])(?=\S)([^\n]*?\S)\1(?![^\W_])")
_QUOTED = re.compile(r"^([^\S\n]*)>(?=\s)", re.MULTILINE)
_LOOKALIKES = {"*": "\u2217", "_": "\uff3f", "~": "\u223c", "`": "\u2035"}


def unformatted(text: str) -> str:
    """A text in which nothing becomes bold, italic, struck through, code or a quotation; links are left alone.

    A pair of markers that WhatsApp would take as such is written with signs that look alike: nothing escapes them.
    """
    pieces = _LINK.split(_QUOTED.sub(r"\1›", text.replace("```", "\u2035\u2035\u2035")))
    return "".join(piece if place % 2 else _plain(piece) for place, piece in enumerate(pieces))


def _plain(text: str) -> str:
    before = None
    while before != text:  # a pair may stand within another
        before = text
        text = _PAIRED.sub(lambda found: f"{_LOOKALIKES[found[1]]}{found[2]}{_LOOKALIKES[found[1]]}", text)
    return text
