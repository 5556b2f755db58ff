"""`hamrah accounts …`: whose the accounts in messaging apps are, and undoing a link that is wrong."""

import json
from dataclasses import asdict
from typing import Annotated, Any

import typer

from hamrah.cli.acting import As, acting
from hamrah.cli.plain_json import Json

accounts = typer.Typer(help="Accounts in messaging apps: whose they are; undo a wrong link.", no_args_is_help=True)
Number = Annotated[int, typer.Argument(metavar="LINK", help="The link's number, as `list` shows it.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(accounts, name="accounts")


@accounts.command("list")
def list_(
    as_: As,
    whose: Annotated[
        str | None, typer.Option("--of", metavar="REFERENCE", help="A customer's reference, or an e-mail of staff.")
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="Links that have ended too.")] = False,
    json_: Json = False,
) -> None:
    """Show which accounts are whose, the newest link first."""
    from hamrah.services.linking_admin import list_links

    with acting(as_) as (session, actor):
        rows = [_row(asdict(link)) for link in list_links(session, actor, whose, with_ended=all_)]
    _show(rows, json_, "no account is linked")


@accounts.command()
def show(number: Number, as_: As, json_: Json = False) -> None:
    """Show one link; the whole address for who may see contacts."""
    from hamrah.services.linking_admin import show_link

    with acting(as_) as (session, actor):
        row = _row(asdict(show_link(session, actor, number)))
    _show([row], json_, "")


@accounts.command()
def undo(
    number: Number,
    as_: As,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; it is kept with who undid it.")],
) -> None:
    """Undo a link: the account is a guest's again, and what was said in it leaves the customer's records."""
    from hamrah.bootstrap import texts
    from hamrah.services.linking_admin import undo_as_staff

    with acting(as_) as (session, actor):
        done = undo_as_staff(session, texts(), actor, number, reason)
    typer.echo(f"link {number} is undone; {done.detached} rows are no longer the customer's")


def _row(link: dict[str, Any]) -> dict[str, Any]:
    dates = {name: link[name] and f"{link[name]:%Y-%m-%d %H:%M}" for name in ("began_at", "ended_at")}
    return {**link, **dates}


def _show(rows: list[dict[str, Any]], json_: bool, nothing: str) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    if json_:
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    table = Table("link", "app", "address", "whose", "proof", "began (UTC)", "ended (UTC)", "by", "why")
    for row in rows:
        table.add_row(*("" if value is None else escape(str(value)) for value in row.values()))
    Console().print(table if rows else nothing)
