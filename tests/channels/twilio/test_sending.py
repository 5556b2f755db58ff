"""Messages sent through Twilio's interface: what is taken, and what each refusal means."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from hamrah.bootstrap import texts
from hamrah.bot.channels.messaging.outgoing import Outgoing
from hamrah.bot.channels.messaging.port import (
    Gone,
    MessagingChannel,
    Part,
    Refused,
    SendingFailed,
    TryLater,
    WindowClosed,
)
from hamrah.bot.channels.twilio import api
from hamrah.bot.channels.twilio.channel import open_channels
from hamrah.messaging_settings import TwilioSettings
from hamrah.settings import SettingsError
from tests.channels.fakes.twilio import SMS_NUMBER, WHATSAPP_NUMBER, FakeTwilio, Refusal
from tests.channels.twilio.conftest import CONTENTS, settings_for

Channels = dict[str, MessagingChannel]
PHONE = "+923001234567"
HELLO = Part({"Body": "سلام"})


def test_a_short_message_goes_out_from_our_number_to_theirs(channels: Channels, twilio: FakeTwilio) -> None:
    sid = channels["sms"].send(PHONE, HELLO)
    sent = twilio.sent[0]
    assert (sent["sid"], sent["To"], sent["From"], sent["Body"]) == (sid, PHONE, SMS_NUMBER, "سلام")
    assert sent["StatusCallback"] == "http://127.0.0.1:9/channels/twilio/status"


def test_whatsapp_goes_out_as_whatsapp_with_its_picture(channels: Channels, twilio: FakeTwilio) -> None:
    picture = "https://shop.example/k.jpg"
    channels["twilio_whatsapp"].send(PHONE, Part({"Body": "ok", "MediaUrl": picture}))
    sent = twilio.sent[0]
    assert (sent["To"], sent["From"], sent["MediaUrl"]) == (f"whatsapp:{PHONE}", WHATSAPP_NUMBER, [picture])


def test_the_ports_facts(channels: Channels) -> None:
    assert {name: (channel.numbered, channel.window) for name, channel in channels.items()} == {
        "sms": (True, None),
        "twilio_whatsapp": (True, timedelta(hours=23, minutes=58)),
    }


@pytest.mark.parametrize(
    ("address", "part", "kind", "reason"),
    [
        ("+923009999999", HELLO, Gone, "21610"),
        ("+92211234567", HELLO, Gone, "21614"),
        ("03001234567", HELLO, Gone, "21211"),
        ("+850123456789", HELLO, Refused, "21408"),
        (PHONE, Part({"Body": "a" * 1601}), Refused, "21617"),
        (PHONE, Part({"Body": "😀" * 801}), Refused, "21617"),
        (PHONE, Part({"Body": "  "}), Refused, "21602"),
        (PHONE, Part({"Body": "ok", "MediaUrl": "/pictures/k.jpg"}), Refused, "21620"),
    ],
)
def test_what_twilio_never_takes_is_told_apart(
    address: str, part: Part, kind: type[SendingFailed], reason: str, channels: Channels, twilio: FakeTwilio
) -> None:
    twilio.unsubscribed.add("+923009999999")
    twilio.landlines.add("+92211234567")
    with pytest.raises(kind) as failure:
        channels["sms"].send(address, part)
    assert failure.value.reason == reason and not twilio.sent


def test_too_many_requests_wait_as_long_as_twilio_asks(channels: Channels, twilio: FakeTwilio) -> None:
    twilio.answers, twilio.waits = [429], "7"
    with pytest.raises(TryLater) as failure:
        channels["sms"].send(PHONE, HELLO)
    assert (failure.value.reason, failure.value.seconds) == ("20429", 7.0)
    twilio.answers, twilio.waits = [429], "tomorrow"
    with pytest.raises(TryLater) as failure:
        channels["sms"].send(PHONE, HELLO)
    assert failure.value.seconds is None


def test_a_closed_window_is_told_apart(channels: Channels, twilio: FakeTwilio) -> None:
    twilio.answers = [Refusal(400, 63016)]
    with pytest.raises(WindowClosed):
        channels["twilio_whatsapp"].send(PHONE, HELLO)


def test_a_wrong_setting_loses_no_message(twilio: FakeTwilio) -> None:
    wrong = settings_for(twilio).model_dump() | {"auth_token": "x" * 32, "contents": {}}
    channel = open_channels(TwilioSettings.model_validate(wrong), texts())[0]
    with pytest.raises(TryLater) as failure:
        channel.send(PHONE, HELLO)
    assert failure.value.reason == "20003"
    for name, number, reason in (("sms_number", "+12025550199", "21606"), ("whatsapp_number", "+12025550199", "63007")):
        other = settings_for(twilio).model_dump() | {name: number, "auth_token": twilio.token}
        named = {one.name: one for one in open_channels(TwilioSettings.model_validate(other), texts())}
        with pytest.raises(TryLater) as failure:
            named["sms" if name == "sms_number" else "twilio_whatsapp"].send(PHONE, HELLO)
        assert failure.value.reason == reason


@pytest.mark.parametrize("fault", [500, 503, "cut", "lost"])
def test_after_a_fault_a_message_is_looked_for_before_it_is_sent_again(
    fault: int | str, channels: Channels, twilio: FakeTwilio
) -> None:
    before = channels["sms"].send(PHONE, HELLO)
    twilio.answers = [fault]
    with pytest.raises(TryLater):
        channels["sms"].send(PHONE, HELLO)
    taken = len(twilio.sent)
    assert taken == (2 if fault == "cut" else 1)
    again = channels["sms"].send(PHONE, HELLO)
    assert len(twilio.sent) == 2, "once, and the one before is another"
    assert again != before and again == twilio.sent[1]["sid"]
    third = channels["sms"].send(PHONE, HELLO)
    assert len(twilio.sent) == 3 and third == twilio.sent[2]["sid"], "nothing is in doubt any more"


def test_while_twilio_cannot_be_asked_nothing_is_sent_again(channels: Channels, twilio: FakeTwilio) -> None:
    twilio.answers = ["cut"]
    with pytest.raises(TryLater):
        channels["sms"].send(PHONE, HELLO)
    twilio.token, kept = "changed", twilio.token
    with pytest.raises(TryLater):
        channels["sms"].send(PHONE, HELLO)
    twilio.token = kept
    assert channels["sms"].send(PHONE, HELLO) == twilio.sent[0]["sid"]
    assert len(twilio.sent) == 1


def test_a_server_that_is_away_is_tried_later(channels: Channels, twilio: FakeTwilio) -> None:
    away = settings_for(twilio).model_copy(update={"api_url": "http://127.0.0.1:9"})
    with pytest.raises(TryLater) as failure:
        api.TwilioApi(away).create_message({"To": PHONE, "From": SMS_NUMBER, "Body": "x"})
    assert PHONE not in failure.value.reason and twilio.token not in failure.value.reason


def test_a_failure_carries_a_code_and_nothing_that_was_said(channels: Channels) -> None:
    with pytest.raises(SendingFailed) as failure:
        channels["sms"].send(PHONE, Part({"Body": "راز" * 900}))
    assert "راز" not in repr(failure.value) and PHONE not in repr(failure.value)


def test_outside_the_window_only_an_approved_content_goes_out(channels: Channels, twilio: FakeTwilio) -> None:
    whatsapp = channels["twilio_whatsapp"]
    key, values = "utter_message_order_delivered", {"number": "#1042"}
    approved = whatsapp.outside_window(Outgoing("…", "en", key=key, values=values))
    assert approved is not None
    whatsapp.send(PHONE, approved[0])
    assert twilio.sent[0]["ContentVariables"] == '{"1": "#1042"}'
    assert twilio.sent[0]["ContentSid"] == CONTENTS["utter_message_order_delivered.en"]
    for said in (
        Outgoing("…", "ur", key="utter_message_order_delayed", values={"number": "#1042", "when": "کل"}),
        Outgoing("…", "en", key=key),
        Outgoing("…", "en", key=key, values={"number": " "}),
        Outgoing("…", "en", key="utter_sorry"),
        Outgoing("…", "en"),
    ):
        assert whatsapp.outside_window(said) is None
    knock = whatsapp.knock("ur")
    assert knock is not None and whatsapp.knock("en") is None
    assert whatsapp.outside_window(Outgoing("…", "ur-Latn", key=key, values=values)) == approved, "as it falls back"
    whatsapp.send(PHONE, knock[0])
    assert channels["sms"].knock("ur") is None
    assert channels["sms"].outside_window(Outgoing("ok", "en")) == channels["sms"].parts(Outgoing("ok", "en"))


def test_a_content_with_the_wrong_variables_is_refused(channels: Channels) -> None:
    content = {"ContentSid": CONTENTS["utter_message_order_delivered.en"]}
    for variables in ("{}", '{"1": ""}', '{"2": "x"}', "no json"):
        with pytest.raises(Refused) as failure:
            channels["twilio_whatsapp"].send(PHONE, Part({**content, "ContentVariables": variables}))
        assert failure.value.reason == "21656"


def test_only_the_numbers_that_are_set_are_channels(twilio: FakeTwilio) -> None:
    only_sms = settings_for(twilio).model_copy(update={"whatsapp_number": None})
    assert [channel.name for channel in open_channels(only_sms, texts())] == ["sms"]
    with pytest.raises(ValidationError, match="sms_number or whatsapp_number"):
        TwilioSettings.model_validate(only_sms.model_dump() | {"sms_number": None, "auth_token": "x" * 32})


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("utter_mesage_order_delivered.en", "is utter_message_order_delivered meant?"),
        ("knok.ur", "is knock meant?"),
        ("knock.urdu", "ends in none of .en"),
        ("knock", "ends in none of .en"),
        ("hamrah_order_delayed.en", "is no response of whatsapp_templates.yml"),
    ],
)
def test_a_misspelt_name_of_a_content_is_told_at_the_start(twilio: FakeTwilio, name: str, said: str) -> None:
    config = settings_for(twilio)
    wrong = config.model_copy(update={"contents": {**config.contents, name: "HX" + "9" * 32}})
    with pytest.raises(SettingsError, match=r"^HAMRAH_TWILIO: contents: ") as caught:
        open_channels(wrong, texts())
    assert name in str(caught.value) and said in str(caught.value)
