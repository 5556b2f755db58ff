"""The figures of a comparison, as a table for people and as JSON for programs."""

from typing import Any

from rich.table import Table

from hamrah.recommend.comparing import Compared

COLUMNS = (
    *("Recall@10", "Recall@20", "NDCG@10", "HitRate@10", "new R@10", "new R@20", "new NDCG", "new HR@10", "coverage"),
    *("fit", "p50", "p99", "peak memory"),
)


def as_json(seen: Compared) -> dict[str, Any]:
    """How many customers were tested, and each model's figures."""
    return {
        "customers": seen.customers,
        "models": {name: figures.as_json() for name, figures in seen.models.items()},
    }


def figures_table(seen: Compared, title: str = "The next basket") -> Table:
    """A row a model; "new" is a list of never-bought items, measured on customers who bought such."""
    table = Table(title=f"{title}: {seen.customers:,} customers of {seen.rows:,} rows, {seen.items:,} items")
    table.add_column("")
    for column in COLUMNS:
        table.add_column(column, justify="right")
    for name, one in seen.models.items():
        shares = (
            *(one.recall_10, one.recall_20, one.ndcg_10, one.hit_rate_10, one.new_recall_10, one.new_recall_20),
            *(one.new_ndcg_10, one.new_hit_rate_10, one.coverage_10),
        )
        table.add_row(
            name,
            *(f"{share:.3f}" for share in shares),
            f"{one.fit_s:.1f} s",
            f"{one.p50_ms:.2f} ms",
            f"{one.p99_ms:.2f} ms",
            f"{one.peak_mb:,.0f} MB",
        )
    for note in seen.notes:
        table.caption = note
    return table
