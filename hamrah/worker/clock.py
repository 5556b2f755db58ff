"""When jobs are due, and running them one after another."""

import logging
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from hamrah.bootstrap import sessions
from hamrah.crm.base import utc_now
from hamrah.crm.engine import Sessions, transaction
from hamrah.language.strict_yaml import DataFileError
from hamrah.services.local_days import shop_zone
from hamrah.services.shop_rules import read_shop_rules
from hamrah.worker.beside import running_beside
from hamrah.worker.couriers import couriers_running
from hamrah.worker.jobs import (
    Keeping,
    Telling,
    ask_how_it_was,
    earn_loyalty_points,
    end_idle_handovers,
    find_problems,
    fit_recommender,
    keep_offers_and_points,
    note_customer_names,
    raise_alerts,
    refresh_segments,
    tidy_up,
    tie_late_purchases,
    watch_tickets,
)
from hamrah.worker.judge_thread import judging_running
from hamrah.worker.model_thread import model_loaded

log = logging.getLogger(__name__)
LOOK_EVERY_SECONDS = 5.0
NIGHT_HOUR = 3


@dataclass(frozen=True)
class Job:
    """Something to do again and again; `next_due` tells when, from the last time it was due.

    `run` makes its transactions itself.
    """

    name: str
    run: Callable[[Sessions], None]
    next_due: Callable[[datetime], datetime]


def each_night(after: datetime) -> datetime:
    """The next three o'clock in the morning at the shop."""
    local = after.astimezone(shop_zone())
    due = local.replace(hour=NIGHT_HOUR, minute=0, second=0, microsecond=0)
    return (due if due > local else due + timedelta(days=1)).astimezone(after.tzinfo)


def each_hour(after: datetime) -> datetime:
    """An hour later."""
    return after + timedelta(hours=1)


def each_minute(after: datetime) -> datetime:
    """A minute later."""
    return after + timedelta(minutes=1)


def in_one_transaction(work: Callable[[Session], None]) -> Callable[[Sessions], None]:
    """Work on one session as a job."""

    def run(sessions: Sessions) -> None:
        with transaction(sessions) as session:
            work(session)

    return run


JOBS = (
    Job("earn_loyalty_points", earn_loyalty_points, each_hour),
    Job("tie_purchases", in_one_transaction(tie_late_purchases), each_hour),
    Job("watch_tickets", watch_tickets, each_minute),
    Job("ask_how_it_was", ask_how_it_was, each_minute),
    Job("tell_customers", Telling(), each_minute),
    Job("keep_complaints", Keeping(), each_minute),
    Job("end_idle_handovers", in_one_transaction(end_idle_handovers), each_minute),
    Job("find_problems", in_one_transaction(find_problems), each_minute),
    Job("note_customer_names", note_customer_names, each_hour),
    Job("tidy_up", tidy_up, each_hour),
)
NIGHT_JOBS = (
    Job("fit_recommender", fit_recommender, each_night),
    Job("refresh_segments", refresh_segments, each_night),
    Job("keep_offers_and_points", keep_offers_and_points, each_night),
    Job("raise_alerts", in_one_transaction(raise_alerts), each_night),
)
"""What may take minutes, in an order that counts: in a thread of their own, so that tickets do not wait for them."""


class Rota:
    """Runs what is due, one after another. A job that fails is logged and comes again at its next time."""

    def __init__(self, jobs: tuple[Job, ...]) -> None:
        """Have every job wait for its first time."""
        now = utc_now()
        self._due = {job: job.next_due(now) for job in jobs}

    def run_due(self, now: datetime) -> list[str]:
        """Run what is due at `now`; the names of what was run."""
        ran = []
        for job, due in list(self._due.items()):
            if due > now:
                continue
            self._due[job] = job.next_due(now)
            try:
                job.run(sessions())
                ran.append(job.name)
            except Exception as error:  # whatever it is: in a thread it would end all later nights, unseen
                log.error("The job %s failed: %s", job.name, _reason(error))
        return ran

    def run_until(self, stopped: threading.Event) -> None:
        """Look every few seconds for what is due."""
        while not stopped.wait(LOOK_EVERY_SECONDS):
            self.run_due(utc_now())


def _reason(error: Exception) -> str:
    """The kind of an error alone, since its text may name a person; that of a data file names only file and key."""
    return str(error) if isinstance(error, DataFileError) else type(error).__name__


def work_until_stopped() -> None:
    """Run all background work until a signal says to stop.

    Raises `DataFileError` or `PolicyError`, before anything is done, for rules of the shop that cannot be used.
    """
    read_shop_rules()
    stopped = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stopped.set())
    with (
        model_loaded(stopped),
        couriers_running(stopped),
        judging_running(stopped),
        running_beside(Rota(NIGHT_JOBS).run_until, stopped, "night"),
    ):
        Rota(JOBS).run_until(stopped)
