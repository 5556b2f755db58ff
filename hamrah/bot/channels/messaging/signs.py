"""Signs that somebody was heard: the mark that a message was read, and that an answer is being written.

They go beside the answers and never in their way: from threads of their own, with short time-outs, not tried again. One
that comes too late to be true is left out. How they fare is counted, by channel, of nobody in particular.
"""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from prometheus_client.core import CounterMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from hamrah.bootstrap import sessions
from hamrah.bot.channels.messaging.port import MessagingChannel, SendingFailed
from hamrah.services.inbound import newest_heard

log = logging.getLogger(__name__)
AT_ONCE = 4
MOST_WAITING = 64
"""More than these are left out: a provider that is slow or away costs no more than that."""
LATE_SECONDS = 1.0
"""An answer is said to be under way only that soon after the message: later it may be there already."""


@dataclass(frozen=True)
class Sign:
    """Whose message is shown as read, and whether an answer to it is being written."""

    channel: str
    address: str
    message_id: str
    answering: bool


class SignCounts(Collector):
    """How many signs were `shown`, `failed` or `left_out` by this process, by channel, for Prometheus."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[tuple[str, str]] = Counter()

    def add(self, channel: str, outcome: str) -> None:
        """Count one."""
        with self._lock:
            self._counts[channel, outcome] += 1

    def collect(self) -> Iterable[Metric]:
        """The one counter."""
        words = "Read marks and typing signs in messaging apps, of this process since it began."
        family = CounterMetricFamily("hamrah_signs", words, labels=["channel", "outcome"])
        with self._lock:
            counts = sorted(self._counts.items())
        for labels, count in counts:
            family.add_metric(list(labels), count)
        yield family


COUNTS = SignCounts()


class Signs:
    """Shows signs on these channels, by their names."""

    def __init__(self, channels: Mapping[str, MessagingChannel]) -> None:
        """No thread runs before the first sign."""
        self._channels = channels
        self._hands = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="signs")
        self._room = threading.Semaphore(MOST_WAITING)

    def show(self, sign: Sign) -> None:
        """Show that a message was read, perhaps that it is being answered; returns at once, whatever comes of it."""
        asked_at = time.monotonic()
        self._submit(sign.channel, lambda: self._show(sign, asked_at))

    def show_read(self, channel: str, account_id: int, address: str, until: datetime) -> None:
        """Show that all was read that an account wrote until then; returns at once."""
        self._submit(channel, lambda: self._show_newest(channel, account_id, address, until))

    def stop(self) -> None:
        """Leave out what waits."""
        self._hands.shutdown(wait=False, cancel_futures=True)

    def _submit(self, channel: str, work: Callable[[], None]) -> None:
        if channel not in self._channels:
            return
        if not self._room.acquire(blocking=False):
            COUNTS.add(channel, "left_out")
            return
        try:
            self._hands.submit(self._work, channel, work)
        except RuntimeError:  # the server stops
            self._room.release()

    def _work(self, channel: str, work: Callable[[], None]) -> None:
        try:
            work()
        except (SendingFailed, SQLAlchemyError):
            COUNTS.add(channel, "failed")
        except Exception as error:  # whatever it was, the answer does not hang on it
            COUNTS.add(channel, "failed")
            log.error("A sign on %s could not be shown: %s", channel, type(error).__name__)
        finally:
            self._room.release()

    def _show(self, sign: Sign, asked_at: float) -> None:
        in_time = time.monotonic() - asked_at < LATE_SECONDS
        shown = self._channels[sign.channel].show_heard(
            sign.address, sign.message_id, answering=sign.answering and in_time
        )
        if shown:
            COUNTS.add(sign.channel, "shown")
        elif sign.answering and not in_time:
            COUNTS.add(sign.channel, "left_out")

    def _show_newest(self, channel: str, account_id: int, address: str, until: datetime) -> None:
        with sessions()() as session:
            message_id = newest_heard(session, account_id, until)
        if message_id is not None:
            self._show(Sign(channel, address, message_id, answering=False), time.monotonic())
