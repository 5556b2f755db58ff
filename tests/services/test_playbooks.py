"""The shop's playbooks: the same pages in every language, figures that are the shop's, the right page or none."""

import re
from pathlib import Path

import pytest
import yaml

from hamrah.bootstrap import languages
from hamrah.language.how_to import asks_how, names_rule
from hamrah.language.strict_yaml import DataFileError
from hamrah.services.playbooks import Library, Playbook, figure_names, figure_value, load_playbooks
from hamrah.services.refusal import Refusal
from hamrah.settings import PROJECT

FOLDER = PROJECT / "data" / "playbooks"
QUESTIONS = yaml.safe_load((Path(__file__).parent / "playbook_questions.yml").read_text(encoding="utf-8"))
NONE = "none"


@pytest.fixture(scope="module")
def library() -> Library:
    return load_playbooks(FOLDER)


def pages(library: Library) -> list[Playbook]:
    return [library.page(name, language) for name in library.names for language in languages().codes]


def asked(*, answered: bool) -> list[tuple[str, str, str]]:
    return [
        (name, language, question)
        for name, by_language in QUESTIONS.items()
        for language, questions in by_language.items()
        for question in questions
        if (name != NONE) is answered
    ]


def test_every_language_has_every_page_in_its_own_words(library: Library) -> None:
    assert len(library.names) >= 10
    for page in pages(library):
        assert (FOLDER / page.language / f"{page.name}.md").is_file()
    for name in library.names:
        bodies = {library.page(name, language).body for language in languages().codes}
        assert len(bodies) == len(languages().codes), name


def test_a_page_names_the_same_figures_in_every_language(library: Library) -> None:
    for name in library.names:
        named = {language: figure_names(library.page(name, language)) for language in languages().codes}
        assert len({tuple(figures) for figures in named.values()}) == 1, (name, named)


def test_figures_are_those_of_the_shop_and_no_page_has_one_of_its_own(library: Library) -> None:
    rules = {
        None: yaml.safe_load((PROJECT / "data/shop/policies.yml").read_text(encoding="utf-8")),
        "tickets": yaml.safe_load((PROJECT / "data/shop/tickets.yml").read_text(encoding="utf-8")),
        "handover": yaml.safe_load((PROJECT / "data/shop/handover.yml").read_text(encoding="utf-8")),
    }
    seen = 0
    for page in pages(library):
        for figure in figure_names(page):
            first, *rest = figure.split(".")
            at = rules[first] if first in rules else rules[None]
            for step in rest if first in rules else (first, *rest):
                at = at[step]
            assert figure_value(figure, page) == at, (page.language, page.name, figure)
            seen += 1
        bare = re.sub(r"\{[^}]*\}|`[^`]*`|^\d+\. ", "", page.body, flags=re.MULTILINE)
        assert not re.search(r"\d", bare), f"{page.language}/{page.name}: a figure that no rule gives: {bare}"
        assert "{" not in page.text() and "`" not in page.text()
    assert seen > 50


def test_goods_that_are_never_taken_back_are_those_of_the_policies(library: Library) -> None:
    never = yaml.safe_load((PROJECT / "data/shop/policies.yml").read_text())["returns"]["not_returnable_categories"]
    for name in ("return", "exchange"):
        body = library.page(name, "en").body
        assert all(category in body for category in never), name


def test_questions_find_their_page_and_never_a_wrong_one(library: Library) -> None:
    questions = asked(answered=True)
    found = [(name, question, library.find(question, language)) for name, language, question in questions]
    wrong = [(name, question) for name, question, one in found if one.page is not None and one.page.name != name]
    assert not wrong
    right = sum(one.page is not None for _, _, one in found)
    assert right >= 0.94 * len(found), [question for _, question, one in found if one.page is None]
    for name, question, one in found:
        assert name in [page.name for page in one.nearest], f"{question}: not even among the nearest"


def test_what_the_shop_has_no_page_for_is_not_answered(library: Library) -> None:
    answered = [question for _, language, question in asked(answered=False) if library.find(question, language).page]
    assert len(answered) <= 1, answered


def test_the_answer_is_in_the_language_asked_for(library: Library) -> None:
    for language in languages().codes:
        found = library.find("refund ka tareeqa?", language)
        assert found.page is not None and (found.page.name, found.page.language) == ("refund", language)


def test_questions_of_how_are_told_from_wishes() -> None:
    for _, _, question in asked(answered=True):
        assert asks_how(question) or question == "when should I call the manager", question
    for wish in ("refund wale tickets dikhao", "show overdue tickets", "T-10023 مجھے دے دیں", "CSAT kaisa raha"):
        assert not asks_how(wish), wish


@pytest.mark.parametrize(
    ("rule", "named", "another"),
    [
        ("delivery", ("how does delivery work", "ڈیلیوری کا کیا طریقہ ہے"), "what is the uniform policy"),
        ("payment", ("how can they pay", "ادائیگی کیسے ہوتی ہے", "cod kaise hota hai"), "salary advance ka tareeqa"),
        ("warranty", ("warranty ka kya tareeqa hai", "وارنٹی کی پالیسی"), "chhutti ki policy"),
        ("hours", ("how are the opening hours", "اوقات کیا ہوتے ہیں"), "how to close the shop at night"),
        ("place", ("how do I get to the Lahore shop", "dukan ka rasta kaise"), "دکان بند کرنے کا طریقہ"),
        ("assistant", ("what can you do", "aap kya kar sakte hain", "آپ کیا کر سکتے ہیں"), "how do I handle overtime"),
    ],
)
def test_a_question_names_a_rule_that_has_no_page(rule: str, named: tuple[str, ...], another: str) -> None:
    assert all(names_rule(question, rule) for question in named)
    assert not names_rule(another, rule)


def test_an_unknown_page_is_refused(library: Library) -> None:
    with pytest.raises(Refusal, match="utter_playbook_none"):
        library.page("salaries", "en")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("No front matter", "must begin with"),
        ("---\ntitle: A\nasked_as: [a]\n---\nWithin {returns.no_such} days", "no figure 'returns.no_such'"),
        ("---\ntitle: A\nasked_as: [a]\n---\nIn {handover.away_minutes:hours} hours", "no whole number of hours"),
        ("---\ntitle: A\nasked_as: a\n---\nx", "a list of texts"),
        ("---\ntitle: A\nasked_as: [a]\ntitle: B\n---\nx", r"broken\.md: line 4: key 'title' stands twice"),
    ],
)
def test_a_page_that_cannot_be_used_is_named(tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "broken.md").write_text(text, encoding="utf-8")
    with pytest.raises(DataFileError, match=complaint):
        load_playbooks(tmp_path)


def test_a_page_that_one_language_lacks_is_named(tmp_path: Path) -> None:
    for language in ("en", "ur"):
        (tmp_path / language).mkdir()
    (tmp_path / "en" / "only.md").write_text("---\ntitle: A\nasked_as: [a]\n---\nx", encoding="utf-8")
    (tmp_path / "ur" / "other.md").write_text("---\ntitle: A\nasked_as: [a]\n---\nx", encoding="utf-8")
    with pytest.raises(DataFileError, match=r"en: has no page other\.md"):
        load_playbooks(tmp_path)
