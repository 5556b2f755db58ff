"""How it was, asked on WhatsApp: as a list within a day of the person's words, later as a template; and reported so."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from hamrah.bootstrap import texts
from hamrah.crm.base import utc_now
from hamrah.crm.conversations import Conversation
from hamrah.crm.satisfaction import Feedback, SurveyInvitation
from hamrah.services.actors import SYSTEM
from hamrah.services.satisfaction_report import satisfaction_report
from hamrah.services.survey_asking import ask_due
from tests.bot.site import Site
from tests.channels.contract import wait_until
from tests.channels.fakes.whatsapp import FakeWhatsApp
from tests.channels.fakes.whatsapp_messages import Taken
from tests.channels.whatsapp.provider import PEOPLE
from tests.channels.whatsapp.test_conversation import account, away_for_a_day, newest_status
from tests.dialogues.stage import plain, said_as

pytestmark = pytest.mark.trained


def ask(fake: FakeWhatsApp, site: Site, address: str, survey: str) -> Taken:
    """Have the worker ask a guest, by day, who has been silent for an hour; what Meta took."""
    before = len(fake.to(address))
    sender = account(site, address).sender_id
    with site.writing() as session:
        subject = {"subject_type": "conversation", "subject_id": f"{sender}/{survey}", "sender_id": sender}
        times = {"planned_at": utc_now(), "due_at": utc_now()}
        row = SurveyInvitation(survey=survey, kind="csat", status="planned", **subject, **times)
        session.add(row)
        session.get_one(Conversation, sender).seen_at = utc_now() - timedelta(days=1)
        session.flush()
        ask_due(session, texts(), by_day())
        assert (row.status, row.channel) == ("asked", "whatsapp")
        row.asked_at = utc_now()
    wait_until(lambda: len(fake.to(address)) > before)
    return fake.to(address)[before]


def by_day() -> datetime:
    """A moment of the next hours at which people may be asked in Karachi."""
    moment = utc_now()
    while not 6 <= moment.hour < 14:
        moment += timedelta(hours=1)
    return moment


def rating(site: Site, address: str) -> Feedback | None:
    with site.store() as session:
        theirs = select(Feedback).where(Feedback.sender_id == account(site, address).sender_id)
        return session.scalar(theirs.order_by(Feedback.id.desc()).limit(1))


def test_as_a_list_then_as_a_template_and_counted_on_whatsapp(fake: FakeWhatsApp, site: Site) -> None:
    address = str(next(PEOPLE))
    fake.says(address, "salam")
    wait_until(lambda: newest_status(site, address) == "sent")
    asked = ask(fake, site, address, "helped_in_chat")
    assert [choice["title"] for choice in asked.choices] == [f"{rate} ★" for rate in range(1, 6)]
    fake.presses(address, asked, "4 ★")
    wait_until(lambda: said_as("utter_ask_comment", "ur-Latn").fullmatch(plain(fake.to(address)[-1].text)) is not None)
    found = rating(site, address)
    assert found is not None and (found.rating, found.invitation_id is not None) == (4, True)

    fake.templates["hamrah_ask_again_roman", "ur"] = (0, 0)
    away_for_a_day(site, fake, address)
    with site.writing() as session:
        for row in session.scalars(select(SurveyInvitation).where(SurveyInvitation.asked_at.is_not(None))):
            row.asked_at = utc_now() - timedelta(days=8) if row.sender_id == found.sender_id else row.asked_at
    told = ask(fake, site, address, "after_remedy")
    assert (told.kind, told.text) == ("template", "hamrah_ask_again_roman")
    fake.says(address, "5")
    wait_until(lambda: (now := rating(site, address)) is not None and now.rating == 5)
    assert fake.refused == []

    with site.store() as session:
        since, until = utc_now() - timedelta(days=1), utc_now() + timedelta(hours=1)
        report = satisfaction_report(session, SYSTEM, since, until, "channel", now=utc_now())
    on_whatsapp = {figures.group: figures for figures in report.groups}["whatsapp"]
    assert on_whatsapp.csat.n >= 2 and on_whatsapp.answered["csat"].hits >= 1
