"""The shop's own definitions of its segments, read from a file and checked before anything is computed.

A segment has conditions on measures of a customer; the first segment whose conditions all hold is the customer's. The
last one has none, so that everybody who bought has a segment.
"""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Annotated, Literal, get_args

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, model_validator

from hamrah.language.strict_yaml import DataFileError, load_mapping
from hamrah.worth.arrays import Bools, Floats, Ints

Measure = Literal[
    "purchases",
    "days_since_first",
    "days_since_last",
    "overdue",
    "recency_score",
    "frequency_score",
    "monetary_score",
    "alive",
    "expected_purchases",
]
MEASURES: tuple[Measure, ...] = get_args(Measure)
"""What conditions may be set on. `overdue` is the days since the last purchase in usual gaps of that customer."""
SCORES: tuple[Measure, ...] = ("recency_score", "frequency_score", "monetary_score")
LONGEST_HORIZON = 3650
"""Ten years, in days; nothing that can be foreseen is farther."""

Finite = Annotated[float, Field(allow_inf_nan=False)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Range(_Part):
    """From `at_least` (itself in it) up to `below` (itself not)."""

    at_least: Finite = -np.inf
    below: Finite = np.inf

    @model_validator(mode="after")
    def _holds_something(self) -> "Range":
        if not self.model_fields_set:
            raise ValueError("needs at_least or below")
        if self.at_least >= self.below:
            raise ValueError(f"no number is at least {self.at_least:g} and below {self.below:g}")
        return self

    def holds(self, values: Floats) -> Bools:
        """Which values lie in it."""
        return np.asarray((values >= self.at_least) & (values < self.below))

    def covers(self, other: "Range") -> bool:
        """Whether all that lies in the other lies in this one."""
        return self.at_least <= other.at_least and other.below <= self.below


class Segment(_Part):
    """A segment by the name that staff's words for it lead to, and what must hold of its customers."""

    name: str
    when: dict[Measure, Range] = {}

    def covers(self, later: "Segment") -> bool:
        """Whether no customer is left for the later one."""
        return all(name in later.when and kept.covers(later.when[name]) for name, kept in self.when.items())


class GapRules(_Part):
    """How usual gaps are found: the weight of what is usual for others, and when a product is given up."""

    weight_of_others: Annotated[float, Field(gt=0)]
    forget_product_after: Annotated[float, Field(gt=0)]


class Definitions(_Part):
    """All that a shop decides about its segments."""

    horizon_days: Annotated[int, Field(gt=0, le=LONGEST_HORIZON, strict=True)]
    score_steps: Annotated[int, Field(ge=2, strict=True)]
    favourite_categories: Annotated[int, Field(ge=1, strict=True)]
    gaps: GapRules
    segments: Annotated[tuple[Segment, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _sound(self, info: ValidationInfo) -> "Definitions":
        known: Collection[str] = (info.context or {}).get("known", ())
        for place, segment in enumerate(self.segments):
            if segment.name not in known:
                raise ValueError(f"{segment.name!r} is no segment that has a name; there are {', '.join(known)}")
            for earlier in self.segments[:place]:
                if earlier.name == segment.name:
                    raise ValueError(f"{segment.name!r} stands twice")
                if earlier.covers(segment):
                    raise ValueError(f"nobody is left for {segment.name!r}: {earlier.name!r} before it takes them all")
            self._check_can_hold(segment)
        if self.segments[-1].when:
            raise ValueError(
                f"the last segment, {self.segments[-1].name!r}, must take all the rest: leave out its when"
            )
        return self

    def _check_can_hold(self, segment: Segment) -> None:
        """Raises ValueError for a condition with a number that its measure never reaches."""
        reach = {"alive": (0, 1), **dict.fromkeys(SCORES, (1, self.score_steps))}
        for measure, kept in segment.when.items():
            least, most = reach.get(measure, (-np.inf, np.inf))
            set_to = [getattr(kept, bound) for bound in kept.model_fields_set]
            if kept.below <= least or not all(least <= bound <= most for bound in set_to):
                raise ValueError(f"{segment.name!r}: {measure} goes from {least} to {most}")

    def assign(self, measures: Mapping[Measure, Floats]) -> Ints:
        """Each customer's segment, as its place in `segments`."""
        holding = [
            np.all([kept.holds(measures[name]) for name, kept in segment.when.items()], axis=0)
            for segment in self.segments[:-1]
        ]
        last = len(self.segments) - 1
        if not holding:
            return np.zeros(len(measures["purchases"]), np.int64)
        return np.asarray(np.select(holding, range(last), default=last), np.int64)


def load_definitions(file: Path, known: Collection[str]) -> Definitions:
    """Read a file of definitions; `known` are the segments that have a name in the shop's languages.

    Raises `DataFileError` naming the file and the first thing that is wrong.
    """
    content = load_mapping(file)
    try:
        return Definitions.model_validate(content, context={"known": known})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or "segments"
        raise DataFileError(f"{file}: {where}: {first['msg'].removeprefix('Value error, ')}") from None
