"""`hamrah whatsapp`: the shop's templates at Meta."""

from typing import Annotated

import typer

from hamrah.cli.errors import CommandError

whatsapp = typer.Typer(help="The shop's number on WhatsApp: how its templates stand at Meta.", no_args_is_help=True)
Account = Annotated[str, typer.Argument(metavar="ACCOUNT", help="The WhatsApp account's id, as API Setup shows it.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(whatsapp, name="whatsapp")


@whatsapp.callback()
def _group() -> None:
    """Have `templates` be a command of its own: of a group with one command Typer makes that command."""


@whatsapp.command()
def templates(
    account: Account,
    register: Annotated[bool, typer.Option("--register", help="Hand in those that are missing.")] = False,
) -> None:
    """Show each template of data/shop/whatsapp_templates.yml and how it stands: approved, pending, missing, …"""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from hamrah.bootstrap import texts
    from hamrah.bot.channels.whatsapp.registering import MISSING, NotDone, TemplateApi, definitions
    from hamrah.bot.channels.whatsapp.templates import templates as shops_templates
    from hamrah.settings import settings

    config = settings().whatsapp
    if config is None:
        raise CommandError("HAMRAH_WHATSAPP names no number; see docs/whatsapp.md")
    if not account.isascii() or not account.isdigit():
        raise CommandError("ACCOUNT is the WhatsApp account's id, some 15 digits; see docs/whatsapp.md")
    api = TemplateApi(config, account)
    table, refused = Table("template", "language", "at Meta"), False
    try:
        standings = api.standings(definitions(shops_templates(), texts().button))
    except NotDone as error:
        raise CommandError(f"Meta does not say how templates stand: {error}") from None
    for standing in standings:
        status = standing.status
        if register and status == MISSING:
            try:
                status = f"handed in: {api.register(standing.definition)}"
            except NotDone as error:
                status, refused = f"refused: {error}", True
        table.add_row(standing.definition["name"], standing.definition["language"], escape(status))
    Console().print(table)
    if refused:
        raise typer.Exit(1)
