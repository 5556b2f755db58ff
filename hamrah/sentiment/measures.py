"""How well sentiment is told, by language and in all."""

from collections.abc import Sequence
from typing import Any

from rich.table import Table
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score

from hamrah.sentiment.comments import SENTIMENTS, Comment


def as_json(comments: Sequence[Comment], told: Sequence[str]) -> dict[str, Any]:
    """The figures under "all" and under each language that occurs; `told` is the sentiment told of each comment."""
    seen = {"all": _figures([comment.label for comment in comments], told)}
    for language in sorted({comment.lang for comment in comments}):
        rows = [row for row, comment in enumerate(comments) if comment.lang == language]
        seen[language] = _figures([comments[row].label for row in rows], [told[row] for row in rows])
    return seen


def _figures(right: Sequence[str], told: Sequence[str]) -> dict[str, Any]:
    """Shares from 0 to 1; macro-F1 is over the labels that occur; `confusion` is by right label, then by the told."""
    occurring = sorted(set(right))
    counts = confusion_matrix(right, told, labels=list(SENTIMENTS)).tolist()
    return {
        "n": len(right),
        "accuracy": float(accuracy_score(right, told)),
        "macro_f1": float(f1_score(right, told, labels=occurring, average="macro", zero_division=0)),
        "confusion": {
            label: dict(zip(SENTIMENTS, row, strict=True)) for label, row in zip(SENTIMENTS, counts, strict=True)
        },
    }


def figures_table(seen: dict[str, Any]) -> Table:
    """The figures for people, and how often each sentiment was taken for another."""
    table = Table(title="Sentiment, by language")
    for heading in ("", "comments", "accuracy", "macro-F1", *(f"{label}: told −/0/+" for label in SENTIMENTS)):
        table.add_column(heading, justify="left" if not heading else "right")
    for name, part in seen.items():
        told = ["/".join(str(part["confusion"][label][other]) for other in SENTIMENTS) for label in SENTIMENTS]
        table.add_row(name, str(part["n"]), f"{part['accuracy']:.3f}", f"{part['macro_f1']:.3f}", *told)
    return table
