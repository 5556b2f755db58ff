"""Chats of people with the shop's bot over the real webhook: a server, the fake Telegram, and who writes."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from hamrah.crm.channels import ChannelAccount
from hamrah.language.formatting import strip_isolates
from tests.bot.site import Site, open_site
from tests.channels.fakes.telegram import FakeTelegram, serving
from tests.channels.fakes.telegram_people import Person, Shown
from tests.channels.telegram.conftest import bot_setting
from tests.channels.telegram.driver import PATH, SECRET
from tests.dialogues.stage import Stage


@pytest.fixture(scope="module")
def fake() -> Iterator[FakeTelegram]:
    """Telegram, which brings each update twice: its first acknowledgement is always lost."""
    with serving(FakeTelegram(deliver_twice=True)) as opened:
        yield opened


@pytest.fixture(scope="module")
def site(stage: Stage, fake: FakeTelegram) -> Iterator[Site]:
    """The real server, whose webhook Telegram knows."""
    wanted = {"HAMRAH_TELEGRAM": bot_setting(fake), "HAMRAH_BURST_SECONDS": "0.2"}
    with open_site(stage, HAMRAH_MESSAGES_PER_MINUTE="0", **wanted) as opened:
        hook = {"url": opened.url + PATH, "secret_token": SECRET}
        fake.answer(fake.token, "setWebhook", "application/json", _json(hook))
        yield opened


def _json(fields: dict[str, Any]) -> bytes:
    return json.dumps(fields).encode()


class Chat:
    """One person's chat, line by line."""

    def __init__(self, fake: FakeTelegram, number: int) -> None:
        self.fake = fake
        self.person: Person = fake.person(number)
        self.seen = 0

    def after(self, deed: Any, *words: str) -> list[Shown]:
        """What the bot answers to a deed, once it has said all of the words."""
        self.seen = len(self.person.shown)
        deed()
        self.fake.wait_until(lambda: all(word in self._new() for word in words) and self._new() and self.fake.settled())
        return self.person.shown[self.seen :]

    def says(self, text: str, *words: str) -> list[Shown]:
        """What the bot answers to a text."""
        return self.after(lambda: self.person.say(text), *words)

    def presses(self, title: str, *words: str) -> list[Shown]:
        """What the bot answers to a button."""
        return self.after(lambda: self.person.press(title), *words)

    def _new(self) -> str:
        return "\n".join(strip_isolates(one.text) for one in self.person.shown[self.seen :])


def account_of(site: Site, number: int) -> ChannelAccount:
    """Somebody's account."""
    with site.store() as session:
        return session.scalars(select(ChannelAccount).where(ChannelAccount.address == str(number))).one()
