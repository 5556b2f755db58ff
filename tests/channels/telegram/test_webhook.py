"""The webhook's door: who is not Telegram changes nothing, and what Telegram says twice counts once."""

import json
import logging
from typing import Any

import pytest
import requests
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from hamrah.bot.channels.telegram.webhook import LONGEST_BODY
from hamrah.crm.channels import ChannelAccount, Delivery, InboundMessage
from hamrah.crm.conversations import ChatMessage, Conversation
from tests.bot.site import Site
from tests.channels.contract import wait_until
from tests.channels.telegram.driver import SECRET, TelegramProvider
from tests.channels.telegram.updates import payload

NAMED = "X-Telegram-Bot-Api-Secret-Token"
TABLES = (InboundMessage, ChannelAccount, Conversation, ChatMessage, Delivery)


def count_rows(site: Site) -> list[int]:
    """How many rows there are of all that a message leaves."""
    with site.store() as session:
        return [session.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES]


def post(provider: TelegramProvider, body: bytes, secret: str | None = SECRET, **headers: str) -> requests.Response:
    """Post anything to the webhook."""
    shown = {} if secret is None else {NAMED: secret}
    return requests.post(provider.hook, data=body, headers={**shown, **headers}, timeout=10)


@pytest.mark.parametrize(
    "secret",
    [
        None,
        "",
        "x",
        SECRET[:-1],
        SECRET + "a",
        SECRET.upper(),
        SECRET.replace("_", "-"),
        f"{SECRET},{SECRET}",
        "é" * 34,
    ],
)
def test_without_the_secret_nothing_is_read(provider: TelegramProvider, site: Site, secret: str | None) -> None:
    before = count_rows(site)
    for body in (json.dumps(payload("text")).encode(), b"{", b"x" * (LONGEST_BODY + 1)):
        answer = post(provider, body, secret)
        assert (answer.status_code, answer.json()) == (401, {"error": "secret_invalid"})
    assert count_rows(site) == before


def test_the_secret_in_the_address_or_body_counts_for_nothing(provider: TelegramProvider, site: Site) -> None:
    before = count_rows(site)
    body = {**payload("text"), "secret_token": SECRET, NAMED: SECRET}
    for more in ("", f"?secret_token={SECRET}", f"?{NAMED}={SECRET}"):
        assert requests.post(provider.hook + more, json=body, timeout=10).status_code == 401
    assert requests.get(provider.hook, headers={NAMED: SECRET}, timeout=10).status_code == 405
    assert count_rows(site) == before


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b"[" * 100_000, b'{"message": {}}'),
        *(b'{"update_id": "1"}', b"update_id=1&message=hello", b'{"update_id": 1.5}'),
    ],
)
def test_what_is_no_update_is_refused(provider: TelegramProvider, site: Site, body: bytes) -> None:
    before = count_rows(site)
    assert post(provider, body).status_code == 422
    assert count_rows(site) == before


def test_a_huge_body_is_refused(provider: TelegramProvider, site: Site) -> None:
    before = count_rows(site)
    update = {**payload("text"), "padding": "x" * LONGEST_BODY}
    assert post(provider, json.dumps(update).encode()).status_code == 413
    assert count_rows(site) == before


@pytest.mark.parametrize(
    "content",
    [
        {"message": {"message_id": "x", "text": "secret words"}},
        {"message": []},
        {"message": {"message_id": 1, "chat": {"id": 1, "type": "private"}, "date": 10**30, "text": "secret words"}},
        {"callback_query": {"id": 5, "from": "nobody"}},
        {"my_chat_member": {"chat": None}},
    ],
)
def test_an_update_that_cannot_be_read_is_let_go_and_told_without_its_words(
    provider: TelegramProvider, site: Site, caplog: pytest.LogCaptureFixture, content: dict[str, Any]
) -> None:
    """Answered with an error Telegram would bring it for a day, and nothing after it."""
    before = count_rows(site)
    if "message" in content and isinstance(content["message"], dict):
        content["message"].setdefault("from", {"id": 1})
    assert post(provider, json.dumps({"update_id": 1, **content}).encode()).status_code == 200
    assert count_rows(site) == before
    told = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert len(told) == 1
    assert "let go" in told[0]
    assert "secret words" not in caplog.text


