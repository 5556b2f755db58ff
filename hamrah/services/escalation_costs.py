"""What an hour of staff costs, and how long they are at what: escalation_costs.yml."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints

from hamrah.language.models import Count, DataPart, load_model
from hamrah.settings import settings

FILE = Path("shop") / "escalation_costs.yml"
Minutes = Annotated[float, Field(ge=0, le=600)]


class EscalationCosts(DataPart):
    """The whole file; money in minor units."""

    currency: Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")]
    hour_minor: Count
    minutes: dict[str, Minutes]
    other_minutes: Minutes
    handover_most_minutes: Minutes

    def spent(self, done: str, times: int) -> float:
        """The minutes that something done to a ticket so many times took."""
        return times * self.minutes.get(done, self.other_minutes)

    def price(self, minutes: float) -> int:
        """What so many minutes cost, in minor units."""
        return round(minutes * self.hour_minor / 60)


def load_costs(file: Path) -> EscalationCosts:
    """Read a file of costs. Raises DataFileError naming the file and the first wrong key."""
    return load_model(EscalationCosts, file)


@lru_cache(maxsize=1)
def escalation_costs() -> EscalationCosts:
    """The shop's costs, read once a process."""
    return load_costs(settings().data_dir / FILE)
