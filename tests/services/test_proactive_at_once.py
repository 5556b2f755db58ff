"""Several workers at once: everything is planned once, told once, and nobody more often than the caps say."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from hamrah.bootstrap import texts
from hamrah.crm.base import utc_now
from hamrah.crm.channels import ProactiveMessage
from hamrah.crm.conversations import ChatMessage
from hamrah.services.proactive_planning import find_happened, plan_messages
from hamrah.services.proactive_rules import KINDS
from hamrah.services.proactive_sending import send_due

from .telling import be_known, messages
from .world import CUSTOMERS, Shop, ago, place_order

WORKERS, ROUNDS = 6, 4


def at_once(deed: Callable[[], int]) -> list[int]:
    """Do the same on many threads that begin together, some times each; what each came to."""
    together = Barrier(WORKERS)

    def run() -> list[int]:
        together.wait(60)
        return [until_it_has_its_turn(deed) for _ in range(ROUNDS)]

    with ThreadPoolExecutor(WORKERS) as pool:
        return [count for done in [pool.submit(run) for _ in range(WORKERS)] for count in done.result()]


def until_it_has_its_turn(deed: Callable[[], int]) -> int:
    """SQLite's writers do not queue: one who had no turn for ten seconds tries again."""
    while True:
        try:
            return deed()
        except OperationalError as error:
            if "database is locked" not in str(error):
                raise


def test_everything_once_and_no_cap_is_broken(busy_shop: Shop) -> None:
    noon = utc_now().replace(hour=7, minute=0)  # in Karachi
    noon += timedelta(days=0 if noon > utc_now() else 1)
    for who in CUSTOMERS:
        be_known(busy_shop, who)
    with busy_shop.writing() as session:
        for who in CUSTOMERS:
            for number in range(6):
                late = {"status": "shipped", "expected": ago(0.1)}
                place_order(session, busy_shop.ids[who], f"{who}-{number}", {"H-1-1": 1}, **late)

    def plan() -> int:
        with busy_shop.writing() as session:
            now = utc_now()
            return plan_messages(session, find_happened(session, KINDS, now), now)

    def tell() -> int:
        with busy_shop.writing() as session:
            return send_due(session, texts(), noon)

    assert sum(at_once(plan)) == 6 * len(CUSTOMERS) == len(messages(busy_shop))
    with busy_shop.writing() as session:
        session.query(ProactiveMessage).update({"due_at": ago(0.01)})
    assert sum(at_once(tell)) == 2 * len(CUSTOMERS)
    fates = Counter((one.customer_id, one.status) for one in messages(busy_shop))
    assert all(
        fates[busy_shop.ids[who], "sent"] == 2 and fates[busy_shop.ids[who], "dropped"] == 4 for who in CUSTOMERS
    )
    with busy_shop.reading() as session:
        told = Counter(session.scalars(select(ChatMessage.sender_id)))
    assert set(told.values()) == {2}
