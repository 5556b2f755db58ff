"""`hamrah tickets …`: the shop's people see, answer and solve what customers asked of them."""

import json
from typing import Annotated

import typer

from hamrah.cli.acting import As, acting
from hamrah.cli.errors import CommandError
from hamrah.cli.plain_json import Json

tickets = typer.Typer(help="Complaints and requests: see, assign, answer, solve, merge.", no_args_is_help=True)
Number = Annotated[str, typer.Argument(metavar="NUMBER", help="The ticket's number, T-10023 or 10023.")]
Words = Annotated[str, typer.Argument(metavar="TEXT", help="The words, in quotes.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(tickets, name="tickets")


@tickets.command("list")
def list_tickets(
    as_: As,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only those whose answer or solution is late.")] = False,
    mine: Annotated[bool, typer.Option("--mine", help="Only those assigned to you.")] = False,
    queue: Annotated[str | None, typer.Option(help="Only this queue.")] = None,
    json_: Json = False,
) -> None:
    """Show the open tickets that you may serve, the most urgent first."""
    from hamrah.cli.ticket_tables import print_tickets, ticket_json
    from hamrah.crm.base import utc_now
    from hamrah.services.ticket_desk import list_queue

    now = utc_now()
    with acting(as_) as (session, actor):
        found = list_queue(session, actor, queue=queue, mine=mine, overdue_at=now if overdue else None)
        if json_:
            typer.echo(json.dumps([ticket_json(ticket) for ticket in found], ensure_ascii=False))
        else:
            print_tickets(session, found, now)


@tickets.command()
def show(number: Number, as_: As, json_: Json = False) -> None:
    """Show a ticket: what happened, its photos, and the conversation before it."""
    from hamrah.cli.ticket_tables import file_json, print_file
    from hamrah.crm.base import utc_now
    from hamrah.services.ticket_desk import open_file

    with acting(as_) as (session, actor):
        file = open_file(session, actor, number)
        if json_:
            typer.echo(json.dumps(file_json(file), ensure_ascii=False))
        else:
            print_file(session, file, utc_now())


@tickets.command()
def assign(
    number: Number,
    as_: As,
    to: Annotated[str | None, typer.Option(metavar="EMAIL", help="To whom; without it to yourself.")] = None,
) -> None:
    """Give a ticket to a member of staff who may serve it."""
    from hamrah.services.actors import staff_member
    from hamrah.services.ticket_desk import assign_ticket

    with acting(as_) as (session, actor):
        member = actor if to is None else staff_member(session, to)
        ticket = assign_ticket(session, actor, number, member.staff_id)
        typer.echo(f"{ticket.number} is assigned to {to or as_}; it is {_words(ticket.status)}")


@tickets.command()
def answer(
    number: Number,
    text: Words,
    as_: As,
    ask_back: Annotated[bool, typer.Option("--ask-back", help="Wait for the customer; the clocks stop.")] = False,
) -> None:
    """Say something to the customer about a ticket, where they are."""
    from hamrah.services.ticket_desk import answer_ticket

    with acting(as_) as (session, actor):
        ticket = answer_ticket(session, actor, number, text, ask_back=ask_back)
        typer.echo(f"{ticket.number} is answered; it is {_words(ticket.status)}")


@tickets.command()
def note(number: Number, text: Words, as_: As) -> None:
    """Write down something that only the shop's people see."""
    from hamrah.services.ticket_desk import note_inside

    with acting(as_) as (session, actor):
        typer.echo(f"noted in {note_inside(session, actor, number, text).number}")


@tickets.command()
def solve(number: Number, text: Words, as_: As) -> None:
    """Solve a ticket, and tell the customer how."""
    from hamrah.services.ticket_desk import solve_ticket

    with acting(as_) as (session, actor):
        typer.echo(f"{solve_ticket(session, actor, number, text).number} is solved")


@tickets.command()
def status(number: Number, to: Annotated[str, typer.Argument(metavar="STATUS")], as_: As) -> None:
    """Bring a ticket into another status without a word to the customer: close it, open it again."""
    from hamrah.crm.tickets import TICKET_STATUSES
    from hamrah.services.ticket_desk import set_ticket_status

    if to not in TICKET_STATUSES:
        raise CommandError(f"there is no status {to!r}; there are {', '.join(TICKET_STATUSES)}")
    with acting(as_) as (session, actor):
        ticket = set_ticket_status(session, actor, number, to)
        typer.echo(f"{ticket.number} is {_words(ticket.status)}")


@tickets.command()
def merge(
    duplicate: Number,
    into: Annotated[str, typer.Argument(metavar="INTO", help="The ticket in which it goes on.")],
    as_: As,
) -> None:
    """Let a ticket that says the same go on in another one of the same customer."""
    from hamrah.services.ticket_merging import merge_tickets

    with acting(as_) as (session, actor):
        main = merge_tickets(session, actor, duplicate, into)
        typer.echo(f"it goes on in {main.number}; `hamrah tickets split` takes it out again")


@tickets.command()
def split(duplicate: Number, as_: As) -> None:
    """Take a ticket out of the one that it was merged into."""
    from hamrah.services.ticket_merging import split_ticket

    with acting(as_) as (session, actor):
        typer.echo(f"{split_ticket(session, actor, duplicate).number} stands by itself again")


def _words(code: str) -> str:
    return code.replace("_", " ")
