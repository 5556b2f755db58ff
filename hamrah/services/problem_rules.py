"""When several complaints are one problem of a product, as data (problems.yml)."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from hamrah.language.models import DataPart, load_model
from hamrah.services.ticket_rules import ticket_rules
from hamrah.settings import settings

FILE = Path("shop") / "problems.yml"


class ProblemRules(DataPart):
    """The whole file."""

    kinds: Annotated[tuple[str, ...], Field(min_length=1)]
    customers: Annotated[int, Field(ge=2)]
    within_days: Annotated[int, Field(ge=1)]

    @model_validator(mode="after")
    def _known_kinds(self) -> Self:
        unknown = [kind for kind in self.kinds if kind not in ticket_rules().kinds]
        if unknown:
            raise ValueError(f"kinds: tickets have no kind {', '.join(unknown)}")
        return self


def load_problem_rules(file: Path) -> ProblemRules:
    """Read a rules file. Raises DataFileError naming the file and the first wrong key."""
    return load_model(ProblemRules, file)


@lru_cache(maxsize=1)
def problem_rules() -> ProblemRules:
    """The rules of this shop, read once."""
    return load_problem_rules(settings().data_dir / FILE)
