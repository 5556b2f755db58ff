"""A shop's customers from its files: how they are reached, two on one phone, what they allow, who was erased."""

from pathlib import Path

from sqlalchemy import func, select

from hamrah.crm.customers import Address, Consent, ContactPoint, Customer, NameSound
from hamrah.crm.engine import Sessions, transaction
from hamrah.services.codes import Claimed, _find_contact
from hamrah.services.consents import consents_to
from hamrah.services.customer_names import note_new_names
from hamrah.services.identity import Principal, find_customer_by_subject
from hamrah.services.privacy import set_marketing_consent

from .conftest import NOW, Import, add, change, refused

BAD_ROWS = [
    (",No ref,,,,,,,,", "unreadable_ref"),
    ("C-3001,,,,,,,,,", "unreadable_name"),
    ("C-3002,A,12345,,,,,,,", "unreadable_phone"),
    ("C-3003,A,9.23E+11,,,,,,,", "unreadable_phone"),
    ("C-3004,A,,nobody at home,,,,,,", "unreadable_email"),
    ("C-3005,A,,,Klingon,,,,,", "unreadable_language"),
    ("C-3006,A,,,,,,XYZ,,", "unknown_branch"),
    ("C-3007,A,,,,,,,2999-01-01,", "unreadable_joined"),
    ("C-3009,A,,,,,,,0001-01-01,", "unreadable_joined"),
    ("C-3008,A,,,,,,,,maybe", "unreadable_marketing_consent"),
    ("C-2001,Nadia Again,,,,,,,,", "stands_twice"),
]


def customer(store: Sessions, ref: str) -> Customer:
    with store() as session:
        return session.scalars(select(Customer).where(Customer.external_ref == ref)).one()


def reached(store: Sessions, ref: str) -> dict[str, str]:
    with store() as session:
        rows = select(ContactPoint.kind, ContactPoint.value).join(Customer).where(Customer.external_ref == ref)
        return dict(session.execute(rows).tuples().all())


def allowed(store: Sessions, ref: str) -> bool | None:
    with store() as session:
        return consents_to(session, customer(store, ref).id, "marketing")


def say(store: Sessions, ref: str, *, granted: bool) -> None:
    with transaction(store) as session:
        set_marketing_consent(session, Principal("s", "website", customer(store, ref).id), granted=granted)


def test_customers_are_reached_as_the_code_reaches_everybody(store: Sessions, take: Import) -> None:
    take()
    assert reached(store, "C-2001") == {"phone": "+923010000021", "email": "nadia.aslam@example.com"}
    nadia, sadia = customer(store, "C-2001"), customer(store, "C-2003")
    assert (nadia.source, nadia.language, nadia.city) == ("shop", "ur-Latn", "Lahore")
    assert (sadia.name, sadia.language) == ("سعدیہ ملک", "ur")
    assert str(nadia.created_at) == "2025-11-01 19:00:00+00:00"  # midnight in Karachi
    assert (allowed(store, "C-2001"), allowed(store, "C-2002"), allowed(store, "C-2003")) == (True, False, None)
    with store() as session:
        found = find_customer_by_subject(session, "Nadia.Aslam@example.com")
        assert found is not None and found.external_ref == "C-2001"


def test_two_customers_on_one_phone_are_two_whom_no_code_tells_apart(store: Sessions, take: Import) -> None:
    take()
    assert reached(store, "C-2003")["phone"] == reached(store, "C-2004")["phone"] == "+923030000023"
    with store() as session:
        assert _find_contact(session, Claimed("phone", "+923030000023")) is None
        assert _find_contact(session, Claimed("phone", "+923010000021")) is not None


