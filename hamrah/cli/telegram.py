"""`hamrah telegram`: where a Telegram bot's updates go, and whether they arrive."""

from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hamrah.cli.errors import CommandError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hamrah.bot.channels.telegram.api import BotApi
    from hamrah.messaging_settings import TelegramSettings

telegram = typer.Typer(help="The shop's Telegram bot: where its updates go, whether they arrive.", no_args_is_help=True)
Url = Annotated[str | None, typer.Argument(metavar="[URL]", help="This server's address; else HAMRAH_PUBLIC_URL.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(telegram, name="telegram")


@telegram.command()
def webhook(
    url: Url = None,
    off: Annotated[bool, typer.Option("--off", help="Have none: updates are fetched, or go nowhere.")] = False,
) -> None:
    """Have Telegram bring updates to this server; what waits there comes too."""
    from hamrah.bot.channels.telegram.api import WANTED
    from hamrah.bot.channels.telegram.webhook import PATH
    from hamrah.settings import settings

    with _bot() as (config, api):
        if off:
            api.call("deleteWebhook", drop_pending_updates=False)
            typer.echo("Telegram has no webhook for this bot any more" + _who_fetches(config))
            return
        server = (url or settings().public_url).rstrip("/")
        if not server:
            raise CommandError("say this server's https address, or set HAMRAH_PUBLIC_URL")
        address = server.removesuffix(PATH) + PATH
        secret = config.secret.get_secret_value()
        api.call("setWebhook", url=address, secret_token=secret, allowed_updates=WANTED, drop_pending_updates=False)
        typer.echo(f"Telegram brings updates of @{config.bot} to {address}")
        if config.polling:
            typer.echo(
                'HAMRAH_TELEGRAM says "polling": true, which Telegram refuses while there is a webhook: take it out'
            )


@telegram.command()
def status() -> None:
    """Show which bot it is, where its updates go, how many wait, and what went wrong last."""
    with _bot() as (config, api):
        bot, hook = api.call("getMe"), api.call("getWebhookInfo")
        typer.echo(f"the token is that of @{bot['username']}")
        if bot["username"].lower() != config.bot.lower():
            typer.echo(f"HAMRAH_TELEGRAM names @{config.bot}: links to the chat lead elsewhere")
        address = hook.get("url")
        typer.echo(f"updates go to {address}" if address else "there is no webhook" + _who_fetches(config))
        typer.echo(f"{hook.get('pending_update_count', 0)} updates wait at Telegram")
        if hook.get("last_error_date"):
            at = datetime.fromtimestamp(hook["last_error_date"], UTC)
            typer.echo(f"bringing them failed last at {at:%Y-%m-%d %H:%M:%S} UTC: {hook.get('last_error_message', '')}")


def _who_fetches(config: "TelegramSettings") -> str:
    if config.polling:
        return "; `hamrah run` fetches updates"
    return ': set one with `hamrah telegram webhook URL`, or say "polling": true in HAMRAH_TELEGRAM'


@contextmanager
def _bot() -> "Iterator[tuple[TelegramSettings, BotApi]]":
    """The bot of the settings; what Telegram refuses is one line."""
    from hamrah.bot.channels.messaging.port import SendingFailed
    from hamrah.bot.channels.telegram.api import BadWebhook, BotApi, Unauthorized
    from hamrah.settings import settings

    config = settings().telegram
    if config is None:
        raise CommandError("HAMRAH_TELEGRAM names no bot; see docs/telegram.md")
    api = BotApi(config)
    try:
        yield config, api
    except Unauthorized:
        raise CommandError("Telegram does not know the bot's token: take it from @BotFather") from None
    except BadWebhook as refused:
        raise CommandError(f"Telegram does not take this address: {refused.words}") from None
    except SendingFailed as failure:
        raise CommandError(f"Telegram did not do it: {_words(failure)}") from None
    finally:
        api.close()


def _words(failure: Any) -> str:
    reasons = {"unreachable": "it cannot be reached from here", "timeout": "it did not answer in time"}
    return str(reasons.get(failure.reason, f"it answered {failure.reason}"))
