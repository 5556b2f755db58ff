"""Only Twilio is heard, only of our account, and each message once: what is not so changes nothing."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode

import pytest
import requests
from sanic import Sanic
from sqlalchemy import select

from hamrah import bootstrap
from hamrah.bot.channels.twilio.webhook import LONGEST_BODY, MESSAGES_PATH, twilio_site
from hamrah.crm.base import utc_now
from hamrah.crm.channels import ChannelAccount, ChannelLink, Delivery, DeliveryPart, InboundMessage
from hamrah.crm.conversations import Conversation
from hamrah.crm.customers import Consent, ContactPoint, Customer
from hamrah.crm.engine import transaction
from hamrah.services.consents import consents_to
from hamrah.services.transcripts import Said, write_down
from tests.bot.site import served
from tests.channels.fakes.twilio import MESSAGES, SMS_NUMBER, WHATSAPP_NUMBER, FakeTwilio
from tests.channels.twilio.conftest import settings_for
from tests.channels.twilio.payloads import payload
from tests.own_store import own_store

STATUS = "/channels/twilio/status"
PHONE = "+923001234567"


@pytest.fixture
def door(store_url: str, own_var: None, twilio: FakeTwilio, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeTwilio]:
    """The real door with the real inbox, which answers only after these tests; Twilio calls it as a shop's own."""
    from hamrah.bot.engine import activate

    activate(quiet=True)
    from hamrah.bot.channels.messaging.inbox import Inbox

    with own_store(monkeypatch, store_url):
        app = Sanic("twilio", configure_logging=False)
        app.blueprint(twilio_site(settings_for(twilio, twilio.public_url)))
        app.ctx.inbox = Inbox(None, {}, burst_seconds=3600.0)  # type: ignore[arg-type]
        with served(app) as port:
            twilio.reach = f"http://127.0.0.1:{port}"
            yield twilio


def state() -> list[Any]:
    """All that a webhook could alter."""
    with bootstrap.sessions()() as session:
        accounts = select(ChannelAccount.channel, ChannelAccount.address, ChannelAccount.silenced_at)
        arrivals = select(InboundMessage.message_id, InboundMessage.content)
        parts = select(DeliveryPart.provider_id, DeliveryPart.status)
        deliveries = select(Delivery.status, Delivery.error)
        asked = (accounts, arrivals, parts, deliveries)
        return [tuple(row) for query in asked for row in session.execute(query)]


def sent(channel: str, sids: list[str]) -> None:
    """An answer that went out to the phone, in as many parts as there are ids."""
    with transaction(bootstrap.sessions()) as session:
        account = ChannelAccount(channel=channel, address=PHONE, sender_id=f"{channel}-1", created_at=utc_now())
        session.add(account)
        session.flush()
        place = Conversation(sender_id=f"{channel}-1", channel=channel, started_at=utc_now(), seen_at=utc_now())
        place.account_id = account.id
        session.add(place)
        session.flush()
        write_down(session, place.sender_id, Said("bot", "سلام", "ur"))
        delivery = session.scalars(select(Delivery).where(Delivery.account_id == account.id)).one()
        delivery.status = "sent"
        for number, sid in enumerate(sids):
            part = DeliveryPart(delivery_id=delivery.id, place=number, provider_id=sid, at=utc_now())
            session.add(part)


def test_a_signed_message_is_acknowledged_and_kept_once(door: FakeTwilio) -> None:
    form = payload("sms_text")
    answer = door.call(MESSAGES, form)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/xml; charset=utf-8")
    assert answer.text == '<?xml version="1.0" encoding="UTF-8"?><Response/>'
    after = state()
    assert ("sms", PHONE, None) in after
    assert any(form["MessageSid"] == row[0] and row[1]["text"] == form["Body"] for row in after)
    assert door.call(MESSAGES, form).status_code == 200, "delivered again, or recorded and replayed"
    assert door.call(MESSAGES, {**form, "Body": "more"}).status_code == 200, "an id is used once"
    assert state() == after


