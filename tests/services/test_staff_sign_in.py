"""Staff sign in: who may, for how long, and that nobody learns anything from being refused."""

from collections.abc import Iterator
from datetime import timedelta

import jwt
import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.conversations import Conversation
from hamrah.crm.operations import Audit, Staff
from hamrah.keys import server_key
from hamrah.services.actors import acting_staff
from hamrah.services.codes import Claimed, check_code, send_code
from hamrah.services.identity import prove, who_speaks
from hamrah.services.linking import link_by_order
from hamrah.services.notifier import StoreNotifier
from hamrah.services.refusal import Refusal
from hamrah.services.sign_in_tries import read_browser
from hamrah.services.site_tokens import BadToken
from hamrah.services.staff_sign_in import (
    AUDIENCE,
    HOLDS,
    ISSUER,
    check_password,
    is_signed_in,
    list_members,
    may_try,
    read_staff_token,
    set_password,
    sign_in,
    sign_out,
)
from hamrah.services.web_sessions import open_session, read_session

from .world import Shop

EMAIL, PASSWORD = "nadia@shop.example", "a long enough one"


@pytest.fixture
def session(shop: Shop) -> Iterator[Session]:
    with shop.writing() as opened:
        yield opened


@pytest.fixture
def member(session: Session) -> Staff:
    row = Staff(name="Nadia Anwar", email=EMAIL, role="agent", active=True)
    session.add(row)
    session.flush()
    set_password(session, EMAIL, PASSWORD)
    return row


SOURCE = "198.51.100.7"


def _sign_in(session: Session, password: str = PASSWORD, email: str = EMAIL) -> str | None:
    browser = read_browser(None)
    if not may_try(session, email, SOURCE, browser):
        return None
    checked = check_password(session, email, password)
    found = None if checked is None else sign_in(session, checked, SOURCE, browser)
    return None if found is None else found.token


def test_the_right_password_opens_a_conversation_of_staff(session: Session, member: Staff) -> None:
    token = _sign_in(session, email=f"  {EMAIL.upper()} ")
    assert token is not None
    opened = open_session(session, token, None)
    speaker = who_speaks(session, opened.sender_id)
    assert (speaker.staff_id, speaker.customer_id) == (member.id, None)
    assert acting_staff(session, speaker).role == "agent"
    secret = read_session(opened.secret)
    assert secret is not None
    assert secret.holds(session)


@pytest.mark.parametrize(
    ("email", "password"), [(EMAIL, "another"), (EMAIL, ""), ("nobody@shop.example", PASSWORD), ("", PASSWORD)]
)
def test_a_wrong_one_opens_nothing(session: Session, member: Staff, email: str, password: str) -> None:
    assert _sign_in(session, password, email) is None


def test_who_has_no_password_cannot_sign_in(session: Session) -> None:
    session.add(Staff(name="New", email="new@shop.example", role="manager", active=True))
    session.flush()
    assert _sign_in(session, "", "new@shop.example") is None
    assert [one.has_password for one in list_members(session) if one.email == "new@shop.example"] == [False]


def test_signing_out_ends_every_session_at_once(session: Session, member: Staff) -> None:
    opened = open_session(session, _sign_in(session), None)
    secret = read_session(opened.secret)
    assert secret is not None
    sign_out(session, member.id)
    assert not secret.holds(session)
    assert who_speaks(session, opened.sender_id).staff_id is None
    with pytest.raises(Refusal):
        acting_staff(session, who_speaks(session, opened.sender_id))


def test_a_token_from_before_signing_out_opens_nothing_more(session: Session, member: Staff) -> None:
    token = _sign_in(session)
    assert token is not None
    sign_out(session, member.id)
    with pytest.raises(BadToken):
        open_session(session, token, None)


def test_who_has_left_is_out(session: Session, member: Staff) -> None:
    token = _sign_in(session)
    opened = open_session(session, token, None)
    member.active = False
    session.flush()
    assert token is not None
    assert read_staff_token(session, token) is None
    assert not is_signed_in(session, member.id, utc_now())
    with pytest.raises(Refusal, match="utter_out_of_scope"):
        acting_staff(session, who_speaks(session, opened.sender_id))
    assert _sign_in(session) is None


