"""E-mail addresses and telephone numbers."""

import re

import phonenumbers

from hamrah.language.patterns.message import Message

_REGION = "PK"
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,3}\.[a-z]{2,24}(?![\w-])")
_JOIN = r"[ .()-]{0,2}"
_PHONES = (
    # A mobile of Pakistan in any dress: 0300-1234567, +92 (300) 1234567, 0092300…, 923001234567, 3001234567.
    re.compile(rf"(?<![\w+])(?:(?:\+|00){_JOIN}92|92|0)?{_JOIN}3(?:{_JOIN}\d){{9}}(?!\d)"),
    # A landline with its trunk zero or country code.
    re.compile(rf"(?<![\w+])(?:(?:\+|00){_JOIN}92|0)(?:{_JOIN}\d){{8,10}}(?!\d)"),
    # Any other country, only with a plus or a double zero.
    re.compile(rf"(?<![\w+])(?:\+|00)[1-9](?:{_JOIN}\d){{6,14}}(?!\d)"),
)


def find_contacts(message: Message) -> None:
    """Find e-mail addresses (lower case) and telephone numbers (E.164, region Pakistan unless a country is given)."""
    if "@" in message.text:
        for match in _EMAIL.finditer(message.text):
            message.add("email", match.group(), *match.span())
    for pattern in _PHONES:
        for match in pattern.finditer(message.text):
            number = as_e164(match.group())
            if number is not None:
                start = match.start() + len(match.group()) - len(match.group().lstrip(" .()-"))
                message.add("phone", number, start, match.end())


def as_e164(text: str) -> str | None:
    """Return a telephone number in E.164 ("+923001234567"), or None if the text is not one.

    Takes ASCII digits in the ways Pakistan writes them, and any country's number with a plus or a double zero.
    """
    digits = re.sub(r"[^\d+]", "", text)
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    elif re.fullmatch(r"923\d{9}", digits):
        digits = "+" + digits
    try:
        number = phonenumbers.parse(digits, _REGION)
    except phonenumbers.NumberParseException:
        return None
    mobile = number.country_code == 92 and str(number.national_number).startswith("3")
    sound = phonenumbers.is_possible_number(number) if mobile else phonenumbers.is_valid_number(number)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if sound else None