def test_a_message_that_comes_eight_times_at_once_is_kept_once(door: FakeTwilio) -> None:
    form = payload("whatsapp_text")
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: door.call(MESSAGES, form).status_code, range(8)))
    assert answers == [200] * 8
    assert [row[0] for row in state()] == ["twilio_whatsapp", form["MessageSid"]]


def test_nothing_forged_unsigned_or_meant_for_others_is_taken(door: FakeTwilio) -> None:
    form, before = payload("sms_text"), state()
    other = FakeTwilio(token="o" * 32)
    good = door.sign(MESSAGES, form)
    tries: list[tuple[str, dict[str, str], str]] = [
        (MESSAGES, form, ""),
        (MESSAGES, form, "0" * 28),
        (MESSAGES, form, good.swapcase()),
        (MESSAGES, form, "\u00fc" * 28),
        (MESSAGES, form, other.sign(MESSAGES, form)),
        (MESSAGES, {**form, "Body": "cancel my order"}, good),
        (MESSAGES, {**form, "From": "+923009999999"}, good),
        (MESSAGES, {**form, "Extra": ""}, good),
        (MESSAGES, {}, good),
        (MESSAGES, form, door.sign(STATUS, form)),
        (MESSAGES, form, door.sign(MESSAGES + "/", form)),
        (MESSAGES + "?x=1", form, good),
        (STATUS, payload("status_sent"), ""),
        (STATUS, payload("status_sent"), door.sign(MESSAGES, payload("status_sent"))),
    ]
    for base in ("https://elsewhere.example", "http://shop.example", door.reach, ""):
        tries.append((MESSAGES, form, FakeTwilio(public_url=base).sign(MESSAGES, form)))
    strange = {**form, "AccountSid": "AC" + "f" * 32}
    tries.append((MESSAGES, strange, door.sign(MESSAGES, strange)))
    tries.append((STATUS, strange, door.sign(STATUS, strange)))
    for path, fields, signature in tries:
        answer = door.call(path, fields, signature.encode())  # type: ignore[arg-type]
        assert (answer.status_code, answer.json()) == (403, {"error": "signature_invalid"})
    assert state() == before


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"Body=%ED%A0%80",
        b"Body=%FF",
        json.dumps({"Body": "x"}).encode(),
        b"a=1&" * 400,
        b"Body=" + b"x" * LONGEST_BODY,
    ],
)
def test_what_is_no_form_of_twilios_is_refused(body: bytes, door: FakeTwilio) -> None:
    before = state()
    headers = {"X-Twilio-Signature": door.sign(MESSAGES, {}), "Content-Type": "application/x-www-form-urlencoded"}
    assert requests.post(door.reach + MESSAGES, data=body, headers=headers, timeout=30).status_code == 403
    assert requests.get(door.reach + MESSAGES, headers=headers, timeout=30).status_code == 405
    assert state() == before


