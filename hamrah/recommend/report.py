"""The figures of a comparison, as a table for people and as JSON for programs."""

from typing import Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from hamrah.recommend.comparing import Compared

SHARE, TIME, MEMORY = "{:.3f}", "{:.2f} ms", "{:,.0f} MB"
TABLES: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...] = (
    (
        "the whole list",
        (
            ("Recall@10", "recall_10", SHARE),
            ("Recall@20", "recall_20", SHARE),
            ("NDCG@10", "ndcg_10", SHARE),
            ("HitRate@10", "hit_rate_10", SHARE),
            ("coverage", "coverage_10", SHARE),
        ),
    ),
    (
        "the list of never-bought items, of customers who bought such",
        (
            ("Recall@10", "new_recall_10", SHARE),
            ("Recall@20", "new_recall_20", SHARE),
            ("NDCG@10", "new_ndcg_10", SHARE),
            ("HitRate@10", "new_hit_rate_10", SHARE),
        ),
    ),
    (
        "what it costs",
        (
            ("fit", "fit_s", "{:,.1f} s"),
            ("p50 a customer", "p50_ms", TIME),
            ("p99 a customer", "p99_ms", TIME),
            ("peak memory", "peak_mb", MEMORY),
        ),
    ),
)
"""The tables: title, and each column's heading, figure and form. Narrow enough for a terminal of 80 columns."""


def as_json(seen: Compared) -> dict[str, Any]:
    """How many customers were tested, and each model's figures."""
    return {
        "customers": seen.customers,
        "models": {name: figures.as_json() for name, figures in seen.models.items()},
    }


def figures_tables(seen: Compared, title: str = "The next basket") -> Group:
    """Tables with a row a model, and what the fit of ours decided."""
    about = f"{title}: {seen.customers:,} customers; {seen.rows:,} rows, {seen.items:,} items"
    return Group(about, *(_table(seen, name, columns) for name, columns in TABLES), *map(Text, seen.notes))


def _table(seen: Compared, title: str, columns: tuple[tuple[str, str, str], ...]) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column("")
    for heading, _, _ in columns:
        table.add_column(heading, justify="right")
    for name, figures in seen.models.items():
        table.add_row(name, *(form.format(getattr(figures, figure)) for _, figure, form in columns))
    return table
