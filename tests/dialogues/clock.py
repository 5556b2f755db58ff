"""The shop's clock, which a dialogue may set and move."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest

SHOP_ZONE = ZoneInfo("Asia/Karachi")


class Clock:
    """The shop's clock where it stands still; None where it runs."""

    def __init__(self, moment: datetime | None) -> None:
        self.moment = moment

    def move(self, hours: float) -> None:
        """Let hours pass."""
        assert self.moment is not None, "hours pass only in a dialogue with a clock"
        self.moment += timedelta(hours=hours)


@contextmanager
def clock_at(said: str | None) -> Iterator[Clock]:
    """Have the shop's clock stand at a time of the next such weekday ("tuesday 03:00"); None leaves it as it is."""
    if said is None:
        yield Clock(None)
        return
    from hamrah.crm import base
    from hamrah.services.branches import WEEKDAYS

    weekday, _, clock = said.partition(" ")
    today = datetime.now(SHOP_ZONE).date()
    day = today + timedelta(days=(WEEKDAYS.index(weekday) - today.weekday()) % 7 or 7)
    hands = Clock(datetime.combine(day, time.fromisoformat(clock), SHOP_ZONE))

    class AnyTime(type):
        def __instancecheck__(cls, value: object) -> bool:
            return isinstance(value, datetime)

    class Standing(datetime, metaclass=AnyTime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            assert hands.moment is not None
            return hands.moment.astimezone(tz)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(base, "datetime", Standing)
        patch.setattr("jwt.api_jwt.datetime", Standing)  # a token of that time is good at that time
        yield hands
