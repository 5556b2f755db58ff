"""The figures of an evaluation, as JSON for programs and as tables for people."""

import math
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from hamrah.bot.evaluation.measures import (
    Match,
    Pair,
    by_entity,
    confusions,
    coverage,
    figures,
    parse_times,
)


def as_json(pairs: Sequence[Pair]) -> dict[str, Any]:
    """Everything about the sentences, with plain types; what did not occur is null."""
    seen: dict[str, Any] = _without_nan(
        {
            **{name: figures(some).as_json() for name, some in by_language(pairs).items()},
            "parse_ms": parse_times(pairs),
            "encoder_share": sum(parsed.asked_encoder for _, parsed in pairs) / len(pairs),
            "by_confidence": [
                {"confidence": step, "coverage": covered, "accuracy": right} for step, covered, right in coverage(pairs)
            ],
            "confusions": [
                {"intent": right, "predicted": taken, "times": times} for right, taken, times in confusions(pairs)
            ],
            "errors": [
                {
                    "text": sentence.text,
                    "lang": sentence.lang,
                    "intent": sentence.intent,
                    "predicted": parsed.intent,
                    "confidence": parsed.confidence,
                }
                for sentence, parsed in pairs
                if sentence.intent != parsed.intent
            ],
        }
    )
    return seen


def by_language(pairs: Sequence[Pair]) -> dict[str, list[Pair]]:
    """The sentences of "all", then of each language that occurs."""
    parts = {"all": list(pairs)}
    for language in sorted({sentence.lang for sentence, _ in pairs}):
        parts[language] = [pair for pair in pairs if pair[0].lang == language]
    return parts


def print_tables(pairs: Sequence[Pair], console: Console) -> None:
    """Print the figures, what is confused most, and the curve from which a threshold is chosen."""
    console.print(_languages(pairs))
    console.print(_entities(pairs))
    console.print(_curve(pairs))
    console.print(_confusions(pairs))
    times = parse_times(pairs)
    share = sum(parsed.asked_encoder for _, parsed in pairs) / len(pairs)
    console.print(
        f"A parse took {times['mean']:.1f} ms (p50 {times['p50']:.1f}, p95 {times['p95']:.1f}); "
        f"the encoder was asked about {share:.1%} of the sentences."
    )


def _languages(pairs: Sequence[Pair]) -> Table:
    table = Table(title="By language")
    for heading in ("", "sentences", "intent", "macro-F1", "entity F1 by text", "by value", "language", "of 3 words +"):
        table.add_column(heading, justify="left" if not heading else "right")
    for name, some in by_language(pairs).items():
        seen = figures(some)
        shares = (seen.intent_accuracy, seen.intent_macro_f1, seen.by_text.f1, seen.by_value.f1)
        told = (seen.language_accuracy, seen.language_accuracy_from_three_words)
        table.add_row(name, str(seen.n), *(_three(share) for share in (*shares, *told)))
    return table


def _entities(pairs: Sequence[Pair]) -> Table:
    table = Table(title="Entities, by value")
    for heading in ("", "precision", "recall", "F1"):
        table.add_column(heading, justify="left" if not heading else "right")
    for name, match in by_entity(pairs).items():
        table.add_row(name, *_row(match))
    return table


def _row(match: Match) -> tuple[str, ...]:
    return tuple(_three(share) for share in (match.precision, match.recall, match.f1))


def _curve(pairs: Sequence[Pair]) -> Table:
    table = Table(title="If only what is at least so sure is believed")
    for heading in ("confidence", "coverage", "accuracy"):
        table.add_column(heading, justify="right")
    for step, covered, right in coverage(pairs):
        table.add_row(f"{step:.2f}", _three(covered), _three(right))
    return table


def _confusions(pairs: Sequence[Pair]) -> Table:
    table = Table(title="Confused most")
    table.add_column("intent")
    table.add_column("taken for")
    table.add_column("times", justify="right")
    for right, taken, times in confusions(pairs):
        table.add_row(right, taken, str(times))
    return table


def _three(share: float) -> str:
    return "–" if math.isnan(share) else f"{share:.3f}"


def _without_nan(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nan(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_without_nan(part) for part in value]
    return None if isinstance(value, float) and math.isnan(value) else value
