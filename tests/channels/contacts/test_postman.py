"""A code that a guest asks for comes to their phone or mailbox by the real server, and lets them in."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import select, update

from hamrah.crm.conversations import Notification
from hamrah.services.notification_sending import HIDDEN
from hamrah.services.staff_notices import tell_staff
from tests.bot.site import Browser, Site, open_site, texts_of
from tests.channels.contacts.mailbox import Mailbox, receiving
from tests.channels.contract import wait_until
from tests.channels.fakes.twilio import SMS_NUMBER, FakeTwilio, Refusal
from tests.channels.fakes.twilio_api import serving
from tests.channels.twilio.conftest import settings_for
from tests.dialogues.stage import Stage, said_as

pytestmark = pytest.mark.trained
ADDRESS, PHONE = "ayesha@example.com", "+923001234567"
CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")


@dataclass
class Ways:
    """A shop's server, the Twilio and the mail server that it sends by."""

    site: Site
    twilio: FakeTwilio
    box: Mailbox

    def sent(self) -> list[str]:
        """All short messages to Ayesha."""
        return self.twilio.texts(PHONE)

    def asks(self, contact: str) -> Browser:
        """A guest who says who they are."""
        guest = self.site.browser()
        guest.say("mera order kahan hai?")
        guest.say(contact)
        return guest

    def rows(self) -> list[Notification]:
        """The notifications, the oldest first."""
        with self.site.store() as session:
            return list(session.scalars(select(Notification).order_by(Notification.id)))


@pytest.fixture(scope="module")
def ways(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ways]:
    with serving(FakeTwilio()) as twilio, receiving(tmp_path_factory.mktemp("mail")) as box:
        account = settings_for(twilio).model_dump(exclude={"auth_token"}) | {"auth_token": twilio.token}
        set_up = {"HAMRAH_TWILIO": json.dumps(account), "HAMRAH_EMAIL": json.dumps(box.settings())}
        with open_site(stage, HAMRAH_DEMO="false", **set_up) as site:
            yield Ways(site, twilio, box)


@pytest.fixture(autouse=True)
def _nothing_waits(ways: Ways) -> None:
    with ways.site.writing() as session:
        session.execute(update(Notification).values(status="sent"))
    ways.twilio.sent.clear()
    ways.box.arrived.clear()


def test_a_code_comes_by_short_message_and_lets_its_bearer_in(ways: Ways) -> None:
    guest = ways.asks("0300 1234567")
    wait_until(lambda: bool(ways.sent()))
    (text,) = ways.sent()
    assert ways.twilio.sent[0]["From"] == SMS_NUMBER and said_as("notify_one_time_code", "ur-Latn").search(text)
    code = CODE.findall(text)[0]
    wait_until(lambda: ways.rows()[-1].status == "sent")
    assert ways.rows()[-1].values == {"code": HIDDEN}
    assert any(said_as("utter_identified", "ur-Latn").search(said) for said in texts_of(guest.say(code)))


def test_a_code_comes_by_e_mail_to_who_gives_their_address(ways: Ways) -> None:
    guest = ways.asks(ADDRESS)
    wait_until(lambda: bool(ways.box.arrived))
    ((to, message),) = ways.box.arrived
    assert to == ADDRESS and message["Subject"] == "Bazaar-e-Hamrah: aap ka code" and not ways.sent()
    code = CODE.findall(message.get_content())[0]
    assert any(said_as("utter_identified", "ur-Latn").search(said) for said in texts_of(guest.say(code)))


def test_nobody_is_written_to_for_a_number_that_the_shop_does_not_know(ways: Ways) -> None:
    before = len(ways.rows())
    ways.asks("0300 9999999")
    ways.asks("nobody@example.com")
    assert len(ways.rows()) == before


def test_a_refused_notice_is_given_up_and_said_without_an_address(ways: Ways, caplog: pytest.LogCaptureFixture) -> None:
    ways.twilio.answers.append(Refusal(400, 21610))
    ways.asks("0300 1234567")
    wait_until(lambda: ways.rows()[-1].status == "failed")
    assert ways.rows()[-1].error == "21610" and not ways.sent()
    assert "A notice by sms was given up: 21610" in caplog.text and "300" not in caplog.text


def test_a_code_that_could_not_be_sent_at_once_is_sent_soon(ways: Ways) -> None:
    ways.twilio.answers.append(429)
    ways.asks("0300 1234567")
    wait_until(lambda: bool(ways.sent()))
    wait_until(lambda: ways.rows()[-1].status == "sent")
    assert ways.rows()[-1].attempts == 2 and len(ways.sent()) == 1


def test_the_shops_people_get_their_notices_by_e_mail(ways: Ways) -> None:
    from hamrah.crm.operations import Staff

    with ways.site.writing() as session:
        member = session.scalars(select(Staff).limit(1)).one()
        tell_staff(session, [member], "staff_problem", "utter_answer_waits", {})
        address = member.email
    wait_until(lambda: bool(ways.box.arrived))
    assert [to for to, _ in ways.box.arrived] == [address]
