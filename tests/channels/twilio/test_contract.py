"""What every channel must do, over SMS and over WhatsApp by way of Twilio, with the trained bot."""

import json
from collections.abc import Iterator

import pytest

from tests.bot.site import Site, open_site
from tests.channels.contract import ChannelContract, Provider, _said_by, wait_until
from tests.channels.fakes.twilio import FakeTwilio, serving
from tests.channels.twilio.conftest import CONTENTS, settings_for
from tests.channels.twilio.people import TwilioPeople
from tests.dialogues.stage import Stage

pytestmark = pytest.mark.trained


@pytest.fixture(scope="module")
def running() -> Iterator[FakeTwilio]:
    """A Twilio for all of these tests."""
    with serving(FakeTwilio(contents={CONTENTS["utter_answer_waits.ur"]: 0})) as fake:
        yield fake


@pytest.fixture(scope="module")
def site(stage: Stage, running: FakeTwilio) -> Iterator[Site]:
    """The real server with both numbers of that Twilio's account."""
    own = settings_for(running).model_dump(exclude={"auth_token"}) | {
        "auth_token": running.token,
        "public_url": running.public_url,
    }
    with open_site(stage, HAMRAH_TWILIO=json.dumps(own), HAMRAH_BURST_SECONDS="0.33") as opened:
        running.reach = opened.url
        yield opened


class TwilioContract(ChannelContract):
    """What both have in common."""

    def test_what_comes_out_of_order_is_answered_in_order(self, provider: Provider, site: Site) -> None:
        """Twilio gives a message neither a time nor a number: the order is that in which it calls."""
        person = provider.person()
        provider.say(person, "first", message_id=f"m-1-{provider.channel}")
        provider.say(person, "second", message_id=f"m-0-{provider.channel}")
        wait_until(lambda: provider.got(person))
        assert "\n".join(_said_by(site, provider, person)) == "first\nsecond"


class TestSms(TwilioContract):
    @pytest.fixture
    def provider(self, running: FakeTwilio) -> TwilioPeople:
        """People with phones."""
        return TwilioPeople(running, "sms")


class TestWhatsApp(TwilioContract):
    @pytest.fixture
    def provider(self, running: FakeTwilio) -> TwilioPeople:
        """People with WhatsApp."""
        return TwilioPeople(running, "twilio_whatsapp")
