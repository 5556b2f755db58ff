"""What every messaging channel must do, whatever its provider: one class of tests that each channel's tests inherit.

A channel's test module makes a subclass of `ChannelContract` and a `provider` fixture: a strict fake of the provider's
API that a `Provider` drives, and that the real server, with the trained bot, talks to.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from hamrah.crm.channels import ChannelAccount, Delivery, InboundMessage
from hamrah.crm.conversations import ChatMessage
from hamrah.services.transcripts import Said, write_down
from tests.bot.site import Site
from tests.channels.providers import Failure, Provider

PATIENCE_SECONDS = 20.0
QUIET_SECONDS = 1.5
"""So long nothing may come that would be one answer too many."""
LONG_BURST_SECONDS = 3.0
"""Messages posted one after the other come within it, however busy the machine is."""


def wait_until(true: Callable[[], Any]) -> Any:
    """Wait for something that the server does after it has acknowledged; what it gave."""
    ends = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < ends:
        if found := true():
            return found
        time.sleep(0.02)
    raise AssertionError("it did not come about in time")


def somebody(provider: Provider) -> str:
    """Somebody who has just been answered."""
    person = provider.person()
    provider.say(person, "return policy?")
    wait_until(lambda: provider.got(person))
    return person


class ChannelContract:
    """Tests that hold for every channel.

    Subclasses bring the fixtures `provider` and `site`, the latter by `open_site(stage, …)` with the settings of the
    fake and `HAMRAH_BURST_SECONDS` of a third of a second.
    """

    @pytest.fixture
    def long_burst(self, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
        """The server waits longer for what else is said."""
        monkeypatch.setattr(site.inbox, "_burst_seconds", LONG_BURST_SECONDS)

    @pytest.mark.parametrize(("text", "word"), [("return policy kya hai?", "din"), ("واپسی کا طریقہ کیا ہے؟", "دن")])
    def test_a_question_is_answered_in_its_language(self, provider: Provider, site: Site, text: str, word: str) -> None:
        person = provider.person()
        assert provider.say(person, text) == 200
        assert word in wait_until(lambda: provider.got(person))[0].text

    def test_a_message_delivered_again_is_answered_once(self, provider: Provider, site: Site) -> None:
        person = provider.person()
        assert [provider.say(person, "return policy?", message_id="m-twice") for _ in range(3)] == [200] * 3
        wait_until(lambda: provider.got(person))
        count = len(provider.got(person))
        assert provider.say(person, "return policy?", message_id="m-twice") == 200
        time.sleep(QUIET_SECONDS)
        assert len(provider.got(person)) == count
        assert _said_by(site, provider, person) == ["return policy?"]

    @pytest.mark.usefixtures("long_burst")
    def test_what_comes_out_of_order_is_answered_in_order(self, provider: Provider, site: Site) -> None:
        person, now = provider.person(), datetime.now(UTC).replace(microsecond=0)
        provider.say(person, "second", message_id="m-late", at=now)
        provider.say(person, "first", message_id="m-early", at=now - timedelta(seconds=3))
        wait_until(lambda: provider.got(person))
        assert " ".join(_said_by(site, provider, person)) == "first second"

    @pytest.mark.usefixtures("long_burst")
    def test_a_burst_is_read_as_one(self, provider: Provider, site: Site) -> None:
        person = provider.person()
        for text in ("mujhe", "laal kurta", "chahiye"):
            provider.say(person, text)
        wait_until(lambda: provider.got(person))
        assert _said_by(site, provider, person) == ["mujhe laal kurta chahiye"]

    def test_a_button_is_pressed(self, provider: Provider, site: Site) -> None:
        person = provider.person()
        provider.say(person, "help")
        shown = wait_until(lambda: next((one for one in provider.got(person) if one.titles), None))
        before = len(provider.got(person))
        assert provider.press(person, shown.titles[0]) == 200
        wait_until(lambda: len(provider.got(person)) > before)
        assert _said_by(site, provider, person)[-1].startswith(shown.titles[0].rstrip("…"))

    def test_products_come_with_name_and_price(self, provider: Provider, site: Site) -> None:
        person = provider.person()
        provider.say(person, "show me kurtas")
        cards = wait_until(lambda: _cards(site, provider, person))
        last = provider.as_shown(cards[-1]["title"])
        wait_until(lambda: any(last in one.text for one in provider.got(person)))
        together = "\n".join(one.text for one in provider.got(person))
        for card in cards:
            assert provider.as_shown(card["title"]) in together
            assert provider.as_shown(card["price"]) in together

    def test_a_picture_and_a_voice_note_are_answered_and_kept(self, provider: Provider, site: Site) -> None:
        person = provider.person()
        assert provider.send_picture(person) == 200
        wait_until(lambda: provider.got(person))
        assert provider.send_voice(person) == 200
        wait_until(lambda: len(provider.got(person)) > 1)
        kept = [message.extras.get("media") for message in _transcript(site, provider, person, "person")]
        assert all(str(one).startswith(provider.channel + ":") for one in kept)
        assert len(kept) == 2

    def test_several_pictures_are_answered_once_and_all_kept(self, provider: Provider, site: Site) -> None:
        person = provider.person()
        assert provider.send_album(person, 3) == 200
        wait_until(lambda: provider.got(person))
        time.sleep(QUIET_SECONDS)
        assert len(provider.got(person)) == 1
        kept = [message.extras["media"] for message in _transcript(site, provider, person, "person")]
        assert len(kept) == 3 and len(set(kept)) == 3

    def test_a_caption_is_understood(self, provider: Provider, site: Site) -> None:
        person = provider.person()
        provider.send_picture(person, "return policy kya hai?")
        wait_until(lambda: any("din" in one.text for one in provider.got(person)))

    def test_a_long_text_is_split_well(self, provider: Provider, site: Site) -> None:
        person = somebody(provider)
        word = "مہربانی"
        long = " ".join(f"{word} ⁨{number}⁩۔" for number in range(provider.longest // 6))
        before = len(provider.got(person))
        _push(site, provider, person, long)
        whole = provider.as_shown(long).split()
        wait_until(lambda: sum(len(one.text.split()) for one in provider.got(person)[before:]) >= len(whole))
        parts = [one.text for one in provider.got(person)[before:]]
        assert len(parts) > 1
        assert [piece for part in parts for piece in part.split()] == whole
        assert all(part.count("⁨") == part.count("⁩") for part in parts)

    def test_urdu_arrives_as_it_was_written(self, provider: Provider, site: Site) -> None:
        person = somebody(provider)
        text = "آپ کا آرڈر ⁨#1042⁩ *کل* _پہنچ_ جائے گا، ⁨Rs 2,500⁩ تیار رکھیے۔"
        before = len(provider.got(person))
        _push(site, provider, person, text)
        wait_until(lambda: len(provider.got(person)) > before)
        assert _without_guards(provider.got(person)[before].text) == provider.as_shown(text)

    @pytest.mark.parametrize("how", ["busy", "down"])
    def test_what_the_provider_fails_to_take_is_sent_again_once(
        self, provider: Provider, site: Site, how: Failure
    ) -> None:
        person = somebody(provider)
        before = len(provider.got(person))
        provider.fail_next(how, times=2)
        _push(site, provider, person, "It is on its way.")
        _push(site, provider, person, "And one more thing.")
        wait_until(lambda: len(provider.got(person)) >= before + 2)
        time.sleep(QUIET_SECONDS)
        assert [one.text for one in provider.got(person)[before:]] == ["It is on its way.", "And one more thing."]

    def test_who_blocked_us_is_left_in_peace_until_they_write(self, provider: Provider, site: Site) -> None:
        person = somebody(provider)
        provider.fail_next("gone")
        _push(site, provider, person, "Hello?")
        wait_until(lambda: _deliveries(site, provider, person)[-1].status == "failed")
        assert _account(site, provider, person).silenced_at is not None
        before = len(provider.got(person))
        provider.say(person, "return policy?")
        wait_until(lambda: len(provider.got(person)) > before)
        assert _account(site, provider, person).silenced_at is None

    def test_what_is_never_taken_does_not_stop_what_follows(self, provider: Provider, site: Site) -> None:
        person = somebody(provider)
        before = len(provider.got(person))
        provider.fail_next("refused")
        _push(site, provider, person, "Never")
        _push(site, provider, person, "After it")
        wait_until(lambda: len(provider.got(person)) > before)
        assert [one.text for one in provider.got(person)[before:]] == ["After it"]
        assert [row.status for row in _deliveries(site, provider, person)][-2] == "failed"

    def test_who_is_not_the_provider_is_refused_and_nothing_is_kept(self, provider: Provider, site: Site) -> None:
        person = provider.person()
        with site.store() as session:
            kept = session.scalar(select(func.count(InboundMessage.id)))
        assert provider.forge(person, "hello", "unsigned") in (401, 403)
        assert provider.forge(person, "hello", "forged") in (401, 403)
        assert provider.forge(person, "hello", "garbled") in (200, 400, 422)
        with site.store() as session:
            assert session.scalar(select(func.count(InboundMessage.id))) == kept


def _without_guards(text: str) -> str:
    """A text without what a channel puts before markup characters so that they stay what they are."""
    return text.replace("​", "").replace("⁠", "")


def _account(site: Site, provider: Provider, address: str) -> ChannelAccount:
    with site.store() as session:
        query = select(ChannelAccount).where(ChannelAccount.channel == provider.channel)
        return session.scalars(query.where(ChannelAccount.address == address)).one()


def _transcript(site: Site, provider: Provider, address: str, author: str) -> list[ChatMessage]:
    sender = _account(site, provider, address).sender_id
    with site.store() as session:
        query = select(ChatMessage).where(ChatMessage.sender_id == sender, ChatMessage.author == author)
        return list(session.scalars(query.order_by(ChatMessage.id)))


def _said_by(site: Site, provider: Provider, address: str) -> list[str]:
    return [message.text for message in _transcript(site, provider, address, "person")]


def _cards(site: Site, provider: Provider, address: str) -> list[dict[str, Any]]:
    return [card for message in _transcript(site, provider, address, "bot") for card in message.extras["cards"]]


def _deliveries(site: Site, provider: Provider, address: str) -> list[Delivery]:
    account = _account(site, provider, address)
    with site.store() as session:
        return list(session.scalars(select(Delivery).where(Delivery.account_id == account.id).order_by(Delivery.id)))


def _push(site: Site, provider: Provider, address: str, text: str) -> None:
    """Say something to somebody from outside a turn, as staff and the worker do."""
    sender = _account(site, provider, address).sender_id
    with site.writing() as session:
        write_down(session, sender, Said("staff", text, "en"))
