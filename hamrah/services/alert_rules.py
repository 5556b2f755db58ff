"""When something counts as worse than before: the rules of alerts.yml, and the test behind them."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from hamrah.language.models import Count, DataPart, load_model
from hamrah.settings import settings

FILE = Path("shop") / "alerts.yml"
LOOKS_A_YEAR = 366
"""The job looks once a night."""
SCOPES = ("branch", "product", "topic")


class AlertRules(DataPart):
    """The whole file."""

    window_days: Annotated[int, Field(ge=1, le=90)]
    past_days: Annotated[int, Field(ge=7, le=1000)]
    fewest_in_window: Annotated[int, Field(ge=2)]
    fewest_in_past: Annotated[int, Field(ge=2)]
    least_rise: Annotated[float, Field(ge=1, le=10)]
    false_alarms_a_year: Annotated[float, Field(gt=0, le=50)]
    as_before: Annotated[float, Field(gt=0, lt=1)]
    rest_days: Count

    def level(self, scopes: int) -> float:
        """The chance at which one of so many scopes of a kind is called worse in one look.

        Bonferroni: what is allowed in a year is divided by the kinds of scopes, the scopes of this kind that are
        tested, and the looks. The bound holds however the looks and scopes hang together, and they do: windows of two
        nights overlap, and a voice counts for its branch, its product and its topic.
        """
        return self.false_alarms_a_year / (len(SCOPES) * max(scopes, 1) * LOOKS_A_YEAR)


@dataclass(frozen=True)
class Counts:
    """How many people said something about a scope in the window and in its past, and how many of them it was bad."""

    window_bad: int
    window_all: int
    past_bad: int
    past_all: int


def chance_of(counts: Counts) -> float:
    """The probability of so many bad ones in the window, or more, if window and past are alike.

    Fisher's exact test, one-sided: of all voices of both times the window's are a random draw (R. A. Fisher 1922).
    """
    from scipy.stats import hypergeom

    everybody, bad = counts.window_all + counts.past_all, counts.window_bad + counts.past_bad
    return float(hypergeom.sf(counts.window_bad - 1, everybody, bad, counts.window_all))


def enough(counts: Counts, rules: AlertRules) -> bool:
    """Whether there are voices enough to compare. It looks at totals alone, so the test stays what it is."""
    return counts.window_all >= rules.fewest_in_window and counts.past_all >= rules.fewest_in_past


def risen(counts: Counts, rules: AlertRules) -> bool:
    """Whether the share of bad words is so many times that of the past."""
    return counts.window_bad * counts.past_all >= rules.least_rise * counts.past_bad * counts.window_all


def load_alert_rules(file: Path) -> AlertRules:
    """Read a file of rules. Raises DataFileError naming the file and the first wrong key."""
    return load_model(AlertRules, file)


@lru_cache(maxsize=1)
def alert_rules() -> AlertRules:
    """The shop's rules, read once a process."""
    return load_alert_rules(settings().data_dir / FILE)
