"""All that the project's files in every language must hold, in one look; `scripts/validate_locales.py` prints it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hamrah.bot.locale.sentence_check import Contract, check_sentences, read_contract
from hamrah.bot.locale.shop_check import check_playbooks, check_templates, lacks_templates
from hamrah.bot.locale.spoken_keys import check_keys, read_code
from hamrah.language.catalogue_check import validate
from hamrah.language.registry import Languages, load_languages
from hamrah.language.sentences import read_sentences
from hamrah.language.strict_yaml import DataFileError
from hamrah.language.text_catalogue import read_text_catalogue


@dataclass(frozen=True, slots=True)
class Report:
    """Problems, one line each (`file: key: what`, files from the root on): those of drafts are only warnings."""

    errors: tuple[str, ...]
    warnings: tuple[str, ...]


def validate_project(root: Path) -> Report:
    """Check all that every language of a project folder says, is told and is tried with, drafts apart."""
    try:
        languages = load_languages(root / "languages.yml")
        model = read_sentences(root / "data" / "nlu" / languages.default)
        contract = read_contract(root / "domain.yml", model)
    except DataFileError as error:
        return Report(_from_root(root, [str(error)]), ())
    every = languages.with_drafts()
    responses = root / "data" / "responses"
    catalogue = read_text_catalogue(responses, languages)
    texts = validate(catalogue, languages)
    draft_texts = set(validate(read_text_catalogue(responses, every), every)) - set(texts)
    errors = [
        *texts,
        *check_keys(read_code(root), catalogue),
        *(problem for of in ("nlu", "playbooks") for problem in _unknown_folders(root / "data" / of, every)),
        *check_templates(root / "data"),
        *(problem for code in languages.codes for problem in _language(root, code, languages.default, contract)),
    ]
    warnings = [
        *sorted(draft_texts),
        *(problem for code in languages.drafts for problem in _language(root, code, languages.default, contract)),
    ]
    return Report(_from_root(root, errors), _from_root(root, warnings))


def _language(root: Path, code: str, default: str, contract: Contract) -> Iterator[str]:
    yield from check_sentences(read_sentences(root / "data" / "nlu" / code), contract)
    yield from check_playbooks(root / "data", code, default)
    yield from lacks_templates(root / "data", code)
    dialogues = root / "tests" / "dialogues" / code
    if not any(map(_says_something, dialogues.glob("*.yml"))):
        yield f"{dialogues}: {code}: holds no dialogue that tries the language"


def _says_something(path: Path) -> bool:
    lines = path.read_text(encoding="utf-8").splitlines()
    return any(line.strip() and not line.lstrip().startswith("#") for line in lines)


def _unknown_folders(folder: Path, every: Languages) -> Iterator[str]:
    for path in sorted(folder.iterdir()):
        if path.is_dir() and path.name not in every:
            yield f"{path}: {path.name}: folder is not a language of languages.yml"


def _from_root(root: Path, problems: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(problem.replace(f"{root}/", "") for problem in problems))
