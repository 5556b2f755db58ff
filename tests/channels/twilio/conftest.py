"""A Twilio to send through, and the two channels of an account there."""

from collections.abc import Iterator

import pytest
from services.conftest import own_var

from hamrah.bootstrap import texts
from hamrah.bot.channels.messaging.port import MessagingChannel
from hamrah.bot.channels.twilio.channel import open_channels
from hamrah.messaging_settings import TwilioSettings
from tests.channels.fakes.twilio import SMS_NUMBER, WHATSAPP_NUMBER, FakeTwilio, serving

__all__ = ["own_var"]
CONTENTS = {"utter_answer_waits.ur": "HX" + "1" * 32, "utter_picture_on_ticket.en": "HX" + "2" * 32}


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
    contents = {CONTENTS["utter_answer_waits.ur"]: 0, CONTENTS["utter_picture_on_ticket.en"]: 1}
    with serving(FakeTwilio(contents=contents)) as fake:
        yield fake


@pytest.fixture
def channels(twilio: FakeTwilio) -> dict[str, MessagingChannel]:
    """The channels by their names."""
    return {channel.name: channel for channel in open_channels(settings_for(twilio), texts())}
