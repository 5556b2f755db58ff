"""Periods: "pichlay haftay", "گزشتہ ماہ", "last 30 days", "march", "aaj"; values are plain English words.

`hamrah/language/periods.py` turns a value into two times.
"""

import re

from hamrah.language.calendar_names import MONTH_SPELLINGS, MONTHS, WEEKDAY_SPELLINGS, WEEKDAYS
from hamrah.language.patterns.message import NUMBER, WORD_END, WORD_START, Message

_LAST = (
    r"(?:last|past|previous|pichh?la|pichh?li|pichh?lay|pichh?le|pichly|pichlai|guzishta|guzashta|"
    r"gaye|gayi|گزشتہ|گذشتہ|پچھلا|پچھلی|پچھلے)"
)
_THIS = r"(?:this|current|is|iss|اس|رواں|moujooda|maujooda|موجودہ)"
_NEXT = r"(?:next|coming|agla|agli|aglay|agle|aanay wale|اگلا|اگلی|اگلے|آئندہ|ainda)"
_UNITS = {
    "day": r"(?:days?|din|dino|dinon|dinu|روز|دن|دنوں)",
    "week": r"(?:weeks?|haftay|haftey|hafte|hafta|haftah|hafton|ہفتہ|ہفتے|ہفتوں)",
    "month": r"(?:months?|mahinay|mahine|mahiney|maheenay|maheene|mahina|maheena|mahinon|mah|maah|ماہ|"
    r"مہینہ|مہینے|مہینوں)",
    "quarter": r"(?:quarters?|kwartar|سہ ماہی)",
    "year": r"(?:years?|saal|sal|saalon|سال|سالوں)",
}
_ANY_UNIT = "|".join(f"(?P<{name}>{words})" for name, words in _UNITS.items())

_LAST_N = re.compile(rf"{WORD_START}{_LAST}\s{{1,2}}(?P<n>{NUMBER})\s{{0,2}}(?:{_ANY_UNIT}){WORD_END}")
_N_AGO = re.compile(
    rf"(?P<n>{NUMBER})\s{{0,2}}(?:{_ANY_UNIT})\s{{1,2}}(?:ago|pehle|pehlay|phle|pahle|back|پہلے|قبل){WORD_END}"
)
_FOR_N = re.compile(
    rf"(?P<n>{NUMBER})\s{{0,2}}(?:{_ANY_UNIT})\s{{1,2}}(?:se|say|sy|سے|ho ga[iy]?[aey]y?|hogay|hogaye|"
    rf"ہو گئے|ہوگئے){WORD_END}(?!\s(?:kam|z[iy]ada|کم|زیادہ))"
)
_ONE = re.compile(
    rf"{WORD_START}(?:(?P<last>{_LAST})|(?P<this>{_THIS})|"
    rf"(?P<next>{_NEXT}))\s{{1,2}}(?:{_ANY_UNIT}){WORD_END}(?!\s{{0,2}}ka rate)"
)

