"""Requests to the Bot API: what Telegram refuses, sorted into what to do, and the token that is never shown."""

import logging
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from hamrah.bot.channels.messaging.outgoing import Card, Outgoing
from hamrah.bot.channels.messaging.port import Gone, Part, Refused, SendingFailed, TryLater
from hamrah.bot.channels.telegram.api import BotApi, Conflict, Unauthorized
from hamrah.bot.channels.telegram.channel import TelegramChannel
from hamrah.messaging_settings import TelegramSettings
from tests.channels.fakes.telegram import FakeTelegram, serving
from tests.channels.fakes.telegram_people import Person
from tests.channels.fakes.telegram_rules import Rejected
from tests.channels.telegram.driver import SECRET

HELLO = Part({"text": "Salam"}, "sendMessage")
PICTURE = "https://shop.example/a.jpg"


@pytest.fixture
def fake() -> Iterator[FakeTelegram]:
    with serving(FakeTelegram()) as opened:
        yield opened


@pytest.fixture
def ayesha(fake: FakeTelegram) -> Person:
    person = fake.person()
    person.start()
    return person


def channel_to(fake: FakeTelegram, **more: Any) -> TelegramChannel:
    """The channel of the fake's bot."""
    return TelegramChannel(BotApi(settings_for(fake, **more)))


def settings_for(fake: FakeTelegram, **more: Any) -> TelegramSettings:
    """The bot's settings."""
    given = {"bot": fake.username, "token": fake.token, "secret": SECRET, "api_url": fake.url, **more}
    return TelegramSettings.model_validate(given)


def test_a_message_arrives_and_its_number_comes_back(fake: FakeTelegram, ayesha: Person) -> None:
    sent = channel_to(fake).send("66812456", HELLO)
    assert ayesha.texts() == ["Salam"]
    assert sent == f"66812456:{ayesha.shown[0].message['message_id']}"


def test_that_an_answer_is_written_is_shown_and_nothing_can_be_marked_as_read(
    fake: FakeTelegram, ayesha: Person
) -> None:
    channel = channel_to(fake)
    assert channel.show_heard("66812456", "110201543:66812456:1", answering=True)
    assert ayesha.actions == [("typing", 0)]
    assert not channel.show_heard("66812456", "110201543:66812456:1", answering=False)
    assert fake.asked().count("sendChatAction") == 1
    with pytest.raises(Gone):
        channel.show_heard("99", "110201543:99:1", answering=True)


def test_where_many_messages_go_out_signs_are_left_out(fake: FakeTelegram, ayesha: Person) -> None:
    channel = channel_to(fake)
    for _ in range(15):
        channel.send("66812456", HELLO)
    assert not channel.show_heard("66812456", "110201543:66812456:1", answering=True)
    assert ayesha.actions == []


def test_too_many_messages_wait_as_long_as_telegram_asks(fake: FakeTelegram, ayesha: Person) -> None:
    fake.chat_burst = 2
    channel = channel_to(fake)
    for _ in range(2):
        channel.send("66812456", HELLO)
    with pytest.raises(TryLater) as failure:
        channel.send("66812456", HELLO)
    assert (failure.value.reason, failure.value.seconds) == ("429", 1.0)
    assert len(ayesha.shown) == 2


def test_many_people_are_told_no_faster_than_telegram_takes_it(fake: FakeTelegram) -> None:
    """Thirty a second are taken, and what comes faster is refused for all."""
    everybody = [fake.person(900_000 + number) for number in range(80)]
    for person in everybody:
        person.start()
    channel = channel_to(fake)
    with ThreadPoolExecutor(8) as hands:
        list(hands.map(lambda person: channel.send(str(person.number), HELLO), everybody))
    assert [person.texts() for person in everybody] == [["Salam"]] * 80


def test_who_blocked_the_bot_is_gone(fake: FakeTelegram, ayesha: Person) -> None:
    ayesha.block()
    with pytest.raises(Gone):
        channel_to(fake).send("66812456", HELLO)


