"""A code made on the website brings its conversation into an app, once, for ten minutes, and cannot be guessed."""

import math
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from hamrah.crm.base import utc_now
from hamrah.crm.channels import ChannelLink, LinkCode
from hamrah.crm.conversations import Attempt, Conversation
from hamrah.crm.operations import Staff
from hamrah.services.identity import Principal, open_conversation, prove, who_speaks
from hamrah.services.link_codes import ALPHABET, GROUP, WRONG, find_code, make_link_code
from hamrah.services.own_conversations import customer_sender_id, staff_sender_id
from hamrah.services.staff_sign_in import set_password, sign_out

from .sent_codes import known_as, make, send, sign_in
from .world import CUSTOMERS, Shop

UNKNOWN = "ABCDE-FGHJK"


def test_a_signed_in_customers_code_links_the_app(shop: Shop) -> None:
    ayesha = sign_in(shop, "ayesha")
    done = send(shop, make(shop, ayesha))
    assert done is not None and done.sender_id == ayesha.sender_id
    assert known_as(shop) == (ayesha.sender_id, shop.ids["ayesha"])
    with shop.reading() as session:
        assert session.scalars(select(ChannelLink.proof)).all() == ["code"]


def test_a_guest_who_is_known_by_a_code_joins_as_that_customer(shop: Shop) -> None:
    """The website goes on in its own conversation, as a guest's: the browser that has its secret may be shared."""
    with shop.writing() as session:
        prove(session, session.get_one(Conversation, "web-guest"), shop.ids["bilal"], "code", timedelta(hours=12))
        guest = who_speaks(session, "web-guest")
    done = send(shop, make(shop, guest))
    assert done is not None and done.sender_id == customer_sender_id(shop.ids["bilal"])
    assert done.left[-1] == "web-guest"
    with shop.reading() as session:
        assert who_speaks(session, "web-guest").customer_id is None


@pytest.mark.parametrize("gone", [("active", False), ("signed_out_at", utc_now() + timedelta(days=30))])
def test_a_member_of_staffs_app_is_linked_until_they_leave_or_sign_out(shop: Shop, gone: tuple[str, object]) -> None:
    with shop.writing() as session:
        session.add(Staff(id=9, name="Sunita Rani", email="sunita@shop.example", role="agent"))
        session.flush()
        sender_id = staff_sender_id(9)
        open_conversation(session, sender_id, "staff")
    assert send(shop, make(shop, Principal(sender_id, "staff", staff_id=9))) is not None
    with shop.reading() as session:
        assert who_speaks(session, sender_id).staff_id == 9
    with shop.writing() as session:
        setattr(session.get_one(Staff, 9), *gone)
    assert known_as(shop)[0] != sender_id
    with shop.reading() as session:
        assert session.scalars(select(ChannelLink.ended_by)).all() == ["system"]


@pytest.mark.parametrize("gone", ["left", "signed out", "another password"])
def test_a_code_of_staff_counts_no_more_once_they_left_or_signed_out(shop: Shop, gone: str) -> None:
    with shop.writing() as session:
        session.add(Staff(id=9, name="Sunita Rani", email="sunita@shop.example", role="agent"))
        session.flush()
        open_conversation(session, staff_sender_id(9), "staff")
    code = make(shop, Principal(staff_sender_id(9), "staff", staff_id=9))
    with shop.writing() as session:
        if gone == "left":
            session.get_one(Staff, 9).active = False
        elif gone == "signed out":
            sign_out(session, 9)
        else:
            set_password(session, "sunita@shop.example", "quite another one")
    assert send(shop, code) == WRONG
    assert shop.count(ChannelLink) == 0


def test_nobody_is_believed_to_be_staff_by_a_short_message(shop: Shop) -> None:
    with shop.writing() as session:
        session.add(Staff(id=9, name="Sunita Rani", email="sunita@shop.example", role="manager"))
        session.flush()
        open_conversation(session, staff_sender_id(9), "staff")
    code = make(shop, Principal(staff_sender_id(9), "staff", staff_id=9))
    assert send(shop, code, "+923000000001", channel="sms") == WRONG
    assert shop.count(ChannelLink) == 0
    assert send(shop, code) != WRONG, "it is not used up by that"


def test_an_app_of_staff_that_is_not_used_for_a_month_is_theirs_no_more(shop: Shop) -> None:
    with shop.writing() as session:
        session.add(Staff(id=9, name="Sunita Rani", email="sunita@shop.example", role="agent"))
        session.flush()
        open_conversation(session, staff_sender_id(9), "staff")
    send(shop, make(shop, Principal(staff_sender_id(9), "staff", staff_id=9)))
    with shop.writing() as session:
        session.scalars(select(ChannelLink)).one().began_at = utc_now() - timedelta(days=29)
    assert known_as(shop)[0] == staff_sender_id(9)
    with shop.writing() as session:
        session.scalars(select(ChannelLink)).one().began_at = utc_now() - timedelta(days=31)
    assert known_as(shop)[0] != staff_sender_id(9)


