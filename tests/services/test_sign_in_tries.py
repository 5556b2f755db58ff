"""Guessing a password is slow from everywhere, and nobody can lock a colleague out."""

from datetime import timedelta
from uuid import uuid4

import jwt
import pytest
from sqlalchemy import func, select

from hamrah.crm.base import utc_now
from hamrah.crm.conversations import Attempt
from hamrah.crm.operations import Staff
from hamrah.keys import server_key
from hamrah.services import limits
from hamrah.services.sign_in_tries import (
    FREE_TRIES_AN_ACCOUNT,
    ISSUER,
    LONGEST_DELAY,
    REMEMBERED,
    TRIES_A_BROWSER,
    TRIES_A_SOURCE,
    TRIES_AN_ACCOUNT_FROM_A_SOURCE,
    Browser,
    read_browser,
)
from hamrah.services.staff_sign_in import SignedIn, check_password, may_try, set_password, sign_in

from .world import Shop

EMAIL, PASSWORD = "nadia@shop.example", "a long enough one"
HOME, CAFE = "198.51.100.7", "203.0.113.9"


class Clock:
    """The time that tries are counted by; it stands unless it is moved."""

    def __init__(self) -> None:
        self.now = utc_now()

    def move(self, by: timedelta) -> None:
        self.now += by


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    standing = Clock()
    monkeypatch.setattr(limits, "utc_now", lambda: standing.now)
    return standing


@pytest.fixture
def desk(shop: Shop) -> Shop:
    with shop.writing() as session:
        session.add(Staff(name="Nadia Anwar", email=EMAIL, role="agent", active=True))
        session.flush()
        set_password(session, EMAIL, PASSWORD)
    return shop


def _try(
    shop: Shop, password: str = PASSWORD, source: str = HOME, mark: str | None = None, email: str = EMAIL
) -> SignedIn | None:
    """As the door does it."""
    browser = read_browser(mark)
    with shop.writing() as session:
        if not may_try(session, email, source, browser):
            return None
        checked = check_password(session, email, password)
        return None if checked is None else sign_in(session, checked, source, browser)


def _mark(shop: Shop) -> str:
    signed_in = _try(shop)
    assert signed_in is not None
    return signed_in.browser_mark


def _is_counted(shop: Shop, source: str, email: str = EMAIL) -> bool:
    """Whether a stranger's try there is let through to the password, which costs it."""
    with shop.writing() as session:
        return may_try(session, email, source, read_browser(None))


def _tries_through(shop: Shop, times: int) -> int:
    """How many of a stranger's tries, each from an address never seen before, get as far as the password."""
    return sum(_is_counted(shop, str(uuid4())) for _ in range(times))


def test_one_place_may_try_an_account_so_often_even_with_the_right_password(desk: Shop) -> None:
    for _ in range(TRIES_AN_ACCOUNT_FROM_A_SOURCE[0]):
        assert _try(desk, "wrong", CAFE) is None
    assert _try(desk, PASSWORD, CAFE) is None
    assert _try(desk, PASSWORD, HOME), "whoever sits elsewhere is not held up by it"


def test_an_address_may_try_only_so_often_whatever_it_tries(sqlite_shop: Shop) -> None:
    for number in range(TRIES_A_SOURCE[0]):
        assert _is_counted(sqlite_shop, HOME, f"{number}@shop.example")
    assert not _is_counted(sqlite_shop, HOME)
    assert _is_counted(sqlite_shop, CAFE)


def test_from_however_many_places_guesses_at_an_account_are_few(sqlite_shop: Shop, clock: Clock) -> None:
    assert _tries_through(sqlite_shop, 40) == FREE_TRIES_AN_ACCOUNT
    for power in range(12):
        delay = min(timedelta(seconds=2**power), LONGEST_DELAY)
        clock.move(delay - timedelta(milliseconds=1))
        assert _tries_through(sqlite_shop, 3) == 0
        clock.move(timedelta(milliseconds=1))
        assert _tries_through(sqlite_shop, 3) == 1
    clock.move(REMEMBERED + timedelta(seconds=1))
    assert _tries_through(sqlite_shop, 3) == 3


