"""`hamrah report …`: what the store says about the shop, for operators."""

import typer

from hamrah.cli.report_segments import segments

report = typer.Typer(help="What the store says about the shop.", no_args_is_help=True)
report.command()(segments)


@report.callback()
def _group() -> None:
    """Keep the group a group while it has one command."""


def add_to(app: typer.Typer) -> None:
    """Give an app these commands."""
    app.add_typer(report, name="report")
