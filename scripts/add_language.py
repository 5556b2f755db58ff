"""Begin a language: `add_language.py CODE "Native name" "English name" [--rtl] [--script Arab] [--fallback en]`.

Registers it in languages.yml as a draft and lays out what a translator fills in: data/responses/CODE/ (the default
language's texts behind `TODO: `), data/nlu/CODE/ (the intents, with sentences of the default language as comments),
data/playbooks/CODE/ (the pages for staff, behind `TODO: ` too) and tests/dialogues/CODE/. Nothing of it is trained or
served before `draft: true` is taken out.
"""

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

import yaml

from hamrah.bot.locale.sentence_check import FEWEST
from hamrah.language.catalogue_check import TO_DO
from hamrah.language.registry import Languages, is_language_code, load_languages
from hamrah.language.sentences import example_lines
from hamrah.language.strict_yaml import DataFileError, load_mapping
from hamrah.language.text_catalogue import KINDS

RTL_SCRIPTS = ("Arab", "Hebr", "Thaa", "Syrc")

FIRST_STEPS = """\
{name} ({code}) is a draft now: nobody is answered in it yet. What to do first:
  1. data/responses/{code}/general.yml and buttons.yml: translate what stands behind "TODO: ", then the other files.
  2. data/nlu/{code}/general.yml: write {fewest} or more sentences for each intent, then the other files.
  3. data/playbooks/{code}/: translate the shop's pages for staff in the same way.
  4. data/shop/whatsapp_templates.yml: add {code} to `languages` and to each `text`.
  5. .venv/bin/python scripts/validate_locales.py says what is left.
  6. tests/dialogues/{code}/: uncomment the first dialogue and write more.
  7. Take `draft: true` out of languages.yml and run make lint, make train and make test.
docs/translating.md tells more."""

DIALOGUE = """\
# Dialogues that try this language on the trained bot; tests/dialogues/scripts.py says what a turn may hold.
# Uncomment this one when `draft: true` is taken out of languages.yml, and write more.

# - name: chooses the language
#   as: guest
#   turns:
#     - say: different language please
#       language: {default}
#       expect: utter_ask_language
#     - press: {name}
#       expect: utter_language_set
"""


def main() -> int:
    """Lay out the language; a mistake is one line and exit code 2, with nothing written."""
    options = _options()
    root: Path = options.root.resolve()
    try:
        languages = load_languages(root / "languages.yml")
        _check(options, root, languages)
        _register(root / "languages.yml", options)
    except DataFileError as error:
        print(f"add_language: {error}", file=sys.stderr)
        return 2
    for path in sorted((root / "data" / "responses" / languages.default).glob("*.yml")):
        _write(root / "data" / "responses" / options.code / path.name, _texts(load_mapping(path), options.code))
    for path in sorted((root / "data" / "nlu" / languages.default).glob("*.yml")):
        _write(root / "data" / "nlu" / options.code / path.name, _intents(load_mapping(path), languages))
    for path in sorted((root / "data" / "playbooks" / languages.default).glob("*.md")):
        _write(root / "data" / "playbooks" / options.code / path.name, _page(path.read_text(encoding="utf-8")))
    dialogue = DIALOGUE.format(default=languages.default, name=_quoted(options.native_name))
    _write(root / "tests" / "dialogues" / options.code / "language.yml", dialogue)
    print(FIRST_STEPS.format(code=options.code, name=options.english_name, fewest=FEWEST))
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("code", help="BCP 47: ps, sd, pa-Arab")
    parser.add_argument("native_name", help="as its speakers call it, shown on a button")
    parser.add_argument("english_name")
    parser.add_argument("--rtl", action="store_true", help="written from right to left (known of Arab and Hebr)")
    parser.add_argument("--script", help="ISO 15924; without it that of the code, else Arab with --rtl, else Latn")
    parser.add_argument("--fallback", help="whose text is used where this one has none (the default language)")
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parents[1], help="the project's folder")
    return parser.parse_args()


