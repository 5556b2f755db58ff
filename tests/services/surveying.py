"""What the tests of surveys share: customers with something to be asked about, and ways to plan, ask and look."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from hamrah.bootstrap import texts
from hamrah.crm.base import utc_now
from hamrah.crm.catalogue import Branch
from hamrah.crm.conversations import Conversation
from hamrah.crm.orders import OrderStatusChange
from hamrah.crm.satisfaction import SurveyInvitation
from hamrah.services.survey_asking import ask_due
from hamrah.services.survey_planning import plan_surveys

from .world import Shop, place_order

HOUR = timedelta(hours=1)


@pytest.fixture
def noon() -> datetime:
    """A moment of today or tomorrow at which people may be asked: noon in Pakistan, well after what was done."""
    today = utc_now().replace(hour=7, minute=0, second=0, microsecond=0)
    return today if today > utc_now() + HOUR else today + timedelta(days=1)


def be_there(shop: Shop, who: str = "ayesha", language: str = "en") -> None:
    """Let a customer's conversation be theirs for some days, and them be there now."""
    with shop.writing() as session:
        row = session.get_one(Conversation, f"web-{who}")
        row.seen_at = utc_now()  # however long ago the shop of all these tests was built
        row.customer_id, row.proof, row.language = shop.ids.get(who), "token", language
        row.proven_until = utc_now() + timedelta(days=9)


def deliver(shop: Shop, number: str, who: str = "ayesha") -> int:
    """Let an order of Lahore have arrived; its id."""
    with shop.writing() as session:
        order = place_order(session, shop.ids[who], number, {"H-1-1": 1}, status="delivered", days_ago=1)
        order.branch_id = session.scalar(select(Branch.id).where(Branch.code == "LHR"))
        session.add(OrderStatusChange(order_id=order.id, status="delivered", at=utc_now(), actor="system"))
        return order.id


def plan(shop: Shop, now: datetime | None = None) -> int:
    """Plan what is to be asked; how many invitations are new."""
    with shop.writing() as session:
        return plan_surveys(session, now or utc_now())


def ask(shop: Shop, now: datetime) -> int:
    """Ask what is due; how many were asked."""
    with shop.writing() as session:
        return ask_due(session, texts(), now)


def invitations(shop: Shop) -> list[SurveyInvitation]:
    """All invitations, the oldest first."""
    with shop.reading() as session:
        return list(session.scalars(select(SurveyInvitation).order_by(SurveyInvitation.id)))


def invite(shop: Shop, survey: str, kind: str, subject: tuple[str, str], who: str = "ayesha") -> int:
    """An invitation that is due; its id."""
    with shop.writing() as session:
        row = SurveyInvitation(
            survey=survey,
            kind=kind,
            customer_id=shop.ids.get(who),
            sender_id=f"web-{who}",
            subject_type=subject[0],
            subject_id=subject[1],
            status="planned",
            planned_at=utc_now(),
            due_at=utc_now(),
        )
        session.add(row)
        session.flush()
        return row.id
