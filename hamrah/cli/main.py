"""`hamrah …`: what operators run. Each group of commands stands in a module of its own."""

import typer

from hamrah.cli import (
    accounts,
    bot,
    data,
    desk,
    evaluate,
    follow_ups,
    messages,
    offers,
    outbox,
    reports,
    staff,
    telegram,
    tickets,
    whatsapp,
)
from hamrah.cli.errors import one_line_errors

app = typer.Typer(
    help="Hamrah, a shop's companion in chat.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
bot.add_to(app)
data.add_to(app)
evaluate.add_to(app)
reports.add_to(app)
offers.add_to(app)
tickets.add_to(app)
desk.add_to(app)
accounts.add_to(app)
outbox.add_to(app)
follow_ups.add_to(app)
messages.add_to(app)
staff.add_to(app)
whatsapp.add_to(app)
telegram.add_to(app)


def main() -> None:
    """Run the command line. Errors that an operator can act on end in one line on stderr and exit code 2."""
    with one_line_errors():
        app()
