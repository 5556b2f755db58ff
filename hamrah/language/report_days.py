"""Which days a report is asked for: "last month", "since Monday", "1 se 15 October tak", "March and April"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hamrah.language.calendar_names import MONTHS
from hamrah.language.normalise import normalise
from hamrah.language.periods import UnknownPeriod, resolve_period, resolve_range

Span = tuple[datetime, datetime]
Named = tuple[str, int, int]
"""A period's plain English words, and its place in the text."""

_MARKS = "abcdefghij"
_P = rf"xx([{_MARKS}])xx"
_N = r"(\d{1,2})(?:st|nd|rd|th)?"
_SE = r"(?:se|say|sy|سے)(?: ?(?:le ?kar|lekr|shuru|لے ?کر|شروع))?"
_TO = rf"(?:to|till?|til|until|thru|through|up ?to|-|–|—|{_SE})"
_AND = r"(?:and|aur|&|plus|,|،|اور)"
_CASE = r"(?:mei?n|main?|me|ki|ka|ke|میں|کی|کا|کے)"
_UNTIL_NOW = r"(?:ab|abhi|aaj|aj|اب|ابھی|آج) ?(?:tak|tk|تک)|(?:till?|until|up ?to) (?:now|date|today)"
_NOW = rf"(?:{_UNTIL_NOW}|onwards?|so far|to date)"
_START = r"(?:(?:the )?(?:start|beginning) of )?(?:the )?"
_SINCE = re.compile(
    rf"\b(?:since|start(?:ing|ed)?(?: from| on)?|beginning(?: from)?) {_START}{_P}|{_P} (?:{_SE} )?{_NOW}(?!\w)"
    rf"|\bfrom (?:the )?(?:start|beginning) of (?:the )?{_P}|{_P} (?:ke|kay|k|کے) (?:shuru|start|شروع|آغاز) (?:se|سے)"
)
_FROM_DAY = re.compile(rf"\bfrom {_P}|{_P} (?:se|say|sy|سے)(?! (?:pehl\w+|pahl\w+|phl\w+|qabl|پہلے|قبل))(?!\w)")
_TO_ONE = re.compile(rf"\b(?:till?|until|up ?to|before) {_P}|{_P} (?:tak|tk|تک|se pehl\w+|سے پہلے)(?!\w)")
_RANGE = re.compile(rf"{_P} ?{_TO} ?(?:the )?{_P}|\bfrom {_P}[^.?!]*? (?:to|till?|until) {_P}")
_BETWEEN = re.compile(
    rf"\bbetween {_P} {_AND} {_P}|{_P} {_AND} {_P} (?:ke|kay|k|کے) (?:darmiy?an|beech|bich|درمیان|بیچ)"
)
_DAY_TO = re.compile(rf"(?<![\w-]){_N} ?{_TO} ?{_P}|\bbetween {_N} {_AND} {_P}")
_TO_DAY = re.compile(rf"{_P} ?(?:to|till?|until|-|–|—) ?{_N}(?![\w%])")
_LISTED = re.compile(rf"(?:xx[{_MARKS}]xx ?(?:{_CASE} )?{_AND}(?: ?{_AND})? ?)+(?:(?:in|of) )?xx[{_MARKS}]xx")
_WITHIN = re.compile(rf"{_P} {_P}")
_CORRECTED = re.compile(
    rf"{_P}[ ,،]+(?:no|nahi|nahin|sorry|i mean|balke|matlab|نہیں|بلکہ|مطلب)[ ,،]+(?:\w+ ){{0,2}}{_P}"
)
_COMPARED = re.compile(
    r"(?<!\w)(?:vs|versus|v/s|compar\w+|than|against|muqabl\w+|moazn\w+|farq|difference|مقابل\w*|موازن\w*|فرق)(?!\w)"
)
_MORE = re.compile(
    rf"{_P} (?:se|say|sy|سے) (?:{_P} )?(?:\w+ ){{0,4}}?(?:z[iy]+ada|kam|behtar|bura|barh\w*|زیادہ|کم|بہتر|بڑھ\w*)(?!\w)"
)
_UP_TO = re.compile(r"(?<!\w)(?:tak|tk|تک)(?!\w)")
_MONTHS = {name[:3].lower(): name.lower() for name in MONTHS["en"]}
_NAME = rf"(?:(?:{'|'.join([*_MONTHS.values(), 'sept', *_MONTHS])})(?: 20\d\d)?|20[1-3]\d)"
_JOINED = re.compile(rf"\b({_NAME})\s*(?:to|till?|until|-|–|—|se|and|aur|&|vs\.?|versus)\s*({_NAME})\b", re.IGNORECASE)
"""Months and years that nobody takes for such on their own ("may", "2024"), but beside another."""
LONGEST_MONTH = 31
_KAL = re.compile(r"kal|pars|کل|پرسوں", re.IGNORECASE)
_PAST = {"tomorrow": "yesterday", "day after tomorrow": "day before yesterday"}
_DATED = re.compile(r"\d{1,2} (?P<rest>[a-z]+(?: \d{4})?)")


