"""Money, dates, lists and mixed text as each language writes them."""

import re
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from hamrah.language.calendar_names import MONTHS, NEAR_DAYS, WEEKDAYS

SHOP_TIMEZONE = "Asia/Karachi"

# ISO 4217 currencies whose minor unit is not a hundredth; every other one has two digits.
_EXPONENTS = {
    **dict.fromkeys(("JPY", "KRW", "VND", "CLP", "ISK", "UGX", "XAF", "XOF", "RWF", "PYG"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}
_SYMBOLS = {"PKR": "Rs ", "GBP": "£", "USD": "$", "EUR": "€", "INR": "₹", "JPY": "¥"}
_URDU_NAMES = {
    "PKR": "روپے",
    "GBP": "پاؤنڈ",
    "USD": "ڈالر",
    "EUR": "یورو",
    "INR": "بھارتی روپے",
    "AED": "درہم",
    "SAR": "ریال",
}
_RTL = frozenset({"ur", "ar", "fa", "ps", "sd", "pa-Arab", "ug", "he", "ckb"})
_ISOLATE_START, _ISOLATE_END = "\u2068", "\u2069"  # first strong isolate, pop directional isolate
_ISOLATES = re.compile("[\u2066-\u2069]")
_LATIN_OR_DIGIT = re.compile(r"[0-9A-Za-z\u00c0-\u024f]")


def format_money(minor: int, currency: str, language: str) -> str:
    """Write an amount given in integer minor units of an ISO 4217 currency: 450000 PKR is "Rs 4,500" or "4,500 روپے".

    Minor digits are shown only if they are not zero. In Urdu the currency's name follows; a currency without a known
    name or symbol shows its code. Negative amounts carry a minus sign before everything.
    """
    currency = currency.upper()
    exponent = _EXPONENTS.get(currency, 2)
    whole, rest = divmod(abs(minor), 10**exponent)
    number = f"{whole:,}" + (f".{rest:0{exponent}d}" if rest else "")
    sign = "-" if minor < 0 else ""
    if language == "ur":
        return f"{sign}{number} {_URDU_NAMES.get(currency, currency)}"
    return f"{sign}{_SYMBOLS.get(currency, currency + ' ')}{number}"


def format_date(when: datetime, language: str, now: datetime, timezone: str = SHOP_TIMEZONE) -> str:
    """Write a day as the shop's clock sees it: "today", "Tuesday 24 November", "منگل 24 نومبر"; with year if another.

    Both times must be aware (ValueError otherwise). A language without names of its own gets the English ones.
    """
    if when.tzinfo is None or now.tzinfo is None:
        raise ValueError("format_date needs aware datetimes")
    zone = ZoneInfo(timezone)
    day, today = when.astimezone(zone).date(), now.astimezone(zone).date()
    names = language if language in WEEKDAYS else "en"
    near = NEAR_DAYS[names].get((day - today).days)
    if near is not None:
        return near
    text = f"{WEEKDAYS[names][day.weekday()]} {day.day} {MONTHS[names][day.month - 1]}"
    return text if day.year == today.year else f"{text} {day.year}"


def format_time(when: datetime, language: str, timezone: str = SHOP_TIMEZONE) -> str:
    """Write a time of day as the shop's clock shows it: "3:05 pm", "سہ پہر 3:05 بجے", "3:05 baje din".

    The time must be aware (ValueError otherwise).
    """
    if when.tzinfo is None:
        raise ValueError("format_time needs an aware datetime")
    local = when.astimezone(ZoneInfo(timezone))
    clock = f"{local.hour % 12 or 12}:{local.minute:02d}"
    if language == "ur":
        return f"{_part_of_day(local.hour, ('صبح', 'دوپہر', 'سہ پہر', 'شام', 'رات'))} {clock} بجے"
    if language == "ur-Latn":
        return f"{_part_of_day(local.hour, ('subah', 'dopahar', 'din', 'shaam', 'raat'))} {clock} baje"
    return f"{clock} {'am' if local.hour < 12 else 'pm'}"


def _part_of_day(hour: int, names: tuple[str, str, str, str, str]) -> str:
    morning, noon, afternoon, evening, night = names
    for until, name in ((4, night), (12, morning), (15, noon), (17, afternoon), (20, evening)):
        if hour < until:
            return name
    return night


def format_list(items: Sequence[str], language: str) -> str:
    """Join items as a sentence does: "a, b and c", "الف، ب اور ج", "a, b aur c"; an empty sequence gives ""."""
    if len(items) < 2:
        return "".join(items)
    comma = "، " if language == "ur" else ", "
    last = {"ur": " اور ", "ur-Latn": " aur "}.get(language, " and ")
    return comma.join(items[:-1]) + last + items[-1]


def isolate(text: str) -> str:
    """Wrap a text so that its direction neither takes nor gives: U+2068 … U+2069. An isolate inside is dropped."""
    return f"{_ISOLATE_START}{strip_isolates(text)}{_ISOLATE_END}"


def isolate_for(text: str, language: str) -> str:
    """Isolate a value that is put into a line of a right-to-left language, if it holds Latin letters or digits."""
    if language in _RTL and _LATIN_OR_DIGIT.search(text):
        return isolate(text)
    return text


def strip_isolates(text: str) -> str:
    """Take isolates out, for places where they would be seen or compared (a log, a test, a plain-text e-mail)."""
    return _ISOLATES.sub("", text)