_TOMORROW_OR_YESTERDAY = re.compile(
    rf"{WORD_START}(?:(?P<one>kal|kall|کل)|(?P<two>parson|parso|parsun|پرسوں)){WORD_END}"
)
_ALL_IN_ALL = re.compile(r"\s(?:mila|ملا) (?:ke|kar|کے|کر)")
_AHEAD = re.compile(
    rf"(?:[^\W\d_]+(?:ega|egi|enge|unga|ungi|oga|ogi|ayga|aygi)|\b(?:ga|gi|ge|gay|will|tak|subah tak|"
    rf"chahiye|karein|karen|kar dein|karna|karni|hai|ho|hun)|ہے|کریں|گا|گی|گے|تک|چاہیے){WORD_END}"
)
_BEHIND = re.compile(
    rf"{WORD_START}(?:tha|thi|thay|wala hi|wale|hua|hui|kiya|kia|diya|dia|liya|lia|aya|aaya|ayi|aayi|"
    rf"mila|mili|mangwaya|mangwayi|khareeda|kharida|bheja|gaya|gayi|"
    rf"was|did|bought|ordered|تھا|تھی|تھے|ہوا|ہوئی|کیا تھا|دیا|لیا|آیا|آئی|ملا|ملی|منگوایا|خریدا|گیا|گئی){WORD_END}"
)
_NAMED = tuple(
    (value, re.compile(rf"{WORD_START}(?:{words}){WORD_END}"))
    for value, words in (
        ("day before yesterday", "day before yesterday|guzishta parson"),
        ("day after tomorrow", "day after tomorrow"),
        ("yesterday", "yesterday|yesturday|guzishta kal|گزشتہ کل|گذشتہ کل"),
        ("tomorrow", "tomorrow|tomorow|tmrw|tmrow|2moro|tommorow|anay wala kal|آنے والا کل"),
        (
            "today",
            r"today|todays|2day|this (?:morning|afternoon|evening)|tonight|(?:aaj|aj|ajj)(?! kal|"
            r" tak)(?: subah| shaam| raat)?|(?:آج|اج)(?! کل| تک)(?: صبح| شام| رات)?",
        ),
        ("last eid", rf"{_LAST} (?:eid|عید)"),
        ("eid", r"eid(?! mubarak|" + NUMBER + r")|choti eid|bari eid|eid ul fitr|eid ul adha|عید(?! مبارک)|eed"),
        ("ramadan", r"(?:ramadan|ramazan|ramzan|ramzaan|رمضان(?: المبارک)?)(?! mubarak| مبارک)"),
        ("weekend", "weekend|this weekend|ویک اینڈ"),
    )
)
_IN = r"(?:in|of|since|during|for|from|last|this)"
_OF = r"(?:mein|mai|me|ka|ki|ke|kay|se|میں|کا|کی|کے|سے)"
_YEAR = re.compile(
    rf"(?:{WORD_START}(?:in|of|since|during|year|saal|san|سال|سن)\s{{1,2}}(?P<a>{NUMBER})(?!\s?(?:to|-|"
    rf"se|tak|aur)\s?{NUMBER})|(?P<b>{NUMBER})\s{{1,2}}(?:{_OF}\s(?:saal|sal|سال)|(?:mein|میں|ka poora|"
    rf"کا پورا){WORD_END}))"
)
_WEAK_MONTHS = frozenset(
    {"may", "mai", "jan", "mar", "jun", "sep", "dec", "feb", "apr", "jul", "aug", "oct", "nov", "joon"}
)
_WEAK_DAYS = frozenset(
    {"mon", "wed", "fri", "bud", "pir", "thu", "tue", "peer", "mangal", "budh", "پیر", "ہفتہ", "hafta"}
)


def _names(full: dict[str, tuple[str, ...]], spellings: tuple[tuple[str, ...], ...]) -> dict[str, str]:
    """Return every normalised spelling with its plain English name."""
    table: dict[str, str] = {}
    for index, name in enumerate(full["en"]):
        for spelling in (*(names[index] for names in full.values()), *spellings[index]):
            table[spelling.lower()] = name.lower()
    return table


_MONTHS = _names(MONTHS, MONTH_SPELLINGS)
_DAYS = {word: day for word, day in _names(WEEKDAYS, WEEKDAY_SPELLINGS).items() if word not in ("hafta", "ہفتہ")}
_MONTH = re.compile(
    rf"{WORD_START}(?:(?P<last>{_LAST})\s|(?P<in>{_IN}|is|اس)\s)?"
    rf"(?:(?:(?P<day>{NUMBER})|(?P<nth>\d{{1,2}})(?:st|nd|rd|th))\s(?:of\s)?)?"
    rf"(?P<name>{'|'.join(sorted(_MONTHS, key=len, reverse=True))}){WORD_END}"
    rf"(?:\s(?P<year>{NUMBER}))?(?P<of>\s{_OF}{WORD_END})?"
)
_DAY = re.compile(
    rf"{WORD_START}(?:(?P<last>{_LAST})\s|(?P<in>on|this|is|"
    rf"اس)\s)?(?P<name>{'|'.join(sorted(_DAYS, key=len, reverse=True))}){WORD_END}"
    rf"(?!\s(?:mubarak|مبارک))(?P<of>\s(?:ko|کو|tak|تک|ke din|کے دن|se|سے))?"
)


