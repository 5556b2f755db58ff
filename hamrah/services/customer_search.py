"""Finding a customer for a member of staff, among those who are their business.

Managers may look at everybody. For all others a customer is their branch's business who is at home there (by the home
branch, else by the city), has bought there or has a ticket there. Whoever is not is answered for like one who does not
exist, so that a search never tells of other branches' customers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true
from sqlalchemy.orm import Session

from hamrah.crm.catalogue import Branch
from hamrah.crm.customers import ContactPoint, Customer
from hamrah.crm.orders import Order
from hamrah.crm.tickets import Ticket
from hamrah.services.actors import Actor
from hamrah.services.audit import note_looks
from hamrah.services.customer_names import likest, named_like, note_new_names, words_of_name
from hamrah.services.orders import clean_number
from hamrah.services.refusal import Refusal
from hamrah.services.roles import Deed, may, require
from hamrah.services.tickets import ticket_number

SHOWN = 5
"""So many of those who may be meant are named."""
SUREST_FIRST = ("phone", "email", "ticket_number", "order_number", "name")
NOBODY = "utter_staff_no_such_customer"
LISTED, SEEN = "customer_listed", "customer_seen"


@dataclass(frozen=True)
class Wanted:
    """What is known of the customer looked for; the surest of it decides. `phone` is E.164, `city` its English name."""

    phone: str | None = None
    email: str | None = None
    order_number: str | None = None
    ticket_number: str | None = None
    name: str | None = None
    city: str | None = None

    @property
    def says_who(self) -> bool:
        """Whether it is enough to look for somebody; a city alone is not."""
        return self.by is not None

    @property
    def by(self) -> str | None:
        """What of it decides: `phone`, `email`, `ticket_number`, `order_number` or `name`."""
        return next((one for one in SUREST_FIRST if getattr(self, one)), None)


@dataclass(frozen=True)
class Match:
    """Somebody who may be meant, with what tells namesakes apart. `branch_id` is the home branch."""

    customer_id: int
    name: str
    city: str | None
    branch_id: int | None
    last_order_at: datetime | None


@dataclass(frozen=True)
class Found:
    """Those who may be meant, the likest first; `more`: there are others yet; `certain`: it is one of them."""

    matches: list[Match]
    more: bool = False
    certain: bool = True


def find_customers(session: Session, actor: Actor, wanted: Wanted) -> Found:
    """Those who may be meant, among the actor's business; of several each is noted as looked at.

    Raises `Refusal` where the role may not, and, without telling them apart, where there is nobody or nobody of theirs.
    """
    require(actor, Deed.FIND_CUSTOMERS)
    ids, certain = _ids_by_name(session, actor, wanted) if wanted.by == "name" else (_ids(session, actor, wanted), True)
    matches = _matches(session, actor, ids[: SHOWN * 4])
    if not matches:
        raise Refusal(NOBODY)
    if len(matches) > 1 or not certain:
        note_looks(session, actor.staff_id, LISTED, [one.customer_id for one in matches[:SHOWN]], wanted.by)
    return Found(matches[:SHOWN], len(matches) > SHOWN, certain)


def namesakes(session: Session, actor: Actor, ids: Sequence[int], city: str | None) -> Found:
    """Those of some customers found before who live in a city, else whose branch is there; without a city all.

    Raises `Refusal` where there is none.
    """
    require(actor, Deed.FIND_CUSTOMERS)
    here = set(session.scalars(select(Customer.id).where(Customer.id.in_(ids), _lives_in(city))))
    near = [one for one in _matches(session, actor, ids) if one.customer_id in here]
    matches = [one for one in near if city is not None and (one.city or "").lower() == city.lower()] or near
    if not matches:
        raise Refusal(NOBODY)
    return Found(matches)


def sees_order(session: Session, actor: Actor, number: str) -> bool:
    """Whether a number is that of an order of a customer who is the actor's business."""
    if not may(actor, Deed.FIND_CUSTOMERS):
        return False
    owners = list(session.scalars(select(Order.customer_id).where(Order.number == clean_number(number))))
    return bool(_matches(session, actor, [one for one in owners if one is not None]))


