"""A language is added as a translator does it: scaffolded, translated, published; no Python and no domain touched."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from hamrah.bot.locale.importer import compile_responses, training_folders
from hamrah.language.registry import load_languages
from hamrah.language.text_catalogue import load_text_catalogue
from hamrah.services.playbooks import load_playbooks, read_page
from tests.locale.copies import PROJECT, Copy

MARK = "zz·"
"""What the made-up language says before each English text."""


def add(project: Copy, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(PROJECT / "scripts" / "add_language.py"), *arguments, "--root", str(project.root)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def files(root: Path) -> dict[str, bytes]:
    kept = (path for folder in ("data", "tests") for path in (root / folder).rglob("*") if path.is_file())
    found = [root / "languages.yml", root / "domain.yml", *kept]
    return {str(path.relative_to(root)): path.read_bytes() for path in found}


@pytest.fixture
def begun(project: Copy) -> Copy:
    """A made-up language, just begun."""
    done = add(project, "zz", "Zedza: é", "Zedish", "--fallback", "en")
    assert (done.returncode, done.stderr) == (0, "")
    return project


def publish(project: Copy) -> None:
    project.change("languages.yml", "    draft: true\n", "")


def translate_texts(project: Copy) -> None:
    """Do as a translator does: put an own text in the place of each that is to be done."""
    for path in (*(project.root / "data/responses/zz").iterdir(), *(project.root / "data/playbooks/zz").iterdir()):
        path.write_text(path.read_text(encoding="utf-8").replace("TODO: ", MARK), encoding="utf-8")


def add_templates(project: Copy) -> None:
    """Have the shop's templates say the English words in the language too."""
    path = project.root / "data/shop/whatsapp_templates.yml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    content["languages"]["zz"] = {"code": "zz"}
    for template in (content["knock"], *content["templates"].values()):
        template["text"]["zz"] = MARK + template["text"]["en"]
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


def write_sentences(project: Copy) -> None:
    """Write below each empty `examples: |` the sentences shown in the comment, marked."""
    for path in (project.root / "data/nlu/zz").glob("*.yml"):
        lines: list[str] = []
        shown: list[str] = []
        for line in path.read_text(encoding="utf-8").splitlines():
            lines.append(line)
            if line.startswith("#    - "):
                shown.append(line.removeprefix("#    - "))
            elif line == "  examples: |":
                lines += [f"    - {MARK} {sentence}" for sentence in shown]
            elif not line:
                shown = []
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def uncomment_dialogue(project: Copy) -> None:
    path = project.root / "tests/dialogues/zz/language.yml"
    _, dialogue = path.read_text(encoding="utf-8").split("\n\n")
    path.write_text("\n".join(line.removeprefix("# ") for line in dialogue.splitlines()), encoding="utf-8")


def keys_of(project: Copy, code: str) -> list[str]:
    contents = [yaml.safe_load(path.read_text("utf-8")) for path in (project.root / "data/responses" / code).glob("*")]
    return [key for content in contents for kind in ("messages", "buttons", "terms") for key in content.get(kind) or {}]


def test_a_language_just_begun_is_a_draft_with_warnings_only(begun: Copy) -> None:
    language = begun.languages.drafts["zz"]
    assert (language.native_name, language.english_name) == ("Zedza: é", "Zedish")
    assert (language.direction, language.script, language.fallback) == ("ltr", "Latn", "en")
    assert begun.languages.codes == load_languages(PROJECT / "languages.yml").codes
    assert begun.validate().errors == ()
    warnings = begun.warnings("zz")
    keys = len(keys_of(begun, "en"))
    assert sum(w.startswith("data/responses/zz") and "still to be translated" in w for w in warnings) == keys
    assert sum("0 different sentences" in warning for warning in warnings) == 64
    assert "tests/dialogues/zz: zz: holds no dialogue that tries the language" in warnings
    pages = len(list((PROJECT / "data/playbooks/en").iterdir()))
    assert sum(w.startswith("data/playbooks/zz/") and w.endswith("still to be translated") for w in warnings) == pages
    assert "data/shop/whatsapp_templates.yml: languages: lacks zz" in warnings
    assert len(warnings) == keys + 64 + 1 + pages + 1


def test_what_is_laid_out_keeps_the_english_text_and_its_placeholders(begun: Copy) -> None:
    english: dict[str, Any] = yaml.safe_load((begun.root / "data/responses/en/orders.yml").read_text("utf-8"))
    laid_out = yaml.safe_load((begun.root / "data/responses/zz/orders.yml").read_text("utf-8"))
    assert laid_out["language"] == "zz"
    for key, texts in english["messages"].items():
        assert laid_out["messages"][key] == [f"TODO: {text}" for text in texts]
    nlu = yaml.safe_load((begun.root / "data/nlu/zz/orders.yml").read_text("utf-8"))
    assert {entry["examples"] for entry in nlu["nlu"]} == {""}


def test_pages_for_staff_are_laid_out_and_no_draft_is_asked(begun: Copy) -> None:
    folder = begun.root / "data/playbooks"
    for path in (folder / "en").iterdir():
        model, page = read_page(path), read_page(folder / "zz" / path.name)
        assert page.title == f"TODO: {model.title}"
        assert page.asked_as == tuple(f"TODO: {phrase}" for phrase in model.asked_as)
        assert page.body.replace("TODO: ", "") == model.body
        assert page.body.count("TODO: ") == len([line for line in model.body.splitlines() if line])
    served = load_playbooks(folder, begun.languages.drafts)
    assert served.page("refund", "zz") == served.page("refund", "en")


