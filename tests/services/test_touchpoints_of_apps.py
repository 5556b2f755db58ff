"""What begins in a messaging app is kept under that app, whoever carries its messages; on the website under `chat`."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hamrah.bootstrap import texts
from hamrah.crm.base import utc_now
from hamrah.crm.conversations import Interaction
from hamrah.crm.customers import Consent
from hamrah.crm.recommendations import Recommendation, RecommendationOutcome
from hamrah.crm.satisfaction import Feedback
from hamrah.crm.tickets import Ticket
from hamrah.services.actors import SYSTEM
from hamrah.services.feedback import rate
from hamrah.services.identity import Principal
from hamrah.services.opting import Meant, word_of_opting
from hamrah.services.privacy import set_marketing_consent
from hamrah.services.reorder import reorder
from hamrah.services.sales_report import sales_report
from hamrah.services.satisfaction_report import satisfaction_report
from hamrah.services.suggestion_outcomes import reject
from hamrah.services.ticket_opening import Complaint
from hamrah.services.tickets import open_ticket

from .suggesting import fitted, suggest
from .test_opting import be_known
from .world import Shop, place_order

CHANNELS = [("web", "chat"), ("whatsapp", "whatsapp"), ("twilio_whatsapp", "whatsapp"), ("telegram", "telegram")]
CHANNELS += [("sms", "sms")]


def on(shop: Shop, channel: str, who: str = "ayesha") -> Principal:
    """A customer on a channel."""
    return Principal(f"web-{who}", channel, shop.ids[who])


@pytest.mark.parametrize(("channel", "touchpoint"), CHANNELS)
def test_ticket_rating_suggestion_and_timeline_carry_it(shop: Shop, channel: str, touchpoint: str) -> None:
    who = on(shop, channel)
    suggest(fitted(shop), who)  # K-3 among them
    with shop.writing() as session:
        open_ticket(session, who, Complaint("staff", "The seller was rude to me"))
        rate(session, who, 4)
        reject(session, who, ["K-3"])
        set_marketing_consent(session, who, True)
    with shop.reading() as session:
        for table in (Ticket, Feedback, Recommendation, RecommendationOutcome, Interaction, Consent):
            assert set(session.scalars(select(table.touchpoint))) == {touchpoint}, table


def test_reports_by_channel_show_it_beside_what_was_kept_before(shop: Shop) -> None:
    with shop.writing() as session:
        place_order(session, shop.ids["ayesha"], "1001", {"K-1-YM": 1}, days_ago=9)
    for channel, name in (("web", "ayesha"), ("twilio_whatsapp", "bilal"), ("telegram", "sana")):
        with shop.writing() as session:
            open_ticket(session, on(shop, channel, name), Complaint("staff", "The seller was rude to me"))
            rate(session, on(shop, channel, name), 5)
    with shop.writing() as session:
        reorder(session, on(shop, "twilio_whatsapp"), "1001")
        now = utc_now()
    span = (now - timedelta(days=1), now + timedelta(minutes=1))
    with shop.reading() as session:
        found = satisfaction_report(session, SYSTEM, *span, "channel", now=now)
        groups = {group.group: (group.tickets, group.csat.n) for group in found.groups}
        assert groups == dict.fromkeys(("chat", "telegram", "whatsapp"), (1, 1))
        sold = sales_report(session, SYSTEM, *span, "channel", now=span[1])
        assert [group.group for group in sold.groups] == ["whatsapp"]


def test_what_was_stopped_in_an_app_begins_again_by_the_word_on_the_website(sqlite_shop: Shop) -> None:
    be_known(sqlite_shop)
    with sqlite_shop.writing() as session:
        set_marketing_consent(session, on(sqlite_shop, "telegram"), False)
    with sqlite_shop.reading() as session:
        assert word_of_opting(session, texts(), "web-ayesha", "START") is Meant.BACK
