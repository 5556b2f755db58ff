"""The languages the assistant knows, read from `languages.yml`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from hamrah.language.strict_yaml import DataFileError, load_mapping

Direction = Literal["ltr", "rtl"]

_CODE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")
_SCRIPT = re.compile(r"[A-Z][a-z]{3}")
_KEYS = {"native_name", "english_name", "direction", "script", "fallback", "draft"}


@dataclass(frozen=True, slots=True)
class Language:
    """One language in one script.

    `code` is a BCP 47 tag (`ur-Latn`), `direction` is `ltr` or `rtl`, `script` an ISO 15924 code, and `fallback` the
    code of the language whose text is used where this one has none (None: there is none). A `draft` is being
    translated: the validator reads it, but nobody is answered in it yet.
    """

    code: str
    native_name: str
    english_name: str
    direction: Direction
    script: str
    fallback: str | None = None
    draft: bool = False


@dataclass(frozen=True, slots=True)
class Languages:
    """The languages that are spoken, in the order of the file, and the one used when nothing is known of the person.

    Drafts stand apart in `drafts`, so that whoever goes through the languages neither trains nor serves one.
    """

    by_code: dict[str, Language]
    default: str
    drafts: dict[str, Language] = field(default_factory=dict)

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

    def with_drafts(self) -> "Languages":
        """Return the spoken languages and the drafts together, as the validator looks at them."""
        return Languages(by_code={**self.by_code, **self.drafts}, default=self.default)

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
    every = [_language(path, str(code), entry) for code, entry in entries.items()]
    languages = Languages(
        by_code={language.code: language for language in every if not language.draft},
        default=str(content.get("default")),
        drafts={language.code: language for language in every if language.draft},
    )
    if languages.default not in languages:
        spoken = ", ".join(languages.codes)
        raise DataFileError(f"{path}: default: {content.get('default')!r} is not one of {spoken}")
    _check_fallbacks(path, languages)
    return languages


def is_language_code(text: str) -> bool:
    """Tell whether a text is written as our language codes are: BCP 47 language, script and region (`pa-Arab-PK`)."""
    return _CODE.fullmatch(text) is not None


def _language(path: Path, code: str, entry: Any) -> Language:
    where = f"{path}: languages.{code}"
    if not is_language_code(code):
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
    if not isinstance(entry.get("draft", False), bool):
        raise DataFileError(f"{where}.draft: must be true or false, not {entry['draft']!r}")
    return Language(
        code=code,
        native_name=_text(where, entry, "native_name"),
        english_name=_text(where, entry, "english_name"),
        direction="rtl" if direction == "rtl" else "ltr",
        script=script,
        fallback=None if entry.get("fallback") is None else str(entry["fallback"]),
        draft=entry.get("draft", False),
    )


def _text(where: str, entry: dict[str, Any], key: str) -> str:
    value = entry.get(key)
    if not isinstance(value, str) or not value.strip():
        raise DataFileError(f"{where}.{key}: must be a text that is not empty")
    return value.strip()


def _check_fallbacks(path: Path, languages: Languages) -> None:
    every = languages.with_drafts()
    for language in every:
        seen = {language.code}
        step = language.fallback
        while step is not None:
            where = f"{path}: languages.{language.code}.fallback"
            if step not in every:
                raise DataFileError(f"{where}: {step!r} is not a language of this file")
            if step in languages.drafts:
                raise DataFileError(f"{where}: {step!r} is a draft, which nobody is answered in")
            if step in seen:
                raise DataFileError(f"{where}: goes in a circle")
            seen.add(step)
            step = every[step].fallback
