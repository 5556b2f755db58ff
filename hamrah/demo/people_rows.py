"""Writing customers: how they are reached, where they live, what they allowed and stated; and the staff."""

from datetime import datetime, timedelta
from functools import lru_cache
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.bulk import BulkRows
from hamrah.crm.customers import Address, Consent, ContactPoint, Customer, Preference
from hamrah.crm.operations import Staff
from hamrah.demo.chance import chance_of, pick
from hamrah.demo.people import DEMO, Person
from hamrah.demo.people_files import StaffEntry
from hamrah.services.order_numbers import SHOP
from hamrah.services.staff_sign_in import DEMO_PASSWORD, hasher


def write_people(rows: BulkRows, people: list[Person], branches: dict[str, int], now: datetime) -> None:
    """Write the customers and give each person the id of their row."""
    for number, person in enumerate(people):
        chance = chance_of(f"row:{person.reference}")
        person.id = rows.add(
            Customer,
            name=person.name,
            language=person.language,
            city=person.city,
            home_branch_id=branches[person.place.branch],
            source=SHOP,
            external_ref=person.reference,
            created_at=person.created_at,
            erased_at=None,
        )
        _contacts(rows, person, chance)
        rows.add(
            Address,
            customer_id=person.id,
            label="home",
            line=person.address,
            city=person.city,
            country="PK",
            is_default=True,
        )
        if number < len(DEMO):
            _consent(rows, person, True, "website", person.created_at)
            continue
        _consents(rows, person, now, chance)
        _preferences(rows, person, now, chance)


def write_staff(session: Session, staff: list[StaffEntry], branches: dict[str, int]) -> list[int]:
    """Write the staff who are not there yet, and give everybody's ids in the order of the file.

    They sign in with the demo's password, which the demo's page shows: a shop's own staff come with none.
    """
    known = {row.email: row for row in session.scalars(select(Staff))}
    members = []
    for entry in staff:
        row = known.get(entry.email)
        if row is None:
            row = Staff(email=entry.email, name=entry.name, role=entry.role, active=True)
            row.branch_id = branches[entry.branch] if entry.branch else None
            session.add(row)
        row.password_hash = row.password_hash or demo_hash()  # a store that was seeded before staff could sign in
        members.append(row)
    session.flush()
    return [row.id for row in members]


@lru_cache(maxsize=1)
def demo_hash() -> str:
    """The hash of the demo's password, the same for all: making one takes a while."""
    return hasher().hash(DEMO_PASSWORD)


def _contacts(rows: BulkRows, person: Person, chance: Random) -> None:
    by_phone = chance.random() < 0.7
    for kind, value, preferred in (("phone", person.phone, by_phone), ("email", person.email, not by_phone)):
        verified = person.created_at + timedelta(minutes=4) if chance.random() < 0.8 else None
        rows.add(
            ContactPoint,
            customer_id=person.id,
            kind=kind,
            value=value,
            preferred=preferred,
            verified_at=verified,
        )


def _consents(rows: BulkRows, person: Person, now: datetime, chance: Random) -> None:
    """Most allow offers when they join, some change their mind, some were never asked."""
    if chance.random() < 0.12:
        return
    granted = chance.random() < 0.72
    _consent(rows, person, granted, chance.choice(("website", "app", "branch")), person.created_at)
    if chance.random() < 0.1:
        later = person.created_at + (now - person.created_at) * chance.uniform(0.1, 0.95)
        _consent(rows, person, not granted, chance.choice(("website", "app", "chat")), later)


def _consent(rows: BulkRows, person: Person, granted: bool, touchpoint: str, at: datetime) -> None:
    rows.add(Consent, customer_id=person.id, purpose="marketing", granted=granted, touchpoint=touchpoint, at=at)


def _preferences(rows: BulkRows, person: Person, now: datetime, chance: Random) -> None:
    if chance.random() > 0.35:
        return
    kinds = {
        "clothing_size": person.taste.clothing,
        "color": person.taste.colors[0],
        "brand": max(person.taste.brands, key=lambda brand: person.taste.brands[brand]),
        "price_max": str(int(3000 + 9000 * person.taste.price) // 500 * 500),
        "contact_channel": pick(chance, {"whatsapp": 6.0, "sms": 2.0, "email": 2.0, "call": 1.0}),
    }
    for kind in chance.sample(list(kinds), chance.choice((1, 1, 2, 3))):
        at = person.created_at + (now - person.created_at) * chance.random()
        rows.add(Preference, customer_id=person.id, kind=kind, value=kinds[kind], stated_at=at)
