"""`hamrah run | train | chat | rasa`: the bot itself."""

import asyncio
import os
import sys
import threading
from typing import Annotated

import typer
from rich.console import Console

THREADS_MAY_TAKE_SECONDS = 1.0
PASS_THROUGH = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command()(run)
    app.command()(worker)
    app.command()(actions)
    app.command()(train)
    app.command()(chat)
    app.command(context_settings=PASS_THROUGH)(rasa)


def run(
    prepare: Annotated[bool, typer.Option(help="First make the demo shop if the store is empty, and train.")] = False,
) -> None:
    """Serve the website channel, the widget and the demo shop's page, until Ctrl-C."""
    from hamrah.bot.start_checks import check_data_and_store, check_port
    from hamrah.cli.preparing import make_ready
    from hamrah.settings import settings

    check_port(settings().host, settings().port)
    if prepare:
        make_ready(settings())
    check_data_and_store()
    _serve_bot()


def _serve_bot() -> None:
    from hamrah.bot.engine import activate

    activate(quiet=True)
    from hamrah.bot.engine.agent import newest_model
    from hamrah.bot.engine.logging_filter import configure_logging
    from hamrah.bot.server import serve
    from hamrah.cli.links import print_links
    from hamrah.cli.worker_process import worker_beside
    from hamrah.settings import settings

    configure_logging(settings().log_level)
    newest_model(settings().models_dir)
    with worker_beside():
        serve(settings(), lambda: print_links(settings()))
    leave_within(THREADS_MAY_TAKE_SECONDS)


def leave_within(seconds: float) -> None:
    """End the process so soon even if a thread hangs, as one that waits for a locked store does."""
    last = threading.Timer(seconds, os._exit, [0])
    last.daemon = True
    last.start()


def worker() -> None:
    """Run background work (tickets' clocks, surveys, messages, what goes to helpdesks, the nightly fit).

    `hamrah run` does so by itself.
    """
    from hamrah.worker.clock import work_until_stopped

    work_until_stopped()


def actions(port: Annotated[int, typer.Option(min=1, max=65535)] = 5055) -> None:
    """Serve the custom actions apart from the bot, on loopback, to whoever has HAMRAH_ACTIONS_KEY."""
    from hamrah.bot.engine.action_server import serve_actions
    from hamrah.bot.suggestion_model import model_looked_after
    from hamrah.settings import settings

    serve_actions("actions", settings().actions_key, port=port, prepared=model_looked_after)


def train(force: Annotated[bool, typer.Option(help="Train even if nothing changed.")] = False) -> None:
    """Train the bot and the model of sentiment, each if it is older than what it is trained on."""
    from hamrah.bot.training import is_stale, train_model
    from hamrah.settings import settings

    console = Console()
    _train_sentiment(console, force)
    if not force and not is_stale(settings()):
        console.print("The model is up to date.")
        return
    with console.status("Training the bot (about three minutes) …"):
        model = train_model(settings())
    console.print(f"Trained: {model.name}")


def _train_sentiment(console: Console, force: bool) -> None:
    from hamrah.cli.progress import progress_bars
    from hamrah.sentiment.training import is_stale, train_model
    from hamrah.settings import settings

    config = settings()
    if force or is_stale(config.models_dir, config.data_dir):
        console.print("Training the model of sentiment (some fifteen minutes) …")
        with progress_bars() as show:
            model = train_model(config.models_dir, config.data_dir, show)
        console.print(f"Trained: {model.name}")


def chat(
    as_: Annotated[str, typer.Option("--as", help="guest, or customer:EMAIL.")] = "guest",
    url: Annotated[str | None, typer.Option(help="A running server; without it the bot runs here.")] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line, in and out.")] = False,
) -> None:
    """Talk to the bot in the terminal."""
    from hamrah.bot.start_checks import check_data_and_store
    from hamrah.bot.terminal.loop import talk

    if url is None:
        check_data_and_store()
    asyncio.run(talk(as_, url, json))


def rasa(context: typer.Context) -> None:
    """Rasa's own command line on this engine: `hamrah rasa train | shell | test | data validate | …`."""
    from hamrah.bot.engine.rasa_cli import main

    sys.exit(main(context.args))
