"""What can be wrong with the assistant's texts, found before a person is answered with silence."""

import re
from collections.abc import Iterator

from hamrah.language.registry import Languages
from hamrah.language.text_catalogue import KINDS, Entry, TextCatalogue

_PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
_BIDI_CONTROLS = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_WRONG_LETTERS = {
    "ي": "Arabic yeh U+064A, Urdu has ی U+06CC",
    "ى": "Arabic alef maksura U+0649, Urdu has ی U+06CC",
    "ك": "Arabic kaf U+0643, Urdu has ک U+06A9",
    "ه": "Arabic heh U+0647, Urdu has ہ U+06C1",
}
_URDU_ALPHABET = frozenset({"ur", "pa", "skr", "hnd", "hno", "phr"})
"""Languages written in Urdu's letters; Arabic, Persian, Sindhi or Pashto have the letters above rightly."""
TO_DO = "TODO"
"""What a text begins with that still stands in English for a translator."""
_INITIAL_TWO_EYED_HE = re.compile(r"(?<![^\W\d_])ھ\w*")


def placeholders(texts: tuple[str, ...]) -> frozenset[str]:
    """Return the names in braces over all variations of a text."""
    return frozenset(name for text in texts for name in _PLACEHOLDER.findall(text))


def validate(catalogue: TextCatalogue, languages: Languages) -> list[str]:
    """Return every problem of the texts, each naming file and key; an empty list means they can be shipped.

    A key that a language lacks; placeholders that differ between languages; Arabic code points for Urdu letters; lone
    braces; typed bidi controls; an empty text or one still to be translated; and what reading the files found
    (`catalogue.problems`).
    """
    problems = list(catalogue.problems)
    for entry in catalogue:
        checks = [_faults, _wrong_letters] if _has_urdu_letters(languages, entry.language) else [_faults]
        for text in entry.texts:
            problems.extend(f"{entry.where}: {problem}" for check in checks for problem in check(text))
    for kind in KINDS:
        for key in catalogue.keys(kind):
            problems.extend(_across_languages(catalogue, languages, kind, key))
    return problems


def _faults(text: str) -> Iterator[str]:
    if not text.strip():
        yield "empty text"
    if text.startswith(TO_DO):
        yield "still to be translated"
    rest = _PLACEHOLDER.sub("", text)
    if "{" in rest or "}" in rest:
        yield "a brace without a {placeholder}"
    if _BIDI_CONTROLS.search(text):
        yield "a typed bidi control character; values are isolated when the text is rendered"


def _has_urdu_letters(languages: Languages, code: str) -> bool:
    return languages[code].script != "Arab" or code.partition("-")[0] in _URDU_ALPHABET


def _wrong_letters(text: str) -> Iterator[str]:
    for letter, meaning in _WRONG_LETTERS.items():
        if letter in text:
            yield meaning
    for match in _INITIAL_TWO_EYED_HE.finditer(text):
        yield f"{match.group()} begins with ھ U+06BE, Urdu has ہ U+06C1"


def _across_languages(catalogue: TextCatalogue, languages: Languages, kind: str, key: str) -> Iterator[str]:
    entries: dict[str, Entry] = {
        code: catalogue.entries[kind, code, key] for code in languages.codes if (kind, code, key) in catalogue.entries
    }
    if not entries:
        return
    model = entries.get(languages.default) or next(iter(entries.values()))
    expected = placeholders(model.texts)
    for code in languages.codes:
        entry = entries.get(code)
        if entry is None:
            yield f"{model.where}: missing in {code}"
        elif placeholders(entry.texts) != expected:
            yield (
                f"{entry.where}: placeholders {_names(placeholders(entry.texts))}, "
                f"{model.language} has {_names(expected)}"
            )


def _names(names: frozenset[str]) -> str:
    return ", ".join(sorted(names)) or "none"
