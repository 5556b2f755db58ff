"""The jobs that the worker runs, each a verb function on one session."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from hamrah.bootstrap import texts
from hamrah.crm.base import utc_now
from hamrah.crm.channels import EarlyReceipt
from hamrah.crm.conversations import Attempt, Button, OneTimeCode, SeenMessage
from hamrah.crm.engine import Sessions, transaction
from hamrah.recommend.swapping import fit_store
from hamrah.services.chart_links import forget_charts
from hamrah.services.customer_names import note_missing_names
from hamrah.services.handover_customers import end_idle
from hamrah.services.loyalty_ledger import earn_points, expire_points
from hamrah.services.offer_assignment import assign_eligible
from hamrah.services.proactive_planning import plan_messages
from hamrah.services.proactive_rules import KindName, message_rules
from hamrah.services.proactive_sending import send_due
from hamrah.services.problems import note_troubles
from hamrah.services.satisfaction_alerts import watch_satisfaction
from hamrah.services.segment_refresh import refresh_segments as compute_segments
from hamrah.services.sla_watch import close_solved, watch_clocks
from hamrah.services.suggestion_outcomes import tie_purchases
from hamrah.services.survey_asking import ask_due
from hamrah.services.survey_planning import plan_surveys
from hamrah.services.transcripts import BUTTONS_HOLD, IDS_HOLD

KEEP_CODES = timedelta(days=1)
KEEP_ATTEMPTS = timedelta(days=1)
KEEP_RECEIPTS = timedelta(days=1)


def fit_recommender(sessions: Sessions) -> None:
    """Fit the suggestions anew on all orders and swap them in; whoever asks meanwhile sees the old ones whole.

    It takes minutes in a large shop, so it holds no transaction meanwhile.
    """
    fit_store(sessions)


def refresh_segments(session: Session) -> None:
    """Compute anew what every customer is worth and which segment they are in, and note who moved."""
    compute_segments(session)


def keep_offers_and_points(session: Session) -> None:
    """Write off points whose day has come, and assign customers for whom a running offer has become."""
    now = utc_now()
    expire_points(session, now)
    assign_eligible(session, now)


def earn_loyalty_points(session: Session) -> None:
    """Write down the points of orders that were delivered since the last time."""
    earn_points(session, utc_now())


def tie_late_purchases(session: Session) -> None:
    """Tie orders that an import or a till's own process wrote to the suggestions that led to them."""
    tie_purchases(session)


def watch_tickets(session: Session) -> None:
    """Warn of tickets that are nearly due, escalate those that are, close those that were solved long ago."""
    now = utc_now()
    watch_clocks(session, now)
    close_solved(session, now)


def ask_how_it_was(session: Session) -> None:
    """Plan a question for what happened since the last time, and ask those that are due."""
    now = utc_now()
    plan_surveys(session, now)
    ask_due(session, texts(), now)


class Telling:
    """Tells customers unasked what the rules say; each kind is looked for as often as its rule says.

    What was looked for when is kept in the process: after a start everything is looked for once, and what was planned
    already is not planned again.
    """

    def __init__(self) -> None:
        """Begin with nothing looked for."""
        self._next: dict[KindName, datetime] = {}

    def __call__(self, session: Session) -> None:
        """Plan what is to be looked for now, and tell what is due."""
        now = utc_now()
        kinds = message_rules().kinds
        due = [name for name in kinds if self._next.get(name, now) <= now]
        plan_messages(session, due, now)
        send_due(session, texts(), now)
        self._next |= {name: now + timedelta(minutes=kinds[name].look_minutes) for name in due}


def end_idle_handovers(session: Session) -> None:
    """Let the assistant offer itself where a person has had a conversation in silence for long."""
    end_idle(session, texts(), utc_now())


def find_problems(session: Session) -> None:
    """Make one problem of what many customers complain of in one product."""
    note_troubles(session, utc_now())


def raise_alerts(session: Session) -> None:
    """Compare every branch, product and topic with its own past, and tell the managers of what became worse."""
    watch_satisfaction(session, utc_now())


def note_customer_names(sessions: Sessions) -> None:
    """Note what the names of customers sound like who came since the last time, a thousand in one transaction."""
    after: int | None = 0
    while after is not None:
        with transaction(sessions) as session:
            after = note_missing_names(session, after)


def tidy_up(session: Session) -> None:
    """Delete what has served its time: old codes, counted attempts, message ids, receipts, buttons, charts' links."""
    now = utc_now()
    session.execute(delete(OneTimeCode).where(OneTimeCode.expires_at < now - KEEP_CODES))
    session.execute(delete(Attempt).where(Attempt.at < now - KEEP_ATTEMPTS))
    session.execute(delete(SeenMessage).where(SeenMessage.at < now - IDS_HOLD))
    session.execute(delete(EarlyReceipt).where(EarlyReceipt.at < now - KEEP_RECEIPTS))
    session.execute(delete(Button).where(Button.shown_at < now - BUTTONS_HOLD))
    forget_charts(now)
