"""The jobs that the worker runs, each a verb function on the store or on one session."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from hamrah.bootstrap import texts
from hamrah.crm.base import utc_now
from hamrah.crm.channels import EarlyReceipt
from hamrah.crm.conversations import Attempt, Button, OneTimeCode, SeenMessage
from hamrah.crm.engine import Sessions, transaction
from hamrah.recommend.swapping import fit_store
from hamrah.services.chart_links import forget_charts
from hamrah.services.customer_names import note_missing_names
from hamrah.services.handover_customers import end_idle
from hamrah.services.loyalty_ledger import LOTS_AT_ONCE, earn_points, expire_points
from hamrah.services.offer_assignment import assign_newly_eligible
from hamrah.services.proactive_planning import PLANNED_AT_ONCE as MESSAGES_AT_ONCE
from hamrah.services.proactive_planning import find_happened, plan_messages
from hamrah.services.proactive_rules import KindName, message_rules
from hamrah.services.proactive_sending import send_due
from hamrah.services.problems import note_troubles
from hamrah.services.satisfaction_alerts import watch_satisfaction
from hamrah.services.segment_refresh import keep_measured, measure_customers
from hamrah.services.sla_watch import CLOSED_AT_ONCE, TOLD_AT_ONCE, close_solved, watch_clocks
from hamrah.services.suggestion_outcomes import tie_purchases
from hamrah.services.survey_asking import ask_due
from hamrah.services.survey_planning import PLANNED_AT_ONCE as SURVEYS_AT_ONCE
from hamrah.services.survey_planning import plan_surveys
from hamrah.services.told_complaints import fallen_silent, open_told, quiet_until
from hamrah.services.transcripts import BUTTONS_HOLD, IDS_HOLD

log = logging.getLogger(__name__)
AGEING: tuple[tuple[InstrumentedAttribute[datetime], timedelta], ...] = (
    (OneTimeCode.expires_at, timedelta(days=1)),
    (Attempt.at, timedelta(days=1)),
    (SeenMessage.at, IDS_HOLD),
    (EarlyReceipt.at, timedelta(days=1)),
    (Button.shown_at, BUTTONS_HOLD),
)
"""What serves for a time only: the column that dates a row, and how long it is kept after that."""
DELETED_AT_ONCE = 1000
"""Rows that one transaction deletes, so that others can write between two."""


def fit_recommender(sessions: Sessions) -> None:
    """Fit the suggestions anew on all orders and swap them in; whoever asks meanwhile sees the old ones whole.

    It takes minutes in a large shop, so it holds no transaction meanwhile.
    """
    fit_store(sessions)


def refresh_segments(sessions: Sessions) -> None:
    """Compute anew what every customer is worth and which segment they are in, and note who moved.

    Others write while it reads and reckons.
    """
    now = utc_now()
    with sessions() as session:
        measured = measure_customers(session, now)
    with transaction(sessions) as session:
        keep_measured(session, measured)


def keep_offers_and_points(sessions: Sessions) -> None:
    """Write off points whose day has come, and assign customers for whom a running offer has become."""
    now = utc_now()
    _again_and_again(expire_points, LOTS_AT_ONCE, sessions, now)
    after: int | None = 0
    while after is not None:
        with transaction(sessions) as session:
            after = assign_newly_eligible(session, now, after)


def earn_loyalty_points(sessions: Sessions) -> None:
    """Write down the points of orders that were delivered since the last time."""
    _again_and_again(earn_points, LOTS_AT_ONCE, sessions, utc_now())


def tie_late_purchases(session: Session) -> None:
    """Tie orders that an import or a till's own process wrote to the suggestions that led to them."""
    tie_purchases(session)


def watch_tickets(sessions: Sessions) -> None:
    """Warn of tickets that are nearly due, escalate those that are, close those that were solved long ago."""
    now = utc_now()
    _again_and_again(watch_clocks, TOLD_AT_ONCE, sessions, now)
    _again_and_again(close_solved, CLOSED_AT_ONCE, sessions, now)


def ask_how_it_was(sessions: Sessions) -> None:
    """Plan a question for what happened since the last time, some in one transaction, and ask those that are due."""
    now = utc_now()
    _again_and_again(plan_surveys, SURVEYS_AT_ONCE, sessions, now)
    with transaction(sessions) as session:
        ask_due(session, texts(), now)


class Telling:
    """Tells customers unasked what the rules say; each kind is looked for as often as its rule says.

    What was looked for when is kept in the process: after a start everything is looked for once, and what was planned
    already is not planned again.
    """

    def __init__(self) -> None:
        """Begin with nothing looked for."""
        self._next: dict[KindName, datetime] = {}

    def __call__(self, sessions: Sessions) -> None:
        """Plan what is to be looked for now, some in one transaction, and tell what is due."""
        now = utc_now()
        kinds = message_rules().kinds
        due = [name for name in kinds if self._next.get(name, now) <= now]
        with sessions() as session:
            happened = find_happened(session, due, now)
        for first in range(0, len(happened), MESSAGES_AT_ONCE):
            with transaction(sessions) as session:
                plan_messages(session, happened[first : first + MESSAGES_AT_ONCE], now)
        with transaction(sessions) as session:
            send_due(session, texts(), now)
        self._next |= {name: now + timedelta(minutes=kinds[name].look_minutes) for name in due}


class Keeping:
    """Opens complaints whose tellers have fallen silent.

    Until when it has looked is kept in the process: after a start it looks back as far as an answer may be pressed.
    """

    def __init__(self) -> None:
        """Begin with nothing looked at."""
        self._looked_until: datetime | None = None
        self._failed: list[str] = []

    def __call__(self, sessions: Sessions) -> None:
        """Look at those who have fallen silent since the last time, each in a transaction; who failed comes again."""
        now = utc_now()
        until = quiet_until(now)
        with sessions() as session:
            silent = fallen_silent(session, self._looked_until or now - BUTTONS_HOLD, until)
        again, self._failed = self._failed, []
        for sender_id in [*again, *silent]:
            try:
                with transaction(sessions) as session:
                    open_told(session, texts(), sender_id, now)
            except Exception as error:  # whatever it is: nobody else's complaint may wait for this one
                log.error("A complaint could not be kept: %s", type(error).__name__)
                self._failed.append(sender_id)
        self._looked_until = until


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


def tidy_up(sessions: Sessions) -> None:
    """Delete what has served its time: old codes, counted attempts, message ids, receipts, buttons, charts' links."""
    now = utc_now()
    for stamp, keep in AGEING:
        deleted = DELETED_AT_ONCE
        while deleted == DELETED_AT_ONCE:
            with transaction(sessions) as session:
                deleted = _delete_some(session, stamp, now - keep)
    forget_charts(now)


def _again_and_again(work: Callable[[Session, datetime], int], at_once: int, sessions: Sessions, now: datetime) -> None:
    """Do work that takes `at_once` of what there is, each time in a transaction of its own, until there is no more."""
    done = at_once
    while done == at_once:
        with transaction(sessions) as session:
            done = work(session, now)


def _delete_some(session: Session, stamp: InstrumentedAttribute[datetime], before: datetime) -> int:
    """Delete rows of a column's table that it dates before a moment, `DELETED_AT_ONCE` at most; how many."""
    table = stamp.class_
    some = session.scalars(select(table.id).where(stamp < before).limit(DELETED_AT_ONCE)).all()
    if some:
        session.execute(delete(table).where(table.id.in_(some)).execution_options(synchronize_session=False))
    return len(some)
