"""A message about one's own that its provider refuses for good was not told: it goes to another place, if there is."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from hamrah.crm.channels import ChannelAccount
from hamrah.crm.conversations import Conversation
from hamrah.services.proactive_report import report_messages

from .offering import add_points, allow
from .telling import HOUR, fates, late_order, link, messages, noon, plan, tell
from .test_survey_refusals import refuse
from .test_surveys_in_apps import sent, wish
from .world import Shop

__all__ = ["noon"]
LATE = "utter_message_order_delayed"
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _nobody_is_held_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is held out is drawn from the customer's id; these tests are about those who are not."""
    monkeypatch.setattr("hamrah.services.proactive_sending.drawn_number", lambda what, subject: 0.999)


def is_told(shop: Shop, noon: datetime) -> None:
    """Ayesha is told that her order is late."""
    late_order(shop)
    plan(shop)
    assert tell(shop, noon) == 1


@pytest.mark.parametrize("late", [False, True])
def test_it_is_told_at_the_next_best_place(shop: Shop, noon: datetime, late: bool) -> None:
    telegram, whatsapp = link(shop, channel="telegram"), link(shop)
    wish(shop, "whatsapp")
    is_told(shop, noon)
    refuse(shop, late=late)
    assert tell(shop, noon + MINUTE) == 1 and tell(shop, noon + 2 * MINUTE) == 0
    assert sent(shop) == [(whatsapp, LATE), (telegram, LATE)]
    (row,) = messages(shop)
    assert (row.status, row.why, row.channel) == ("sent", None, "telegram")


def test_where_there_is_no_other_place_it_was_not_told(shop: Shop, noon: datetime) -> None:
    link(shop)
    is_told(shop, noon)
    refuse(shop)
    assert tell(shop, noon + MINUTE) == 0
    (row,) = messages(shop)
    assert (row.status, row.sent_at, row.channel) == ("planned", None, None)
    with shop.reading() as session:
        assert all(one.dropped == {} for one in report_messages(session, noon))
    tell(shop, noon + 72 * HOUR)
    assert fates(shop) == [("order_delayed", "dropped", "refused")] and len(sent(shop)) == 1


def test_never_twice_in_one_place_though_the_person_writes_there_again(shop: Shop, noon: datetime) -> None:
    accounts = [link(shop, channel=channel) for channel in ("sms", "telegram", "whatsapp")]
    is_told(shop, noon)
    for minute in range(1, 4):
        refuse(shop)
        with shop.writing() as session:
            session.execute(update(ChannelAccount).values(heard_at=noon - HOUR, silenced_at=None))
            session.execute(update(Conversation).values(seen_at=noon - HOUR))
        assert tell(shop, noon + minute * MINUTE) == (1 if minute < 3 else 0)
    assert sorted(account for account, _ in sent(shop)) == accounts


def test_it_counts_for_no_cap(sqlite_shop: Shop, noon: datetime) -> None:
    account = link(sqlite_shop)
    is_told(sqlite_shop, noon)
    refuse(sqlite_shop)
    for number in "12":
        late_order(sqlite_shop, number)
    plan(sqlite_shop)
    assert tell(sqlite_shop, noon + MINUTE) == 2  # of something else the account may take
    assert [one for one, _ in sent(sqlite_shop)] == 3 * [account]


def test_what_arrived_in_part_was_told(sqlite_shop: Shop, noon: datetime) -> None:
    link(sqlite_shop, channel="telegram")
    link(sqlite_shop)
    is_told(sqlite_shop, noon)
    refuse(sqlite_shop, arrived=1)
    assert tell(sqlite_shop, noon + MINUTE) == 0 and fates(sqlite_shop) == [("order_delayed", "sent", None)]


def test_marketing_that_was_refused_goes_nowhere_else(sqlite_shop: Shop, noon: datetime) -> None:
    link(sqlite_shop, channel="telegram")
    link(sqlite_shop)
    allow(sqlite_shop)
    add_points(sqlite_shop, 100, expires_in=5)
    plan(sqlite_shop)
    assert tell(sqlite_shop, noon) == 1
    refuse(sqlite_shop)
    assert tell(sqlite_shop, noon + MINUTE) == 0 and fates(sqlite_shop) == [("points_expiring", "sent", None)]
