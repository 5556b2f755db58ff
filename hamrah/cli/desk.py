"""`hamrah desk …`: a member of staff takes a conversation over, speaks in it, and gives it back to the bot."""

import json
from dataclasses import asdict
from typing import Annotated

import typer

from hamrah.cli.acting import As, acting
from hamrah.cli.plain_json import Json

desk = typer.Typer(
    help="Conversations that a person was called into: see, take, speak, give back.", no_args_is_help=True
)
Number = Annotated[str, typer.Argument(metavar="NUMBER", help="The number of the call's ticket, T-10023 or 10023.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(desk, name="desk")


@desk.command()
def waiting(as_: As, json_: Json = False) -> None:
    """Show who waits for a person, the longest wait first, and who has taken which conversation."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from hamrah.services.handover import list_waiting

    with acting(as_) as (session, actor):
        calls = list_waiting(session, actor)
    if json_:
        rows = [{**asdict(call), "called_at": call.called_at.isoformat()} for call in calls]
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    table = Table("ticket", "why", "called (UTC)", "taken by", "last words")
    for call in calls:
        taken = "" if call.taken_by is None else f"staff:{call.taken_by}"
        table.add_row(
            call.ticket,
            call.reason.replace("_", " "),
            f"{call.called_at:%Y-%m-%d %H:%M}",
            taken,
            escape(call.last_words),
        )
    Console().print(table if calls else "nobody waits")


@desk.command()
def take(number: Number, as_: As) -> None:
    """Take the conversation: the bot keeps quiet in it until you give it back."""
    from hamrah.bootstrap import texts
    from hamrah.services.handover import take_conversation

    with acting(as_) as (session, actor):
        ticket = take_conversation(session, actor, texts(), number)
        typer.echo(f"the conversation of {ticket.number} is yours; `hamrah tickets show` has what was said")


@desk.command()
def say(
    number: Number, text: Annotated[str, typer.Argument(metavar="TEXT", help="The words, in quotes.")], as_: As
) -> None:
    """Say something to the customer, where they are."""
    from hamrah.services.handover import say_as_staff

    with acting(as_) as (session, actor):
        typer.echo(f"said in {say_as_staff(session, actor, number, text).number}")


@desk.command("give-back")
def give_back_(number: Number, as_: As) -> None:
    """Give the conversation back to the bot."""
    from hamrah.bootstrap import texts
    from hamrah.services.handover import give_back

    with acting(as_) as (session, actor):
        typer.echo(f"the bot has the conversation of {give_back(session, actor, texts(), number).number} again")