def wrong_codes(shop: Shop) -> dict[str, str]:
    ayesha = sign_in(shop, "ayesha")
    used, old = make(shop, ayesha), make(shop, ayesha)
    send(shop, used, "another")
    with shop.writing() as session:
        session.query(Attempt).delete()
        rows = session.scalars(select(LinkCode).where(LinkCode.used_at.is_(None))).all()
        assert [row.expires_at - row.made_at for row in rows] == [timedelta(minutes=10)]
        rows[0].expires_at = utc_now()
    return {"unknown": UNKNOWN, "used": used, "old": old}


def test_wrong_old_and_used_codes_have_one_answer(shop: Shop) -> None:
    seen = []
    for address, code in wrong_codes(shop).items():
        before = shop.count(ChannelLink)
        seen.append((send(shop, code, address), known_as(shop, address)[1], shop.count(ChannelLink) - before))
    assert seen == [(WRONG, None, 0)] * 3


def test_a_code_counts_once_of_two_accounts(shop: Shop) -> None:
    code = make(shop, sign_in(shop, "ayesha"))
    assert send(shop, code, "first") != WRONG
    assert send(shop, code, "second") == WRONG
    assert known_as(shop, "second")[1] is None


def test_an_account_has_five_tries_in_ten_minutes(shop: Shop) -> None:
    code = make(shop, sign_in(shop, "ayesha"))
    assert [send(shop, UNKNOWN) for _ in range(5)] == [WRONG] * 5
    assert send(shop, code) == WRONG
    assert known_as(shop)[1] is None
    assert send(shop, code, "another") != WRONG
    with shop.writing() as session:
        session.execute(update(Attempt).values(at=utc_now() - timedelta(minutes=11)))
    assert send(shop, make(shop, sign_in(shop, "ayesha"))) != WRONG


def test_a_conversation_makes_five_codes_in_ten_minutes(sqlite_shop: Shop) -> None:
    ayesha = sign_in(sqlite_shop, "ayesha")
    for _ in range(5):
        make(sqlite_shop, ayesha)
    with sqlite_shop.writing() as session:
        assert make_link_code(session, ayesha) is None


def test_a_code_is_no_way_into_another_customers_app(shop: Shop) -> None:
    """Who is talked into sending somebody's code goes on as who their number says they are."""
    bilals = make(shop, sign_in(shop, "bilal"))
    assert send(shop, bilals, phone=CUSTOMERS["ayesha"][2]) == WRONG
    assert known_as(shop)[1] == shop.ids["ayesha"]
    with shop.reading() as session:
        assert session.scalars(select(LinkCode.used_at)).all() == [None], "its owner can still use it"


def test_an_erased_customers_code_is_wrong(sqlite_shop: Shop) -> None:
    from hamrah.crm.customers import Customer

    code = make(sqlite_shop, sign_in(sqlite_shop, "ayesha"))
    with sqlite_shop.writing() as session:
        session.get_one(Customer, sqlite_shop.ids["ayesha"]).erased_at = utc_now()
    assert send(sqlite_shop, code) == WRONG


def test_only_a_keyed_hash_is_kept(sqlite_shop: Shop) -> None:
    code = make(sqlite_shop, sign_in(sqlite_shop, "ayesha"))
    with sqlite_shop.reading() as session:
        kept = session.scalars(select(LinkCode.code_hash)).one()
    assert len(kept) == 64 and code not in kept and code.replace("-", "") not in kept


def test_codes_have_fifty_bits_and_no_letter_is_favoured(sqlite_shop: Shop) -> None:
    assert math.log2(len(set(ALPHABET)) ** (2 * GROUP)) >= 50
    codes = []
    for number in range(200):
        with sqlite_shop.writing() as session:
            open_conversation(session, f"g{number}", "web")
            made = make_link_code(session, Principal(f"g{number}", "web"))
            assert made is not None
            codes.append(made.code)
    letters = Counter("".join(codes).replace("-", ""))
    assert len(set(codes)) == 200 and set(letters) == set(ALPHABET)
    assert max(letters.values()) < 2000 / 32 * 2


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ABCDE-FGHJK", "ABCDEFGHJK"),
        ("abcde-fghjk", "ABCDEFGHJK"),
        (" abcde fghjk ", "ABCDEFGHJK"),
        ("ABCDEFGHJK", "ABCDEFGHJK"),
        ("ABCDE–FGHJK", "ABCDEFGHJK"),
        ("میرا کوڈ: ABCDE-FGHJK", "ABCDEFGHJK"),
        ("Mera code AB2DE-FGH9K hai.", "AB2DEFGH9K"),
        ("where is my order 1042", None),
        ("ABCDE-FGHJ", None),
        ("ABCDE-FGHJKL", None),
        ("X-ABCDE-FGHJK", None),
        ("OIOIO-11001", None),
    ],
)
def test_a_code_is_found_as_people_send_it(text: str, code: str | None) -> None:
    assert find_code(text) == code


@pytest.mark.parametrize("words", ["black shawl", "black-shawl", "shawl black-shawl dikhao"])
def test_words_that_look_like_a_code_are_words(sqlite_shop: Shop, words: str) -> None:
    assert send(sqlite_shop, words) is None
