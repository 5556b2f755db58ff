"""The shop's rules about people in conversations, as data (handover.yml)."""

from functools import lru_cache
from pathlib import Path

from hamrah.language.models import DataPart, Positive, load_model
from hamrah.language.normalise import words_of
from hamrah.settings import settings

FILE = Path("shop") / "handover.yml"


class HandoverRules(DataPart):
    """The whole file."""

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
    return load_model(HandoverRules, file)


@lru_cache(maxsize=1)
def handover_rules() -> HandoverRules:
    """The rules of this shop, read once."""
    return load_handover_rules(settings().data_dir / FILE)
