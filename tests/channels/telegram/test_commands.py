"""`hamrah telegram`: what an operator does and sees."""

from collections.abc import Iterator

import pytest

from tests.channels.fakes.telegram import FakeTelegram, serving
from tests.channels.telegram.conftest import bot_setting
from tests.channels.telegram.driver import SECRET
from tests.cli.conftest import Run, hamrah, one_line

__all__ = ["hamrah"]
HOOK = "https://shop.example/channels/telegram/webhook"


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeTelegram]:
    """A bot that the settings name."""
    with serving(FakeTelegram(by_hand=True)) as opened:
        monkeypatch.setenv("HAMRAH_TELEGRAM", bot_setting(opened))
        yield opened


@pytest.mark.parametrize("url", ["https://shop.example", "https://shop.example/", HOOK])
def test_a_webhook_is_set_with_its_secret_and_what_waits_is_kept(hamrah: Run, fake: FakeTelegram, url: str) -> None:
    fake.person().say("salam")
    done = hamrah("telegram", "webhook", url)
    assert done.returncode == 0
    assert HOOK in done.stdout
    assert SECRET not in done.stdout + done.stderr
    assert (fake.webhook["url"], fake.webhook["secret_token"]) == (HOOK, SECRET)
    assert fake.webhook["allowed_updates"] == ["message", "edited_message", "callback_query", "my_chat_member"]
    assert len(fake.pending) == 1


def test_the_servers_own_address_is_taken_from_the_settings(
    hamrah: Run, fake: FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "HAMRAH_PUBLIC_URL" in one_line(hamrah("telegram", "webhook"))
    monkeypatch.setenv("HAMRAH_PUBLIC_URL", "https://shop.example")
    assert hamrah("telegram", "webhook").returncode == 0
    assert fake.webhook["url"] == HOOK


def test_status_in_words(hamrah: Run, fake: FakeTelegram) -> None:
    fake.person().say("salam")
    shown = hamrah("telegram", "status").stdout
    assert "@bazaar_hamrah_bot" in shown
    assert "there is no webhook" in shown
    assert "1 updates wait" in shown
    hamrah("telegram", "webhook", "https://shop.example")
    fake.webhook |= {"last_error_date": 1764201600, "last_error_message": "Wrong response from the webhook: 502"}
    shown = hamrah("telegram", "status").stdout
    assert f"updates go to {HOOK}" in shown
    assert "2025-11-27 00:00:00 UTC: Wrong response from the webhook: 502" in shown
    assert fake.token not in shown


def test_another_bots_name_in_the_settings_is_noticed(hamrah: Run, fake: FakeTelegram) -> None:
    fake.username = "other_shop_bot"
    assert "names @bazaar_hamrah_bot" in hamrah("telegram", "status").stdout


def test_the_webhook_is_taken_off_for_who_fetches(
    hamrah: Run, fake: FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HAMRAH_TELEGRAM", bot_setting(fake, polling=True))
    assert '"polling": true' in hamrah("telegram", "webhook", "https://shop.example").stdout
    assert "`hamrah run` fetches" in hamrah("telegram", "webhook", "--off").stdout
    assert fake.webhook == {}


def test_a_mistake_is_one_line(hamrah: Run, fake: FakeTelegram, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = one_line(hamrah("telegram", "webhook", "http://shop.example"))
    assert "HTTPS" in refused
    assert SECRET not in refused
    fake.token = "110201543:CCHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
    assert "@BotFather" in one_line(hamrah("telegram", "status"))
    monkeypatch.setenv("HAMRAH_TELEGRAM", bot_setting(fake, api_url="http://127.0.0.1:9"))
    assert "cannot be reached" in one_line(hamrah("telegram", "status"))
    monkeypatch.delenv("HAMRAH_TELEGRAM")
    assert "docs/telegram.md" in one_line(hamrah("telegram", "status"))


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"secret": "short"}, "secret"),
        ({"secret": "with blanks and more than thirty-two"}, "secret"),
        ({"token": "no token"}, "token"),
        ({"bot": "@shop"}, "bot"),
        ({"api_url": "http://telegram.example"}, "api_url"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_wrong_setting_is_named_and_its_value_is_not_shown(
    hamrah: Run, fake: FakeTelegram, monkeypatch: pytest.MonkeyPatch, wrong: dict[str, str], why: str
) -> None:
    monkeypatch.setenv("HAMRAH_TELEGRAM", bot_setting(fake, **wrong))
    said = one_line(hamrah("telegram", "status"))
    assert why in said
    assert "HAMRAH_TELEGRAM" in said
    assert next(iter(wrong.values())) not in said
