"""What the commands for the shop's people share: who does it, in one transaction, and how a no is said."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from hamrah.cli.errors import CommandError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from hamrah.services.actors import Actor

As = Annotated[str, typer.Option("--as", metavar="EMAIL", help="The member of staff who does it.")]


@contextmanager
def refusals_said() -> Iterator[None]:
    """A use case that says no ends the command, in the words that it has for that."""
    from hamrah.bootstrap import texts
    from hamrah.services.refusal import Refusal

    try:
        yield
    except Refusal as refusal:
        raise CommandError(texts().message("en", refusal.key)[0].format(**refusal.values)) from None


@contextmanager
def refusals_as_errors() -> "Iterator[Session]":
    """One transaction. A use case that says no ends it, in the words that it has for that."""
    from hamrah.bootstrap import sessions
    from hamrah.crm.engine import transaction

    with refusals_said(), transaction(sessions()) as session:
        yield session


@contextmanager
def acting(email: str) -> "Iterator[tuple[Session, Actor]]":
    """One transaction of a member of staff. A use case that says no ends it, in the words that it has for that."""
    from hamrah.services.actors import staff_member

    with refusals_as_errors() as session:
        yield session, staff_member(session, email)
