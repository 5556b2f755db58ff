"""A guest shows who they are with a one-time code, and nobody learns from it who is a customer."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from hamrah.crm.base import utc_now
from hamrah.crm.conversations import Attempt, Interaction, Notification, OneTimeCode
from hamrah.crm.customers import ContactPoint, Customer
from hamrah.services.codes import TRIES, Claimed, CodeCheck, check_code, send_code
from hamrah.services.identity import Principal, open_conversation, who_speaks
from hamrah.services.notifier import StoreNotifier, latest_notifications

from .world import CUSTOMERS, Shop, place_order

AYESHAS_PHONE = Claimed("phone", "+923001234567")
UNKNOWN_PHONE = Claimed("phone", "+923009999999")
WRONG = "not-a-code"


def send(shop: Shop, claim: Claimed, name: str = "guest") -> bool:
    with shop.writing() as session:
        return send_code(session, shop.who(name), claim, StoreNotifier(), "en")


def last_code(shop: Shop) -> str:
    with shop.reading() as session:
        return latest_notifications(session)[0].values["code"]


def type_code(shop: Shop, code: str, name: str = "guest") -> CodeCheck:
    with shop.writing() as session:
        return check_code(session, shop.who(name), code)


def speaker(shop: Shop, name: str = "guest") -> int | None:
    with shop.reading() as session:
        return who_speaks(session, shop.who(name).sender_id).customer_id


@pytest.mark.parametrize(
    "claim", [AYESHAS_PHONE, Claimed("email", "ayesha@example.com"), Claimed("order_number", "1001")]
)
def test_the_right_code_makes_the_conversation_the_customers(shop: Shop, claim: Claimed) -> None:
    with shop.writing() as session:
        place_order(session, shop.ids["ayesha"], "1001", {"H-1-1": 1})
    assert send(shop, claim)
    assert speaker(shop) is None
    assert type_code(shop, last_code(shop)) is CodeCheck.RIGHT
    assert speaker(shop) == shop.ids["ayesha"]


def test_identifying_stands_in_the_customers_timeline(sqlite_shop: Shop) -> None:
    send(sqlite_shop, AYESHAS_PHONE)
    type_code(sqlite_shop, last_code(sqlite_shop))
    with sqlite_shop.reading() as session:
        kinds = select(Interaction.kind).where(Interaction.customer_id == sqlite_shop.ids["ayesha"])
        assert "identified" in session.scalars(kinds).all()


def test_the_code_goes_to_the_contact_point_named(sqlite_shop: Shop) -> None:
    send(sqlite_shop, Claimed("email", "ayesha@example.com"))
    with sqlite_shop.reading() as session:
        sent = latest_notifications(session)[0]
    assert (sent.channel, sent.address, sent.kind) == ("email", "ayesha@example.com", "one_time_code")
    assert sent.values["code"].isdigit() and len(sent.values["code"]) == 6


def test_an_order_number_leads_to_the_preferred_contact_point(sqlite_shop: Shop) -> None:
    with sqlite_shop.writing() as session:
        place_order(session, sqlite_shop.ids["ayesha"], "1001", {"H-1-1": 1})
    send(sqlite_shop, Claimed("order_number", "1001"))
    with sqlite_shop.reading() as session:
        sent = latest_notifications(session)[0]
    assert (sent.channel, sent.address) == ("sms", "+923001234567")


def test_only_a_hash_of_the_code_is_kept(sqlite_shop: Shop) -> None:
    send(sqlite_shop, AYESHAS_PHONE)
    send(sqlite_shop, AYESHAS_PHONE, "other-guest")
    with sqlite_shop.reading() as session:
        row, other = session.scalars(select(OneTimeCode).order_by(OneTimeCode.id)).all()
        first = session.scalars(select(Notification).order_by(Notification.id)).first()
    assert first is not None and first.values["code"] not in row.code_hash
    assert len(row.code_hash) == 64 and row.code_hash != other.code_hash


def test_five_wrong_codes_and_the_right_one_comes_too_late(shop: Shop) -> None:
    send(shop, AYESHAS_PHONE)
    assert [type_code(shop, WRONG) for _ in range(TRIES)] == [CodeCheck.WRONG] * 5
    assert type_code(shop, last_code(shop)) is CodeCheck.TOO_MANY
    assert speaker(shop) is None


def test_four_wrong_codes_leave_one_more_try(sqlite_shop: Shop) -> None:
    send(sqlite_shop, AYESHAS_PHONE)
    for _ in range(TRIES - 1):
        type_code(sqlite_shop, WRONG)
    assert type_code(sqlite_shop, last_code(sqlite_shop)) is CodeCheck.RIGHT


def test_an_old_code_has_expired(sqlite_shop: Shop) -> None:
    send(sqlite_shop, AYESHAS_PHONE)
    with sqlite_shop.writing() as session:
        row = session.scalars(select(OneTimeCode)).one()
        assert row.expires_at - row.sent_at == timedelta(minutes=10)
        row.expires_at = utc_now() - timedelta(seconds=1)
    assert type_code(sqlite_shop, last_code(sqlite_shop)) is CodeCheck.EXPIRED
    assert speaker(sqlite_shop) is None


def test_a_code_counts_once(sqlite_shop: Shop) -> None:
    send(sqlite_shop, AYESHAS_PHONE)
    code = last_code(sqlite_shop)
    assert type_code(sqlite_shop, code) is CodeCheck.RIGHT
    assert type_code(sqlite_shop, code) is CodeCheck.EXPIRED


def test_a_new_code_makes_the_older_one_worthless_even_after_it_was_used(sqlite_shop: Shop) -> None:
    send(sqlite_shop, AYESHAS_PHONE)
    older = last_code(sqlite_shop)
    send(sqlite_shop, Claimed("phone", CUSTOMERS["bilal"][2]))
    assert type_code(sqlite_shop, older) is CodeCheck.WRONG
    assert type_code(sqlite_shop, last_code(sqlite_shop)) is CodeCheck.RIGHT
    assert type_code(sqlite_shop, older) is CodeCheck.EXPIRED
    assert speaker(sqlite_shop) == sqlite_shop.ids["bilal"]


def test_another_conversations_code_is_worth_nothing(sqlite_shop: Shop) -> None:
    send(sqlite_shop, AYESHAS_PHONE, "guest")
    stolen = last_code(sqlite_shop)
    assert type_code(sqlite_shop, stolen, "other-guest") is CodeCheck.EXPIRED
    send(sqlite_shop, AYESHAS_PHONE, "other-guest")
    assert type_code(sqlite_shop, stolen, "other-guest") is CodeCheck.WRONG
    assert speaker(sqlite_shop, "other-guest") is None


def test_no_code_was_asked_for(sqlite_shop: Shop) -> None:
    assert type_code(sqlite_shop, "123456") is CodeCheck.EXPIRED


def outcomes(shop: Shop, claim: Claimed, name: str) -> list[object]:
    """All that somebody who types a claim and guesses can see."""
    return [send(shop, claim, name), *[type_code(shop, WRONG, name) for _ in range(TRIES + 1)], send(shop, claim, name)]


def rows(shop: Shop, name: str) -> Sequence[object]:
    sender_id = shop.who(name).sender_id
    with shop.reading() as session:
        codes = session.scalars(select(OneTimeCode).where(OneTimeCode.sender_id == sender_id)).all()
        attempts = session.scalars(select(Attempt)).all()
        held = [(code.attempts, code.used_at, len(code.code_hash), code.expires_at - code.sent_at) for code in codes]
        kinds = sorted(attempt.action for attempt in attempts)
        session.expunge_all()
    return [held, kinds]


@pytest.mark.parametrize(
    "unknown", [UNKNOWN_PHONE, Claimed("email", "nobody@example.com"), Claimed("order_number", "99999")]
)
def test_an_unknown_contact_looks_the_same(sqlite_shop: Shop, unknown: Claimed) -> None:
    known = outcomes(sqlite_shop, AYESHAS_PHONE, "guest")
    rows_of_known = rows(sqlite_shop, "guest")
    with sqlite_shop.writing() as session:
        session.query(Attempt).delete()
    assert outcomes(sqlite_shop, unknown, "other-guest") == known
    assert rows(sqlite_shop, "other-guest") == rows_of_known


def test_nothing_is_sent_to_an_unknown_contact(sqlite_shop: Shop) -> None:
    assert send(sqlite_shop, UNKNOWN_PHONE)
    assert sqlite_shop.count(Notification) == 0


def test_a_phone_that_two_customers_share_identifies_neither(sqlite_shop: Shop) -> None:
    assert send(sqlite_shop, Claimed("phone", CUSTOMERS["daud"][2]))
    assert sqlite_shop.count(Notification) == 0
    assert send(sqlite_shop, Claimed("email", "daud@example.com"))
    assert type_code(sqlite_shop, last_code(sqlite_shop)) is CodeCheck.RIGHT
    assert speaker(sqlite_shop) == sqlite_shop.ids["daud"]


@pytest.mark.parametrize("claim", [AYESHAS_PHONE, Claimed("order_number", "1001")])
def test_nothing_is_sent_to_an_erased_customer(sqlite_shop: Shop, claim: Claimed) -> None:
    with sqlite_shop.writing() as session:
        place_order(session, sqlite_shop.ids["ayesha"], "1001", {"H-1-1": 1})
        session.get_one(Customer, sqlite_shop.ids["ayesha"]).erased_at = utc_now()
    assert send(sqlite_shop, claim)
    assert sqlite_shop.count(Notification) == 0


def test_an_order_number_of_two_sources_and_owners_identifies_neither(sqlite_shop: Shop) -> None:
    with sqlite_shop.writing() as session:
        place_order(session, sqlite_shop.ids["ayesha"], "1001", {"H-1-1": 1})
        place_order(session, sqlite_shop.ids["bilal"], "1001", {"H-1-1": 1}, source="tau-retail")
    assert send(sqlite_shop, Claimed("order_number", "1001"))
    assert sqlite_shop.count(Notification) == 0


def test_an_order_without_a_customer_identifies_nobody(sqlite_shop: Shop) -> None:
    with sqlite_shop.writing() as session:
        place_order(session, None, "536365", {"H-1-1": 1}, source="online-retail")
    assert send(sqlite_shop, Claimed("order_number", "536365"))
    assert sqlite_shop.count(Notification) == 0


def test_a_conversation_gets_three_codes_in_a_quarter_of_an_hour(sqlite_shop: Shop) -> None:
    claims = [Claimed("email", f"{name}@example.com") for name in ("ayesha", "bilal", "sana", "daud")]
    assert [send(sqlite_shop, claim) for claim in claims] == [True, True, True, False]
    assert sqlite_shop.count(Notification) == 3
    with sqlite_shop.writing() as session:
        session.execute(update(Attempt).values(at=utc_now() - timedelta(minutes=16)))
    assert send(sqlite_shop, claims[3])


def test_a_contact_gets_five_codes_an_hour_from_all_conversations(sqlite_shop: Shop) -> None:
    sent = []
    for number in range(6):
        with sqlite_shop.writing() as session:
            open_conversation(session, f"guest-{number}", "web")
            person = Principal(f"guest-{number}", "web")
            sent.append(send_code(session, person, AYESHAS_PHONE, StoreNotifier(), "en"))
    assert sent == [True] * 5 + [False]
    assert sqlite_shop.count(Notification) == 5


def test_a_contact_gets_five_codes_an_hour_however_it_is_named(shop: Shop) -> None:
    """By its number, by order numbers of its owner: all are answered alike, and nothing more is sent."""
    orders = [Claimed("order_number", str(1001 + number)) for number in range(4)]
    with shop.writing() as session:
        for claim in orders:
            place_order(session, shop.ids["ayesha"], claim.value, {"H-1-1": 1})
    claims = [AYESHAS_PHONE, *orders, AYESHAS_PHONE, Claimed("order_number", "1001")]
    sent = []
    for number, claim in enumerate(claims):
        with shop.writing() as session:
            open_conversation(session, f"guest-{number}", "web")
            sent.append(send_code(session, Principal(f"guest-{number}", "web"), claim, StoreNotifier(), "en"))
    assert sent == [True] * len(claims)
    assert shop.count(OneTimeCode) == len(claims)
    assert shop.count(OneTimeCode, OneTimeCode.contact_point_id.is_not(None)) == 5, "what is not sent proves nobody"
    assert shop.count(Notification) == 5


def test_a_conversation_may_try_fifteen_codes_an_hour(sqlite_shop: Shop) -> None:
    """New codes do not give new tries without end."""
    seen = []
    for _ in range(4):
        with sqlite_shop.writing() as session:
            session.query(Attempt).filter(Attempt.action != "check_code").delete()
        send(sqlite_shop, AYESHAS_PHONE)
        seen += [type_code(sqlite_shop, WRONG) for _ in range(TRIES)]
    assert seen[:15] == [CodeCheck.WRONG] * 15
    assert seen[15:] == [CodeCheck.TOO_MANY] * 5


def test_the_contact_point_is_verified_by_the_code(sqlite_shop: Shop) -> None:
    send(sqlite_shop, AYESHAS_PHONE)
    type_code(sqlite_shop, last_code(sqlite_shop))
    with sqlite_shop.reading() as session:
        verified = session.scalars(select(ContactPoint.value).where(ContactPoint.verified_at.is_not(None))).all()
    assert verified == ["+923001234567"]
