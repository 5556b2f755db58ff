"""What has to be done before the bot can serve, each step only if it is needed."""

from rich.console import Console

from hamrah.settings import Settings


def make_ready(config: Settings) -> None:
    """Bring the tables up to date, make the demo shop in an empty store, train if the model is stale."""
    from hamrah.bootstrap import sessions
    from hamrah.bot.training import ensure_trained, is_stale
    from hamrah.cli.progress import progress_bars
    from hamrah.crm.engine import open_engine
    from hamrah.crm.migrate import migrate
    from hamrah.demo.seed import seed
    from hamrah.services.catalogue import has_products

    console = Console()
    console.print("[1/3] store …", end=" ")
    migrate(open_engine(config.database_url))
    with sessions()() as session:
        empty = not has_products(session)
    console.print("empty" if empty else "there")
    if empty and config.demo:
        console.print("[2/3] demo shop")
        with progress_bars() as show:
            seed(sessions(), config.data_dir, show)
    else:
        console.print("[2/3] demo shop … there")
        compute_what_is_missing()
    if is_stale(config):  # the model of sentiment, which nobody waits for, is trained by the worker
        with console.status("[3/3] training (about three minutes) …"):
            ensure_trained(config)
        console.print("[3/3] model … trained")
    else:
        console.print("[3/3] model … up to date")


def compute_what_is_missing() -> None:
    """Fit suggestions and segments where no night has done so since the tables were last changed."""
    from hamrah.bootstrap import sessions
    from hamrah.cli.progress import progress_bars
    from hamrah.crm.engine import transaction
    from hamrah.recommend.swapping import fit_store, is_fitted
    from hamrah.services.segment_refresh import has_refreshed, refresh_segments

    with sessions()() as session:
        fitted, grouped = is_fitted(session), has_refreshed(session)
    if not fitted:
        with progress_bars() as show:
            fit_store(sessions(), show)
    if not grouped:
        with transaction(sessions()) as session:
            refresh_segments(session)
