"""`python -m bench.nlu`: how well and how fast the bot understands. See docs/benchmarks.md."""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench import machine
from bench.errors import BenchError
from bench.nlu.massive import few_of_each, read_massive
from bench.nlu.training import DEFAULT, OURS, Result, train_and_test
from bench.processes import run
from bench.stock_bot import RASA, StockBot
from hamrah.bot.engine import activate
from hamrah.settings import PROJECT

SEED = 11
HAMRAH = [str(Path(sys.executable).with_name("hamrah")), "rasa"]


def main() -> int:
    """Measure and print; 0, or 2 where something is not there that it needs."""
    asked = _arguments()
    console = Console()
    activate(quiet=True)
    console.print(machine.describe())
    try:
        with tempfile.TemporaryDirectory(prefix="hamrah-bench-") as shop:
            with console.status("Seeding the demo shop …"):
                _open_shop(Path(shop))
            _own(console)
            _names(console)
            if asked.massive is not None:
                _massive(asked.massive, asked.stock, console)
    except BenchError as error:
        Console(stderr=True).print(f"bench: {error}", markup=False, highlight=False, soft_wrap=True)
        return 2
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.nlu", description=__doc__)
    parser.add_argument("--massive", type=Path, help="the folder of MASSIVE 1.0 (ur-PK.jsonl, en-US.jsonl)")
    parser.add_argument("--stock", action="store_true", help="also train Rasa's default pipeline (half an hour)")
    return parser.parse_args()


def _open_shop(scratch: Path) -> None:
    """What products are called is read from a shop: the demo's, whatever else this machine sells."""
    shop = {"HAMRAH_DATABASE_URL": f"sqlite:///{scratch / 'shop.db'}", "HAMRAH_VAR_DIR": str(scratch)}
    run([HAMRAH[0], "seed"], PROJECT, shop)
    os.environ.update(shop)


def _own(console: Console) -> None:
    from bench.nlu.own import measure_own
    from hamrah.bot.training import train_model
    from hamrah.cli.progress import progress_bars
    from hamrah.settings import settings

    before = time.process_time()
    with console.status("Training on all sentences …"):
        train_model(settings(), afresh=True)
    trained = time.process_time() - before
    before = time.perf_counter()
    agent = _load()
    loaded = time.perf_counter() - before
    console.print(f"Training took {trained:.0f} s of processor time; loading {loaded:.1f} s after imports.")
    with progress_bars() as show:
        measure_own(agent, console, show)


def _load() -> Any:
    from hamrah.bot.engine.agent import load_agent
    from hamrah.bot.engine.logging_filter import configure_logging
    from hamrah.bot.understanding import warm_up
    from hamrah.settings import settings

    async def ready() -> Any:
        agent = await load_agent(settings().models_dir, PROJECT / "endpoints.yml", settings())
        await warm_up(agent)
        return agent

    configure_logging(settings().log_level)
    return asyncio.run(ready())


def _names(console: Console) -> None:
    done = subprocess.run([sys.executable, "-m", "bench.nlu.names"], check=True, capture_output=True, text=True)
    console.print(done.stdout.strip())


def _massive(folder: Path, with_stock: bool, console: Console) -> None:
    learn, test = read_massive(folder, "train"), read_massive(folder, "test")
    few, urdu = few_of_each(learn, "ur", SEED), [one for one in test if one.language == "ur"]
    rows: dict[str, Result] = {}
    with tempfile.TemporaryDirectory(prefix="hamrah-bench-") as scratch:
        with console.status("MASSIVE: training on all …"):
            rows[f"ours, all {len(learn):,}"] = train_and_test(OURS, learn, test, Path(scratch, "all"), HAMRAH)
        with console.status(f"MASSIVE: training on {len(few):,} …"):
            rows[f"ours, {len(few):,} Urdu"] = train_and_test(OURS, few, urdu, Path(scratch, "few"), HAMRAH)
        if with_stock:
            with console.status("MASSIVE: Rasa's default pipeline, about half an hour …"):
                StockBot(Path(scratch)).prepare()
                stock = train_and_test(DEFAULT, few, urdu, Path(scratch, "stock"), [str(RASA)])
                rows[f"Rasa's default, {len(few):,} Urdu"] = stock
    console.print(_massive_table(rows, len(test)))


def _massive_table(rows: dict[str, Result], tested: int) -> Table:
    table = Table(title=f"MASSIVE 1.0, test parts of ur-PK and en-US ({tested:,})")
    for heading in (
        "",
        "intent ur",
        "intent en",
        "slot F1 ur",
        "slot F1 en",
        "training CPU",
        "model",
        "parse p50 / p95",
    ):
        table.add_column(heading, justify="left" if not heading else "right")
    for name, seen in rows.items():
        shares = [by.get(language) for by in (seen.intent, seen.slot_f1) for language in ("ur", "en")]
        table.add_row(
            name,
            *("–" if share is None else f"{share:.3f}" for share in shares),
            f"{seen.train_cpu_s:,.0f} s",
            f"{seen.model_mb:.1f} MB",
            f"{seen.parse_p50:.1f} / {seen.parse_p95:.1f} ms",
        )
    return table


if __name__ == "__main__":
    sys.exit(main())
