"""What one cell of a shop's file holds, read strictly: what could mean two things is refused, never guessed at."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from hamrah.crm.base import utc_now
from hamrah.integrations.csv_files import read_moment
from hamrah.language.normalise import normalise
from hamrah.language.patterns.contact import as_e164
from hamrah.services.opening_hours import DAY_ENDS
from hamrah.services.orders import clean_number
from hamrah.services.word_lists import shop_lexicon

Value = TypeVar("Value")

MOST_MINOR = 2**31 - 1
"""The dearest thing that the store can hold."""
CLOSED = "closed"
_MONEY = re.compile(r"(\d+|\d{1,3}(?:,\d{2,3})*,\d{3})(?:\.(\d{1,2}))?")
_CURRENCY = re.compile(r"^(?:rs\.?|pkr)\s*", re.IGNORECASE)
_SPANS = re.compile(r"(\d{1,2}:\d{2})\s*[-–]\s*(\d{1,2}:\d{2})")
_ZONE_APART = re.compile(r" ([+-]\d{2}:?\d{2})$")
_YES_NO = {"yes": True, "true": True, "1": True, "y": True, "no": False, "false": False, "0": False, "n": False}
_LANGUAGES = {"english": "en", "urdu": "ur", "roman urdu": "ur-Latn", "en": "en", "ur": "ur", "ur-latn": "ur-Latn"}
_LETTERS = {"xs": "XS", "s": "small", "m": "medium", "l": "large"}


def read_money(written: str) -> int:
    """Rupees with up to two decimals, as paisas; commas only between thousands or lakhs ("1,25,000.50")."""
    found = _MONEY.fullmatch(_CURRENCY.sub("", written))
    if found is None:
        raise ValueError("no amount of rupees")
    rupees, paisas = found.groups()
    minor = int(Decimal(f"{rupees.replace(',', '')}.{paisas or 0}") * 100)
    if minor > MOST_MINOR:
        raise ValueError("too much")
    return minor


def read_yes_no(written: str) -> bool:
    """Yes or no, as spreadsheets and shops write it."""
    return _chosen(written, _YES_NO)


def read_past(written: str) -> datetime:
    """A moment that has been; without a zone it is the shop's."""
    at = read_any_moment(written)
    if at > utc_now():
        raise ValueError("in the future")
    return at


def read_any_moment(written: str) -> datetime:
    """A moment, in UTC; "2026-05-04 10:30:00 +0500" is one too."""
    try:
        return read_moment(_ZONE_APART.sub(r"\1", written)).astimezone(UTC)
    except OverflowError:
        raise ValueError("no year that there is in UTC") from None


def read_phone(written: str) -> str:
    """A telephone number in E.164."""
    number = as_e164(written) if re.fullmatch(r"[\d +().-]+", written) else None
    if number is None:
        raise ValueError("no telephone number")
    return number


def read_language(written: str) -> str:
    """A language by its code or its English name."""
    return _chosen(written, _LANGUAGES)


def read_hours(written: str) -> list[list[str]]:
    """Opening hours of a day: `10:00-13:00 14:30-22:00`, or `closed`."""
    if written.lower() == CLOSED:
        return []
    if not re.fullmatch(r"[\s,]*", _SPANS.sub("", written)):
        raise ValueError("no hours")
    spans = [[_clock(opens), _clock(closes)] for opens, closes in _SPANS.findall(written)]
    clocks = [clock for span in spans for clock in span]
    if not spans or clocks != sorted(set(clocks)):
        raise ValueError("hours that run backwards")
    return spans


def read_words(written: str) -> list[str]:
    """Several words or phrases in one cell, with `|` between."""
    return [word for part in written.split("|") if (word := part.strip())]


def read_size(written: str) -> str:
    """A size as people's words for it are understood: `M` is medium."""
    return _LETTERS.get(written.lower()) or _known("size", written) or written


def read_color(written: str) -> str:
    """A colour by its name in the word lists, so that it is found by any word for it; else in lower case."""
    return _known("color", written) or written.lower()


def read_material(written: str) -> str:
    """A material, as a colour is read."""
    return _known("material", written) or written.lower()


def read_city(written: str) -> str:
    """A city by its English name, where the word lists know it."""
    return _known("city", written) or written


def _known(entity: str, written: str) -> str | None:
    return shop_lexicon().phrases(entity).get(" ".join(normalise(written).text.split()))


def _chosen(written: str, choices: dict[str, Value]) -> Value:
    try:
        return choices[written.lower()]
    except KeyError:
        raise ValueError("none of the choices") from None


def _clock(written: str) -> str:
    hour, minute = (int(part) for part in written.split(":"))
    clock = f"{hour:02}:{minute:02}"
    if clock != DAY_ENDS and (hour > 23 or minute > 59):
        raise ValueError("no time of day")
    return clock


Code = Annotated[str, StringConstraints(min_length=1, max_length=40)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Text = Annotated[str, StringConstraints(max_length=10_000)]
Number = Annotated[Code, BeforeValidator(clean_number)]
Email = Annotated[Name, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", to_lower=True)]
Phone = Annotated[str, BeforeValidator(read_phone)]
Language = Annotated[str, BeforeValidator(read_language)]
Money = Annotated[int, BeforeValidator(read_money)]
Days = Annotated[int, Field(ge=0, le=10_000)]
Pieces = Annotated[int, Field(ge=-10_000_000, le=10_000_000), AfterValidator(lambda counted: max(counted, 0))]
"""Sold before it was counted in is none that is left."""
Bought = Annotated[int, Field(ge=1, le=100_000)]
YesNo = Annotated[bool, BeforeValidator(read_yes_no)]
Past = Annotated[datetime, BeforeValidator(read_past)]
Moment = Annotated[datetime, BeforeValidator(read_any_moment)]
Hours = Annotated[list[list[str]], BeforeValidator(read_hours)]
Words = Annotated[list[str], BeforeValidator(read_words)]
Color = Annotated[Code, BeforeValidator(read_color)]
Size = Annotated[Code, BeforeValidator(read_size)]
Material = Annotated[Code, BeforeValidator(read_material)]
City = Annotated[Code, BeforeValidator(read_city)]
