"""Business time is exact to the minute: against a plain counter, over two years with every kind of day."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from hamrah.language.strict_yaml import DataFileError
from hamrah.services.business_hours import business_calendar, hours_by_day, load_business_hours
from hamrah.services.business_time import BusinessCalendar, NeverOpen

DATA = Path(__file__).parents[2] / "data" / "shop" / "business_hours.yml"
KARACHI, LONDON = ZoneInfo("Asia/Karachi"), ZoneInfo("Europe/London")
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
MINUTES = 2 * 365 * 24 * 60
ONE = timedelta(minutes=1)


def calendar(branch: str | None, zone: ZoneInfo) -> BusinessCalendar:
    return BusinessCalendar(zone, hours_by_day(load_business_hours(DATA), branch))


@lru_cache
def open_minutes(branch: str | None, zone: ZoneInfo) -> list[int]:
    """How many open minutes there are before each minute of the two years: counted one by one, by the wall clock."""
    on = hours_by_day(load_business_hours(DATA), branch)
    passed, counts = 0, []
    for minute in range(MINUTES):
        counts.append(passed)
        local = (FIRST + minute * ONE).astimezone(zone)
        clock = local.time()
        passed += any(opens <= clock and (clock < closes or not closes.hour) for opens, closes in on(local.date()))
    return counts


moments = st.integers(0, MINUTES - 1)
calendars = st.sampled_from([(None, KARACHI), ("KHI", KARACHI), ("KHI", LONDON)])


@settings(deadline=None)  # the first asks the counter to count
@given(which=calendars, start=moments, end=moments)
def test_time_between_is_what_the_counter_counts(which, start: int, end: int) -> None:
    counts = open_minutes(*which)
    passed = calendar(*which).between(FIRST + start * ONE, FIRST + end * ONE)
    assert passed == max(counts[end] - counts[start], 0) * ONE


@settings(deadline=None)  # the first asks the counter to count
@given(which=calendars, start=moments, length=st.integers(1, 20_000))
def test_time_added_ends_where_the_counter_has_counted_it(which, start: int, length: int) -> None:
    counts = open_minutes(*which)
    due = calendar(*which).add(FIRST + start * ONE, length * ONE)
    end = (due - FIRST) // ONE
    if end < MINUTES:
        assert counts[end] - counts[start] == length and counts[end - 1] - counts[start] == length - 1
    else:
        assert counts[-1] - counts[start] <= length


@settings(deadline=None)  # the first asks the counter to count
@given(which=calendars, start=moments)
def test_the_next_opening_is_the_first_open_minute(which, start: int) -> None:
    counts, whole = open_minutes(*which), calendar(*which)
    opening = whole.next_opening(FIRST + start * ONE)
    end = (opening - FIRST) // ONE
    assert whole.is_open(opening) and whole.add(FIRST + start * ONE, timedelta()) == opening
    assert counts[min(end, MINUTES - 1)] == counts[start]


@pytest.mark.parametrize(
    ("branch", "day", "hours"),
    [
        (None, "2026-11-26", "10:00-20:00"),  # a Thursday
        ("KHI", "2026-11-26", "11:00-16:00 17:00-21:00"),  # split shifts
        ("KHI", "2026-11-27", "11:00-13:00 14:30-21:00"),  # Friday prayer
        ("LHR", "2026-11-26", "10:00-20:00"),  # named nowhere: the usual hours
        ("KHI", "2026-02-18", "11:00-16:00 17:00-21:00"),  # reckoned as Ramadan, but the moon was not seen
        ("KHI", "2026-02-19", "10:00-17:00 20:30-00:00"),
        (None, "2026-03-20", ""),  # Eid
        (None, "2027-02-08", "10:00-17:00 20:30-00:00"),  # a Ramadan that nobody has seen yet
        (None, "2027-03-10", ""),
        (None, "2026-08-14", ""),  # Independence Day
        (None, "2026-11-09", "10:00-20:00"),  # Iqbal Day: a holiday on which people answer
        (None, "2026-05-28", ""),  # Eid al-Adha and such a day together
    ],
)
def test_every_kind_of_day(branch: str | None, day: str, hours: str) -> None:
    found = hours_by_day(load_business_hours(DATA), branch)(date.fromisoformat(day))
    assert " ".join(f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in found) == hours


def test_the_shops_calendar_is_in_its_time_zone() -> None:
    opening = business_calendar().next_opening(datetime(2026, 11, 26, 1, tzinfo=UTC))
    assert opening == datetime(2026, 11, 26, 5, tzinfo=UTC)


def test_what_never_opens_says_so() -> None:
    closed = BusinessCalendar(KARACHI, lambda _: ())
    with pytest.raises(NeverOpen):
        closed.add(FIRST, ONE)
    assert closed.between(FIRST, FIRST + timedelta(days=9)) == timedelta()


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"usual": {"monday": []}}, "usual: "),
        ({"branches": {"KHI": {"monday": []}}}, "branches: "),
        ({"holidays": {"country": "ZZ"}}, "holidays.country: "),
        ({"weekly": {}}, "weekly: "),
        ({"ramadan": {"seen": [["2026-02-19", "2026-02-20"]]}}, "ramadan.seen: "),
        ({"usual": {"friday": [["10:00", "13:00"], ["12:00", "20:00"]]}}, "in their order"),
        ({"usual": {"friday": [["14:00", "13:00"]]}}, "ends before it begins"),
        ({"usual": {"friday": [["10:00", "24:00"], ["12:00", "20:00"]]}}, "in their order"),
    ],
)
def test_a_wrong_file_is_refused_by_name_and_key(tmp_path: Path, change, complaint: str) -> None:
    content = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    for key, value in change.items():
        whole = key in ("branches", "weekly") or "monday" in value
        content[key] = value if whole else {**content.get(key, {}), **value}
    file = tmp_path / "business_hours.yml"
    file.write_text(yaml.safe_dump(content), encoding="utf-8")
    with pytest.raises(DataFileError) as error:
        load_business_hours(file)
    assert str(file) in str(error.value) and complaint in str(error.value)