@pytest.mark.parametrize(
    "name", ["group_text", "channel_post", "bots_text", "press_in_group", "added_to_group", "pinned"]
)
def test_what_is_said_elsewhere_leaves_nothing(provider: TelegramProvider, site: Site, name: str) -> None:
    before, calls = count_rows(site), len(provider.fake.calls)
    assert post(provider, json.dumps(payload(name)).encode()).status_code == 200
    assert count_rows(site) == before
    assert provider.fake.calls[calls:] == []


def test_an_update_brought_again_later_by_whoever_has_seen_it_changes_nothing(
    provider: TelegramProvider, site: Site
) -> None:
    person = provider.person()
    provider.say(person, "return policy?", message_id="seen")
    wait_until(lambda: provider.got(person))
    before = count_rows(site)
    for _ in range(3):
        assert provider.bring(provider.sent["seen"]) == 200
    assert count_rows(site) == before


def test_a_press_is_acknowledged_in_the_answer(provider: TelegramProvider, site: Site) -> None:
    person = provider.person()
    provider.say(person, "help")
    shown = wait_until(lambda: next((one for one in provider.got(person) if one.titles), None))
    press = provider.somebody(person).press(shown.titles[0])
    update = provider.newest()
    assert post(provider, json.dumps(update).encode()).json() == {
        "method": "answerCallbackQuery",
        "callback_query_id": press,
    }
    assert provider.bring(update) == 200
    assert press not in provider.fake.presses


def test_another_persons_button_and_one_made_up_do_nothing(provider: TelegramProvider, site: Site) -> None:
    owner, other = provider.person(), provider.person()
    provider.say(owner, "help")
    wait_until(lambda: any(one.titles for one in provider.got(owner)))
    provider.say(other, "return policy?")
    wait_until(lambda: provider.got(other))
    data = next(iter(provider.somebody(owner).shown[-1].buttons.values()))
    answers = []
    for forged in (data, "talk_to_human", "/restart", "x" * 300, "<script>", "ہاں"):
        before = len(provider.got(other))
        provider.somebody(other).press_data(forged)
        assert provider.bring(provider.newest()) == 200
        wait_until(lambda before=before: len(provider.got(other)) > before)  # type: ignore[misc]
        answers.append(provider.got(other)[-1].text)
    assert len(set(answers)) == 1, "a real id of somebody else's is answered like one made up"


@pytest.mark.parametrize(
    "text", ["/restart", "/cancel_order 1042", '/cancel_order{"order_number": "1042"}', "／restart"]
)
def test_a_typed_command_is_words(provider: TelegramProvider, site: Site, text: str) -> None:
    person = provider.person()
    provider.say(person, text)
    wait_until(lambda: provider.got(person))
    assert "cancelled" not in provider.got(person)[0].text
    with site.store() as session:
        account = session.scalars(select(ChannelAccount).where(ChannelAccount.address == person)).one()
        assert session.get_one(Conversation, account.sender_id).customer_id is None


def test_while_the_store_is_away_telegram_keeps_the_update(
    provider: TelegramProvider, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hamrah.bot.channels.messaging import inbox

    def away(*_: Any) -> None:
        raise OperationalError("insert", {}, Exception("away"))

    person = provider.person()
    with monkeypatch.context() as patch:
        patch.setattr(inbox, "keep_arrival", away)
        assert provider.say(person, "return policy?", message_id="kept") == 503
    assert provider.bring(provider.sent["kept"]) == 200
    wait_until(lambda: provider.got(person))
