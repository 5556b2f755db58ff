"""Staff find a customer by what they know of them, among those who are their business; each look is kept."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, update

from hamrah.crm.base import utc_now
from hamrah.crm.catalogue import Branch
from hamrah.crm.customers import ContactPoint, Customer, NameSound
from hamrah.crm.operations import Audit, Staff
from hamrah.services.actors import Actor
from hamrah.services.customer_names import note_missing_names
from hamrah.services.customer_search import (
    NOBODY,
    SHOWN,
    Found,
    Wanted,
    find_customers,
    namesakes,
    open_customer,
    sees_order,
)
from hamrah.services.refusal import Refusal

from .desk import hire, member, ticket_of
from .world import SHOP, Shop, place_order


def add(shop: Shop, name: str, city: str = "Lahore", branch: str | None = None, phone: str | None = None) -> int:
    with shop.writing() as session:
        home = session.scalar(select(Branch.id).where(Branch.code == branch)) if branch else None
        count = session.query(Customer).count()
        row = Customer(name=name, city=city, home_branch_id=home, source=SHOP, external_ref=f"n{count}")
        row.created_at = utc_now()
        if phone is not None:
            row.contact_points = [ContactPoint(kind="phone", value=phone)]
        session.add(row)
        session.flush()
        return row.id


def find(shop: Shop, who: str = "nighat", **wanted: str) -> Found:
    with shop.writing() as session:
        return find_customers(session, member(session, who), Wanted(**wanted))


def names(found: Found) -> list[str]:
    return [one.name for one in found.matches]


def answers_nobody(ask: Callable[[], Any]) -> dict[str, Any]:
    """The values of the refusal: nothing of them may tell why it is one."""
    with pytest.raises(Refusal) as refused:
        ask()
    assert refused.value.key == NOBODY
    return refused.value.values


@pytest.fixture
def hired(shop: Shop) -> Shop:
    hire(shop)
    return shop


@pytest.fixture
def hired_sqlite(sqlite_shop: Shop) -> Shop:
    hire(sqlite_shop)
    return sqlite_shop


@pytest.mark.parametrize("spelling", ["Ayesha Khan", "aisha khan", "AYSHA", "عائشہ خان", "عائشہ", "khan"])
def test_a_name_is_found_however_it_is_spelled(hired: Shop, spelling: str) -> None:
    found = find(hired, name=spelling)
    assert names(found) == ["Ayesha Khan"] and found.certain


@pytest.mark.parametrize(
    ("written", "asked"), [("حسین شاہ", "Hussain Shah"), ("Yusuf Baig", "یوسف"), ("Ghulam Rasul", "غلام رسول")]
)
def test_across_scripts_both_ways(hired: Shop, written: str, asked: str) -> None:
    add(hired, written)
    assert names(find(hired, name=asked)) == [written]


def test_two_names_that_sound_alike_are_not_one(hired_sqlite: Shop) -> None:
    add(hired_sqlite, "Saniya Mirza")
    assert names(find(hired_sqlite, name="Sana")) == ["Sana Malik"]


def test_a_name_that_only_sounds_so_is_asked_about(hired_sqlite: Shop) -> None:
    add(hired_sqlite, "Rasheeda Bano")
    found = find(hired_sqlite, name="Rashida")
    assert names(found) == ["Rasheeda Bano"] and not found.certain


def test_who_is_called_so_comes_before_who_is_called_so_too(hired_sqlite: Shop) -> None:
    add(hired_sqlite, "Sher Ali")
    add(hired_sqlite, "Ali Bhatti")
    add(hired_sqlite, "Ali Sher Bhatti")
    assert names(find(hired_sqlite, name="Ali")) == ["Ali Bhatti", "Ali Sher Bhatti", "Sher Ali"]
    assert names(find(hired_sqlite, name="Ali Bhatti")) == ["Ali Bhatti", "Ali Sher Bhatti"]


def test_many_namesakes_are_narrowed_by_city(hired: Shop) -> None:
    for city in ("Lahore", "Karachi", "Multan", "Quetta", "Sialkot", "Peshawar"):
        add(hired, "Nadia Aslam", city)
    found = find(hired, name="Nadia")
    assert len(found.matches) == SHOWN and found.more
    assert [one.city for one in find(hired, name="nadiya", city="Quetta").matches] == ["Quetta"]
    ids = [one.customer_id for one in found.matches]
    with hired.writing() as session:
        assert [one.city for one in namesakes(session, member(session, "nighat"), ids, "Multan").matches] == ["Multan"]
        answers_nobody(lambda: namesakes(session, member(session, "nighat"), ids, "Gilgit"))


def test_who_lives_there_comes_before_whose_branch_is_there(hired_sqlite: Shop) -> None:
    ids = [add(hired_sqlite, "Nadia A", "Gilgit", "LHR"), add(hired_sqlite, "Nadia B", "Lahore")]
    with hired_sqlite.writing() as session:
        nighat = member(session, "nighat")
        assert names(namesakes(session, nighat, ids, "Lahore")) == ["Nadia B"]
        assert names(namesakes(session, nighat, ids[:1], "Lahore")) == ["Nadia A"]


def test_a_name_with_markup_is_found_and_is_a_name(hired_sqlite: Shop) -> None:
    add(hired_sqlite, "<b>Zeenat</b> O'Neil %_")
    assert names(find(hired_sqlite, name="zeenat")) == ["<b>Zeenat</b> O'Neil %_"]
    for nothing in ("%", "_%", "<>", "'; DROP TABLE customers; --"):
        answers_nobody(lambda nothing=nothing: find(hired_sqlite, name=nothing))


@pytest.mark.parametrize(
    "wanted",
    [
        {"phone": "+923001234567"},
        {"email": "AYESHA@example.com"},
        {"order_number": "#1042"},
        {"ticket_number": "t10001"},
        {"order_number": "10001"},  # in talk about customers a plain number may be a ticket's
    ],
)
def test_what_is_known_of_them_finds_them(hired: Shop, wanted: dict[str, str]) -> None:
    ticket_of(hired, who="ayesha")
    with hired.writing() as session:
        place_order(session, hired.ids["ayesha"], "1042", {"H-1-1": 1})
    assert names(find(hired, **wanted)) == ["Ayesha Khan"]


def test_several_on_one_phone_are_all_named(hired_sqlite: Shop) -> None:
    found = find(hired_sqlite, phone="+923215556667", name="Ayesha")
    assert names(found) == ["Daud Masih", "Maryam Masih"]


def test_of_very_many_on_one_contact_those_of_the_branch_are_found(hired: Shop) -> None:
    """The office of a company, say: whoever was entered last is as much somebody's customer as who was first."""
    for number in range(SHOWN * 5):
        add(hired, f"Person {number}", "Karachi", "KHI", phone="+924211112222")
    theirs = add(hired, "Shehla Aslam", "Lahore", "LHR", phone="+924211112222")
    found = find(hired, "sunita", phone="+924211112222")
    assert [one.customer_id for one in found.matches] == [theirs]