def test_staff_do_not_become_the_customer_who_reads_a_code_out(shop: Shop, session: Session, member: Staff) -> None:
    opened = open_session(session, _sign_in(session), None)
    speaker = who_speaks(session, opened.sender_id)
    for wanted in (
        lambda: send_code(session, speaker, Claimed("order_number", "1001"), StoreNotifier(), "en"),
        lambda: check_code(session, speaker, "123456"),
        lambda: link_by_order(session, speaker, "1001"),
    ):
        with pytest.raises(Refusal, match="utter_staff_ask_customer"):
            wanted()


def test_signing_in_leaves_nothing_of_a_customer_in_the_conversation(
    shop: Shop, session: Session, member: Staff
) -> None:
    opened = open_session(session, _sign_in(session), None)
    prove(session, session.get_one(Conversation, opened.sender_id), shop.ids["ayesha"], "code", HOLDS)
    again = who_speaks(session, open_session(session, _sign_in(session), None).sender_id)
    assert (again.staff_id, again.customer_id) == (member.id, None)


def test_forged_tokens_open_nothing(session: Session, member: Staff) -> None:
    now = utc_now()
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": str(member.id), "iat": now, "exp": now + timedelta(hours=1)}
    for key in (b"x" * 32, server_key("web-session"), server_key("site-token")):
        assert read_staff_token(session, jwt.encode(claims, key, algorithm="HS256")) is None
    old = {**claims, "iat": now - timedelta(hours=2), "exp": now - timedelta(hours=1)}
    assert read_staff_token(session, jwt.encode(old, server_key("staff-token"), algorithm="HS256")) is None


def test_a_new_password_signs_out_and_is_kept_hashed(session: Session, member: Staff) -> None:
    token = _sign_in(session)
    set_password(session, EMAIL, "quite another one")
    assert token is not None
    assert read_staff_token(session, token) is None
    assert _sign_in(session) is None
    assert "quite" not in (member.password_hash or "")
    assert (member.password_hash or "").startswith("$argon2id$")


@pytest.mark.parametrize("meanwhile", ["left", "another password"])
def test_what_was_checked_counts_no_more_once_it_changed(session: Session, member: Staff, meanwhile: str) -> None:
    checked = check_password(session, EMAIL, PASSWORD)
    assert checked is not None
    if meanwhile == "left":
        member.active = False
    else:
        set_password(session, EMAIL, "quite another one")
    session.flush()
    assert sign_in(session, checked, SOURCE, read_browser(None)) is None


def test_an_unknown_name_costs_as_much_as_a_wrong_password(
    session: Session, member: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[str] = []
    verify = PasswordHasher.verify

    def count(self: PasswordHasher, kept: str, password: str) -> bool:
        compared.append(kept.rpartition("$")[0].rpartition("$")[0])
        return bool(verify(self, kept, password))

    monkeypatch.setattr(PasswordHasher, "verify", count)
    session.add(Staff(name="New", email="new@shop.example", role="agent", active=True))
    session.flush()
    for email in (EMAIL, "nobody@shop.example", "new@shop.example"):
        assert check_password(session, email, "wrong") is None
    assert len(compared) == 3 and len(set(compared)) == 1, "one hash each, of the same parameters"


@pytest.mark.parametrize("password", ["short", "x" * 201])
def test_a_password_that_is_too_short_or_long_is_refused(session: Session, member: Staff, password: str) -> None:
    with pytest.raises(Refusal, match="utter_password_length"):
        set_password(session, EMAIL, password)


def test_signing_in_and_out_is_on_record(session: Session, member: Staff) -> None:
    _sign_in(session)
    sign_out(session, member.id)
    rows = select(Audit.action).where(Audit.subject_type == "staff", Audit.subject_id == str(member.id))
    assert list(session.scalars(rows.order_by(Audit.id))) == ["password_set", "signed_in", "signed_out"]


def test_a_customer_never_speaks_as_staff(session: Session, member: Staff) -> None:
    token = _sign_in(session)
    open_session(session, token, None)
    theirs = select(func.count()).select_from(Conversation).where(Conversation.staff_id.is_not(None))
    assert session.scalar(theirs.where(Conversation.customer_id.is_not(None))) == 0
