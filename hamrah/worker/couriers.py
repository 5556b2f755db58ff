"""The threads that bring the outbox to the helpdesks, one for each: a slow one keeps no other waiting."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from hamrah.bootstrap import sessions
from hamrah.integrations.helpdesks.opening import open_helpdesk
from hamrah.settings import settings
from hamrah.worker.outbox import TicketCourier

log = logging.getLogger(__name__)
LOOK_EVERY_SECONDS = 0.5
LOOK_WHILE_BUSY_SECONDS = 1.0
LAST_ROW_SECONDS = 5.0


@contextmanager
def couriers_running(stopped: threading.Event) -> Iterator[None]:
    """Have a thread for each helpdesk of the settings at work until `stopped`; then it finishes the row it is at.

    A row that takes longer than five seconds more is left to its lease.
    """
    threads = [
        threading.Thread(
            target=keep_going,
            args=(TicketCourier(sessions(), name, open_helpdesk(name, config)), config.every_seconds, stopped),
            name=f"outbox-{name}",
            daemon=True,
        )
        for name, config in settings().helpdesks.items()
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stopped.set()
        for thread in threads:
            thread.join(LAST_ROW_SECONDS)


def keep_going(courier: TicketCourier, every_seconds: float, stopped: threading.Event) -> None:
    """Deliver what is due, and take in what changed every so often, until `stopped`; each second while it delivers."""
    next_look = monotonic()
    while not stopped.is_set():
        if monotonic() >= next_look:
            _done(courier, courier.take_changes)
            next_look = monotonic() + every_seconds
        if _done(courier, lambda: courier.deliver_due(stopped.is_set)):
            next_look = min(next_look, monotonic() + LOOK_WHILE_BUSY_SECONDS)
        else:
            stopped.wait(LOOK_EVERY_SECONDS)


def _done(courier: TicketCourier, work: Callable[[], int]) -> int:
    """How much of its work was done; what fails keeps neither the other half nor the next look from being tried."""
    try:
        return work()
    except Exception as error:  # whatever it is: in a thread it would end all delivery, and may quote what people wrote
        log.error("The outbox of %s cannot be worked on: %s", courier.target, type(error).__name__)
        return 0