def test_bad_rows_are_refused_without_what_stands_in_them(store: Sessions, files: Path, take: Import) -> None:
    lines = len((files / "customers.csv").read_text(encoding="utf-8").splitlines())
    add(files / "customers.csv", *(row for row, _ in BAD_ROWS))
    take()
    expected = [("customers.csv", line, reason) for line, (_, reason) in enumerate(BAD_ROWS, start=lines + 1)]
    assert sorted(refused(files)) == expected
    written = (files / "rejects.csv").read_text(encoding="utf-8")
    assert not [word for word in ("Nadia", "12345", "nobody", "C-3") if word in written]
    with store() as session:
        assert session.scalar(select(func.count()).select_from(Customer)) == 5


def test_what_changed_replaces_what_was(store: Sessions, files: Path, take: Import) -> None:
    take()
    with transaction(store) as session:
        note_new_names(session)
    change(files / "customers.csv", "Nadia Aslam,0301 0000021", "Nadia Rehman,0301 0000099")
    change(files / "customers.csv", '"House 8, Street 3, Model Town, Lahore",LHR', '"House 1, Wapda Town, Lahore",LHR')
    change(files / "customers.csv", "imran.malik@example.com", "")
    assert take().changed == {"customers": 2}
    assert reached(store, "C-2001")["phone"] == "+923010000099"  # the old number may be somebody else's by now
    assert reached(store, "C-2004") == {"phone": "+923030000023"}
    with store() as session:
        nadia = customer(store, "C-2001")
        assert nadia.name == "Nadia Rehman"
        assert session.scalars(select(Address.line).where(Address.customer_id == nadia.id)).all() == [
            "House 1, Wapda Town, Lahore"
        ]
        assert session.scalar(select(NameSound.sound).where(NameSound.customer_id == nadia.id)) is None


def test_what_a_person_said_to_us_about_offers_holds(store: Sessions, take: Import) -> None:
    take()
    say(store, "C-2001", granted=False)
    take()
    assert allowed(store, "C-2001") is False


def test_a_yes_said_to_us_holds_until_the_file_says_no_anew(store: Sessions, files: Path, take: Import) -> None:
    take()
    say(store, "C-2002", granted=True)
    assert take().kept == 0
    assert allowed(store, "C-2002") is True
    for said in ("yes", "no"):
        change(files / "customers.csv", "+05:00,no" if said == "yes" else "+05:00,yes", f"+05:00,{said}")
        take(NOW.replace(year=NOW.year + 50))  # later than what was said to us
    assert allowed(store, "C-2002") is False


def test_a_no_that_file_and_person_said_is_the_persons(store: Sessions, files: Path, take: Import) -> None:
    take()
    say(store, "C-2001", granted=False)
    for old, new in (("yes", "no"), ("no", "yes")):
        change(files / "customers.csv", f"LHR,2025-11-02,{old}", f"LHR,2025-11-02,{new}")
        take()
    assert allowed(store, "C-2001") is False


def test_an_empty_address_takes_the_old_one_away(store: Sessions, files: Path, take: Import) -> None:
    take()
    change(files / "customers.csv", '"House 8, Street 3, Model Town, Lahore",LHR', ",LHR")
    assert take().changed == {"customers": 1}
    with store() as session:
        assert not session.scalars(select(Address).where(Address.customer_id == customer(store, "C-2001").id)).all()


def test_a_change_of_mind_that_the_shop_heard_counts(store: Sessions, files: Path, take: Import) -> None:
    take()
    change(files / "customers.csv", "LHR,2025-11-02,yes", "LHR,2025-11-02,no")
    change(files / "customers.csv", "+05:00,no", "+05:00,yes")
    take()
    assert (allowed(store, "C-2001"), allowed(store, "C-2002")) == (False, True)
    with store() as session:
        assert session.scalar(select(func.count()).select_from(Consent)) == 4


def test_who_was_erased_does_not_come_back(store: Sessions, take: Import, files: Path) -> None:
    take()
    with transaction(store) as session:
        row = session.scalars(select(Customer).where(Customer.external_ref == "C-2005")).one()
        row.name, row.erased_at = "", NOW
    take()
    assert refused(files) == [("customers.csv", 6, "customer_was_erased")]
    assert customer(store, "C-2005").name == ""
