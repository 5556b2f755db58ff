"""A question how it was and something told unasked do not come at once: a number that is answered means one of them."""

from datetime import datetime, timedelta

from . import surveying, telling
from .surveying import noon
from .telling import be_known
from .world import Shop

__all__ = ["noon"]
MINUTES = timedelta(minutes=1)


def is_due(shop: Shop) -> None:
    """Have a parcel be late and a customer be asked about an earlier one, at the same moment."""
    be_known(shop)
    surveying.invite(shop, "order_delivered", "csat", ("order", str(surveying.deliver(shop, "1001"))))
    telling.late_order(shop, "1002")
    assert telling.plan(shop, names=["order_delayed"]) == 1


def test_who_was_just_asked_is_told_later(shop: Shop, noon: datetime) -> None:
    is_due(shop)
    assert surveying.ask(shop, noon) == 1
    assert telling.tell(shop, noon) == 0 and telling.tell(shop, noon + 9 * MINUTES) == 0
    assert telling.tell(shop, noon + 10 * MINUTES) == 1


def test_who_was_just_told_is_asked_later(shop: Shop, noon: datetime) -> None:
    is_due(shop)
    assert telling.tell(shop, noon) == 1
    assert surveying.ask(shop, noon) == 0 and surveying.ask(shop, noon + 9 * MINUTES) == 0
    assert surveying.ask(shop, noon + 10 * MINUTES) == 1


def test_what_was_told_to_others_keeps_nothing_back(sqlite_shop: Shop, noon: datetime) -> None:
    is_due(sqlite_shop)
    surveying.be_there(sqlite_shop, "bilal")
    surveying.invite(sqlite_shop, "helped_in_chat", "csat", ("conversation", "x"), "bilal")
    assert telling.tell(sqlite_shop, noon) == 1
    assert surveying.ask(sqlite_shop, noon) == 1