@dataclass(frozen=True)
class DaysAsked:
    """Half-open days in UTC, and those they are to be set against where the text names them.

    `each`: the periods that they are made of, where several were named beside each other ("September and October").
    """

    span: Span
    against: Span | None = None
    each: tuple[Span, ...] = ()

    def grouping(self, timezone: str) -> str | None:
        """What tells the periods named beside each other apart: `day`, `week`, `month`; None for anything else."""
        zone = ZoneInfo(timezone)
        lengths = {until - since for since, until in self.each}
        if not lengths:
            return None
        if max(lengths) <= timedelta(days=1):
            return "day"
        local = [(since.astimezone(zone), until.astimezone(zone)) for since, until in self.each]
        if all(since.day == until.day == 1 and (until - since).days <= LONGEST_MONTH for since, until in local):
            return "month"
        return "week" if lengths == {timedelta(weeks=1)} else None


def find_days(text: str, named: Sequence[Named], now: datetime, timezone: str) -> DaysAsked | None:
    """The days that a raw text asks for, given the periods found in it; None where it names none.

    Two periods are a range where the words say so; set against each other, the later one is asked for. Raises
    `UnknownPeriod` for periods without dates of their own, and for several of which nobody can tell what is meant.
    """
    named = [*named, *_joined(text, named)]
    periods = _dated(text, named, now, timezone)
    if not periods:
        if named:
            raise UnknownPeriod(f"none of {len(named)} periods has dates")
        return None
    return _Reading(text, periods, now, timezone).read()


def find_apart(text: str, named: Sequence[Named], now: datetime, timezone: str) -> list[Named]:
    """The periods that a raw text lists beside each other and that one table cannot tell: "July and September"."""
    periods = _dated(text, [*named, *_joined(text, named)], now, timezone)
    reading = _Reading(text, periods, now, timezone)
    if len(set(reading.spans)) < 2 or not reading.are_listed():
        return []
    try:
        asked = reading.read()
    except UnknownPeriod:
        return [one for one, _ in periods]
    return [one for one, _ in periods] if asked.each and asked.grouping(timezone) is None else []


def compares(text: str) -> bool:
    """Whether a raw text sets what it names against each other ("compare September and October")."""
    plain = " ".join(normalise(text).text.split())
    return _COMPARED.search(plain) is not None


