"""What every messaging channel must do about read marks and typing signs, whatever its provider has of them."""

import time
from typing import Literal

import pytest

from hamrah.crm.conversations import Conversation
from tests.bot.site import Site
from tests.channels.contract import QUIET_SECONDS, _account, _push, _said_by, somebody, wait_until
from tests.channels.providers import Provider, Seen


class SignContract:
    """Tests that hold for every channel; fixtures as of `ChannelContract`."""

    def test_whoever_writes_sees_that_they_are_being_answered(self, provider: Provider, site: Site) -> None:
        person = provider.person()
        provider.say(person, "return policy?")
        wait_until(lambda: provider.got(person))
        expected = {Seen(kind, 0) for kind in ("read", "typing") if kind in provider.signs}
        wait_until(lambda: set(provider.seen(person)) == expected)
        assert len(provider.seen(person)) == len(expected)

    def test_a_message_delivered_again_is_shown_as_read_once(self, provider: Provider, site: Site) -> None:
        person = provider.person()
        for _ in range(3):
            provider.say(person, "return policy?", message_id="m-shown")
        wait_until(lambda: provider.got(person))
        time.sleep(QUIET_SECONDS)
        assert len(provider.seen(person)) == len(provider.signs)

    @pytest.mark.parametrize("how", ["refused", "cut", "hang"])
    def test_a_sign_that_cannot_be_shown_neither_delays_nor_doubles_the_answer(
        self, provider: Provider, site: Site, how: Literal["refused", "cut", "hang"], caplog: pytest.LogCaptureFixture
    ) -> None:
        person = provider.person()
        with provider.fail_signs(how):
            provider.say(person, "return policy kya hai?")
            assert "din" in wait_until(lambda: provider.got(person))[0].text
        time.sleep(QUIET_SECONDS)
        assert len(provider.got(person)) == 1 and person not in caplog.text

    def test_while_a_person_has_the_conversation_nothing_is_shown_until_they_answer(
        self, provider: Provider, site: Site
    ) -> None:
        person = somebody(provider)
        time.sleep(QUIET_SECONDS)
        seen, got = len(provider.seen(person)), len(provider.got(person))
        _hold(site, provider, person)
        provider.say(person, "kya koi hai?")
        wait_until(lambda: _said_by(site, provider, person)[-1] == "kya koi hai?")
        time.sleep(QUIET_SECONDS)
        assert len(provider.seen(person)) == seen
        _push(site, provider, person, "Jee, main dekh rahi hoon.")
        wait_until(lambda: len(provider.got(person)) > got)
        time.sleep(QUIET_SECONDS)
        assert [one.kind for one in provider.seen(person)[seen:]] == (["read"] if "read" in provider.signs else [])


def _hold(site: Site, provider: Provider, address: str) -> None:
    """Have a person of the shop take somebody's conversation."""
    sender = _account(site, provider, address).sender_id
    with site.writing() as session:
        session.get_one(Conversation, sender).held_by = "person"
