"""`hamrah evaluate nlu`: what it reads, what it counts, what it prints."""

import json
import math
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hamrah.bot.evaluation.measures import by_entity, confusions, coverage, figures
from hamrah.bot.evaluation.parsing import Parsed
from hamrah.bot.evaluation.report import as_json
from hamrah.bot.evaluation.sentences import Labelled, read_labelled
from hamrah.language.strict_yaml import DataFileError

GOOD = '{"text": "salam", "lang": "ur-Latn", "intent": "greet", "entities": []}'


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{", "lines.jsonl:2: is not JSON"),
        ("[]", "lines.jsonl:2: is not an object"),
        ('{"text": "x", "lang": "en"}', "lines.jsonl:2: intent: Field required"),
        ('{"text": 5, "lang": "en", "intent": "greet"}', "lines.jsonl:2: text: Input should be a valid string"),
        ('{"text": "x", "lang": "en", "intent": "greet", "entities": [{"entity": "color"}]}', "2: entities.0.value"),
        ("[" * 100_000, "lines.jsonl:2: is n"),
    ],
)
def test_a_bad_line_names_file_and_line(tmp_path: Path, line: str, complaint: str) -> None:
    file = tmp_path / "lines.jsonl"
    file.write_text(f"{GOOD}\n{line}\n{GOOD}\n", encoding="utf-8")
    with pytest.raises(DataFileError) as error:
        read_labelled(file)
    assert complaint in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xff\xfe\x00"])
def test_a_file_without_a_readable_sentence_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "lines.jsonl"
    file.write_bytes(content)
    with pytest.raises(DataFileError, match=r"lines\.jsonl"):
        read_labelled(file)


def test_blank_lines_and_missing_entities_are_fine(tmp_path: Path) -> None:
    file = tmp_path / "lines.jsonl"
    file.write_text(f'\ufeff{GOOD}\n\n{{"text": "", "lang": "en", "intent": "greet"}}\n', encoding="utf-8")
    assert [(one.text, one.entities) for one in read_labelled(file)] == [("salam", []), ("", [])]


def sentence(intent: str, *entities: tuple[str, str, str], lang: str = "en", text: str = "one two three") -> Labelled:
    marks = [{"entity": name, "value": value, "text": words} for name, value, words in entities]
    return Labelled.model_validate({"text": text, "lang": lang, "intent": intent, "entities": marks})


def parsed(intent: str, *entities: tuple[str, str, str], confidence: float = 0.9, language: str = "en") -> Parsed:
    return Parsed(intent, confidence, entities, language, confidence < 0.5, 2.0)


def test_intents_are_counted_right() -> None:
    pairs = [
        (sentence("greet"), parsed("greet")),
        (sentence("greet"), parsed("thank", confidence=0.3)),
        (sentence("thank"), parsed("thank")),
        (sentence("deny"), parsed("thank", confidence=0.4)),
    ]
    seen = figures(pairs)
    assert (seen.n, seen.intent_accuracy) == (4, 0.5)
    assert seen.intent_macro_f1 == pytest.approx((2 / 3 + 1 / 2 + 0) / 3)
    assert confusions(pairs) == [("greet", "thank", 1), ("deny", "thank", 1)]
    curve = {step: (covered, right) for step, covered, right in coverage(pairs)}
    assert curve[0.0] == (1.0, 0.5)
    assert curve[0.5] == (0.5, 1.0)
    assert curve[0.9] == (0.5, 1.0)
    assert math.isnan(curve[0.95][1])


def test_entities_are_compared_by_words_and_by_value() -> None:
    pairs = [
        (sentence("x", ("color", "yellow", "پیلا")), parsed("x", ("color", "yellow", "پيلا"))),
        (sentence("x", ("size", "42", "۴۲")), parsed("x", ("size", "42", "۴۲ نمبر"))),
        (sentence("x", ("city", "Lahore", "lhr"), ("city", "Lahore", "lhr")), parsed("x", ("city", "Lahore", "lhr"))),
        (sentence("x"), parsed("x", ("brand", "Tez", "tez"))),
    ]
    seen = figures(pairs)
    assert (seen.by_text.precision, seen.by_text.recall, seen.by_text.f1) == (2 / 4, 2 / 4, 4 / 8)
    assert (seen.by_value.precision, seen.by_value.recall) == (3 / 4, 3 / 4)
    assert by_entity(pairs)["city"].recall == 0.5
    assert by_entity(pairs)["brand"].precision == 0.0


def test_language_is_counted_apart_for_messages_long_enough() -> None:
    pairs = [
        (sentence("x", text="ok"), parsed("x", language="ur")),
        (sentence("x", text="where is it"), parsed("x", language="en")),
    ]
    seen = figures(pairs)
    assert (seen.language_accuracy, seen.language_accuracy_from_three_words) == (0.5, 1.0)


def test_the_json_has_every_figure_and_no_nan() -> None:
    pairs = [
        (sentence("greet", lang="ur"), parsed("greet", language="ur")),
        (sentence("deny", lang="en"), parsed("stop", confidence=0.2)),
    ]
    seen = json.loads(json.dumps(as_json(pairs), allow_nan=False))
    assert {"all", "ur", "en", "parse_ms", "encoder_share", "confusions", "errors"} <= set(seen)
    assert "ur-Latn" not in seen
    assert seen["all"]["n"] == 2
    assert seen["all"]["entity_f1_value"] is None
    assert seen["parse_ms"] == {"mean": 2.0, "p50": 2.0, "p95": 2.0}
    assert seen["encoder_share"] == 0.5
    assert seen["errors"] == [
        {"text": "one two three", "lang": "en", "intent": "deny", "predicted": "stop", "confidence": 0.2}
    ]


@pytest.mark.trained
def test_the_command_measures_the_trained_bot(stage: object, tmp_path: Path) -> None:
    from hamrah.cli.main import app

    file = tmp_path / "lines.jsonl"
    lines = [
        GOOD,
        '{"text": "اوور ڈیو ٹکٹس دکھاؤ", "lang": "ur", "intent": "staff_ticket_queue", "entities": []}',
        '{"text": "order 1042 cancel kar dein", "lang": "ur-Latn", "intent": "cancel_order",'
        ' "entities": [{"entity": "order_number", "value": "1042", "text": "1042"}]}',
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    done = CliRunner().invoke(app, ["evaluate", "nlu", "--data", str(file), "--json"])
    assert done.exit_code == 0, done.output
    seen = json.loads(done.stdout)
    assert seen["all"]["n"] == 3
    assert seen["all"]["intent_accuracy"] == 1.0
    assert seen["ur-Latn"]["entity_f1_value"] == 1.0
    tables = CliRunner().invoke(app, ["evaluate", "nlu", "--data", str(file)])
    assert "By language" in tables.stdout
