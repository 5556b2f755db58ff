"""Offers stopped by WhatsApp's own menu, from the signed webhook to the customer's consent."""

import json

import pytest
import requests
from sqlalchemy import select

from hamrah.crm.base import utc_now
from hamrah.crm.channels import ChannelAccount, InboundMessage
from hamrah.crm.customers import Consent
from hamrah.services.consents import consents_to
from hamrah.services.identity import who_speaks
from tests.bot.site import Site
from tests.channels.contract import wait_until
from tests.channels.fakes.whatsapp import FakeWhatsApp
from tests.channels.whatsapp.provider import payload
from tests.channels.whatsapp.test_conversation import account, customer_with_a_number, newest_status

pytestmark = pytest.mark.trained


def told(fake: FakeWhatsApp, address: str, value: str) -> bytes:
    """Meta's body for a number of the shop's."""
    body = payload("preference_stop")
    change = body["entry"][0]["changes"][0]["value"]
    change["metadata"]["phone_number_id"] = fake.phone_number_id
    change["user_preferences"][0] |= {"wa_id": address, "value": value, "timestamp": int(fake.now) + 1}
    return json.dumps(body).encode()


def test_offers_stop_when_meta_says_so_and_when_nobody_else_does(fake: FakeWhatsApp, site: Site) -> None:
    address = customer_with_a_number(site)
    fake.says(address, "salam")
    wait_until(lambda: newest_status(site, address) == "sent")
    with site.writing() as session:
        customer = who_speaks(session, account(site, address).sender_id).known()
        yes = {"purpose": "marketing", "granted": True, "touchpoint": "app", "at": utc_now()}
        session.add(Consent(customer_id=customer, **yes))

    def allowed() -> bool | None:
        with site.store() as session:
            return consents_to(session, customer, "marketing")

    heard_at = account(site, address).heard_at
    stop = told(fake, address, "stop")
    for signature in ("", "sha256=" + "0" * 64, fake.signature(stop + b" ")):
        forged = requests.post(fake.webhook, data=stop, headers={"X-Hub-Signature-256": signature}, timeout=30)
        assert forged.status_code == 401
    assert fake.post(stop.replace(fake.phone_number_id.encode(), b"999990352242922")).status_code == 200
    assert fake.post(told(fake, address, "pause")).status_code == 200
    assert allowed() is True
    assert fake.post(stop).status_code == 200
    assert allowed() is False
    assert account(site, address).heard_at == heard_at, "a preference does not open the window"
    fake.ahead = 5.0
    assert fake.post(told(fake, address, "resume")).status_code == 200
    assert allowed() is True


def test_a_preference_of_somebody_unknown_leaves_nothing(fake: FakeWhatsApp, site: Site) -> None:
    def kept() -> list[int]:
        with site.store() as session:
            return [len(session.scalars(select(table.id)).all()) for table in (ChannelAccount, InboundMessage, Consent)]

    before = kept()
    assert fake.post(told(fake, "923009876500", "stop")).status_code == 200
    assert kept() == before
