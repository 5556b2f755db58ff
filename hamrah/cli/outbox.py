"""`hamrah outbox`: what goes to outside helpdesks, how they do, and what to do about what did not arrive."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hamrah.cli.errors import CommandError
from hamrah.cli.plain_json import Json

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

outbox = typer.Typer(help="What goes to outside helpdesks: what waits, what is dead, how they do.")


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(outbox, name="outbox")


@outbox.callback(invoke_without_command=True)
def show(
    context: typer.Context,
    status: Annotated[list[str] | None, typer.Option(help="Rows of this status; may be repeated.")] = None,
    limit: Annotated[int, typer.Option(help="At most so many rows.")] = 50,
    json_: Json = False,
) -> None:
    """Show how the helpdesks do, and what is dead or waits."""
    if context.invoked_subcommand is not None:
        return
    from hamrah.bootstrap import sessions
    from hamrah.cli.outbox_tables import print_health, print_rows, row_json
    from hamrah.crm.base import utc_now
    from hamrah.services.outbox_admin import STATUSES, list_rows, target_health
    from hamrah.settings import settings

    wanted = tuple(status or ("pending", "dead"))
    if not set(wanted) <= set(STATUSES):
        raise CommandError(f"a status is one of {', '.join(STATUSES)}")
    with sessions()() as session:
        health = target_health(session, settings().helpdesks, utc_now())
        rows = list_rows(session, wanted, limit)
    if json_:
        typer.echo(json.dumps({"targets": [h.as_json() for h in health], "rows": [row_json(row) for row in rows]}))
        return
    print_health(health)
    print_rows(rows)


@outbox.command()
def retry(
    row: Annotated[int | None, typer.Argument(help="The row's id.")] = None,
    dead_of: Annotated[str | None, typer.Option(help="All dead rows of this helpdesk.")] = None,
) -> None:
    """Have a dead or waiting row delivered now."""
    from hamrah.crm.base import utc_now
    from hamrah.services.outbox_admin import retry_dead, retry_row

    if (row is None) == (dead_of is None):
        raise CommandError("name a row, or a helpdesk with --dead-of")
    if row is not None:
        number = row
        _do(lambda session: retry_row(session, number, utc_now()))
        typer.echo(f"row {row} is to be delivered now")
    else:
        count = _do(lambda session: retry_dead(session, str(dead_of), utc_now()))
        typer.echo(f"{count} rows are to be delivered now")


@outbox.command()
def discard(
    row: Annotated[int, typer.Argument(help="The row's id.")],
    reason: Annotated[str, typer.Option(help="Why; it is kept with the row.")],
) -> None:
    """Give a dead or waiting row up for good."""
    from hamrah.crm.base import utc_now
    from hamrah.services.outbox_admin import discard_row

    _do(lambda session: discard_row(session, row, reason, utc_now()))
    typer.echo(f"row {row} is discarded")


@outbox.command()
def assign(target: Annotated[str, typer.Argument(help="The helpdesk's name in the settings.")]) -> None:
    """Give a helpdesk what was written while none was set up."""
    from hamrah.crm.base import utc_now
    from hamrah.services.outbox_admin import assign_rows
    from hamrah.settings import settings

    if target not in settings().helpdesks:
        raise CommandError(f"HAMRAH_HELPDESKS names no helpdesk {target!r}")
    count = _do(lambda session: assign_rows(session, target, utc_now()))
    typer.echo(f"{count} rows go to {target}")


def _do(work: "Callable[[Session], Any]") -> Any:
    from hamrah.bootstrap import sessions
    from hamrah.crm.engine import transaction
    from hamrah.services.outbox_admin import OutboxError

    try:
        with transaction(sessions()) as session:
            return work(session)
    except OutboxError as error:
        raise CommandError(str(error)) from None
