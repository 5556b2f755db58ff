"""How often something may be tried."""

from datetime import timedelta

from sqlalchemy import select, update

from hamrah.crm.base import utc_now
from hamrah.crm.conversations import Attempt
from hamrah.services.limits import allow

from .world import Shop

HOUR = timedelta(hours=1)


def attempt(shop: Shop, action: str = "try", key: str = "+923001234567", limit: int = 2) -> bool:
    with shop.writing() as session:
        return allow(session, action, key, limit, HOUR)


def test_so_many_and_no_more(shop: Shop) -> None:
    assert [attempt(shop) for _ in range(4)] == [True, True, False, False]


def test_each_action_and_each_key_for_itself(sqlite_shop: Shop) -> None:
    assert [attempt(sqlite_shop, limit=1) for _ in range(2)] == [True, False]
    assert attempt(sqlite_shop, action="other", limit=1)
    assert attempt(sqlite_shop, key="+923009999999", limit=1)


def test_the_window_slides(shop: Shop) -> None:
    """What was tried longer ago than the window no longer counts, and is forgotten; the rest still does."""
    attempt(shop)
    with shop.writing() as session:
        session.execute(update(Attempt).values(at=utc_now() - HOUR + timedelta(minutes=1)))
    assert attempt(shop)
    assert not attempt(shop)
    with shop.writing() as session:
        oldest = session.scalars(select(Attempt).order_by(Attempt.at)).first()
        assert oldest is not None
        oldest.at = utc_now() - HOUR - timedelta(seconds=1)
    assert attempt(shop)
    assert shop.count(Attempt) == 2


def test_a_refused_try_does_not_lengthen_the_wait(sqlite_shop: Shop) -> None:
    for _ in range(9):
        attempt(sqlite_shop)
    assert sqlite_shop.count(Attempt) == 2


def test_the_key_is_kept_hashed(sqlite_shop: Shop) -> None:
    attempt(sqlite_shop)
    with sqlite_shop.reading() as session:
        assert "923001234567" not in session.scalars(select(Attempt.key)).one()
