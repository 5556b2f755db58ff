"""The door for Meta's webhooks: who is not Meta gets nothing in, and nothing out."""

import hashlib
import hmac
import json
from datetime import UTC, datetime

import pytest
import requests
from sqlalchemy import func, select

from hamrah.bot.channels.whatsapp.webhook import signature_of
from hamrah.crm.channels import ChannelAccount, InboundMessage
from hamrah.services.identity import who_speaks
from tests.bot.site import Site
from tests.channels.contract import wait_until
from tests.channels.fakes.whatsapp import FakeWhatsApp
from tests.channels.whatsapp.provider import PEOPLE, VERIFY_TOKEN

pytestmark = pytest.mark.trained
RIGHT = {"hub.mode": "subscribe", "hub.verify_token": VERIFY_TOKEN, "hub.challenge": "1158201444"}


def kept(site: Site) -> tuple[int, int]:
    """How many messages and accounts there are."""
    with site.store() as session:
        messages, accounts = (session.scalar(select(func.count(row.id))) for row in (InboundMessage, ChannelAccount))
        return messages or 0, accounts or 0


def body_of(fake: FakeWhatsApp, address: str | None = None, **value: object) -> bytes:
    """A webhook's body with a text of somebody."""
    said = fake.payload(address or str(next(PEOPLE)), {"type": "text", "text": {"body": "hello"}})
    said["entry"][0]["changes"][0]["value"] |= value
    return json.dumps(said).encode()


def test_the_handshake_gives_the_challenge_back_as_plain_text(fake: FakeWhatsApp, site: Site) -> None:
    answer = requests.get(fake.webhook, params=RIGHT, timeout=30)
    assert (answer.status_code, answer.text) == (200, "1158201444")
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "wrong",
    [
        {"hub.verify_token": "another"},
        {"hub.verify_token": ""},
        {"hub.verify_token": VERIFY_TOKEN + "x"},
        {"hub.verify_token": "ں" * 12},
        {"hub.mode": "unsubscribe"},
        {"hub.challenge": ""},
        {"hub.challenge": "x" * 201},
    ],
)
def test_a_wrong_handshake_gives_nothing_back(fake: FakeWhatsApp, site: Site, wrong: dict[str, str]) -> None:
    answer = requests.get(fake.webhook, params=RIGHT | wrong, timeout=30)
    assert answer.status_code == 403
    assert answer.json() == {"error": "not_verified"}


@pytest.mark.parametrize("signature", ["", "sha256=", "sha256=" + "0" * 64, "sha1=x", "sha256=ÿ", "{right}x", "{bare}"])
def test_a_body_that_is_not_signed_by_our_app_is_not_even_parsed(
    fake: FakeWhatsApp, site: Site, signature: str
) -> None:
    before = kept(site)
    for body in (body_of(fake), b"not json at all"):
        right = fake.signature(body)
        shown = signature.format(right=right, bare=right.removeprefix("sha256="))
        headers = {"X-Hub-Signature-256": shown.encode("latin-1")} if shown else {}
        answer = requests.post(fake.webhook, data=body, headers=headers, timeout=30)
        assert (answer.status_code, answer.json()) == (401, {"error": "signature_invalid"})
    assert kept(site) == before


def test_a_signature_of_another_body_or_secret_does_not_count(fake: FakeWhatsApp, site: Site) -> None:
    before = kept(site)
    body = body_of(fake)
    other = "sha256=" + hmac.new(b"another secret of 16+", body, hashlib.sha256).hexdigest()
    for shown in (other, fake.signature(body + b"\n"), fake.signature(body_of(fake))):
        answer = requests.post(fake.webhook, data=body, headers={"X-Hub-Signature-256": shown}, timeout=30)
        assert answer.status_code == 401
    assert kept(site) == before


def test_the_signature_is_over_the_bytes_as_they_came(fake: FakeWhatsApp, site: Site) -> None:
    assert signature_of(fake.app_secret, b"x") == fake.signature(b"x")
    address = str(next(PEOPLE))
    spaced = json.dumps(json.loads(body_of(fake, address)), indent=7, ensure_ascii=True).encode() + b"\n"
    fake.heard_at[address] = fake.now
    assert fake.post(spaced).status_code == 200
    fake.wait_for(1, address)


def test_a_replayed_body_changes_nothing_more(fake: FakeWhatsApp, site: Site) -> None:
    address = str(next(PEOPLE))
    body = body_of(fake, address)
    fake.heard_at[address] = fake.now
    assert fake.post(body).status_code == 200
    fake.wait_for(1, address)
    before = kept(site)
    assert [fake.post(body).status_code for _ in range(3)] == [200] * 3
    assert kept(site) == before


@pytest.mark.parametrize(
    "body",
    [b"", b"not json", b"[]", b"null", b'{"object": "page", "entry": []}', b"[" * 100_000, b"\xff\xfe", b"1" * 9999],
)
def test_what_meta_signed_but_makes_no_sense_is_refused(fake: FakeWhatsApp, site: Site, body: bytes) -> None:
    before = kept(site)
    assert fake.post(body).status_code == 422
    assert kept(site) == before


def test_a_huge_body_is_refused(fake: FakeWhatsApp, site: Site) -> None:
    before = kept(site)
    padding = "x" * (1024 * 1024)
    assert fake.post(body_of(fake, padding=padding)).status_code == 413
    assert kept(site) == before


def test_another_number_of_the_same_app_is_acknowledged_and_left_alone(fake: FakeWhatsApp, site: Site) -> None:
    before = kept(site)
    metadata = {"display_phone_number": "922135550199", "phone_number_id": "999990352242922"}
    assert fake.post(body_of(fake, metadata=metadata)).status_code == 200
    assert kept(site) == before


def test_a_receipt_of_what_we_never_sent_changes_nothing(fake: FakeWhatsApp, site: Site) -> None:
    before = kept(site)
    assert fake.report("wamid.NOBODYS", "delivered", "923009999999").status_code == 200
    assert kept(site) == before


def test_the_name_that_somebody_gives_themselves_proves_nothing(fake: FakeWhatsApp, site: Site) -> None:
    address = str(next(PEOPLE))
    assert fake.says(address, "mera order kahan hai?", name="Ayesha Khan").status_code == 200
    fake.wait_for(1, address)
    with site.store() as session:
        account = session.scalars(select(ChannelAccount).where(ChannelAccount.address == address)).one()
        assert (account.name, account.phone) == ("Ayesha Khan", f"+{address}")
        assert who_speaks(session, account.sender_id).customer_id is None


def test_a_time_far_off_does_not_open_the_window_for_ever(fake: FakeWhatsApp, site: Site) -> None:
    """Even a signed message cannot be from the future: who is heard then would never be outside the window."""
    address = str(next(PEOPLE))
    assert fake.says(address, "return policy?", at=fake.now + 10 * 365 * 86400).status_code == 200
    fake.wait_for(1, address)

    def heard() -> datetime:
        with site.store() as session:
            return session.scalars(select(ChannelAccount.heard_at).where(ChannelAccount.address == address)).one()

    assert wait_until(heard) <= datetime.now(UTC)
