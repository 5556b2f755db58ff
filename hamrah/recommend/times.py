"""Times as files write them, into days since 1970."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hamrah.recommend.arrays import Floats

DAY_MS = 86_400_000
YEAR_FIRST = (
    *("%Y-%m-%d %H:%M:%S", "%Y-%m-%d"),  # of one digit as well, "2010-1-5", which is no ISO 8601
    *("%Y-%m-%d %H:%M", "%Y-%m-%d %H", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d"),
    *("%Y.%m.%d %H:%M:%S", "%Y.%m.%d %H:%M", "%Y%m%dT%H%M%S", "%Y%m%d %H:%M:%S", "%Y%m%d %H:%M"),
)
MONTH_NAMED = (
    *("%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%d %b %Y %H:%M", "%d-%b-%Y %H:%M", "%d %b %Y %H:%M:%S", "%b %d, %Y"),
    *("%b %d %Y", "%b %d %Y %I:%M%p", "%b %d, %Y %I:%M %p", "%b %d, %Y, %I:%M %p", "%a, %d %b %Y %H:%M:%S"),
    *("%a %b %d %H:%M:%S %Y", "%d-%b-%Y %H:%M:%S", "%d-%b-%y %H:%M", "%d-%b-%y %H:%M:%S"),
)
ONE_MEANING = (*YEAR_FIRST, *MONTH_NAMED)
"""In which no day can be taken for a month."""
FORMATS = (
    *YEAR_FIRST,
    *("%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%m/%d/%Y", "%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %I:%M %p"),
    *("%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y", "%d/%m/%Y %I:%M:%S %p", "%d/%m/%Y %I:%M %p"),
    *("%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y", "%d-%m-%Y %H:%M:%S", "%d-%m-%Y %H:%M", "%d-%m-%Y"),
    *("%m/%d/%y %H:%M", "%m/%d/%y", "%d/%m/%y %H:%M", "%d/%m/%y", "%d-%m-%y %H:%M", "%d-%m-%y", "%d.%m.%y"),
    *("%m-%d-%Y %H:%M:%S", "%m-%d-%Y %H:%M", "%m-%d-%Y", "%m-%d-%Y %I:%M:%S %p", "%m-%d-%Y %I:%M %p"),
    *("%d-%m-%Y %I:%M:%S %p", "%d-%m-%Y %I:%M %p", "%d.%m.%y %H:%M", "%d.%m.%y %H:%M:%S"),
    *("%m/%d/%y %H:%M:%S", "%m/%d/%y %I:%M %p", "%d/%m/%y %H:%M:%S", "%d/%m/%y %I:%M %p", "%d-%m-%y %H:%M:%S"),
    *MONTH_NAMED,
)
"""Tried in this order after ISO 8601; the one that reads most is taken, the American one where both read all."""
TRIED = 2000
"""Texts on which each format is tried first."""
FIRST_YEAR_DAYS = -25_567.0
"""The beginning of 1900: what lies before was read with the wrong format (a year of two digits)."""
EPOCHS = ((1e17, 86400e9), (1e14, 86400e6), (1e11, 86400e3), (1e8, 86400.0))
"""Numbers above the first are since 1970 in units of which the second make a day; smaller ones are days."""
COMPACT = ((19000101, 21001231, "%Y%m%d"), (19000101000000, 21001231235959, "%Y%m%d%H%M%S"))
ZONE = r"\s?(Z|UTC|GMT|[+-]\d\d:?\d\d)$"


def read_days(column: pa.Array) -> tuple[Floats, int | None]:
    """The times of a column in days, and the first row that cannot be read, if there is one.

    Timestamps, dates, ISO 8601, `FORMATS`, yyyymmdd, yyyymmddhhmmss, and numbers: days, or seconds to nanoseconds,
    since 1970.
    """
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if not len(column):
        return np.empty(0), None
    if pa.types.is_temporal(column.type):
        return _done(column.cast(pa.timestamp("ms"), safe=False))
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return _numbers(column.cast(pa.float64(), safe=False))
    encoded = pc.utf8_trim_whitespace(column.cast(pa.string())).dictionary_encode()
    days, _ = _texts(encoded.dictionary)
    places = encoded.indices.fill_null(0).to_numpy(zero_copy_only=False)
    valid = column.is_valid().to_numpy(zero_copy_only=False)
    return _checked(np.where(valid, days[places], np.nan) if len(days) else np.full(len(column), np.nan))


def _texts(texts: pa.Array) -> tuple[Floats, int | None]:
    if pc.all(pc.match_substring_regex(texts, r"^-?\d+(\.\d+)?([eE][+-]?\d+)?$")).as_py():
        return _numbers(texts.cast(pa.float64()))
    zoned = pc.replace_substring_regex(texts, ZONE, "")
    timed = pc.if_else(pc.match_substring_regex(texts, r"\d:\d\d|\dT\d"), zoned, texts)
    best, unread = _done(_iso(timed))
    if unread is not None:
        best = _by_formats(timed, best)
    return _checked(best - _offset_days(texts))


def _by_formats(texts: pa.Array, iso: Floats) -> Floats:
    """Times in the format that reads most. What it leaves is read in another only where that is no other guess."""
    some = texts.take(pa.array(np.unique(np.linspace(0, len(texts) - 1, TRIED, dtype=np.int64))))
    best, chosen = iso, ""
    for form in [form for form in FORMATS if np.isfinite(_parse(some, form)).any()]:
        days = _parse(texts, form)
        if np.isnan(days).sum() < np.isnan(best).sum():
            best, chosen = days, form
    best = np.where(np.isnan(best), iso, best)
    of_the_same_day = [form for form in FORMATS if chosen and form.split()[0] == chosen.split()[0]]
    for form in (*of_the_same_day, *ONE_MEANING):
        left = np.flatnonzero(np.isnan(best))
        if not len(left):
            break
        best[left] = _parse(texts.take(pa.array(left)), form)
    return best


def _parse(texts: pa.Array, form: str) -> Floats:
    days, _ = _done(pc.strptime(texts, format=form, unit="ms", error_is_null=True))
    return np.where(days < FIRST_YEAR_DAYS, np.nan, days)


def _iso(texts: pa.Array) -> pa.Array:
    """ISO 8601 without zones, whatever else is null."""
    shaped = pc.match_substring_regex(texts, r"^\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d{1,9})?)?)?$")
    try:
        return pc.if_else(shaped, texts, None).cast(pa.timestamp("ns")).cast(pa.timestamp("ms"), safe=False)
    except pa.ArrowInvalid:
        return pa.nulls(len(texts), pa.timestamp("ms"))


def _offset_days(texts: pa.Array) -> Floats:
    """How far the zones written behind times (+05:00) are from UTC."""
    if not pc.any(pc.match_substring_regex(texts, r"[+-]\d\d:?\d\d$")).as_py():
        return np.zeros(len(texts))
    found = pc.extract_regex(texts, r"(?P<sign>[+-])(?P<hours>\d\d):?(?P<minutes>\d\d)$").to_pylist()
    timed = pc.match_substring_regex(texts, r"\d:\d\d").to_pylist()
    shifts = np.zeros(len(texts))
    for place, offset in enumerate(found):
        if offset and timed[place]:
            minutes = int(offset["hours"]) * 60 + int(offset["minutes"])
            shifts[place] = (1 if offset["sign"] == "+" else -1) * minutes / 1440
    return shifts


def _numbers(column: pa.Array) -> tuple[Floats, int | None]:
    values = column.to_numpy(zero_copy_only=False).astype(np.float64)
    middle = float(np.nanmedian(values)) if np.isfinite(values).any() else 0.0
    low, high = np.nanmin(values, initial=np.inf), np.nanmax(values, initial=-np.inf)
    for first, last, form in COMPACT:
        if first <= low and high <= last:
            whole = pa.array(values.astype(np.int64)).cast(pa.string())
            return _done(pc.strptime(whole, format=form, unit="ms", error_is_null=True))
    for above, a_day in EPOCHS:
        if middle > above:
            return _checked(values / a_day)
    return _checked(values)


def _done(moments: pa.Array) -> tuple[Floats, int | None]:
    whole = moments.cast(pa.int64())
    return _checked(whole.to_numpy(zero_copy_only=False).astype(np.float64) / DAY_MS)


def _checked(days: Floats) -> tuple[Floats, int | None]:
    bad = np.flatnonzero(~np.isfinite(days))
    return days, int(bad[0]) if len(bad) else None
