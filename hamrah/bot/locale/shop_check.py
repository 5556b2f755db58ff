"""What the shop itself has written in every language: its pages for staff, its templates at Meta."""

from collections.abc import Iterator
from pathlib import Path

from hamrah.bot.channels.whatsapp.templates import FILE, load_templates
from hamrah.language.catalogue_check import TO_DO
from hamrah.language.strict_yaml import DataFileError
from hamrah.services.playbooks import FOLDER, figure_names, read_page

UNDONE = "still to be translated"


def check_playbooks(data: Path, code: str, default: str) -> Iterator[str]:
    """What is wrong with a language's pages, held against the same pages of the default language."""
    folder, models = data / FOLDER / code, data / FOLDER / default
    wanted = {path.stem for path in models.glob("*.md")}
    for name in sorted({path.stem for path in folder.glob("*.md")} - wanted):
        yield f"{folder}/{name}.md: {name}: not a page of {default}"
    for name in sorted(wanted):
        yield from _page(folder / f"{name}.md", models / f"{name}.md")


def _page(path: Path, model: Path) -> Iterator[str]:
    if not path.is_file():
        yield f"{path}: {path.stem}: missing"
        return
    try:
        page, wanted = read_page(path), figure_names(read_page(model))
    except DataFileError as error:
        yield str(error)
        return
    if any(f"{TO_DO}: " in text for text in (page.title, *page.asked_as, page.body)):
        yield f"{path}: {path.stem}: {UNDONE}"
    if figure_names(page) != wanted:
        yield f"{path}: {path.stem}: its figures are not those of {model.parent.name}: {', '.join(wanted)}"


def check_templates(data: Path) -> Iterator[str]:
    """What makes the file of templates unusable, in whatever language."""
    try:
        load_templates(data / FILE)
    except DataFileError as error:
        yield str(error)


def lacks_templates(data: Path, code: str) -> Iterator[str]:
    """Whether a language stands in a usable file of templates, with words of its own."""
    try:
        found = load_templates(data / FILE)
    except DataFileError:
        return
    if code not in found.languages:
        yield f"{data / FILE}: languages: lacks {code}"
        return
    for key, template in {"knock": found.knock, **found.templates}.items():
        if template.text[code].startswith(TO_DO):
            yield f"{data / FILE}: {key}.text.{code}: {UNDONE}"
