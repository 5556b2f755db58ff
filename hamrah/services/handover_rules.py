"""The shop's rules about people in conversations, as data (handover.yml)."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hamrah.language.normalise import words_of
from hamrah.language.strict_yaml import DataFileError, load_mapping
from hamrah.settings import settings

FILE = Path("shop") / "handover.yml"
Positive = Annotated[int, Field(gt=0)]


class HandoverRules(BaseModel):
    """The whole file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    idle_minutes: Positive
    end_hours: Positive
    displeased_times: Positive
    displeased_minutes: Positive
    away_minutes: Positive
    angry_words: dict[str, tuple[str, ...]]

    def sounds_angry(self, text: str) -> bool:
        """Whether a text holds one of the words that call a person at once."""
        said = f" {' '.join(words_of(text))} "
        return any(f" {' '.join(words_of(word))} " in said for listed in self.angry_words.values() for word in listed)


def load_handover_rules(file: Path) -> HandoverRules:
    """Read a rules file. Raises DataFileError naming the file and the first wrong key."""
    try:
        return HandoverRules.model_validate(load_mapping(file))
    except ValidationError as error:
        first = error.errors()[0]
        raise DataFileError(f"{file}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from None


@lru_cache(maxsize=1)
def handover_rules() -> HandoverRules:
    """The rules of this shop, read once."""
    return load_handover_rules(settings().data_dir / FILE)
