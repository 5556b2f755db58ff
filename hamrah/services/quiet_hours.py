"""The hours in which nobody is disturbed."""

from datetime import datetime, time, timedelta

from hamrah.services.local_days import shop_zone


def after_quiet(moment: datetime, quiet: tuple[time, time]) -> datetime:
    """The moment itself, or the end of the quiet hours (begin, end; the shop's clock) that it falls into."""
    begin, end = quiet
    local = moment.astimezone(shop_zone())
    clock = local.time()
    is_quiet = begin <= clock < end if begin <= end else clock >= begin or clock < end
    if not is_quiet:
        return moment
    day = local.date() + timedelta(days=1 if clock >= end else 0)
    return datetime.combine(day, end, local.tzinfo).astimezone(moment.tzinfo)