class _Reading:
    def __init__(self, text: str, periods: list[tuple[Named, Span]], now: datetime, timezone: str) -> None:
        self.values = [value for (value, _, _), _ in periods]
        self.spans = [span for _, span in periods]
        self.now = now
        self.timezone = timezone
        self.template = _marked(text, [named for named, _ in periods])

    def read(self) -> DaysAsked:
        is_more = _MORE.search(self.template) is not None and not _UP_TO.search(self.template)
        ranged = None if is_more else self._range()
        if ranged is not None:
            return DaysAsked(resolve_range(*ranged, self.now, self.timezone))
        distinct = sorted(set(self.spans))
        since = self._places(_SINCE)
        if not since and len(distinct) == 1 and _DATED.fullmatch(self.values[0]):
            since = self._places(_FROM_DAY)
            if not since and _TO_ONE.search(self.template):
                raise UnknownPeriod("up to a day, from nobody knows when")
        if since and not is_more:
            first, after = resolve_period(f"since {self.values[since[0]]}", self.now, self.timezone)
            if first >= after:
                raise UnknownPeriod("since a day that is to come")
            return DaysAsked((first, after))
        return DaysAsked(distinct[0]) if len(distinct) == 1 else self._of_several(distinct, is_more)

    def _range(self) -> tuple[str, str] | None:
        """The first and the last period of a range, where the words make one."""
        places = self._places(_RANGE) or self._places(_BETWEEN)
        if places:
            return self.values[places[0]], self.values[places[1]]
        for pattern, is_last in ((_DAY_TO, False), (_TO_DAY, True)):
            found = pattern.search(self.template)
            groups = [group for group in found.groups() if group] if found else []
            mark = next((group for group in groups if group in _MARKS), None)
            value = "" if mark is None else self.values[_MARKS.index(mark)]
            dated = _DATED.fullmatch(value)
            if dated is not None:
                day = next(group for group in groups if group.isdigit())
                other = f"{day} {dated['rest']}"
                return (value, other) if is_last else (other, value)
        return None

    def _of_several(self, distinct: list[Span], is_more: bool) -> DaysAsked:
        corrected = self._places(_CORRECTED)
        if corrected:
            return DaysAsked(self.spans[corrected[1]])
        if is_more or _COMPARED.search(self.template):
            # What comes right before them is compared with anyway, and as much of it where they are not over yet.
            apart = len(distinct) == 2 and distinct[0][1] < distinct[1][0]
            return DaysAsked(distinct[-1], distinct[0] if apart else None)
        adjoin = all(one[1] == other[0] for one, other in pairwise(distinct))
        if adjoin and self.are_listed():
            return DaysAsked((distinct[0][0], distinct[-1][1]), each=tuple(distinct))
        if len(distinct) == 2 and self._places(_WITHIN):  # "October this year"
            narrow, wide = sorted(distinct, key=lambda span: span[1] - span[0])
            if wide[0] <= narrow[0] and narrow[1] <= wide[1]:
                return DaysAsked(narrow)
        raise UnknownPeriod(f"{len(distinct)} periods without a word that joins them")

    def are_listed(self) -> bool:
        """Whether all periods stand beside each other, joined by "and" or a comma and no other word."""
        found = _LISTED.search(self.template)
        return found is not None and len(re.findall(rf"xx[{_MARKS}]xx", found[0])) == len(self.spans)

    def _places(self, pattern: re.Pattern[str]) -> list[int]:
        """Which of the periods a pattern finds, in their order in the text."""
        found = pattern.search(self.template)
        return [_MARKS.index(mark) for mark in found.groups() if mark] if found else []


def _joined(text: str, named: Sequence[Named]) -> list[Named]:
    """Months and years that stand beside another with a word that joins them, where none was found there."""
    found = _JOINED.search(text)
    more: list[Named] = []
    for side in (1, 2) if found else ():
        start, end = found.span(side) if found else (0, 0)
        if not any(one[1] < end and start < one[2] for one in named):
            word, *year = text[start:end].lower().split()
            more.append((" ".join([_MONTHS.get(word[:3], word), *year]), start, end))
    return more


def _dated(text: str, named: Sequence[Named], now: datetime, timezone: str) -> list[tuple[Named, Span]]:
    """Those with dates of their own, in their order in the text; of two that overlap the longer one.

    "Kal" is yesterday and not tomorrow, since nothing has been sold yet that will be.
    """
    kept: list[tuple[Named, Span]] = []
    for one in sorted(named, key=lambda found: (found[1], -found[2])):
        if one[0] in _PAST and _KAL.search(text[one[1] : one[2]]):
            one = (_PAST[one[0]], one[1], one[2])
        try:
            span = resolve_period(one[0], now, timezone)
        except UnknownPeriod:
            continue
        overlaps = kept and one[1] < kept[-1][0][2]
        if not overlaps and len(kept) < len(_MARKS):
            kept.append((one, span))
    return kept


def _marked(text: str, named: Sequence[Named]) -> str:
    """The normalised text with a mark in the place of each period."""
    parts, done = [], 0
    for mark, (_, start, end) in zip(_MARKS, named, strict=False):
        if end > start:  # a button's has no place
            parts += [text[done:start], f" xx{mark}xx "]
            done = end
    return " ".join(normalise("".join([*parts, text[done:]])).text.split())
