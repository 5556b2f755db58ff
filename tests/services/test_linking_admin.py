"""The shop's people see links of their own branch, masked, and undo those that are wrong, with a reason."""

import pytest
from sqlalchemy import select

from hamrah.bootstrap import texts
from hamrah.crm.catalogue import Branch
from hamrah.crm.channels import ChannelAccount, ChannelLink
from hamrah.crm.customers import Customer
from hamrah.crm.operations import Audit, Staff
from hamrah.services.actors import Actor, staff_member
from hamrah.services.linking import place_of
from hamrah.services.linking_admin import Link, list_links, show_link, undo_as_staff
from hamrah.services.refusal import Refusal

from .linked import add_account
from .world import CUSTOMERS, Shop

NUMBER = "923001234567"
PEOPLE = {"nighat": ("manager", None), "javed": ("branch_manager", "LHR"), "sunita": ("agent", "LHR")}


@pytest.fixture
def desk(shop: Shop) -> Shop:
    """Ayesha, of Lahore, is linked in WhatsApp and Bilal, of Karachi, by short messages."""
    with shop.writing() as session:
        branches = {row.code: row.id for row in session.scalars(select(Branch))}
        for name, (role, branch) in PEOPLE.items():
            branch_id = None if branch is None else branches[branch]
            session.add(Staff(name=name, email=f"{name}@shop.example", role=role, branch_id=branch_id))
        for who, branch, channel in (("ayesha", "LHR", "whatsapp"), ("bilal", "KHI", "sms")):
            session.get_one(Customer, shop.ids[who]).home_branch_id = branches[branch]
            phone = CUSTOMERS[who][2]
            place_of(session, add_account(session, channel, phone.lstrip("+"), phone))
    return shop


def as_(shop: Shop, name: str) -> Actor:
    with shop.reading() as session:
        return staff_member(session, f"{name}@shop.example")


def listed(shop: Shop, name: str, **how: object) -> list[Link]:
    with shop.writing() as session:
        return list_links(session, as_(shop, name), **how)  # type: ignore[arg-type]


def test_each_sees_their_own_branchs_masked(desk: Shop) -> None:
    seen = {name: [(one.whose, one.channel) for one in listed(desk, name)] for name in PEOPLE}
    assert seen["nighat"] == [("bilal", "sms"), ("ayesha", "whatsapp")]
    assert seen["javed"] == seen["sunita"] == [("ayesha", "whatsapp")]
    assert {one.address for one in listed(desk, "nighat", whose="ayesha")} == {"…567"}


def test_who_sees_contacts_sees_the_whole_address_of_one(desk: Shop) -> None:
    (link,) = listed(desk, "sunita")
    for name, address in (("nighat", NUMBER), ("javed", NUMBER), ("sunita", "…567")):
        with desk.writing() as session:
            assert show_link(session, as_(desk, name), link.id).address == address


def test_another_branchs_link_answers_like_one_that_is_not_there(desk: Shop) -> None:
    bilals = listed(desk, "nighat")[0].id
    for number in (bilals, 9999):
        with pytest.raises(Refusal, match="utter_link_unknown"), desk.writing() as session:
            show_link(session, as_(desk, "sunita"), number)


def test_every_look_is_an_audit_row(desk: Shop) -> None:
    (link,) = listed(desk, "sunita", whose="ayesha")
    with desk.writing() as session:
        show_link(session, as_(desk, "sunita"), link.id)
    with desk.reading() as session:
        rows = session.execute(select(Audit.actor, Audit.action, Audit.subject_id).order_by(Audit.id)).tuples().all()
    assert rows == [
        ("staff", "account_links_listed", "ayesha"),
        ("staff", "account_link_seen", str(link.id)),
    ]


def test_a_manager_undoes_a_link_and_says_why(desk: Shop) -> None:
    (link,) = listed(desk, "javed")
    with desk.writing() as session:
        undo_as_staff(session, texts(), as_(desk, "javed"), link.id, " She sold the phone ")
    with desk.reading() as session:
        row = session.get_one(ChannelLink, link.id)
        assert (row.ended_by, row.why) == ("staff", "wrong")
        audit = session.scalars(select(Audit).where(Audit.action == "account_link_undone")).one()
        assert (audit.subject_id, audit.reason) == (str(link.id), "She sold the phone")
    with desk.writing() as session:
        account = session.scalars(select(ChannelAccount).where(ChannelAccount.address == NUMBER)).one()
        assert place_of(session, account).customer_id is None
    assert listed(desk, "javed") == []
    assert [one.why for one in listed(desk, "javed", with_ended=True)] == ["wrong"]
    with pytest.raises(Refusal, match="utter_link_unknown"), desk.writing() as session:
        undo_as_staff(session, texts(), as_(desk, "javed"), link.id, "again")


@pytest.mark.parametrize(
    ("name", "reason", "key"), [("sunita", "because", "utter_not_your_role"), ("javed", "  ", "utter_reason_needed")]
)
def test_not_every_role_and_never_without_a_reason(desk: Shop, name: str, reason: str, key: str) -> None:
    (link,) = listed(desk, "sunita")
    with pytest.raises(Refusal, match=key), desk.writing() as session:
        undo_as_staff(session, texts(), as_(desk, name), link.id, reason)
    assert len(listed(desk, "sunita")) == 1
