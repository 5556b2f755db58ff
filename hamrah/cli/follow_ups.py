"""`hamrah follow-ups …` and `hamrah problems …`: coming back to people, and what many of them complain of."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hamrah.cli.acting import As, acting
from hamrah.cli.plain_json import Json, plain

if TYPE_CHECKING:
    from hamrah.services.follow_ups import Waiting

follow_ups = typer.Typer(help="People who were let down: see them, note the remedy, see what came of it.")
problems = typer.Typer(help="Products that many complain of: see them, tell the customers, solve them once.")
Words = Annotated[str, typer.Argument(metavar="TEXT", help="The words, in quotes.")]
Problem = Annotated[int, typer.Argument(metavar="PROBLEM", help="The problem's number.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(follow_ups, name="follow-ups", no_args_is_help=True)
    app.add_typer(problems, name="problems", no_args_is_help=True)


@follow_ups.command("list")
def list_follow_ups(as_: As, json_: Json = False) -> None:
    """Show whom somebody must still come back to, the oldest first."""
    from hamrah.services import follow_ups as services

    with acting(as_) as (session, actor):
        found = services.list_follow_ups(session, actor)
    _show([asdict(one) if json_ else _line(one) for one in found], json_, "nobody waits")


@follow_ups.command()
def remedy(number: Annotated[int, typer.Argument(metavar="FOLLOW_UP")], text: Words, as_: As) -> None:
    """Note what was done for the person; they are asked again how it is now."""
    from hamrah.services.follow_ups import remedy_follow_up

    with acting(as_) as (session, actor):
        typer.echo(
            f"follow-up {remedy_follow_up(session, actor, number, text).id} is remedied; the person is asked again"
        )


@follow_ups.command()
def chain(as_: As, json_: Json = False) -> None:
    """Show what came of ratings: reason, remedy and second rating, the newest first; for managers."""
    from hamrah.services.follow_ups import rating_chains

    with acting(as_) as (session, actor):
        rows = [asdict(one) for one in rating_chains(session, actor)]
    _show(rows, json_, "no follow-up yet")


@problems.command("list")
def list_problems(
    as_: As, all_: Annotated[bool, typer.Option("--all", help="Solved ones too.")] = False, json_: Json = False
) -> None:
    """Show what many complain of, the newest first; for managers, as all of these."""
    from hamrah.services import problems as services

    with acting(as_) as (session, actor):
        rows = [asdict(one) for one in services.list_problems(session, actor, with_solved=all_)]
    _show(rows, json_, "no open problem")


@problems.command()
def tell(problem: Problem, text: Words, as_: As) -> None:
    """Answer every open ticket of a problem with the same words."""
    from hamrah.services.problems import tell_of_problem

    with acting(as_) as (session, actor):
        typer.echo(f"tickets answered: {tell_of_problem(session, actor, problem, text)}")


@problems.command()
def solve(problem: Problem, text: Words, as_: As) -> None:
    """Solve a problem and all its open tickets, and tell each customer how."""
    from hamrah.services.problems import solve_problem

    with acting(as_) as (session, actor):
        typer.echo(
            f"problem {problem} is solved; tickets solved with it: {solve_problem(session, actor, problem, text)}"
        )


def _line(waiting: "Waiting") -> dict[str, Any]:
    """What a table has room for."""
    about = {"rating": waiting.rating, "ticket": waiting.ticket, "order": waiting.order, "review": waiting.review}
    shown = {name: getattr(waiting, name) for name in ("id", "opened_at", "reason")}
    who = "a guest" if waiting.customer is None else f"{waiting.name} ({waiting.customer})"
    told = "\n".join(f"{name} {value}" for name, value in about.items() if value is not None)
    return {**shown, "customer": who, "about": told, "words": waiting.words}


def _show(rows: list[dict[str, Any]], as_json: bool, nothing: str) -> None:
    if as_json:
        typer.echo(json.dumps([plain(row) for row in rows], ensure_ascii=False))
        return
    if not rows:
        typer.echo(nothing)
        return
    _print_table(rows)


def _print_table(rows: list[dict[str, Any]]) -> None:
    """Print rows, cutting nothing off where it is narrow."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Column, Table

    from hamrah.services.local_days import shop_zone

    zone = shop_zone()

    def cell(value: Any) -> str:
        if isinstance(value, datetime):
            return value.astimezone(zone).strftime("%Y-%m-%d %H:%M")
        return "" if value is None else escape(str(value))

    table = Table(*(Column(name.replace("_", " "), overflow="fold") for name in rows[0]))
    for row in rows:
        table.add_row(*map(cell, row.values()))
    Console().print(table)
