"""A Twilio to send through, and the two channels of an account there."""

import json
from collections.abc import Iterator

import pytest
from services.conftest import own_var

from hamrah.bootstrap import texts
from hamrah.bot.channels.messaging.port import MessagingChannel
from hamrah.bot.channels.twilio.channel import open_channels
from hamrah.messaging_settings import TwilioSettings
from tests.bot.site import Site, open_site
from tests.channels.fakes.twilio import SMS_NUMBER, WHATSAPP_NUMBER, FakeTwilio
from tests.channels.fakes.twilio_api import serving
from tests.dialogues.stage import Stage

__all__ = ["own_var"]
CONTENTS = {"knock.ur": "HX" + "1" * 32, "utter_message_order_delivered.en": "HX" + "2" * 32}


def settings_for(fake: FakeTwilio, public_url: str = "http://127.0.0.1:9") -> TwilioSettings:
    """The settings of a shop that has both numbers of the fake's account."""
    return TwilioSettings.model_validate(
        {
            "account_sid": fake.account,
            "auth_token": fake.token,
            "public_url": public_url,
            "sms_number": SMS_NUMBER,
            "whatsapp_number": WHATSAPP_NUMBER.removeprefix("whatsapp:"),
            "api_url": fake.url,
            "contents": CONTENTS,
        }
    )


@pytest.fixture
def twilio() -> Iterator[FakeTwilio]:
    """A Twilio that runs, with two approved contents."""
    contents = {CONTENTS["knock.ur"]: 0, CONTENTS["utter_message_order_delivered.en"]: 1}
    with serving(FakeTwilio(contents=contents)) as fake:
        yield fake


@pytest.fixture
def channels(twilio: FakeTwilio) -> dict[str, MessagingChannel]:
    """The channels by their names."""
    return {channel.name: channel for channel in open_channels(settings_for(twilio), texts())}


@pytest.fixture(scope="module")
def running() -> Iterator[FakeTwilio]:
    """A Twilio for all of these tests."""
    with serving(FakeTwilio(contents={CONTENTS["knock.ur"]: 0})) as fake:
        yield fake


@pytest.fixture(scope="module")
def site(stage: Stage, running: FakeTwilio) -> Iterator[Site]:
    """The real server with both numbers of that Twilio's account."""
    own = settings_for(running).model_dump(exclude={"auth_token"}) | {
        "auth_token": running.token,
        "public_url": running.public_url,
    }
    more = {"HAMRAH_PUBLIC_URL": running.public_url, "HAMRAH_BURST_SECONDS": "0.33"}
    with open_site(stage, HAMRAH_TWILIO=json.dumps(own), **more) as opened:
        running.reach = opened.url
        yield opened