def test_the_address_is_ours_whatever_host_the_caller_writes(door: FakeTwilio) -> None:
    form = payload("sms_text")
    for host, base, status in (
        ("evil.example", "https://evil.example", 403),
        ("evil.example", door.public_url, 200),
    ):
        signed = FakeTwilio(public_url=base).sign(MESSAGES, form)
        headers = {
            "Host": host,
            "X-Forwarded-Host": host,
            "X-Twilio-Signature": signed,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        answer = requests.post(door.reach + MESSAGES, data=urlencode(form), headers=headers, timeout=30)
        assert answer.status_code == status


@pytest.mark.parametrize(
    "fields",
    [
        {"To": "+12025550199"},
        {"To": WHATSAPP_NUMBER.removeprefix("whatsapp:")},
        {"To": ""},
        {"From": SMS_NUMBER},
        {"From": WHATSAPP_NUMBER, "To": SMS_NUMBER},
        {"From": "8080"},
        {"From": "JAZZ"},
        {"From": f"messenger:{PHONE}"},
        {"MessageSid": ""},
    ],
)
def test_what_is_not_written_to_us_by_a_person_is_acknowledged_and_left(
    fields: dict[str, str], door: FakeTwilio
) -> None:
    before = state()
    assert door.call(MESSAGES, {**payload("sms_text"), **fields}).status_code == 200
    assert state() == before


def test_a_long_name_and_letters_that_no_store_takes_are_kept_as_far_as_they_can_be(door: FakeTwilio) -> None:
    form = {**payload("whatsapp_text"), "ProfileName": "ع" * 5000, "Body": "a\x00b"}
    assert door.call(MESSAGES, form).status_code == 200
    with bootstrap.sessions()() as session:
        assert session.scalars(select(ChannelAccount.name)).one() == "ع" * 100
        assert session.scalars(select(InboundMessage)).one().content["text"] == "ab"


def test_who_opted_out_with_twilio_is_silent_until_they_opt_in(door: FakeTwilio) -> None:
    door.call(MESSAGES, payload("sms_stop"))
    with bootstrap.sessions()() as session:
        assert session.scalars(select(ChannelAccount)).one().silenced_at is not None
    door.call(MESSAGES, payload("sms_start"))
    with bootstrap.sessions()() as session:
        assert session.scalars(select(ChannelAccount)).one().silenced_at is None


def test_offers_stop_everywhere_with_twilios_own_stop_and_a_recorded_call_brings_nothing_back(door: FakeTwilio) -> None:
    with transaction(bootstrap.sessions()) as session:
        customer = Customer(name="Ayesha", city="Lahore", source="shop", external_ref="1", created_at=utc_now())
        account = ChannelAccount(channel="sms", address=PHONE, sender_id="sms-1", created_at=utc_now())
        session.add_all([customer, account])
        session.flush()
        theirs = {"account_id": account.id, "customer_id": customer.id}
        session.add(ChannelLink(**theirs, proof="phone", began_at=utc_now()))
        session.add(ContactPoint(customer_id=customer.id, kind="phone", value=PHONE))
        yes = {"purpose": "marketing", "granted": True, "touchpoint": "website", "at": utc_now()}
        session.add(Consent(customer_id=customer.id, **yes))
        whose = customer.id

    def allowed() -> bool | None:
        with bootstrap.sessions()() as session:
            return consents_to(session, whose, "marketing")

    stop, start = payload("sms_stop"), payload("sms_start")
    door.call(MESSAGES, stop)
    assert allowed() is False
    door.call(MESSAGES, start)
    assert allowed() is True
    door.call(MESSAGES, stop)
    assert allowed() is True, "its id was used"
    door.call(MESSAGES, {**stop, "MessageSid": "SM" + "9" * 32})
    door.call(MESSAGES, start)
    assert allowed() is False, "its id was used"


def test_what_became_of_a_message_is_noted_and_never_goes_back(door: FakeTwilio) -> None:
    sid = payload("status_read")["MessageSid"]
    sent("twilio_whatsapp", [sid])
    for status, reached in (("delivered", "delivered"), ("sent", "delivered"), ("read", "read"), ("sent", "read")):
        form = {**payload("status_read"), "MessageStatus": status}
        assert door.call(STATUS, form).status_code == 204
        assert state()[-2:] == [(sid, reached), (reached, None)]


def test_a_failure_is_noted_by_its_code(door: FakeTwilio) -> None:
    sid = payload("status_undelivered")["MessageSid"]
    sent("sms", [sid])
    door.call(STATUS, payload("status_undelivered"))
    assert state()[-2:] == [(sid, "failed"), ("failed", "30003")]


def test_a_status_of_what_is_not_ours_or_of_the_other_channel_changes_nothing(door: FakeTwilio) -> None:
    sent("sms", ["SM" + "a" * 32])
    before = state()
    for fields in ({}, {"MessageSid": "SM" + "a" * 32}, {"MessageSid": ""}, {"MessageStatus": "exploded"}):
        assert door.call(STATUS, {**payload("status_read"), **fields}).status_code == 204
    assert state() == before


def test_the_path_is_the_one_that_the_docs_name() -> None:
    assert MESSAGES_PATH == MESSAGES