def customer_for(session: Session, actor: Actor, customer_id: int) -> Customer:
    """A customer who is the actor's business; checked anew each time, since roles and branches change.

    Raises `Refusal` as `find_customers` does.
    """
    require(actor, Deed.FIND_CUSTOMERS)
    query = select(Customer).where(Customer.id == customer_id, Customer.erased_at.is_(None), is_business_of(actor))
    customer = session.scalar(query)
    if customer is None:
        raise Refusal(NOBODY)
    return customer


def open_customer(session: Session, actor: Actor, customer_id: int, why: str) -> Customer:
    """A customer whom the actor looks at now, which is kept with the reason (`why`: what of them is looked at).

    Raises `Refusal` as `find_customers` does.
    """
    customer = customer_for(session, actor, customer_id)
    note_looks(session, actor.staff_id, SEEN, [customer.id], why)
    return customer


def is_business_of(actor: Actor) -> ColumnElement[bool]:
    """Whether a row of `customers` is the business of an actor."""
    if actor.serves_all:
        return true()
    here = actor.branch_id
    if here is None:
        return false()
    cities = select(Branch.city).where(Branch.id == here)
    return or_(
        Customer.home_branch_id == here,
        and_(Customer.home_branch_id.is_(None), Customer.city.in_(cities)),
        select(Order.id).where(Order.customer_id == Customer.id, Order.branch_id == here).exists(),
        select(Ticket.id).where(Ticket.customer_id == Customer.id, Ticket.branch_id == here).exists(),
    )


def _ids_by_name(session: Session, actor: Actor, wanted: Wanted) -> tuple[list[int], bool]:
    if not words_of_name(wanted.name or ""):
        return [], True
    note_new_names(session)
    query = named_like(str(wanted.name)).where(is_business_of(actor), _lives_in(wanted.city))
    return likest(str(wanted.name), [(customer_id, name) for customer_id, name in session.execute(query)])


def _ids(session: Session, actor: Actor, wanted: Wanted) -> list[int]:
    """The ids that the surest of what is known leads to; of a contact of very many people, of those who are theirs."""
    if wanted.by is None:
        return []
    if wanted.phone or wanted.email:
        kind, value = ("phone", wanted.phone) if wanted.phone else ("email", str(wanted.email).lower())
        contacts = (
            select(ContactPoint.customer_id)
            .join(Customer, Customer.id == ContactPoint.customer_id)
            .where(ContactPoint.kind == kind, ContactPoint.value == value)
            .where(Customer.erased_at.is_(None), is_business_of(actor))
        )
        return list(session.scalars(contacts.order_by(ContactPoint.customer_id).limit(SHOWN * 4)))
    if wanted.ticket_number:
        return _owners_of_ticket(session, wanted.ticket_number)
    number = clean_number(str(wanted.order_number))
    owners = select(Order.customer_id).where(Order.number == number, Order.customer_id.is_not(None)).distinct()
    return list(session.scalars(owners)) or _owners_of_ticket(session, number)  # "10023" may be said of a ticket


def _owners_of_ticket(session: Session, number: str) -> list[int]:
    owners = select(Ticket.customer_id).where(Ticket.number == ticket_number(number), Ticket.customer_id.is_not(None))
    return list(session.scalars(owners))


def _matches(session: Session, actor: Actor, ids: Sequence[int]) -> list[Match]:
    """Those of the ids that are the actor's business, in the order of the ids, one more than are shown at most."""
    last = select(func.max(Order.placed_at)).where(Order.customer_id == Customer.id).scalar_subquery()
    query = select(Customer.id, Customer.name, Customer.city, Customer.home_branch_id, last).where(
        Customer.id.in_(ids), Customer.erased_at.is_(None), is_business_of(actor)
    )
    found = {row[0]: Match(*row) for row in session.execute(query).tuples()}
    return [found[one] for one in dict.fromkeys(ids) if one in found][: SHOWN + 1]


def _lives_in(city: str | None) -> ColumnElement[bool]:
    if city is None:
        return true()
    here = select(Branch.id).where(func.lower(Branch.city) == city.lower())
    return or_(func.lower(Customer.city) == city.lower(), Customer.home_branch_id.in_(here))
