"""A conversation in Urdu by short messages, from the greeting to a ticket, with the real server and the trained bot."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from hamrah.bootstrap import texts
from hamrah.bot.channels.twilio.segments import count_segments
from hamrah.crm.channels import DeliveryPart
from hamrah.language.formatting import strip_isolates
from tests.bot.site import Site
from tests.channels.contract import wait_until
from tests.channels.fakes.twilio import SMS_NUMBER, FakeTwilio
from tests.channels.providers import Got
from tests.channels.rest import wait_for_rest
from tests.channels.twilio.conftest import CONTENTS
from tests.channels.twilio.people import TwilioPeople
from tests.dialogues.stage import said_as

pytestmark = pytest.mark.trained


class Phone:
    """Somebody's phone: writes, and waits for what comes back."""

    def __init__(self, site: Site, people: TwilioPeople) -> None:
        self.site = site
        self.people = people
        self.number = people.person()

    def say(self, text: str) -> list[Got]:
        """Write, and wait for the whole answer."""
        before = len(self.people.got(self.number))
        assert self.people.say(self.number, text) == 200
        wait_until(lambda: len(self.people.got(self.number)) > before)
        wait_for_rest(self.site, self.number)
        return self.people.got(self.number)[before:]


def test_a_conversation_by_short_messages_in_urdu(site: Site, running: FakeTwilio) -> None:
    phone = Phone(site, TwilioPeople(running, "sms"))
    (hello,) = phone.say("السلام علیکم")
    assert said_as("utter_greet_back", "ur").search(hello.text)
    assert hello.text.endswith(texts().message("ur", "utter_reply_with_number")[0])
    found = "\n".join(one.text for one in phone.say("مجھے لان کے سوٹ دکھائیں"))
    first = re.search(r"^• (?P<title>.+)$", found, re.MULTILINE)
    assert first is not None and "روپے" in found
    (stock,) = phone.say("۱")  # an Urdu digit is a number too
    assert said_as("utter_in_stock", "ur").search(stock.text) and first["title"] in stock.text
    (ask,) = phone.say("مجھے شکایت لکھوانی ہے")
    assert said_as("utter_ask_issue", "ur").search(ask.text)
    (opened,) = phone.say("ڈیلیوری والے نے بدتمیزی کی")
    ticket = re.search(r"T-\d+", opened.text)
    assert ticket is not None and said_as("utter_ticket_opened", "ur").search(opened.text)
    (status,) = phone.say("میری شکایت کا کیا بنا؟")
    assert ticket.group() in status.text
    everything = phone.people.got(phone.number)
    assert all(count_segments(one.text) <= 10 and strip_isolates(one.text) == one.text for one in everything)
    assert {message["From"] for message in running.sent if message["To"] == phone.number} == {SMS_NUMBER}


def test_what_became_of_an_answer_comes_back(site: Site, running: FakeTwilio) -> None:
    people = TwilioPeople(running, "twilio_whatsapp")
    phone = Phone(site, people)
    phone.say("return policy?")
    sid = running.sent[-1]["sid"]
    wait_until(lambda: _stage(site, sid))
    for status, reached in (("delivered", "delivered"), ("sent", "delivered"), ("read", "read")):
        assert running.call_back(sid, status).status_code == 204
        assert _stage(site, sid) == reached


def test_what_twilio_refuses_afterwards_waits_until_the_person_writes(site: Site, running: FakeTwilio) -> None:
    """Twilio takes what is outside the day, and says only later that WhatsApp did not (63016)."""
    people = TwilioPeople(running, "twilio_whatsapp")
    phone = Phone(site, people)
    (answer,) = phone.say("واپسی کی پالیسی کیا ہے؟")
    sent = running.sent[-1]
    wait_until(lambda: _stage(site, sent["sid"]) == "sent")
    running.heard[sent["To"]] -= timedelta(days=1, minutes=1)
    sent["at"] = running.heard[sent["To"]] + timedelta(days=1, seconds=1)
    running.settle(sent["sid"])
    wait_until(lambda: len(people.got(phone.number)) == 2)
    assert running.sent[-1]["ContentSid"] == CONTENTS["knock.ur"]
    people.say(phone.number, "جی؟")
    wait_until(lambda: [one.text for one in people.got(phone.number)].count(answer.text) == 2)


def test_products_come_with_their_pictures_on_whatsapp(site: Site, running: FakeTwilio) -> None:
    people = TwilioPeople(running, "twilio_whatsapp")
    phone = Phone(site, people)
    phone.say("show me lawn suits")
    wait_until(lambda: people.got(phone.number)[-1].text == texts().message("en", "utter_reply_with_number")[0])
    pictured = [one for one in people.got(phone.number) if one.image]
    assert pictured and all(one.image.startswith(f"{running.public_url}/pictures/") for one in pictured if one.image)
    assert all(one.text.startswith("• ") and "Rs" in one.text for one in pictured)
    answer = phone.say("2")[0]  # its card with the price follows
    assert said_as("utter_in_stock", "en").search(answer.text)
    assert pictured[1].text.splitlines()[0].removeprefix("• ") in strip_isolates(answer.text)


def _stage(site: Site, sid: str) -> str | None:
    with site.store() as session:
        return session.scalar(select(DeliveryPart.status).where(DeliveryPart.provider_id == sid))