def test_it_says_what_to_do_first(project: Copy) -> None:
    said = add(project, "zz", "Zedza", "Zedish").stdout
    assert said.startswith("Zedish (zz) is a draft now")
    assert "data/responses/zz/general.yml" in said
    assert "draft: true" in said


def test_a_draft_is_neither_trained_nor_served(begun: Copy) -> None:
    spoken = begun.languages
    catalogue = load_text_catalogue(begun.root / "data/responses", spoken)
    assert not any(entry.language == "zz" for entry in catalogue)
    assert catalogue.message("zz", "utter_help") == catalogue.message("en", "utter_help")
    conditions = [v.get("condition") for variations in compile_responses(catalogue).values() for v in variations]
    assert not any("'zz'" in str(condition) for condition in conditions)
    assert begun.root / "data/nlu/zz" not in training_folders(begun.root / "data", spoken)


def test_a_half_translated_language_cannot_be_published(begun: Copy) -> None:
    begun.change("data/responses/zz/general.yml", "TODO: Assalam", "Zalam")
    begun.change("data/responses/zz/orders.yml", "TODO: Your order {number}", "Zorder")
    publish(begun)
    assert begun.warnings("zz") == []
    errors = "\n".join(begun.validate().errors)
    assert "zz/general.yml: messages.utter_greet:" not in errors
    assert "zz/general.yml: messages.utter_goodbye: still to be translated" in errors
    assert "zz/orders.yml: messages.utter_order_placed: placeholders items, when, en has items, number, when" in errors
    assert "data/nlu/zz/orders.yml: order_status: 0 different sentences, at least 12 are needed" in errors
    assert "tests/dialogues/zz: zz: holds no dialogue" in errors


def test_a_fully_translated_language_is_spoken_without_touching_python_or_domain(begun: Copy) -> None:
    before = files(begun.root)
    translate_texts(begun)
    write_sentences(begun)
    uncomment_dialogue(begun)
    add_templates(begun)
    assert begun.warnings("zz") == []
    publish(begun)
    assert begun.validate().errors == ()
    touched = {name for name, content in files(begun.root).items() if before.get(name) != content}
    shared = {"languages.yml", "data/shop/whatsapp_templates.yml"}
    assert all(name in shared or "/zz/" in name for name in touched)

    catalogue = load_text_catalogue(begun.root / "data/responses", begun.languages)
    zedish = [{"type": "slot", "name": "language", "value": "zz"}]
    for key, variations in compile_responses(catalogue).items():
        own = [variation["text"] for variation in variations if variation.get("condition") == zedish]
        assert own == [MARK + text for text in catalogue.message("en", key)], key
    assert catalogue.button("zz", "yes") == f"{MARK}Yes"
    assert begun.root / "data/nlu/zz" in training_folders(begun.root / "data", begun.languages)


def test_the_first_dialogue_chooses_the_language(begun: Copy) -> None:
    uncomment_dialogue(begun)
    (dialogue,) = yaml.safe_load((begun.root / "tests/dialogues/zz/language.yml").read_text("utf-8"))
    assert dialogue["turns"][-1] == {"press": "Zedza: é", "expect": "utter_language_set"}


@pytest.mark.parametrize(
    ("arguments", "direction", "script"),
    [
        (("pa-Arab", "پنجابی", "Punjabi"), "rtl", "Arab"),
        (("sd", "سنڌي", "Sindhi", "--rtl"), "rtl", "Arab"),
        (("he", "עברית", "Hebrew", "--rtl", "--script", "Hebr"), "rtl", "Hebr"),
        (("no", "Norsk", "Norwegian"), "ltr", "Latn"),
    ],
)
def test_direction_and_script(data: Copy, arguments: tuple[str, ...], direction: str, script: str) -> None:
    assert add(data, *arguments).returncode == 0
    language = data.languages.drafts[arguments[0]]
    assert (language.direction, language.script) == (direction, script)
    assert f"data/responses/{arguments[0]}/orders.yml: language" not in "\n".join(data.validate().warnings)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("ur", "اردو", "Urdu"), "ur stands in languages.yml already"),
        (("zz-latn", "Z", "Z"), "'zz-latn' is not a BCP 47 code"),
        (("urdu", "Z", "Z"), "'urdu' is not a BCP 47 code"),
        (("../zz", "Z", "Z"), "is not a BCP 47 code"),
        (("zz", "Z", "Z", "--fallback", "yy"), "the fallback 'yy' is not one of en, ur"),
        (("zz", " ", "Z"), "a language needs its names"),
        (("zz", "Z", "Z", "--script", "latin"), "languages.zz.script: must be an ISO 15924 code"),
    ],
)
def test_what_is_refused_changes_nothing(data: Copy, arguments: tuple[str, ...], complaint: str) -> None:
    before = files(data.root)
    refused = add(data, *arguments)
    assert refused.returncode == 2
    assert complaint in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert files(data.root) == before


def test_a_draft_is_refused_a_second_time(begun: Copy) -> None:
    assert "zz stands in languages.yml already" in add(begun, "zz", "Z", "Z").stderr


def test_the_work_of_somebody_is_not_written_over(data: Copy) -> None:
    data.write("data/responses/zz/general.yml", "language: zz\n")
    assert "data/responses/zz is there already" in add(data, "zz", "Z", "Z").stderr
    assert "zz" not in data.languages.with_drafts()