def test_an_account_that_is_no_more_is_gone(fake: FakeTelegram, ayesha: Person) -> None:
    ayesha.deactivated = True
    with pytest.raises(Gone):
        channel_to(fake).send("66812456", HELLO)


def test_who_never_wrote_is_gone(fake: FakeTelegram) -> None:
    with pytest.raises(Gone):
        channel_to(fake).send("99", HELLO)


@pytest.mark.parametrize("text", ["", "a" * 4097])
def test_what_is_never_taken_is_refused(fake: FakeTelegram, ayesha: Person, text: str) -> None:
    with pytest.raises(Refused):
        channel_to(fake).send("66812456", Part({"text": text}, "sendMessage"))


@pytest.mark.parametrize("trouble", [500, 502, "lost", "cut", Rejected(420, "Flood")])
def test_what_says_nothing_about_the_message_is_tried_again(
    fake: FakeTelegram, ayesha: Person, trouble: int | str | Rejected
) -> None:
    fake.troubles = [trouble]
    expected = Refused if isinstance(trouble, Rejected) else TryLater
    with pytest.raises(expected):
        channel_to(fake).send("66812456", HELLO)
    assert len(ayesha.shown) == (trouble == "cut"), "only what was cut off after it was taken has arrived"


def test_an_address_where_nobody_answers_is_tried_again(fake: FakeTelegram) -> None:
    with pytest.raises(TryLater, match="unreachable"):
        channel_to(fake, api_url="http://127.0.0.1:9").send("66812456", HELLO)


def test_a_picture_that_telegram_cannot_fetch_goes_as_words(fake: FakeTelegram, ayesha: Person) -> None:
    card = Card("Khaadi Kurta", ("Rs 4,500",), PICTURE)
    channel = channel_to(fake)
    (part,) = channel.parts(Outgoing("", "en", cards=(card,)))
    fake.troubles = [Rejected(400, "Bad Request: wrong type of the web page content")]
    channel.send("66812456", part)
    assert (ayesha.shown[0].text, ayesha.shown[0].photo) == ("Khaadi Kurta\nRs 4,500", None)
    fake.troubles = [Rejected(400, "Bad Request: failed to get HTTP URL content")]
    with pytest.raises(Refused):
        channel.send("66812456", Part({"photo": PICTURE}, "sendPhoto"))


def test_a_wrong_token_is_told_once_and_nothing_is_given_up(
    fake: FakeTelegram, ayesha: Person, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = "110201543:BBHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
    channel = channel_to(fake, token=wrong)
    for _ in range(3):
        with pytest.raises(Unauthorized):
            channel.send("66812456", HELLO)
    told = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert len(told) == 1
    assert "@BotFather" in told[0].getMessage()
    assert ayesha.shown == []


def test_updates_that_go_elsewhere_are_a_conflict(fake: FakeTelegram) -> None:
    api = BotApi(settings_for(fake))
    api.call("setWebhook", url="https://elsewhere.example/hook")
    with pytest.raises(Conflict, match="webhook"):
        api.get_updates(None, 0)


def test_the_token_is_in_no_error_log_or_trace(fake: FakeTelegram, caplog: pytest.LogCaptureFixture) -> None:
    """The address of each request holds it, and what `requests` raises holds the address."""
    caplog.set_level(logging.DEBUG)
    away = channel_to(fake, api_url="http://127.0.0.1:9")
    unknown = channel_to(fake, token="110201543:BBHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw")
    traces = []
    for channel in (away, unknown, channel_to(fake)):
        try:
            channel.send("99", HELLO)
        except SendingFailed as failure:
            traces.append("".join(traceback.format_exception(failure)) + repr(failure))
    assert len(traces) == 3
    lines = [record.getMessage() for record in caplog.records]
    for secret in ("AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw", "BBHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"):
        assert all(secret not in trace for trace in traces)
        assert all(secret not in line for line in lines)
    assert "AAHdq" not in repr(settings_for(fake))
