"""A copy of the project's files by language, to be broken by a test."""

from dataclasses import dataclass
from pathlib import Path

from hamrah.bot.locale.validation import Report, validate_project
from hamrah.language.registry import Languages, load_languages

PROJECT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Copy:
    """A copy of the project's files by language."""

    root: Path

    @property
    def languages(self) -> Languages:
        return load_languages(self.root / "languages.yml")

    def change(self, name: str, old: str, new: str) -> None:
        path = self.root / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{name} does not hold {old!r}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def validate(self) -> Report:
        return validate_project(self.root)

    def sentence_errors(self) -> tuple[str, ...]:
        return tuple(error for error in self.validate().errors if error.startswith("data/nlu"))

    def warnings(self, code: str) -> list[str]:
        """The warnings about one language: a project may have other drafts."""
        return [
            warning for warning in self.validate().warnings if f"/{code}" in warning or warning.endswith(f" {code}")
        ]
