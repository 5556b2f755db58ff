"""A question that its provider refuses for good was not asked: it counts as nothing, and is asked at another place."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from hamrah.crm.base import utc_now
from hamrah.crm.channels import ChannelAccount
from hamrah.crm.conversations import Conversation
from hamrah.crm.satisfaction import SurveyAsking, SurveyInvitation
from hamrah.services.actors import SYSTEM
from hamrah.services.deliveries import claim_deliveries, fail_delivery, note_part, settle_delivery, silence_account
from hamrah.services.receipts import note_receipt
from hamrah.services.satisfaction_report import satisfaction_report
from hamrah.services.survey_rules import survey_rules

from .linked import add_account
from .surveying import HOUR, ask, invitations, invite, noon
from .test_surveys_in_apps import link, sent, wish
from .world import Shop

__all__ = ["noon"]
APPS = ("whatsapp", "telegram", "sms")
QUESTION = "utter_survey_helped_in_chat"


def is_asked(shop: Shop, noon: datetime) -> None:
    """Ayesha is asked how the chat was."""
    invite(shop, "helped_in_chat", "csat", ("conversation", "1"))
    assert ask(shop, noon) == 1


def refuse(shop: Shop, *, late: bool = False, arrived: int = 0) -> None:
    """The provider refuses what waits for it: at once, or `late`, by a receipt; so many parts of it had arrived."""
    with shop.writing() as session:
        (claim,) = claim_deliveries(session, APPS, utc_now() + timedelta(seconds=1), 9)
        for place in range(arrived):
            note_part(session, claim, place, f"p{place}", utc_now())
        if late:
            note_part(session, claim, arrived, "refused", utc_now())
            settle_delivery(session, claim)
        else:
            fail_delivery(session, claim, "131051")
    if late:
        with shop.writing() as session:
            assert note_receipt(session, claim.channel, "refused", "failed", "131049")


def answered(shop: Shop) -> tuple[int, int]:
    """How many questions were answered, of how many that were asked."""
    with shop.reading() as session:
        span = utc_now() - timedelta(days=9), utc_now() + timedelta(days=9)
        share = satisfaction_report(session, SYSTEM, *span, "channel", now=utc_now()).total.answered["csat"]
    return share.hits, share.n


@pytest.mark.parametrize("late", [False, True])
def test_it_is_asked_at_the_next_best_place_and_counts_there(shop: Shop, noon: datetime, late: bool) -> None:
    whatsapp, telegram = link(shop, "whatsapp"), link(shop, "telegram", heard=timedelta(days=3))
    wish(shop, "whatsapp")
    is_asked(shop, noon)
    assert answered(shop) == (0, 1)
    refuse(shop, late=late)
    assert ask(shop, noon + timedelta(minutes=1)) == 1
    assert sent(shop) == [(whatsapp, QUESTION), (telegram, QUESTION)]
    (row,) = invitations(shop)
    assert (row.status, row.reason, row.channel) == ("asked", None, "telegram")
    assert answered(shop) == (0, 1)


def test_where_there_is_no_other_place_it_was_not_asked(shop: Shop, noon: datetime) -> None:
    account = link(shop, "whatsapp")
    is_asked(shop, noon)
    refuse(shop)
    assert ask(shop, noon + timedelta(minutes=1)) == 0
    (row,) = invitations(shop)
    assert (row.status, row.asked_at, row.channel) == ("planned", None, None)
    assert answered(shop) == (0, 0) and sent(shop) == [(account, QUESTION)]
    assert ask(shop, noon + timedelta(days=survey_rules().look_back_days + 1)) == 0
    (row,) = invitations(shop)
    assert (row.status, row.reason) == ("dropped", "refused")


def test_it_does_not_keep_the_person_from_being_asked_something_else(shop: Shop, noon: datetime) -> None:
    account = link(shop, "whatsapp")
    is_asked(shop, noon)
    refuse(shop)
    invite(shop, "return_effort", "ces", ("return", "1"))
    assert ask(shop, noon + timedelta(minutes=1)) == 1
    assert sent(shop)[1:] == [(account, "utter_survey_return_effort")]


def test_never_twice_in_one_place_though_the_person_writes_there_again(shop: Shop, noon: datetime) -> None:
    accounts = [link(shop, channel, heard=timedelta(days=days)) for days, channel in enumerate(APPS, 1)]
    is_asked(shop, noon)
    for minute in range(1, 4):
        refuse(shop)
        with shop.writing() as session:
            session.execute(update(ChannelAccount).values(heard_at=noon - HOUR, silenced_at=None))
            session.execute(update(Conversation).values(seen_at=noon - HOUR))
        assert ask(shop, noon + timedelta(minutes=minute)) == (1 if minute < 3 else 0)
    assert sorted(account for account, _ in sent(shop)) == sorted(accounts)
    assert shop.count(SurveyAsking) == 3


def test_an_account_that_is_gone_has_refused_it(sqlite_shop: Shop, noon: datetime) -> None:
    whatsapp, telegram = link(sqlite_shop, "whatsapp"), link(sqlite_shop, "telegram", heard=timedelta(days=3))
    is_asked(sqlite_shop, noon)
    with sqlite_shop.writing() as session:
        silence_account(session, whatsapp, utc_now())
    assert ask(sqlite_shop, noon) == 1
    assert [account for account, _ in sent(sqlite_shop)] == [whatsapp, telegram]


def test_a_guest_has_no_other_place(sqlite_shop: Shop, noon: datetime) -> None:
    with sqlite_shop.writing() as session:
        account = add_account(session, "telegram", "5")
        place = session.get_one(Conversation, "web-guest")
        place.channel, place.account_id, place.seen_at = "telegram", account.id, utc_now() - HOUR
    invite(sqlite_shop, "helped_in_chat", "csat", ("conversation", "web-guest/1"), "guest")
    assert ask(sqlite_shop, noon) == 1
    refuse(sqlite_shop)
    assert ask(sqlite_shop, noon + timedelta(minutes=1)) == 0
    assert [row.status for row in invitations(sqlite_shop)] == ["planned"]


@pytest.mark.parametrize("status", ["answered", "unanswered"])
def test_what_is_over_stays_as_it_is(sqlite_shop: Shop, noon: datetime, status: str) -> None:
    link(sqlite_shop, "whatsapp")
    is_asked(sqlite_shop, noon)
    with sqlite_shop.writing() as session:
        session.execute(update(SurveyInvitation).values(status=status))
    refuse(sqlite_shop, late=True)
    assert ask(sqlite_shop, noon) == 0
    assert [row.status for row in invitations(sqlite_shop)] == [status]


def test_what_arrived_in_part_was_asked(sqlite_shop: Shop, noon: datetime) -> None:
    link(sqlite_shop, "sms")
    link(sqlite_shop, "telegram", heard=timedelta(days=3))
    is_asked(sqlite_shop, noon)
    refuse(sqlite_shop, arrived=1)
    assert ask(sqlite_shop, noon) == 0
    assert [row.status for row in invitations(sqlite_shop)] == ["asked"]
