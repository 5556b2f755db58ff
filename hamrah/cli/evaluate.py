"""`hamrah evaluate …`: how well the parts that learn do, on data they did not learn from."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

evaluate = typer.Typer(help="Measure what learns, on data that it did not learn from.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(evaluate, name="evaluate")


@evaluate.command()
def nlu(
    data: Annotated[list[Path], typer.Option(help='Lines of {"text", "lang", "intent", "entities"}; may be repeated.')],
    json_: Annotated[bool, typer.Option("--json", help="One JSON object instead of tables.")] = False,
) -> None:
    """Understanding: intents, entities, language, confidence and speed, by language and in all."""
    from hamrah.bot.evaluation.sentences import read_labelled
    from hamrah.cli.progress import progress_bars

    sentences = [sentence for path in data for sentence in read_labelled(path)]
    notes = Console(stderr=True)
    agent = _load(notes)
    from hamrah.bot.evaluation.parsing import parse_all
    from hamrah.bot.evaluation.report import as_json, print_tables

    with progress_bars() as show:
        pairs = list(zip(sentences, parse_all(agent, sentences, show), strict=True))
    if json_:
        typer.echo(json.dumps(as_json(pairs), ensure_ascii=False))
    else:
        print_tables(pairs, Console())


def _load(notes: Console) -> Any:
    """The trained bot, trained first if what it learns from has changed."""
    import asyncio

    from hamrah.bot.engine import activate
    from hamrah.bot.training import ensure_trained
    from hamrah.settings import PROJECT, settings

    activate(quiet=True)
    from hamrah.bot.engine.agent import load_agent
    from hamrah.bot.engine.logging_filter import configure_logging
    from hamrah.bot.understanding import warm_up

    configure_logging(settings().log_level)
    with notes.status("Training if needed, loading …"):
        ensure_trained(settings())

        async def ready() -> Any:
            agent = await load_agent(settings().models_dir, PROJECT / "endpoints.yml", settings())
            await warm_up(agent)
            return agent

        return asyncio.run(ready())
