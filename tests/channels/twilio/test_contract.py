"""What every channel must do, over SMS and over WhatsApp by way of Twilio, with the trained bot."""

import pytest

from tests.bot.site import Site
from tests.channels.contract import ChannelContract, _said_by, wait_until
from tests.channels.contract_of_signs import SignContract
from tests.channels.fakes.twilio import FakeTwilio
from tests.channels.providers import Provider
from tests.channels.twilio.people import TwilioPeople

pytestmark = pytest.mark.trained


class TwilioContract(ChannelContract, SignContract):
    """What both have in common."""

    def test_what_comes_out_of_order_is_answered_in_order(self, provider: Provider, site: Site) -> None:
        """Twilio gives a message neither a time nor a number: the order is that in which it calls."""
        person = provider.person()
        provider.say(person, "first", message_id=f"m-1-{provider.channel}")
        provider.say(person, "second", message_id=f"m-0-{provider.channel}")
        wait_until(lambda: provider.got(person))
        assert " ".join(_said_by(site, provider, person)) == "first second"


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
