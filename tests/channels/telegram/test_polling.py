"""Fetching updates instead of being brought them: once each, from where it was left, and trouble told once."""

import json
import logging
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import select

from hamrah.crm.channels import ChannelAccount
from hamrah.crm.conversations import ChatMessage
from tests.bot.site import Site, open_site
from tests.channels.contract import wait_until
from tests.channels.fakes.telegram import FakeTelegram, serving
from tests.channels.fakes.telegram_people import Person
from tests.channels.telegram.conftest import bot_setting
from tests.dialogues.stage import Stage


@pytest.fixture
def fake() -> Iterator[FakeTelegram]:
    with serving(FakeTelegram()) as opened:
        yield opened


@pytest.fixture
def polled(stage: Stage, fake: FakeTelegram) -> Iterator[Site]:
    """The real server, which fetches the fake's updates."""
    with polling(stage, fake) as opened:
        yield opened
        fake.close()


def polling(stage: Stage, fake: FakeTelegram):  # type: ignore[no-untyped-def]
    """Serve the stage with a bot that fetches."""
    wanted = {"HAMRAH_TELEGRAM": bot_setting(fake, polling=True), "HAMRAH_BURST_SECONDS": "0.2"}
    return open_site(stage, HAMRAH_MESSAGES_PER_MINUTE="0", **wanted)


def errors(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What an operator has been told."""
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]


def polls(fake: FakeTelegram) -> list[dict[str, object]]:
    """What was asked for in each request for updates."""
    return [fields for method, fields in list(fake.calls) if method == "getUpdates"]


def told(fake: FakeTelegram, person: Person, count: int) -> Callable[[], bool]:
    """Whether so many messages are in somebody's chat and all that happened was fetched."""
    return lambda: len(person.shown) >= count and fake.settled()


def test_what_is_fetched_is_answered_and_confirmed(polled: Site, fake: FakeTelegram) -> None:
    person = fake.person(700001)
    person.say("return policy kya hai?")
    fake.wait_until(told(fake, person, 1))
    assert "din" in person.texts()[0]
    asked = polls(fake)
    assert "offset" not in asked[0]
    assert asked[-1]["offset"] == 700_000_002
    assert {one["timeout"] for one in asked} == {50}
    assert asked[0]["allowed_updates"] == ["message", "edited_message", "callback_query", "my_chat_member"]


def test_a_press_is_acknowledged(polled: Site, fake: FakeTelegram) -> None:
    person = fake.person(700002)
    person.say("help")
    fake.wait_until(lambda: any(one.buttons for one in person.shown))
    press = person.press(next(iter(person.shown[-1].buttons)))
    fake.wait_until(lambda: press not in fake.presses and fake.settled())
    assert "answerCallbackQuery" in fake.asked()


def test_what_was_written_while_nobody_fetched_is_answered(stage: Stage, fake: FakeTelegram) -> None:
    person = fake.person(700003)
    person.say("return policy?")
    with polling(stage, fake):
        fake.wait_until(told(fake, person, 1))
        fake.close()


def test_what_was_fetched_and_not_confirmed_is_answered_once(stage: Stage, fake: FakeTelegram) -> None:
    """A process that ends between keeping an update and asking for the next leaves it with Telegram."""
    person = fake.person(700004)
    person.say("return policy?")
    left = dict(fake.pending[0])
    with polling(stage, fake) as site:
        fake.wait_until(told(fake, person, 1))
        with fake.changed:
            fake.pending.insert(0, left)
        fake.close()
    fake.closed = False
    with polling(stage, fake) as site:
        fake.wait_until(fake.settled)
        person.say("bye")
        fake.wait_until(told(fake, person, 2))
        fake.close()
        with site.store() as session:
            sender = session.scalars(select(ChannelAccount.sender_id).where(ChannelAccount.address == "700004")).one()
            mine = (ChatMessage.sender_id == sender, ChatMessage.author == "person")
            said = session.scalars(select(ChatMessage.text).where(*mine).order_by(ChatMessage.id)).all()
    assert said == ["return policy?", "bye"]


def test_a_webhook_set_elsewhere_is_told_once_and_waited_out(
    stage: Stage, fake: FakeTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    fake.by_hand = True
    fake.answer(fake.token, "setWebhook", "application/json", b'{"url": "https://elsewhere.example/hook"}')
    person = fake.person(700005)
    person.say("return policy?")
    with polling(stage, fake):
        fake.wait_until(lambda: len(polls(fake)) >= 2)
        assert [line for line in errors(caplog) if "webhook" in line] == [errors(caplog)[0]]
        assert "`hamrah telegram webhook --off`" in errors(caplog)[0]
        fake.answer(fake.token, "deleteWebhook", "application/json", b"{}")
        fake.wait_until(told(fake, person, 1))
        fake.close()


def test_a_second_process_that_fetches_is_told(
    polled: Site, fake: FakeTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    fake.wait_until(lambda: polls(fake))
    fake.answer(fake.token, "getUpdates", "application/json", json.dumps({"timeout": 0}).encode())
    wait_until(lambda: any("another process fetches" in line for line in errors(caplog)))


def test_a_wrong_token_is_one_line(stage: Stage, fake: FakeTelegram, caplog: pytest.LogCaptureFixture) -> None:
    setting = bot_setting(fake, polling=True, token="110201543:BBHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw")
    with open_site(stage, HAMRAH_TELEGRAM=setting):
        wait_until(lambda: errors(caplog))
        assert len(errors(caplog)) == 1
        assert "@BotFather" in errors(caplog)[0]
        assert "BBHdq" not in caplog.text
