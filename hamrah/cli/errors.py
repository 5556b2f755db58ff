"""Errors that an operator can do something about, as one line."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer


class CommandError(Exception):
    """A command cannot do what was asked; the message is one line for the operator."""


@contextmanager
def one_line_errors() -> Iterator[None]:
    """Turn errors of ours, of files and of an unreachable database into one line on stderr and exit code 2."""
    try:
        yield
    except Exception as error:
        line = _line(error)
        if line is None:
            raise
        typer.echo(f"hamrah: {line}", err=True)
        raise SystemExit(2) from None


def _line(error: Exception) -> str | None:
    from alembic.util import CommandError as MigrationError
    from sqlalchemy.exc import DBAPIError, OperationalError

    from hamrah.bot.engine.errors import EngineError
    from hamrah.bot.terminal.partners import TalkError
    from hamrah.language.strict_yaml import DataFileError
    from hamrah.recommend.interactions import DataError
    from hamrah.services.policies import PolicyError
    from hamrah.settings import SettingsError

    ours = CommandError | DataError | DataFileError | EngineError | PolicyError | SettingsError | TalkError
    if isinstance(error, ours | MigrationError):
        return "; ".join(str(error).splitlines())
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {(error.strerror or 'cannot be read').lower()}"
    if isinstance(error, DBAPIError) and _no_tables(error.orig):
        return "the database has no tables, or old ones: run `hamrah migrate`"
    if isinstance(error, OperationalError) or "not a database" in str(getattr(error, "orig", "")):
        return f"the database cannot be reached or used: {str(error.orig).strip().splitlines()[0]}"  # type: ignore[attr-defined]
    return None


def _no_tables(error: BaseException | None) -> bool:
    if type(error).__name__ in ("UndefinedTable", "UndefinedColumn"):
        return True
    return "no such table" in str(error) or "no such column" in str(error)
