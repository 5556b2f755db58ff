"""The figures as tables."""

from collections.abc import Callable

from rich.table import Table

from bench.measure import AT_ONCE, Figures

Read = Callable[[Figures], float]

ROWS: tuple[tuple[str, str, Read, bool], ...] = (
    ("turn latency p50, one after another", "{:,.1f} ms", lambda f: f.alone.percentile_ms(50), False),
    ("turn latency p95, one after another", "{:,.1f} ms", lambda f: f.alone.percentile_ms(95), False),
    ("turns a second, 1 conversation", "{:,.1f}", lambda f: f.alone.rate, True),
    (f"turns a second, {AT_ONCE} at once", "{:,.1f}", lambda f: f.together.rate, True),
    (f"turn latency p95, {AT_ONCE} at once", "{:,.1f} ms", lambda f: f.together.percentile_ms(95), False),
    ("CPU a turn", "{:,.1f} ms", lambda f: f.cpu_ms, False),
    ("memory (resident, all processes)", "{:,.0f} MB", lambda f: f.memory_mb, False),
    ("cold start, to the first answer", "{:,.1f} s", lambda f: f.cold_start_seconds, False),
    ("installed size (packages)", "{:,.0f} MB", lambda f: f.installed_mb, False),
)
"""What is shown, how, how it is read, and whether more is better."""


def figures_table(seen: dict[str, Figures]) -> Table:
    """One column a bot, and with two of them how many times better the first is."""
    table = Table(title="The engine, in one run on one machine", title_justify="left")
    table.add_column("")
    for name in seen:
        table.add_column(name, justify="right")
    if len(seen) > 1:
        table.add_column("times better", justify="right")
    for label, shown, read, more_is_better in ROWS:
        values = [read(figures) for figures in seen.values()]
        cells = [shown.format(value) for value in values]
        if len(values) > 1:
            cells.append(f"{values[0] / values[1] if more_is_better else values[1] / values[0]:.1f}")
        table.add_row(label, *cells)
    spoken = [f"{len(f.alone.seconds) + len(f.together.seconds):,}" for f in seen.values()]
    table.add_row("turns measured", *spoken)
    table.add_row("… without a proper answer", *[str(f.alone.failed + f.together.failed) for f in seen.values()])
    return table


def along_table(along: dict[int, float]) -> Table:
    """Latency at turns of one long conversation."""
    table = Table()
    table.add_column("turn", justify="right")
    table.add_column("latency", justify="right")
    for mark, milliseconds in along.items():
        table.add_row(f"{mark:,}", f"{milliseconds:.1f} ms")
    return table
