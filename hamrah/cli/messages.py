"""`hamrah messages list | report`: what customers are told unasked, what was not and why, and what it changed."""

import json
from typing import Annotated

import typer

from hamrah.cli.errors import CommandError
from hamrah.cli.plain_json import Json

messages = typer.Typer(help="What customers are told unasked: planned, sent, dropped; and what it changed.")


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(messages, name="messages", no_args_is_help=True)


@messages.command("list")
def list_messages(
    status: Annotated[list[str] | None, typer.Option(help="Only of this status; may be repeated.")] = None,
    kind: Annotated[str | None, typer.Option(help="Only of this kind.")] = None,
    limit: Annotated[int, typer.Option(help="At most so many.")] = 50,
    json_: Json = False,
) -> None:
    """Show messages, those due last first, and why some were dropped."""
    from hamrah.bootstrap import sessions
    from hamrah.cli.message_tables import message_json, print_messages
    from hamrah.services.proactive_report import STATUSES
    from hamrah.services.proactive_report import list_messages as find
    from hamrah.services.proactive_rules import KINDS

    wanted = tuple(status or STATUSES)
    if not set(wanted) <= set(STATUSES):
        raise CommandError(f"a status is one of {', '.join(STATUSES)}")
    if kind is not None and kind not in KINDS:
        raise CommandError(f"a kind is one of {', '.join(KINDS)}")
    with sessions()() as session:
        found = find(session, wanted, kind, limit)
    if json_:
        typer.echo(json.dumps([message_json(row) for row in found], ensure_ascii=False))
    else:
        print_messages(found)


@messages.command()
def report(json_: Json = False) -> None:
    """Figures of each kind, and of marketing what telling changed against those held out, with 95 % intervals."""
    from hamrah.bootstrap import sessions
    from hamrah.cli.message_tables import print_report
    from hamrah.crm.base import utc_now
    from hamrah.services.proactive_report import report_messages

    with sessions()() as session:
        found = report_messages(session, utc_now())
    if json_:
        typer.echo(json.dumps([one.as_json() for one in found], ensure_ascii=False))
    else:
        print_report(found)
