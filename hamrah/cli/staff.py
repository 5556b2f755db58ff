"""`hamrah staff …`: who works here, comes and goes, and with what they sign in to the staff page."""

from typing import Annotated

import typer

Email = Annotated[str, typer.Argument(metavar="EMAIL", help="Of the member of staff.")]
group = typer.Typer(help="Staff: who they are, and how they sign in.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Add the group to the command line."""
    app.add_typer(group, name="staff")


@group.command("list")
def list_staff() -> None:
    """Show who works here, and who can sign in."""
    from rich.console import Console
    from rich.table import Table

    from hamrah.bootstrap import sessions
    from hamrah.services.staff_sign_in import list_members

    table = Table("E-mail", "Name", "Role", "Branch", "Password")
    with sessions()() as session:
        for member in list_members(session):
            state = "set" if member.has_password else "none"
            table.add_row(member.email, member.name, member.role, member.branch or "all", state)
    Console().print(table)


@group.command("add")
def add(
    email: Email,
    name: Annotated[str, typer.Option(help="First and last name; customers read the first.")],
    role: Annotated[str, typer.Option(help="agent, branch_manager or manager.")] = "agent",
    branch: Annotated[str | None, typer.Option(help="The code of their branch; managers need none.")] = None,
) -> None:
    """Take a member of staff in, or back. They can sign in once they have a password."""
    from hamrah.cli.acting import refusals_as_errors
    from hamrah.services.staff_members import take_in

    with refusals_as_errors() as session:
        take_in(session, email, name, role, branch)
    typer.echo(f"{email} works here now; `hamrah staff password {email}` lets them sign in.")


@group.command("leave")
def leave(email: Email) -> None:
    """Note that somebody works here no more: they are out on every device and in every app, at once."""
    from hamrah.bootstrap import texts
    from hamrah.cli.acting import refusals_as_errors
    from hamrah.services.staff_members import let_go

    with refusals_as_errors() as session:
        let_go(session, texts(), email)
    typer.echo(f"{email} works here no more; what is assigned to them waits for somebody else.")


@group.command("password")
def password(email: Email) -> None:
    """Give a member of staff a password; it is asked for, never an argument. They are signed out everywhere."""
    from hamrah.cli.acting import refusals_as_errors
    from hamrah.services.staff_sign_in import set_password

    given = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    with refusals_as_errors() as session:
        set_password(session, email, given)
    typer.echo(f"{email} can sign in now.")


@group.command("sign-out")
def sign_out(email: Email) -> None:
    """Sign a member of staff out on every device and in every app, at once."""
    from hamrah.cli.acting import acting
    from hamrah.services.staff_sign_in import sign_out as end_sessions

    with acting(email) as (session, actor):
        end_sessions(session, int(actor.staff_id or 0))
    typer.echo(f"{email} is signed out.")
