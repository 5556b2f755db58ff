"""The shop's year: when Eid is, when it is cold, when school begins, when people marry."""

from datetime import date, timedelta

EID_AL_FITR = (date(2024, 4, 10), date(2025, 3, 31), date(2026, 3, 21), date(2027, 3, 10), date(2028, 2, 27))
"""In Pakistan; from 2026 on as astronomers expect it, the moon may move it by a day."""
EID_AL_ADHA = (date(2024, 6, 17), date(2025, 6, 7), date(2026, 5, 27), date(2027, 5, 17), date(2028, 5, 5))
RAMADAN_DAYS = 30
SHOPPING_FOR_EID = 24
"""Days before Eid in which people buy for it."""

BUSY = {"eid_fitr": 1.8, "eid_adha": 1.5, "ramadan": 1.1, "winter": 1.1, "school": 1.1, "wedding": 1.15}
"""How much more is bought in a season than on any day."""


def seasons_of(day: date) -> frozenset[str]:
    """The seasons that a day falls into; several can hold at once."""
    found = set()
    if any(timedelta(0) < eid - day <= timedelta(days=SHOPPING_FOR_EID) for eid in EID_AL_FITR):
        found.add("eid_fitr")
    if any(timedelta(0) < eid - day <= timedelta(days=SHOPPING_FOR_EID) for eid in EID_AL_ADHA):
        found.add("eid_adha")
    # The ten days before Ramadan fill the kitchen too.
    if any(timedelta(0) < eid - day <= timedelta(days=RAMADAN_DAYS + 10) for eid in EID_AL_FITR):
        found.add("ramadan")
    for season, months in (
        ("winter", (11, 12, 1, 2)),
        ("summer", (4, 5, 6, 7, 8)),
        ("school", (3, 4, 8)),
        ("wedding", (11, 12)),
    ):
        if day.month in months:
            found.add(season)
    return frozenset(found)


def busyness(day: date) -> float:
    """How much is bought on a day, 1.0 being a plain weekday; Friday evening to Sunday is busier."""
    weight = 1.3 if day.weekday() in (4, 5, 6) else 1.0
    for season in seasons_of(day):
        weight *= BUSY.get(season, 1.0)
    return weight


def fits(product_season: str, seasons: frozenset[str]) -> float:
    """How readily a product made for a season is bought in these seasons, 1.0 being an all-year product."""
    wanted = {"eid": {"eid_fitr", "eid_adha"}}.get(product_season, {product_season})
    if product_season == "all":
        return 1.0
    return 2.5 if wanted & seasons else 0.15
