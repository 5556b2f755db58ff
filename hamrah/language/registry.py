"""The languages the assistant knows, read from `languages.yml`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from hamrah.language.strict_yaml import DataFileError, load_mapping

Direction = Literal["ltr", "rtl"]

_CODE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")
_SCRIPT = re.compile(r"[A-Z][a-z]{3}")
_KEYS = {"native_name", "english_name", "direction", "script", "fallback"}


@dataclass(frozen=True, slots=True)
class Language:
    """One language in one script.

    `code` is a BCP 47 tag (`ur-Latn`), `direction` is `ltr` or `rtl`, `script` an ISO 15924 code, and `fallback` the
    code of the language whose text is used where this one has none (None: there is none).
    """

    code: str
    native_name: str
    english_name: str
    direction: Direction
    script: str
    fallback: str | None = None


@dataclass(frozen=True, slots=True)
class Languages:
    """All languages in the order of the file, and the one used when nothing is known of the person."""

    by_code: dict[str, Language]
    default: str

    def __getitem__(self, code: str) -> Language:
        return self.by_code[code]

    def __contains__(self, code: object) -> bool:
        return code in self.by_code

    def __iter__(self) -> Iterator[Language]:
        return iter(self.by_code.values())

    def __len__(self) -> int:
        return len(self.by_code)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes, in the order of the file."""
        return tuple(self.by_code)

    def chain(self, code: str) -> tuple[str, ...]:
        """Return the codes to look a text up in, nearest first: `ur-Latn` gives `("ur-Latn", "en")`.

        A code that is not known gives the default language's chain.
        """
        step: str | None = code if code in self.by_code else self.default
        found: list[str] = []
        while step is not None:
            found.append(step)
            step = self.by_code[step].fallback
        return tuple(found)

    def is_rtl(self, code: str) -> bool:
        """Tell whether the language is written from right to left; False if the code is not known."""
        return code in self.by_code and self.by_code[code].direction == "rtl"


def load_languages(path: Path | str) -> Languages:
    """Read the registry. Raises DataFileError, naming file and key, for anything missing or unknown in it."""
    path = Path(path)
    content = load_mapping(path)
    entries = content.get("languages")
    if not isinstance(entries, dict) or not entries:
        raise DataFileError(f"{path}: languages: must be a mapping of code to language, with at least one")
    by_code = {str(code): _language(path, str(code), entry) for code, entry in entries.items()}
    default = content.get("default")
    if default not in by_code:
        raise DataFileError(f"{path}: default: {default!r} is not one of {', '.join(by_code)}")
    languages = Languages(by_code=by_code, default=str(default))
    _check_fallbacks(path, languages)
    return languages


def _language(path: Path, code: str, entry: Any) -> Language:
    where = f"{path}: languages.{code}"
    if not _CODE.fullmatch(code):
        raise DataFileError(f"{where}: not a language code such as ur or ur-Latn")
    if not isinstance(entry, dict):
        raise DataFileError(f"{where}: must be a mapping")
    unknown = sorted(str(key) for key in entry if key not in _KEYS)
    if unknown:
        raise DataFileError(f"{where}.{unknown[0]}: unknown key, known are {', '.join(sorted(_KEYS))}")
    direction = _text(where, entry, "direction")
    if direction not in ("ltr", "rtl"):
        raise DataFileError(f"{where}.direction: must be ltr or rtl, not {direction!r}")
    script = _text(where, entry, "script")
    if not _SCRIPT.fullmatch(script):
        raise DataFileError(f"{where}.script: must be an ISO 15924 code such as Arab or Latn, not {script!r}")
    return Language(
        code=code,
        native_name=_text(where, entry, "native_name"),
        english_name=_text(where, entry, "english_name"),
        direction="rtl" if direction == "rtl" else "ltr",
        script=script,
        fallback=None if entry.get("fallback") is None else str(entry["fallback"]),
    )


def _text(where: str, entry: dict[str, Any], key: str) -> str:
    value = entry.get(key)
    if not isinstance(value, str) or not value.strip():
        raise DataFileError(f"{where}.{key}: must be a text that is not empty")
    return value.strip()


def _check_fallbacks(path: Path, languages: Languages) -> None:
    for language in languages:
        seen = {language.code}
        step = language.fallback
        while step is not None:
            where = f"{path}: languages.{language.code}.fallback"
            if step not in languages:
                raise DataFileError(f"{where}: {step!r} is not a language of this file")
            if step in seen:
                raise DataFileError(f"{where}: goes in a circle")
            seen.add(step)
            step = languages[step].fallback