def _check(options: argparse.Namespace, root: Path, languages: Languages) -> None:
    code = options.code
    options.fallback = options.fallback or languages.default
    if not is_language_code(code):
        raise DataFileError(f"{code!r} is not a BCP 47 code such as ps or pa-Arab")
    if code in languages.with_drafts():
        raise DataFileError(f"{code} stands in languages.yml already")
    if options.fallback not in languages:
        raise DataFileError(f"the fallback {options.fallback!r} is not one of {', '.join(languages.codes)}")
    if not options.native_name.strip() or not options.english_name.strip():
        raise DataFileError("a language needs its names")
    for folder in ("data/responses", "data/nlu", "data/playbooks", "tests/dialogues"):
        if (root / folder / code).exists():
            raise DataFileError(f"{folder}/{code} is there already")


def _register(path: Path, options: argparse.Namespace) -> None:
    """Add the language at the end of the file, whose comments stay; what the registry refuses is taken out again."""
    subtags = [part for part in options.code.split("-")[1:] if len(part) == 4]
    script = options.script or (subtags[0] if subtags else "Arab" if options.rtl else "Latn")
    rtl = options.rtl or script in RTL_SCRIPTS
    before = path.read_text(encoding="utf-8")
    entry = [
        f"  {_key(options.code)}:",
        f"    native_name: {_quoted(options.native_name)}",
        f"    english_name: {_quoted(options.english_name)}",
        f"    direction: {'rtl' if rtl else 'ltr'}",
        f"    script: {script}",
        f"    fallback: {_key(options.fallback)}",
        "    draft: true",
    ]
    path.write_text(before.rstrip("\n") + "\n" + "\n".join(entry) + "\n", encoding="utf-8")
    try:
        load_languages(path)
    except DataFileError:
        path.write_text(before, encoding="utf-8")
        raise


def _texts(content: dict[str, Any], code: str) -> str:
    lines = [f"language: {_key(code)}"]
    for kind in KINDS:
        section: dict[str, Any] = content.get(kind) or {}
        lines += [f"{kind}:"] if section else []
        for key, value in section.items():
            if isinstance(value, list):
                lines += [f"  {_key(key)}:", *(f"    - {_to_do(text)}" for text in value)]
            else:
                lines.append(f"  {_key(key)}: {_to_do(value)}")
    return "\n".join(lines) + "\n"


def _intents(content: dict[str, Any], languages: Languages) -> str:
    model = languages[languages.default].english_name
    lines = [
        f"# Write {FEWEST} or more sentences below each `examples: |`, as people really type, one a line:",
        '#    - [words](entity)    or    - [words]{"entity": "color", "value": "black"}',
        f"# The comments show some of the {model} ones; write your own rather than translate.",
        'version: "3.1"',
        "nlu:",
    ]
    for entry in content.get("nlu") or []:
        examples = example_lines(entry)[:FEWEST]
        lines += ["", f"# {model}:", *(f"#    {example}" for example in examples)]
        lines += [f"- intent: {entry['intent']}", "  examples: |"]
    return "\n".join(lines) + "\n"


def _page(content: str) -> str:
    """A page whose title, phrases and lines are to be done; its figures and the numbers of its steps stay."""
    _, front, body = content.split("---\n", 2)
    fields = yaml.safe_load(front)
    lines = [f"title: {_to_do(fields['title'])}", "asked_as:"]
    lines += [f"  - {_to_do(phrase)}" for phrase in fields["asked_as"]]
    steps = re.sub(r"^(\d+\. |- )?(?=\S)", rf"\g<1>{TO_DO}: ", body, flags=re.MULTILINE)
    return "---\n" + "\n".join(lines) + "\n---\n" + steps


def _to_do(text: str) -> str:
    return _quoted(f"{TO_DO}: {text}")


def _key(key: object) -> str:
    """Quote what YAML would read as something else than a text ("yes", "no")."""
    return _quoted(str(key)) if str(key).lower() in {"yes", "no", "on", "off", "true", "false", "null"} else str(key)


def _quoted(text: str) -> str:
    return json.dumps(text.strip(), ensure_ascii=False)


def _write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