def test_who_signed_in_here_before_is_not_locked_out_by_strangers(desk: Shop) -> None:
    mark = _mark(desk)
    _tries_through(desk, 40)
    for _ in range(TRIES_A_SOURCE[0]):
        _try(desk, "wrong", HOME)  # even from the same address
    assert _try(desk) is None
    again = _try(desk, mark=mark)
    assert again is not None
    assert _try(desk, mark=again.browser_mark, source=CAFE)


def test_a_known_browser_guesses_no_faster(desk: Shop) -> None:
    mark = _mark(desk)
    for _ in range(TRIES_A_BROWSER[0]):
        assert _try(desk, "wrong", mark=mark) is None
    assert _try(desk, mark=mark) is None
    assert _try(desk, mark=mark, source=CAFE) is None, "wherever it is carried"


def test_a_mark_counts_for_those_who_signed_in_there_alone(desk: Shop) -> None:
    mark = _mark(desk)
    with desk.writing() as session:
        session.add(Staff(name="Other", email="other@shop.example", role="agent", active=True))
        session.flush()
        set_password(session, "other@shop.example", PASSWORD)
    for _ in range(TRIES_AN_ACCOUNT_FROM_A_SOURCE[0]):
        _try(desk, "wrong", mark=mark, email="other@shop.example")
    assert _try(desk, mark=mark, email="other@shop.example") is None
    both = _try(desk, mark=mark, email="other@shop.example", source=CAFE)
    assert both is not None
    assert len(read_browser(both.browser_mark).members) == 2


def test_marks_that_are_not_ours_are_no_marks(desk: Shop) -> None:
    with desk.reading() as session:
        member = session.scalars(select(Staff.id).where(Staff.email == EMAIL)).one()
    claims = {"iss": ISSUER, "jti": "x", "staff": [member]}
    for key in (b"x" * 32, server_key("staff-token"), server_key("site-token")):
        assert read_browser(jwt.encode(claims, key, algorithm="HS256")).members == ()
    ours = server_key("staff-browser")
    for odd in ({**claims, "staff": "all"}, {**claims, "staff": None}, {"iss": ISSUER}, {**claims, "iss": "x"}):
        assert read_browser(jwt.encode(odd, ours, algorithm="HS256")).members == ()
    for garbled in (None, "", "x", "a.b.c"):
        assert read_browser(garbled).members == ()


def test_a_mark_opens_nothing_and_names_nobody(desk: Shop) -> None:
    mark = _mark(desk)
    assert _try(desk, "wrong", mark=mark) is None
    said = str(jwt.decode(mark, options={"verify_signature": False}))
    assert "nadia" not in said.lower()


def test_the_right_password_costs_nothing(desk: Shop) -> None:
    for _ in range(TRIES_A_SOURCE[0] + 5):
        assert _try(desk)
    with desk.reading() as session:
        assert session.scalar(select(func.count()).select_from(Attempt)) == 0


def test_a_right_password_of_ones_own_buys_no_guesses_at_others(desk: Shop) -> None:
    mark = _mark(desk)
    for number in range(TRIES_A_SOURCE[0]):
        assert _is_counted(desk, HOME, f"{number}@shop.example")
        assert _try(desk, mark=mark), "in a browser that is known, which is not counted with the address"
    assert not _is_counted(desk, HOME, "one-more@shop.example")


def test_unknown_accounts_are_counted_like_known_ones(desk: Shop) -> None:
    def outcomes(email: str, source: str) -> list[bool]:
        return [_is_counted(desk, source, email) for _ in range(TRIES_AN_ACCOUNT_FROM_A_SOURCE[0] + 2)]

    assert outcomes(EMAIL, HOME) == outcomes("nobody@shop.example", CAFE)
    assert Browser("x").members == ()
