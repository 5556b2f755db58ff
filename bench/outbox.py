"""How fast tickets go through the outbox: `python -m bench.outbox`.

A worker process delivers to a receiver of signed webhooks, a third process on the same machine. First a backlog of
10,000 tickets is written and then delivered, which gives the rate; then ten tickets a second are opened while the
worker runs, which gives the lag from the moment a ticket is written to the commit of its delivery.
"""

import argparse
import json
import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table
from sqlalchemy import func, select

from bench.machine import describe
from hamrah.crm.base import utc_now
from hamrah.crm.customers import ContactPoint, Customer
from hamrah.crm.engine import Sessions, open_engine, open_sessions, transaction
from hamrah.crm.migrate import migrate
from hamrah.crm.outbox import Outbox
from hamrah.integrations.helpdesks.opening import open_helpdesk
from hamrah.services.identity import Principal
from hamrah.services.tickets import Complaint, open_ticket
from hamrah.settings import PROJECT, settings
from hamrah.worker.couriers import keep_going
from hamrah.worker.outbox import TicketCourier

TICKETS, LIVE, LIVE_A_SECOND = 10_000, 600, 10
AT_ONCE = 100
SECRET = "only-for-this-benchmark-" * 2
TARGET = "local"


@dataclass(frozen=True)
class Figures:
    """Seconds to write and to deliver the backlog, lags of the live part in seconds, the worker's peak memory in MB."""

    write_s: float
    deliver_s: float
    lags: "np.ndarray[Any, np.dtype[np.float64]]"
    peak_mb: float


def work(url: str, stopped: Event, peak: Any) -> None:
    """The worker process: deliver until `stopped`, then tell its peak memory."""
    courier = TicketCourier(
        open_sessions(open_engine(url)), TARGET, open_helpdesk(TARGET, settings().helpdesks[TARGET])
    )
    keep_going(courier, 15.0, stopped)  # type: ignore[arg-type]
    peak.value = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def write(sessions: Sessions, customer_id: int, first: int, many: int) -> None:
    """Open tickets in one transaction, each in a conversation of its own."""
    with transaction(sessions) as session:
        for number in range(first, first + many):
            principal = Principal(f"web-{number}", "web", customer_id)
            open_ticket(session, principal, Complaint("damaged", f"کرتا پھٹا ہوا نکلا, the seam is open ({number})"))


def waiting(sessions: Sessions) -> int:
    """How many rows are not delivered yet."""
    undelivered = (Outbox.target == TARGET, Outbox.status == "pending")
    with sessions() as session:
        return session.scalar(select(func.count()).select_from(Outbox).where(*undelivered)) or 0


def measure(url: str, tickets: int, live: int) -> Figures:
    """Write and deliver a backlog, then tickets one by one."""
    engine = open_engine(url)
    migrate(engine)
    sessions = open_sessions(engine)
    with transaction(sessions) as session:
        customer = Customer(name="Ayesha Khan", source="shop", external_ref="ayesha", created_at=utc_now())
        session.add(customer)
        session.flush()
        session.add(ContactPoint(customer_id=customer.id, kind="email", value="ayesha@example.com"))
        customer_id = customer.id
    start = time.perf_counter()
    for first in range(0, tickets, AT_ONCE):
        write(sessions, customer_id, first, min(AT_ONCE, tickets - first))
    written = time.perf_counter()
    context = multiprocessing.get_context("spawn")
    stopped, peak = context.Event(), context.Value("d", 0.0)
    process = context.Process(target=work, args=(url, stopped, peak))
    process.start()
    while waiting(sessions) == tickets:
        time.sleep(0.05)
    begun = time.perf_counter()
    while waiting(sessions):
        time.sleep(0.1)
    delivered = time.perf_counter()
    open_live(sessions, customer_id, tickets, live)
    while waiting(sessions):
        time.sleep(0.1)
    stopped.set()
    process.join(30)
    with sessions() as session:
        rows = session.execute(select(Outbox.created_at, Outbox.delivered_at).order_by(Outbox.id).offset(tickets))
        lags = np.array([(done - made).total_seconds() for made, done in rows if done is not None])
    engine.dispose()
    return Figures(written - start, delivered - begun, lags, peak.value)


def open_live(sessions: Sessions, customer_id: int, first: int, many: int) -> None:
    """Open tickets one by one, at an even pace."""
    begun = time.perf_counter()
    for place in range(many):
        time.sleep(max(0.0, begun + place / LIVE_A_SECOND - time.perf_counter()))
        write(sessions, customer_id, first + place, 1)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=TICKETS)
    parser.add_argument("--live", type=int, default=LIVE)
    given = parser.parse_args()
    receiver = [sys.executable, "-m", "tests.integrations.helpdesks.receiver", SECRET, TARGET]
    with subprocess.Popen(receiver, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as serving:
        assert serving.stdout is not None
        address = f"http://127.0.0.1:{serving.stdout.readline().strip()}/events"
        desk = {TARGET: {"kind": "webhook", "url": address, "secret": SECRET}}
        os.environ["HAMRAH_HELPDESKS"] = json.dumps(desk)
        settings.cache_clear()
        with tempfile.TemporaryDirectory() as folder:
            found = measure(f"sqlite:///{Path(folder) / 'outbox.db'}", given.tickets, given.live)
        serving.terminate()
    table = Table("measured", "figure", title=f"The outbox, SQLite, {describe()}")
    table.add_row(f"{given.tickets:,} tickets written", f"{given.tickets / found.write_s:,.0f} a second")
    table.add_row(f"{given.tickets:,} tickets delivered", f"{given.tickets / found.deliver_s:,.0f} a second")
    p50, p95, most = np.percentile(found.lags, (50, 95, 100))
    lag = f"p50 {p50 * 1000:,.0f} ms, p95 {p95 * 1000:,.0f} ms, longest {most * 1000:,.0f} ms"
    table.add_row(f"lag of {given.live:,} tickets at {LIVE_A_SECOND} a second", lag)
    table.add_row("most memory of the worker", f"{found.peak_mb:,.0f} MB")
    Console().print(table)


if __name__ == "__main__":
    main()
