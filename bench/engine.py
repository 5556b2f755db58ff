"""`python -m bench.engine`: this bot and stock Rasa, measured in one run on one machine. See docs/benchmarks.md."""

import argparse
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from bench import machine
from bench.bots import Bot
from bench.errors import BenchError
from bench.measure import Figures, measure
from bench.report import along_table, figures_table
from bench.shop_bot import ShopBot
from bench.stock_bot import StockBot

TURNS = 400
MARKS = (10, 100, 1_000, 2_000)


def main() -> int:
    """Measure and print; 0, or 2 where something is not there that it needs."""
    asked = _arguments()
    console = Console()
    try:
        with tempfile.TemporaryDirectory(prefix="hamrah-bench-") as folder:
            seen = _measure_all(asked, Path(folder), console)
    except BenchError as error:
        Console(stderr=True).print(f"bench: {error}", markup=False, highlight=False, soft_wrap=True)
        return 2
    _print(seen, console)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.engine", description=__doc__)
    parser.add_argument("--ours-only", action="store_true", help="leave stock Rasa out: no installing, no training")
    parser.add_argument("--turns", type=int, default=TURNS, help=f"turns a measurement, at least ({TURNS})")
    return parser.parse_args()


def _measure_all(asked: argparse.Namespace, scratch: Path, console: Console) -> dict[str, Figures]:
    bots: list[tuple[Bot, tuple[int, ...]]] = [(ShopBot(scratch), MARKS)]
    if not asked.ours_only:
        bots.append((StockBot(scratch), ()))
    seen = {}
    with console.status("") as status:
        say = status.update if console.is_terminal else console.print
        for bot, _ in bots:
            say(f"{bot.name}: making it ready (stock Rasa takes some minutes the first time)")
            bot.prepare()
        for bot, marks in bots:
            seen[bot.name] = measure(bot, asked.turns, marks, say)
    return seen


def _print(seen: dict[str, Figures], console: Console) -> None:
    console.print(figures_table(seen))
    for name, figures in seen.items():
        if figures.turns_along:
            console.print(f"{name}, one long conversation: the median of a round of the script around each turn")
            console.print(along_table(figures.turns_along))
    console.print(machine.describe(), markup=False, highlight=False, soft_wrap=True)
    if len(seen) > 1:
        ours, stock = (figures.together.rate for figures in seen.values())
        console.print("The ratio is of turns a second with 8 conversations at once.", highlight=False)
        console.print(f"throughput ratio {ours / stock:.1f}", highlight=False)


if __name__ == "__main__":
    sys.exit(main())
