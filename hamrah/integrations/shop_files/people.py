"""Customers into the store, with how they are reached, where they live and what they allow."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from hamrah.crm.bulk import BulkRows
from hamrah.crm.catalogue import Branch
from hamrah.crm.customers import Address, Consent, ContactPoint, Customer, NameSound
from hamrah.crm.engine import Sessions, transaction
from hamrah.integrations.import_report import Outcome
from hamrah.integrations.shop_files.folder import CUSTOMERS, Folder, Read, Unusable
from hamrah.integrations.shop_files.records import CustomerRow, Record
from hamrah.integrations.shop_files.upsert import Upsert
from hamrah.language.patterns.contact import as_e164
from hamrah.services.consents import MARKETING
from hamrah.services.order_numbers import SHOP

AT_ONCE = 500
SAID_IN_FILE = "shop_files"
"""The touchpoint of a consent that a file tells of."""
HOME = "home"


def take_customers(sessions: Sessions, folder: Folder, now: datetime) -> None:
    """Bring the customers to what the file says, so many a transaction."""
    seen: set[str] = set()
    for batch in in_batches(folder.rows(CUSTOMERS, CustomerRow)):
        with transaction(sessions) as session:
            _Customers(session, folder, now, [read.row.ref for read in batch]).take(batch, seen)


def in_batches(rows: Iterable[Read[Record]]) -> Iterator[list[Read[Record]]]:
    """The rows, so many together."""
    going = iter(rows)
    while batch := list(islice(going, AT_ONCE)):
        yield batch


class _Customers:
    """One batch of customers."""

    def __init__(self, session: Session, folder: Folder, now: datetime, refs: list[str]) -> None:
        self._session = session
        self._folder = folder
        self._now = now
        self._rows = BulkRows(session)
        those = (Customer.source == SHOP, Customer.external_ref.in_(refs))
        self._customers = Upsert(session, self._rows, Customer, ("external_ref",), *those)
        ids = [row["id"] for row in self._customers.all()]
        self._contacts = Upsert(
            session, self._rows, ContactPoint, ("customer_id", "kind"), ContactPoint.customer_id.in_(ids)
        )
        homes = (Address.customer_id.in_(ids), Address.label == HOME)
        self._homes = Upsert(session, self._rows, Address, ("customer_id",), *homes)
        self._branches = dict(session.execute(select(Branch.code, Branch.id)).tuples().all())
        said = select(Consent).where(Consent.customer_id.in_(ids), Consent.purpose == MARKETING)
        newest = session.scalars(said.order_by(Consent.at, Consent.id))
        self._told: dict[int, bool] = {}
        self._asked: dict[int, bool] = {}
        for row in newest:
            (self._told if row.touchpoint == SAID_IN_FILE else self._asked)[row.customer_id] = row.granted

    def take(self, batch: Iterable[Read[CustomerRow]], seen: set[str]) -> None:
        """Write what is new or changed of these."""
        for read in batch:
            try:
                if read.row.ref in seen:
                    raise Unusable("stands_twice")
                seen.add(read.row.ref)
                self._folder.report.count("customers", self._customer(read.row))
            except Unusable as reason:
                self._folder.refuse(CUSTOMERS, read.line, str(reason), read.row)
        self._rows.write()
        for table in (self._customers, self._contacts, self._homes):
            table.write()

    def _customer(self, row: CustomerRow) -> Outcome:
        known = self._customers.get(row.ref)
        if known is not None and known["erased_at"] is not None:
            raise Unusable("customer_was_erased")
        if row.branch is not None and row.branch not in self._branches:
            raise Unusable("unknown_branch")
        values = row.given("language", "city")
        if row.has("branch"):
            values["home_branch_id"] = None if row.branch is None else self._branches[row.branch]
        if known is None:
            plain = {"language": None, "city": None, "home_branch_id": None, "erased_at": None}
            values = {**plain, "created_at": row.joined or self._now, **values}
        elif row.joined is not None:
            values["created_at"] = row.joined
        renamed = known is not None and known["name"] != row.name
        outcome = self._customers.set(external_ref=row.ref, source=SHOP, name=row.name, **values)
        customer_id = int(self._customers.id_of(row.ref) or 0)
        if renamed:  # the worker notes anew what the name sounds like
            self._session.execute(delete(NameSound).where(NameSound.customer_id == customer_id))
        changed = [self._contact(customer_id, "phone", row), self._contact(customer_id, "email", row)]
        changed += [self._home(customer_id, row), self._consent(customer_id, row, new=known is None)]
        return "changed" if any(changed) and outcome == "same" else outcome

    def _contact(self, customer_id: int, kind: str, row: CustomerRow) -> bool:
        """Bring a contact point to the file's; an old one, which may be somebody else's by now, does not stay."""
        value, known = getattr(row, kind), self._contacts.get(customer_id, kind)
        if not row.has(kind) or value == (None if known is None else known["value"]):
            return False
        if value is None:
            self._contacts.remove(customer_id, kind)
            return True
        preferred = kind == "phone" or row.phone is None
        values: dict[str, Any] = {"value": value, "verified_at": None}
        values |= {"preferred": preferred} if known is None else {}
        return self._contacts.set(customer_id=customer_id, kind=kind, **values) != "same"

    def _home(self, customer_id: int, row: CustomerRow) -> bool:
        known = self._homes.get(customer_id)
        if row.address is None:
            if known is None or not row.has("address"):
                return False
            self._homes.remove(customer_id)
            return True
        values = {"label": HOME, "country": "PK", "is_default": True} if known is None else {}
        return self._homes.set(customer_id=customer_id, line=row.address, city=row.city or "", **values) != "same"

    def _consent(self, customer_id: int, row: CustomerRow, *, new: bool) -> bool:
        """What the file says for the first time counts: a yes not against a no that the person has said to us."""
        said = row.marketing_consent
        if said in (None, self._told.get(customer_id)) or (said and self._asked.get(customer_id) is False):
            return False
        at = (row.joined if new else None) or self._now
        self._rows.add(
            Consent, customer_id=customer_id, purpose=MARKETING, granted=said, touchpoint=SAID_IN_FILE, at=at
        )
        return True


class Owners:
    """Which customer an order's row means: by reference, or by an e-mail or phone that only one of them has."""

    def __init__(self, session: Session) -> None:
        own = select(Customer.external_ref, Customer.id, Customer.erased_at).where(Customer.source == SHOP)
        found = session.execute(own).tuples().all()
        self._by_ref = {ref: customer_id for ref, customer_id, _ in found}
        self._erased = {customer_id for _, customer_id, erased_at in found if erased_at is not None}
        self._by_contact: dict[str, set[int]] = {}
        reached = select(ContactPoint.value, ContactPoint.customer_id).join(Customer).where(Customer.source == SHOP)
        for value, customer_id in session.execute(reached).tuples():
            self._by_contact.setdefault(value, set()).add(customer_id)

    def find(self, said: str | None) -> int | None:
        """The customer's id; None where the row names nobody. Raises `Unusable` for who is not known for certain."""
        if said is None:
            return None
        found = self._by_ref.get(said)
        if found is None:
            theirs = self._by_contact.get(said.lower() if "@" in said else as_e164(said) or said, set()) - self._erased
            if len(theirs) > 1:
                raise Unusable("several_customers_have_that_contact")
            found = next(iter(theirs), None)
        if found is None:
            raise Unusable("unknown_customer")
        if found in self._erased:
            raise Unusable("customer_was_erased")
        return found
