"""The comments to learn from and the comments to test with: enough of each, and kept apart."""

from collections import Counter
from pathlib import Path

import pytest

from hamrah.language.strict_yaml import DataFileError
from hamrah.sentiment.comments import Comment, MarkedComment, read_comments, read_lessons
from hamrah.sentiment.word_hints import read_word_list
from tests.nlu.test_sentences import plain, too_alike

DATA = Path(__file__).parents[2] / "data"
LANGUAGES = ("en", "ur", "ur-Latn")
FEWEST_TO_TEST_WITH = 150
GOOD = '{"text": "acha hai", "lang": "ur-Latn", "label": "positive", "topic": "other", "urgency": "low"}'


def comments_of(language: str) -> list[Comment]:
    return [one for path in sorted((Path(__file__).parent / language).glob("*.jsonl")) for one in read_comments(path)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_enough_of_every_sentiment(language: str) -> None:
    comments = comments_of(language)
    assert {comment.lang for comment in comments} == {language}
    assert len(comments) >= FEWEST_TO_TEST_WITH
    tested, taught = (Counter(c.label for c in some if c.lang == language) for some in (comments, learnt()))
    assert min(tested.values()) >= 0.3 * tested.total()
    assert min(taught.values()) >= 0.2 * taught.total()


def learnt() -> list[MarkedComment]:
    return read_lessons(DATA).comments


def test_no_comment_is_tested_that_was_learnt() -> None:
    lessons = read_lessons(DATA)
    train = [
        plain(text) for text in (*(one.text for one in lessons.comments), *(text for text, _ in lessons.of_intents))
    ]
    test = [plain(comment.text) for language in LANGUAGES for comment in comments_of(language)]
    assert list(too_alike(test, train)) == []


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{", "lines.jsonl:2: is not JSON"),
        ("[]", "lines.jsonl:2: is not an object with text, lang, label"),
        ('{"text": "x", "lang": "en"}', "lines.jsonl:2: label: Field required"),
        ('{"text": "x", "lang": "en", "label": "good"}', "lines.jsonl:2: label: Input should be"),
    ],
)
def test_a_bad_line_names_file_and_line(tmp_path: Path, line: str, complaint: str) -> None:
    file = tmp_path / "lines.jsonl"
    file.write_text(f"{GOOD}\n{line}\n", encoding="utf-8")
    with pytest.raises(DataFileError) as error:
        read_comments(file)
    assert complaint in str(error.value)


def test_a_bad_lesson_is_refused(tmp_path: Path) -> None:
    (tmp_path / "sentiment").mkdir()
    (tmp_path / "sentiment" / "en.jsonl").write_text(GOOD.replace('"low"', '"soon"') + "\n", encoding="utf-8")
    with pytest.raises(DataFileError, match=r"en\.jsonl:1: urgency: "):
        read_lessons(tmp_path)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("positive: {en: good}", "contrast: must stand there once"),
        ("{positive: x, negative: {}, middling: {}, negation: {}, contrast: {}}", "positive: must hold sayings"),
        ("{positive: {en: 'a,,b'}, negative: {}, middling: {}, negation: {}, contrast: {}}", r"positive\.en: ''"),
    ],
)
def test_a_bad_word_list_is_refused(tmp_path: Path, content: str, complaint: str) -> None:
    file = tmp_path / "words.yml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(DataFileError, match=complaint):
        read_word_list(file)
