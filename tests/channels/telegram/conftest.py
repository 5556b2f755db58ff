"""A bot at the fake Telegram, and servers that speak for it."""

import json
from collections.abc import Iterator

import pytest

from tests.bot.site import Site, open_site
from tests.channels.fakes.telegram import FakeTelegram, serving
from tests.channels.telegram.driver import PATH, SECRET, TelegramProvider
from tests.dialogues.stage import Stage


def bot_setting(fake: FakeTelegram, **more: object) -> str:
    """`HAMRAH_TELEGRAM` for the fake's bot."""
    return json.dumps({"bot": fake.username, "token": fake.token, "secret": SECRET, "api_url": fake.url, **more})


@pytest.fixture(scope="module")
def telegram() -> Iterator[FakeTelegram]:
    """Telegram, whose updates a test brings itself."""
    with serving(FakeTelegram(by_hand=True)) as fake:
        yield fake


@pytest.fixture(scope="module")
def site(stage: Stage, telegram: FakeTelegram) -> Iterator[Site]:
    """The real server with the trained bot, which speaks for the fake's bot by a webhook."""
    wanted = {"HAMRAH_TELEGRAM": bot_setting(telegram), "HAMRAH_BURST_SECONDS": "0.33"}
    with open_site(stage, HAMRAH_MESSAGES_PER_MINUTE="0", **wanted) as opened:
        yield opened


@pytest.fixture(scope="module")
def provider(telegram: FakeTelegram, site: Site) -> TelegramProvider:
    """The fake, as the contract drives it."""
    return TelegramProvider(telegram, site.url + PATH)
