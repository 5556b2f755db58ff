"""What a chart shows, as plain data: it can be kept as JSON and drawn later, by another process."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Bar:
    """One value under its label (None: nothing is known), its interval, and how the value is `written`."""

    label: str
    value: float | None
    written: str = ""
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class ChartPlan:
    """One figure for several groups, in the words of a language.

    `calendar`: the bars are periods in their order and stand side by side; else each has a row. `scale` is the range
    of what is possible, None where there is none.
    """

    title: str
    figure: str
    bars: tuple[Bar, ...]
    language: str
    right_to_left: bool
    calendar: bool = False
    scale: tuple[float, float] | None = None

    def as_json(self) -> dict[str, Any]:
        """The plan as JSON has it."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "ChartPlan":
        """The plan that `as_json` gave. Raises `TypeError` or `KeyError` for another shape."""
        bars = tuple(Bar(**bar) for bar in kept["bars"])
        low_high = kept["scale"]
        return cls(**{**kept, "bars": bars, "scale": None if low_high is None else (low_high[0], low_high[1])})
