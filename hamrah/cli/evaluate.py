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


@evaluate.command()
def sentiment(
    data: Annotated[list[Path], typer.Option(help='Lines of {"text", "lang", "label"}; may be repeated.')],
    json_: Annotated[bool, typer.Option("--json", help="One JSON object instead of a table.")] = False,
) -> None:
    """Sentiment: accuracy and macro-F1, by language and in all. Trains its model first if need be, not the bot."""
    from hamrah.sentiment.comments import read_comments
    from hamrah.sentiment.measures import as_json, figures_table
    from hamrah.sentiment.training import ensure_trained, open_model
    from hamrah.settings import settings
    from hamrah.text_models.encoder import open_encoder

    comments = [comment for path in data for comment in read_comments(path)]
    with Console(stderr=True).status("Training if needed, reading …"):
        ensure_trained(settings().models_dir, settings().data_dir)
        model = open_model(settings().models_dir)
        judgements = model.judge([comment.text for comment in comments], open_encoder())
    seen = as_json(comments, [judgement.sentiment for judgement in judgements])
    if json_:
        typer.echo(json.dumps(seen))
    else:
        Console().print(figures_table(seen))


@evaluate.command()
def recommender(
    data: Annotated[list[Path], typer.Option(help="A csv or parquet file of purchases; may be repeated.")],
    split: Annotated[str, typer.Option(help="last-basket or date:YYYY-MM-DD.")] = "last-basket",
    customer: Annotated[str | None, typer.Option(help="The customer's column, if it is not found by its name.")] = None,
    item: Annotated[str | None, typer.Option(help="The item's column.")] = None,
    basket: Annotated[str | None, typer.Option(help="The basket's column.")] = None,
    time: Annotated[str | None, typer.Option(help="The column of times.")] = None,
    quantity: Annotated[str | None, typer.Option(help="The column of quantities; without one each is 1.")] = None,
    json_: Annotated[bool, typer.Option("--json", help="One JSON object instead of a table.")] = False,
) -> None:
    """Suggestions: how well each model foretells the next basket, on data of any shop, and what it costs."""
    from hamrah.cli.progress import progress_bars
    from hamrah.recommend.comparing import compare
    from hamrah.recommend.report import as_json, figures_tables

    named = {"customer": customer, "item": item, "basket": basket, "time": time, "quantity": quantity}
    with progress_bars() as show:
        seen = compare(data, split, {name: column for name, column in named.items() if column}, show)
    if json_:
        typer.echo(json.dumps(as_json(seen)))
    else:
        Console().print(figures_tables(seen))


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
