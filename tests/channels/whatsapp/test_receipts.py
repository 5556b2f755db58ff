"""What Meta reports of our messages: stages, failures, and refusals that come only afterwards."""

from typing import Any

import pytest

from hamrah.services.transcripts import write_down
from tests.bot.site import Site
from tests.channels.contract import wait_until
from tests.channels.fakes.whatsapp import FakeWhatsApp
from tests.channels.fakes.whatsapp_messages import Taken
from tests.channels.whatsapp.test_conversation import (
    account,
    customer_with_a_number,
    delivered,
    deliveries,
    newest,
    newest_status,
    person,
)

__all__ = ["person"]
pytestmark = pytest.mark.trained


def test_what_became_of_a_message_is_noted(fake: FakeWhatsApp, site: Site, person: str) -> None:
    fake.says(person, "return policy?")
    sent = newest(fake, person, 0)
    wait_until(lambda: newest_status(site, person) == "sent")
    for told, stands in (("read", "read"), ("delivered", "read"), ("sent", "read")):
        assert fake.report(sent.id, told, person).status_code == 200
        assert deliveries(site, person)[-1].status == stands


def test_a_message_that_meta_takes_and_fails_later_is_noted(fake: FakeWhatsApp, site: Site, person: str) -> None:
    fake.says(person, "return policy?")
    sent = newest(fake, person, 0)
    wait_until(lambda: newest_status(site, person) == "sent")
    assert fake.report(sent.id, "failed", person, 131026).status_code == 200
    failed = deliveries(site, person)[-1]
    assert (failed.status, failed.error) == ("failed", "131026")


def test_what_meta_reports_before_it_answers_our_request_is_noted(
    fake: FakeWhatsApp, site: Site, person: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    take = fake.take

    def tell_first(*request: Any) -> Taken:
        taken = take(*request)
        assert fake.report(taken.id, "delivered", taken.to).status_code == 200
        return taken

    monkeypatch.setattr(fake, "take", tell_first)
    fake.says(person, "return policy?")
    newest(fake, person, 0)
    wait_until(lambda: newest_status(site, person) == "delivered")


def test_an_answer_that_meta_refuses_afterwards_waits_until_the_person_writes(
    fake: FakeWhatsApp, site: Site, person: str
) -> None:
    """By our clock the person wrote within the day; by Meta's they did not, and it says so by a receipt (131047)."""
    fake.templates["hamrah_answer_waits_roman", "ur"] = (0, 0)
    fake.says(person, "return policy kya hai?")
    sent = newest(fake, person, 0)
    wait_until(lambda: newest_status(site, person) == "sent")
    fake.report(sent.id, "failed", person, 131047)
    wait_until(lambda: newest_status(site, person) == "held")
    knock = fake.wait_for(2, person)[1]
    assert (knock.kind, knock.text) == ("template", "hamrah_answer_waits_roman")
    fake.says(person, "ji?")
    again = fake.wait_for(3, person)[2]
    assert again.text == sent.text and again.id != sent.id
    assert fake.refused == []


def test_what_has_a_template_goes_as_that_when_meta_refuses_it_afterwards(fake: FakeWhatsApp, site: Site) -> None:
    address = customer_with_a_number(site)
    fake.templates["hamrah_order_delivered_roman", "ur"] = (1, 2)
    fake.says(address, "salam")
    wait_until(lambda: newest_status(site, address) == "sent")
    before = len(fake.to(address))
    with site.writing() as session:
        write_down(session, account(site, address).sender_id, delivered("1042"))
    (sent,) = fake.wait_for(before + 1, address)[before:]
    assert sent.kind != "template"
    wait_until(lambda: newest_status(site, address) == "sent")
    fake.report(sent.id, "failed", address, 131047)
    told = fake.wait_for(before + 2, address)[before + 1]
    assert (told.kind, told.text) == ("template", "hamrah_order_delivered_roman")
    wait_until(lambda: newest_status(site, address) == "sent")
    fake.report(told.id, "read", address)
    assert deliveries(site, address)[-1].status == "read"
