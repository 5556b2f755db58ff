"""What has to be done before the bot can serve, each step only if it is needed."""

from rich.console import Console

from hamrah.settings import Settings


def make_ready(config: Settings) -> None:
    """Bring the tables up to date, make the demo shop in an empty store, train if the model is stale."""
    from hamrah.bootstrap import sessions
    from hamrah.bot.training import ensure_trained, is_stale
    from hamrah.cli.progress import progress_bars
    from hamrah.crm.catalogue import Product
    from hamrah.crm.engine import open_engine
    from hamrah.crm.migrate import migrate
    from hamrah.demo.seed import seed
    from hamrah.sentiment import training as sentiment

    console = Console()
    console.print("[1/3] store …", end=" ")
    migrate(open_engine(config.database_url))
    with sessions()() as session:
        empty = session.query(Product.id).first() is None
    console.print("empty" if empty else "there")
    if empty and config.demo:
        console.print("[2/3] demo shop")
        with progress_bars() as show:
            seed(sessions(), config.data_dir, show)
    else:
        console.print("[2/3] demo shop … there")
    if is_stale(config) or sentiment.is_stale(config.models_dir, config.data_dir):
        with console.status("[3/3] training (about five minutes) …"):
            sentiment.ensure_trained(config.models_dir, config.data_dir)
            ensure_trained(config)
        console.print("[3/3] model … trained")
    else:
        console.print("[3/3] model … up to date")
