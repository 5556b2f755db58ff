"""A purchase at the till, told to the real server by a signed event, changes the next suggestion in chat at once."""

import json
from collections.abc import Iterator

import pytest
import requests
from sqlalchemy import select

from hamrah.crm.base import utc_now
from hamrah.crm.catalogue import Product, Variant
from hamrah.services.event_signatures import sign_event
from tests.bot.site import Browser, Site, open_site
from tests.dialogues.stage import Stage

pytestmark = pytest.mark.trained

SECRET = "k" * 32


@pytest.fixture
def site(stage: Stage) -> Iterator[Site]:
    """The real server, which knows one till's key."""
    keys = {"HAMRAH_TOUCHPOINT_KEYS": f"till-lhr:{SECRET}", "HAMRAH_MESSAGES_PER_MINUTE": "0"}
    with open_site(stage, **keys) as opened:
        yield opened


def suggested(browser: Browser) -> list[str]:
    """The products of "you may also like" (the first message with cards)."""
    messages = browser.say("could you suggest something for me").json()["messages"]
    return [card["sku"] for card in next(message for message in messages if message["cards"])["cards"]]


def sell(site: Site, sku: str) -> requests.Response:
    """The till in Lahore sells Ayesha one of a product."""
    with site.store() as session:
        found = select(Variant.sku).join(Product).where(Product.sku == sku).order_by(Variant.id).limit(1)
        variant = session.scalars(found).one()
    event = {
        "id": f"sale-of-{sku}",
        "kind": "purchase",
        "at": utc_now().isoformat(),
        "touchpoint": "branch",
        "branch": "LHR",
        "number": f"R-{sku}",
        "customer": "ayesha@example.com",
        "currency": "PKR",
        "lines": [{"sku": variant, "quantity": 1, "unit_price_minor": 100000}],
    }
    body, timestamp = json.dumps(event).encode(), str(int(utc_now().timestamp()))
    signature = sign_event(SECRET, timestamp, body)
    headers = {"X-Hamrah-Key": "till-lhr", "X-Hamrah-Timestamp": timestamp, "X-Hamrah-Signature": signature}
    return requests.post(f"{site.url}/touchpoints/events", data=body, headers=headers, timeout=30)


def test_what_was_bought_at_the_till_is_not_suggested_in_chat_any_more(site: Site) -> None:
    site.stage.set_up()
    browser = site.browser("customer:ayesha@example.com")
    before = suggested(browser)
    assert suggested(browser) == before  # nothing has happened in between
    assert sell(site, before[0]).json()["status"] == "taken"
    after = suggested(browser)
    assert before[0] not in after and after
