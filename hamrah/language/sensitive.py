"""Personal data out of text that is logged: telephone numbers, e-mail addresses, CNICs, cards, one-time codes."""

import re
import unicodedata

# Between two digits people put blanks and signs, and a copied text may hold invisible characters.
_JOIN = "[\\s.()\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff-]{0,3}"

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_CODE = re.compile(
    r"(?i)(?<!\w)((?:one.?time\s(?:code|password|pin)|code|otp|pin|passcode|کوڈ|پن)"
    r"(?:\s{0,3}(?:[:=#\-\"']|is|hai|number|no|yeh|ye|hy|ہے|نمبر|یہ)){0,4}\s{0,3})(\d(?:[\s-]?\d){3,7})(?!\w)"
)
_CARD = re.compile(r"(?<![\w.-])\d(?:[ -]?\d){12,18}(?![\w-])")
_CNIC = re.compile(rf"(?<!\w)\d{{5}}{_JOIN}-{_JOIN}\d{{7}}{_JOIN}-{_JOIN}\d(?!\w)|(?<!\w)\d{{13}}(?!\w)")
_PHONE = re.compile(
    rf"(?<!\w)(?:(?:\+|00){_JOIN}[1-9](?:{_JOIN}\d){{7,14}}"  # any country
    rf"|92{_JOIN}3(?:{_JOIN}\d){{9}}"
    rf"|0{_JOIN}[1-9](?:{_JOIN}\d){{8,9}}"  # with the trunk zero
    rf"|3\d{{2}}{_JOIN}\d{{7}})(?!\d)"
)
_MARKS = ((_EMAIL, "[email]"), (_CNIC, "[cnic]"), (_PHONE, "[phone]"), (_CARD, "[card]"))


def redact(text: str) -> str:
    """Return the text with telephone numbers, e-mail addresses, CNICs, card-like digits and one-time codes hidden.

    Digits of any script count ("۰۳۰۰…"). Order and ticket numbers, amounts and times stay. Never fails; linear in the
    length; a text without any of these comes back as it is.
    """
    if "@" not in text and not any(char.isdigit() for char in text):
        return text
    ascii_digits = text if text.isascii() else "".join(_ascii_digit(char) for char in text)
    hidden = [(*match.span(2), "[code]") for match in _CODE.finditer(ascii_digits)]
    for pattern, mark in _MARKS:
        hidden.extend((*match.span(), mark) for match in pattern.finditer(ascii_digits))
    return _replace(text, sorted(hidden, key=lambda place: place[0]))  # a stable sort: the more specific stays first


def _replace(text: str, hidden: list[tuple[int, int, str]]) -> str:
    pieces: list[str] = []
    position = 0
    for start, end, mark in hidden:
        if start < position:
            position = max(position, end)
            continue
        pieces += [text[position:start], mark]
        position = end
    return "".join(pieces) + text[position:]


def _ascii_digit(char: str) -> str:
    """Return a digit of any script as ASCII; one character for one, so that places stay."""
    value = unicodedata.decimal(char, None)
    return char if value is None else str(value)
