"""Commands about the store and its data: migrate, seed, import, fit, inbox, token.

What is heavy is imported inside the commands, so that `hamrah --help` is quick.
"""

from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated

import typer

from hamrah.cli.errors import CommandError

if TYPE_CHECKING:
    from hamrah.integrations.import_report import ImportReport


imports = typer.Typer(help="Bring in a shop's own data, or another system's.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Give an app these commands."""
    app.command()(migrate)
    app.command()(seed)
    app.command()(fit)
    app.command()(inbox)
    app.command()(token)
    app.add_typer(imports, name="import")


def migrate(
    to: Annotated[
        str, typer.Option(help="The revision to go to: `head`, `base` (drops everything) or its number.")
    ] = "head",
) -> None:
    """Bring the store's tables up to date."""
    from hamrah.crm.engine import open_engine
    from hamrah.crm.migrate import current_revision
    from hamrah.crm.migrate import migrate as bring
    from hamrah.settings import settings

    engine = open_engine(settings().database_url)
    bring(engine, to)
    typer.echo(f"the store is at revision {current_revision(engine) or 'base'}")


def seed(
    customers: Annotated[int, typer.Option(min=3, help="How many customers.")] = 2000,
    orders: Annotated[int, typer.Option(min=9, help="How many orders.")] = 12000,
) -> None:
    """Make the demo shop: catalogue, customers, eighteen months of orders. Again: only changed files are brought in."""
    from hamrah.bootstrap import sessions
    from hamrah.cli.progress import progress_bars
    from hamrah.demo.seed import seed as make
    from hamrah.settings import settings

    migrate()
    with progress_bars() as show:
        report = make(sessions(), settings().data_dir, show, customers=customers, orders=orders)
    typer.echo("the demo shop is there" if report.new else "the demo shop was there already; its files are brought in")
    for name, many in report.rows.items():
        typer.echo(f"  {name:<12} {many:>9,}")


def fit(
    tables: Annotated[
        Path | None, typer.Option("--from", help="Tables that deploy/spark/ wrote, in place of a fit.")
    ] = None,
) -> None:
    """Fit the recommender on all orders and swap its tables in."""
    from hamrah.bootstrap import sessions
    from hamrah.cli.progress import progress_bars
    from hamrah.crm.engine import transaction
    from hamrah.recommend.spark_tables import read_tables
    from hamrah.recommend.swapping import fit_store, take_in

    if tables is None:
        with progress_bars() as show:
            run = fit_store(sessions(), show)
    else:
        found = read_tables(tables)
        with transaction(sessions()) as session:
            run = take_in(session, found)
    typer.echo(f"model run {run.id} ({run.model}) on {run.parameters['lines']:,} lines is the current one")


def inbox(limit: Annotated[int, typer.Option(min=1, help="How many of the newest.")] = 20) -> None:
    """Show the newest messages to people outside the chat (codes, reminders, notices to staff), and how they fared."""
    from hamrah.bootstrap import sessions, texts
    from hamrah.services.notification_sending import notification_text
    from hamrah.services.notifier import latest_notifications

    catalogue = texts()
    with sessions()() as session:
        rows = latest_notifications(session, limit)
    for row in rows:
        text = notification_text(catalogue, row)
        why = f" ({row.error})" if row.error else ""
        typer.echo(f"{row.at:%Y-%m-%d %H:%M} UTC  {row.status}{why}  {row.channel}  {row.address}  {text}")
    if not rows:
        typer.echo("nothing was written to anybody yet")


def token(who: Annotated[str, typer.Argument(help="customer:EMAIL or customer:REFERENCE")]) -> None:
    """Print a token (15 minutes) with which the website channel takes its bearer for that customer."""
    from hamrah.bootstrap import sessions
    from hamrah.keys import site_keys
    from hamrah.services.identity import find_customer_by_subject
    from hamrah.services.site_tokens import issue_token

    kind, _, subject = who.partition(":")
    if kind != "customer" or not subject:
        raise CommandError(f"{who!r} is not customer:EMAIL")
    with sessions()() as session:
        if find_customer_by_subject(session, subject) is None:
            raise CommandError("no customer, or more than one, has that e-mail or reference")
    typer.echo(issue_token(site_keys(), subject))


Fit = Annotated[bool, typer.Option(help="Fit the recommender afterwards.")]


@imports.command("online-retail")
def import_online_retail(
    files: Annotated[list[Path], typer.Argument(help="The parquet files.")], refit: Fit = True
) -> None:
    """Import UCI Online Retail II (https://archive.ics.uci.edu/dataset/502); running it again changes nothing."""
    from hamrah.bootstrap import sessions
    from hamrah.cli.progress import progress_bars
    from hamrah.integrations.online_retail import import_files
    from hamrah.settings import settings

    migrate()
    rejects = settings().var_dir / "rejects" / "online-retail.csv"
    started = monotonic()
    with progress_bars() as show:
        report = import_files(sessions(), files, rejects, show)
    _tell(report, rejects, monotonic() - started, refit)


@imports.command("tau-retail")
def import_tau_retail(
    folder: Annotated[Path, typer.Argument(help="Where users.json, products.json and orders.json are.")],
    refit: Fit = True,
) -> None:
    """Import a web shop's users, products and orders; running it again changes nothing."""
    from hamrah.bootstrap import sessions
    from hamrah.cli.progress import progress_bars
    from hamrah.integrations.tau_retail import import_folder
    from hamrah.settings import settings

    migrate()
    rejects = settings().var_dir / "rejects" / "tau-retail.csv"
    started = monotonic()
    with progress_bars() as show:
        report = import_folder(sessions(), folder, rejects, show)
    _tell(report, rejects, monotonic() - started, refit)


@imports.command("shop")
def import_shop(
    folder: Annotated[Path, typer.Argument(help="Where the shop's CSV files are.")],
    refit: Fit = True,
) -> None:
    """Import a shop's own branches, products, stock, customers and orders (docs/own-shop.md has the columns)."""
    from hamrah.bootstrap import sessions
    from hamrah.cli.progress import progress_bars
    from hamrah.integrations.shop_files import import_folder
    from hamrah.settings import settings

    migrate()
    rejects = settings().var_dir / "rejects" / "shop.csv"
    started = monotonic()
    with progress_bars() as show:
        report = import_folder(sessions(), folder, rejects, show)
    _tell(report, rejects, monotonic() - started, refit)


@imports.command("reviews")
def import_review_files(
    files: Annotated[list[Path], typer.Argument(help="csv or jsonl files, in UTF-8.")],
    source: Annotated[str, typer.Option(help="Where they were written, for lines that do not say so.")] = "file",
) -> None:
    """Import reviews and social mentions (docs/listening.md has the columns); running it again changes nothing."""
    from hamrah.bootstrap import sessions
    from hamrah.cli.progress import progress_bars
    from hamrah.integrations.reviews import import_reviews
    from hamrah.settings import settings

    migrate()
    rejects = settings().var_dir / "rejects" / "reviews.csv"
    started = monotonic()
    with progress_bars() as show:
        report = import_reviews(sessions(), files, source, rejects, show)
    _tell(report, rejects, monotonic() - started, refit=False)


def _tell(report: "ImportReport", rejects: Path, seconds: float, refit: bool) -> None:
    for line in report.lines():
        typer.echo(line)
    typer.echo(f"{seconds:.1f} s; refused rows are in {rejects}")
    if refit and report.kept:
        fit()
