"""Who is taken in can sign in once they have a password; who is let go is out everywhere at once."""

import pytest
from sqlalchemy import select

from hamrah.bootstrap import texts
from hamrah.crm.catalogue import Branch
from hamrah.crm.conversations import Conversation
from hamrah.crm.operations import Audit, Staff
from hamrah.services.actors import acting_staff, staff_member
from hamrah.services.handover import ASKED, call_person, take_conversation
from hamrah.services.identity import who_speaks
from hamrah.services.refusal import Refusal
from hamrah.services.sign_in_tries import read_browser
from hamrah.services.staff_members import let_go, take_in
from hamrah.services.staff_sign_in import check_password, read_staff_token, set_password, sign_in
from hamrah.services.web_sessions import open_session

from .world import Shop

EMAIL, PASSWORD = "nadia@shop.example", "a long enough one"


def test_who_is_taken_in_signs_in_with_a_password_and_is_out_when_let_go(shop: Shop) -> None:
    with shop.writing() as session:
        take_in(session, f" {EMAIL.upper()}", "Nadia  Anwar ", "agent", "LHR")
        assert check_password(session, EMAIL, PASSWORD) is None
        set_password(session, EMAIL, PASSWORD)
        checked = check_password(session, EMAIL, PASSWORD)
        assert checked is not None
        signed_in = sign_in(session, checked, "198.51.100.7", read_browser(None))
        assert signed_in is not None and (signed_in.name, signed_in.role) == ("Nadia Anwar", "agent")
        sender_id = open_session(session, signed_in.token, None).sender_id
        assert acting_staff(session, who_speaks(session, sender_id)).branch_id is not None
        let_go(session, texts(), EMAIL)
        session.flush()
        assert check_password(session, EMAIL, PASSWORD) is None
        assert read_staff_token(session, signed_in.token) is None
        assert who_speaks(session, sender_id).staff_id is None
        assert session.get_one(Conversation, sender_id).proven_until is not None
        done = session.scalars(select(Audit.action).where(Audit.subject_type == "staff").order_by(Audit.id))
        assert list(done) == ["taken_in", "password_set", "signed_in", "signed_out", "let_go"]


def test_who_comes_back_has_no_password_yet_and_another_role(shop: Shop) -> None:
    with shop.writing() as session:
        take_in(session, EMAIL, "Nadia Anwar", "manager", None)
        set_password(session, EMAIL, PASSWORD)
        let_go(session, texts(), EMAIL)
        session.flush()
        take_in(session, EMAIL, "Nadia Anwar", "agent", "LHR")
        assert check_password(session, EMAIL, PASSWORD) is None
        assert staff_member(session, EMAIL).role == "agent"
        assert session.query(Staff).filter(Staff.email == EMAIL).count() == 1


@pytest.mark.parametrize(
    ("role", "branch", "key"),
    [
        ("king", "LHR", "utter_staff_role_unknown"),
        ("agent", None, "utter_staff_branch_unknown"),
        ("manager", "Atlantis", "utter_staff_branch_unknown"),
    ],
)
def test_a_role_or_branch_that_is_none_is_refused(shop: Shop, role: str, branch: str | None, key: str) -> None:
    with shop.writing() as session, pytest.raises(Refusal, match=key):
        take_in(session, EMAIL, "Nadia", role, branch)


def test_nobody_is_taken_in_twice_and_nobody_unknown_is_let_go(shop: Shop) -> None:
    with shop.writing() as session:
        take_in(session, EMAIL, "Nadia", "manager", None)
        with pytest.raises(Refusal, match="utter_staff_there_already"):
            take_in(session, EMAIL, "Nadia", "manager", None)
        with pytest.raises(Refusal, match="utter_staff_unknown"):
            let_go(session, texts(), "nobody@shop.example")


def test_a_conversation_that_they_had_is_the_bots_again(shop: Shop) -> None:
    with shop.writing() as session:
        take_in(session, EMAIL, "Nadia", "agent", "LHR")
        ticket = call_person(session, shop.who("guest"), "a person please", ASKED)
        take_conversation(session, staff_member(session, EMAIL), texts(), ticket.number)
        assert session.get_one(Conversation, "web-guest").held_by == "person"
        ticket.branch_id = session.scalars(select(Branch.id).where(Branch.code == "KHI")).one()
        let_go(session, texts(), EMAIL)
        assert session.get_one(Conversation, "web-guest").held_by == "bot"
