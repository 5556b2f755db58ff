"""`hamrah evaluate sentiment`: what it counts and what it prints."""

import json
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from hamrah.cli.main import app
from hamrah.sentiment.comments import Comment
from hamrah.sentiment.measures import as_json, figures_table
from hamrah.settings import settings

LINES = (
    '{"text": "bohat acha kapra hai, maza aa gaya", "lang": "ur-Latn", "label": "positive"}',
    '{"text": "worst service ever, total waste of money", "lang": "en", "label": "negative", "stars": 1}',
)


def comments(*pairs: tuple[str, str]) -> list[Comment]:
    return [Comment.model_validate({"text": "x", "lang": lang, "label": label}) for lang, label in pairs]


def test_macro_f1_is_over_the_labels_that_occur() -> None:
    given = comments(("en", "positive"), ("en", "positive"), ("en", "negative"), ("ur", "negative"))
    seen = as_json(given, ["positive", "neutral", "negative", "negative"])
    assert set(seen) == {"all", "en", "ur"}
    assert (seen["all"]["n"], seen["all"]["accuracy"]) == (4, 0.75)
    assert seen["all"]["macro_f1"] == pytest.approx((2 / 3 + 1) / 2)
    assert seen["ur"]["macro_f1"] == 1.0
    assert seen["en"]["confusion"]["positive"] == {"negative": 0, "neutral": 1, "positive": 1}


def test_the_table_names_every_language() -> None:
    console = Console(record=True, width=120)
    console.print(figures_table(as_json(comments(("ur", "neutral"), ("en", "neutral")), ["neutral", "positive"])))
    printed = console.export_text()
    assert "all" in printed
    assert "0.500" in printed


@pytest.mark.trained
def test_the_command_measures_without_the_bot(tmp_path: Path) -> None:
    from hamrah.sentiment.training import ensure_trained

    ensure_trained(settings().models_dir, settings().data_dir)
    file = tmp_path / "lines.jsonl"
    file.write_text("\n".join(LINES), encoding="utf-8")
    done = CliRunner().invoke(app, ["evaluate", "sentiment", "--data", str(file), "--json"])
    assert done.exit_code == 0, done.output
    seen = json.loads(done.stdout)
    assert {name: part["macro_f1"] for name, part in seen.items()} == {"all": 1.0, "en": 1.0, "ur-Latn": 1.0}
    assert "Sentiment, by language" in CliRunner().invoke(app, ["evaluate", "sentiment", "--data", str(file)]).stdout