def test_the_business_of_a_branch(hired: Shop) -> None:
    """Who is at home there, bought there or has a ticket there; nobody else, and not whoever bought online."""
    ticket_of(hired, "LHR", who="bilal")
    at_lahore = add(hired, "Home Lahori", "Quetta", "LHR")
    of_karachi = add(hired, "Moved Away", "Lahore", "KHI")
    with hired.writing() as session:
        place_order(session, hired.ids["sana"], "77", {"H-1-1": 1})  # online: no branch
    with hired.writing() as session:
        sunita = member(session, "sunita")
        for customer_id in (hired.ids["ayesha"], hired.ids["bilal"], at_lahore):
            assert open_customer(session, sunita, customer_id, "summary").id == customer_id
        for customer_id in (hired.ids["sana"], of_karachi):
            answers_nobody(lambda customer_id=customer_id: open_customer(session, sunita, customer_id, "summary"))


@pytest.mark.parametrize(
    "wanted",
    [{"name": "Bilal Ahmed"}, {"phone": "+923007654321"}, {"email": "bilal@example.com"}, {"order_number": "1042"}],
)
def test_another_branchs_customer_is_answered_for_like_nobody(hired: Shop, wanted: dict[str, str]) -> None:
    with hired.writing() as session:
        place_order(session, hired.ids["bilal"], "1042", {"H-1-1": 1})
    unknown = {"name": "Qqqq", "phone": "+923009999999", "email": "nobody@example.com", "order_number": "9999"}
    nobody = {kind: unknown[kind] for kind in wanted}
    for who in ("sunita", "farhan"):
        refused = answers_nobody(lambda who=who: find(hired, who, **wanted))
        assert refused == answers_nobody(lambda who=who: find(hired, who, **nobody)) == {}
    assert hired.count(Audit) == 0  # nobody was looked at
    assert names(find(hired, "rameez", **wanted)) == ["Bilal Ahmed"]
    assert names(find(hired, "nighat", **wanted)) == ["Bilal Ahmed"]


