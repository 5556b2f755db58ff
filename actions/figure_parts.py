"""Several figures in one sentence, and which days and cities each is of: "Lahore ki sale aur Karachi ka CSAT"."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace

from actions.turn import Turn
from hamrah.language.clauses import find_clauses
from hamrah.language.report_days import compares, find_apart
from hamrah.language.report_words import find_figures
from hamrah.settings import settings

OF_EACH = ("period", "city")
"""What a figure may name for itself; one that names none has it from the others."""
MOST = 4
"""Figures told on one sentence."""

Place = tuple[int, int]


@dataclass
class _Part:
    """One figure asked for, None where it is not named yet, and what of the message says so."""

    figure: str | None
    start: int
    end: int


def parts_of_figures(turn: Turn, mine: str) -> list[tuple[str, Turn]]:
    """The figures that a message asks for in its order, each with the turn as if nothing else were asked.

    `mine` is the report that the message was taken for; it is the only one unless the message names several.
    """
    named = find_figures(turn.text)
    several = len(named) > 1 and mine in named
    parts = _parts(turn, named if several else [mine])
    if several and {part.figure for part in parts} != set(named):
        return [(name, turn) for name in named]
    found = [(part.figure or mine, one) for part in parts for one in _by_period(_only(turn, part))]
    return found[:MOST]


def _parts(turn: Turn, figures: Sequence[str]) -> list[_Part]:
    parts: list[_Part] = []
    for start, end in find_clauses(turn.text):
        said = find_figures(turn.text[start:end])
        figure = next((name for name in said if name in figures), figures[0] if said else None)
        one = _Part(figure, start, end)
        if not parts or _is_another(turn, parts[-1], one):
            one.figure = figure or (parts[-1].figure if parts else None)
            parts.append(one)
        else:
            parts[-1].figure = parts[-1].figure or figure
            parts[-1].end = end
    for part in parts:
        part.figure = part.figure or next((one.figure for one in parts if one.figure), figures[0])
    return parts


def _is_another(turn: Turn, before: _Part, part: _Part) -> bool:
    """Whether a part of the sentence asks for one more figure: another one, or the same of days of its own.

    The latter where it names the figure again, or the city too; "September and October" are days of one figure.
    """
    if part.figure is not None and before.figure not in (None, part.figure):
        return True
    days = [{value for value, *place in turn.places("period") if _within(place, one)} for one in (before, part)]
    if not all(days) or days[0] == days[1] or compares(turn.text):
        return False
    cities = [any(_within(place, one) for _, *place in turn.places("city")) for one in (before, part)]
    return all(cities) or (part.figure is not None and before.figure is not None)


def _only(turn: Turn, part: _Part) -> Turn:
    """The turn without the days and cities that are another part's, where the part names its own."""
    others: list[Place] = []
    for kind in OF_EACH:
        places = [(start, end) for _, start, end in turn.places(kind)]
        if any(_within(place, part) for place in places):
            others += [place for place in places if not _within(place, part)]
    return _without(turn, others)


def _by_period(turn: Turn) -> list[Turn]:
    """The turn for each of the periods that it lists, where they are not told as one: "July and September"."""
    apart = find_apart(turn.text, turn.places("period"), turn.now, settings().timezone)
    places = [(start, end) for _, start, end in apart]
    return [_without(turn, [other for other in places if other != place]) for place in places] or [turn]


def _without(turn: Turn, places: Sequence[Place]) -> Turn:
    """The turn as if nothing stood in some places of its message; all else stays where it is."""
    if not places:
        return turn
    message = dict(turn.tracker.latest_message)
    text = turn.text
    for start, end in places:
        text = text[:start] + " " * (end - start) + text[end:]
    found = message.get("entities") or []
    gone = [one for one in found if (int(one.get("start") or 0), int(one.get("end") or 0)) in places]
    message |= {"text": text, "entities": [one for one in found if one not in gone]}
    tracker = copy(turn.tracker)
    tracker.latest_message = message
    return replace(turn, tracker=tracker)


def _within(place: Sequence[int], part: _Part) -> bool:
    return part.start <= place[0] < max(part.end, part.start + 1)