def find_periods(message: Message) -> None:
    """Find periods; the place is the whole phrase ("pichlay 3 mahinay")."""
    for pattern, form in ((_LAST_N, "last {n} {unit}s"), (_N_AGO, "{n} {unit}s ago"), (_FOR_N, "last {n} {unit}s")):
        for match in pattern.finditer(message.template):
            count = message.number(match, "n").value
            value = form.format(n=count, unit=_unit(match))
            message.add(
                "period",
                value if count != 1 else value.replace("s ago", " ago").removesuffix("s"),
                *message.span(match),
            )
    for match in _ONE.finditer(message.template):
        which = next(name for name in ("last", "this", "next") if match.group(name))
        if _unit(match) != "day":
            message.add("period", f"{which} {_unit(match)}", *message.span(match))
    for value, pattern in _NAMED:
        for match in pattern.finditer(message.template):
            message.add("period", value, *message.span(match))
    _find_kal(message)
    _find_names(message)
    for match in _YEAR.finditer(message.template):
        number = message.number(match, "a" if match.group("a") else "b")
        if number.digits is not None and 1990 <= number.value <= 2100:
            message.add_number("period", str(number.value), number)


def _unit(match: re.Match[str]) -> str:
    return next(name for name in _UNITS if match.group(name))


def _find_kal(message: Message) -> None:
    """Urdu's kal is yesterday or tomorrow, and parson two days away, as the verb says; without one, the past."""
    ahead: bool | None = None
    for match in _TOMORROW_OR_YESTERDAY.finditer(message.template):
        if re.search(r"(?:aaj|aj|آج)\s$", message.template[max(0, match.start() - 5) : match.start()]):
            continue  # aaj kal: these days
        if _ALL_IN_ALL.match(message.template, match.end()):
            continue  # kal mila ke: all in all
        if ahead is None:
            rest = _TOMORROW_OR_YESTERDAY.sub("", message.template)
            ahead = bool(_AHEAD.search(rest)) and not _BEHIND.search(rest)
        near, far = ("tomorrow", "day after tomorrow") if ahead else ("yesterday", "day before yesterday")
        message.add("period", near if match.group("one") else far, *message.span(match))


def _find_names(message: Message) -> None:
    alone = message.template.strip(" .?!")
    for pattern, table, weak in ((_MONTH, _MONTHS, _WEAK_MONTHS), (_DAY, _DAYS, _WEAK_DAYS)):
        for match in pattern.finditer(message.template):
            groups = match.groupdict()
            told = (
                groups["last"]
                or groups["in"]
                or groups["of"]
                or groups.get("year")
                or groups.get("day")
                or match.group("name") == alone
            )
            if match.group("name") in weak and not told:
                continue
            message.add("period", *_dated(message, match, table[match.group("name")]))


def _dated(message: Message, match: re.Match[str], name: str) -> tuple[str, int, int]:
    """Return value and place of a month or a day of the week, with the day and the year that stand beside it."""
    groups = match.groupdict()
    start, end, value = match.start("name"), match.end("name"), name
    day = message.number(match, "day").value if groups.get("day") else int(groups.get("nth") or 0)
    if day in range(1, 32):
        start, value = match.start("day" if groups.get("day") else "nth"), f"{day} {value}"
    elif groups["last"]:
        start, value = match.start("last"), f"last {value}"
    if groups.get("year"):
        number = message.number(match, "year").value
        if 1990 <= number <= 2100:
            end, value = match.end("year"), f"{value} {number}"
        elif value == name and number in range(1, 32):
            end, value = match.end("year"), f"{number} {value}"
    return value, message.place(start), message.place(end - 1, after=True)