def test_who_has_no_branch_has_no_customers(hired_sqlite: Shop) -> None:
    with hired_sqlite.writing() as session:
        session.execute(update(Staff).where(Staff.email == "sunita@shop.example").values(branch_id=None))
        place_order(session, hired_sqlite.ids["ayesha"], "5", {"H-1-1": 1})
    answers_nobody(lambda: find(hired_sqlite, "sunita", name="Ayesha"))


def test_an_erased_customer_is_not_found(hired: Shop) -> None:
    find(hired, name="Ayesha")  # noted by name before
    with hired.writing() as session:
        place_order(session, hired.ids["ayesha"], "1042", {"H-1-1": 1})
        session.get_one(Customer, hired.ids["ayesha"]).erased_at = utc_now()
    for wanted in ({"name": "Ayesha"}, {"phone": "+923001234567"}, {"order_number": "1042"}):
        answers_nobody(lambda wanted=wanted: find(hired, **wanted))
    with hired.writing() as session:
        nighat = member(session, "nighat")
        answers_nobody(lambda: open_customer(session, nighat, hired.ids["ayesha"], "orders"))


def test_each_look_is_kept_and_nothing_of_what_was_seen(hired: Shop) -> None:
    with hired.writing() as session:
        open_customer(session, member(session, "sunita"), hired.ids["ayesha"], "orders, tickets")
        sunita = member(session, "sunita").staff_id
    find(hired, "sunita", phone="+923215556667")
    with hired.reading() as session:
        rows = session.scalars(select(Audit).order_by(Audit.id)).all()
    assert [(row.action, row.subject_id, row.reason) for row in rows] == [
        ("customer_seen", str(hired.ids["ayesha"]), "orders, tickets"),
        ("customer_listed", str(hired.ids["daud"]), "phone"),
        ("customer_listed", str(hired.ids["maryam"]), "phone"),
    ]
    assert {(row.actor, row.actor_id, row.subject_type) for row in rows} == {("staff", str(sunita), "customer")}


def test_a_role_without_the_right_finds_nobody(hired_sqlite: Shop) -> None:
    cleaner = Actor("staff:99", 99, "cleaner", None)
    with hired_sqlite.writing() as session:
        for ask in (
            lambda: find_customers(session, cleaner, Wanted(name="Ayesha")),
            lambda: open_customer(session, cleaner, hired_sqlite.ids["ayesha"], "orders"),
            lambda: namesakes(session, cleaner, [hired_sqlite.ids["ayesha"]], "Lahore"),
        ):
            with pytest.raises(Refusal, match="utter_not_your_role"):
                ask()


def test_a_customer_whose_row_came_late_is_noted_too(hired: Shop) -> None:
    find(hired, name="Ayesha")
    with hired.writing() as session:
        session.query(NameSound).filter(NameSound.customer_id == hired.ids["bilal"]).delete()
    answers_nobody(lambda: find(hired, name="Bilal"))
    with hired.writing() as session:
        last = note_missing_names(session)
        assert last == hired.ids["bilal"] and note_missing_names(session, last) is None
    assert names(find(hired, name="Bilal")) == ["Bilal Ahmed"]


def test_an_order_is_seen_by_whose_business_its_customer_is(hired: Shop) -> None:
    with hired.writing() as session:
        place_order(session, hired.ids["ayesha"], "12957", {"H-1-1": 1})
    with hired.reading() as session:
        seen = {who: sees_order(session, member(session, who), "#12957") for who in ("nighat", "sunita", "rameez")}
        assert seen == {"nighat": True, "sunita": True, "rameez": False}
        assert not sees_order(session, member(session, "nighat"), "99999")
