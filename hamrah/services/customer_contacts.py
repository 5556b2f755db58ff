"""How a customer is reached: masked for staff, and shown once to whom gives a reason and may see it."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.customers import ContactPoint
from hamrah.services.actors import Actor
from hamrah.services.audit import note_looks
from hamrah.services.customer_search import customer_for
from hamrah.services.refusal import Refusal
from hamrah.services.roles import Deed, require

UNMASKED = "contact_seen"
HIDDEN = "•"
SHORTEST_REASON = 5
"""Letters of a reason; "ok" is none."""


@dataclass(frozen=True)
class Contact:
    """A phone or e-mail (`kind`) as it may be shown."""

    kind: str
    value: str


def masked(kind: str, value: str) -> str:
    """A contact by which its owner is known again but cannot be reached: `+9230•••••67`, `a•••@e•••.com`."""
    if kind == "phone":
        return f"{value[:5]}{HIDDEN * 5}{value[-2:]}"
    name, _, host = value.partition("@")
    domain, _, top = host.rpartition(".")
    return f"{name[:1]}{HIDDEN * 3}@{domain[:1]}{HIDDEN * 3}.{top}"


def check_may_unmask(session: Session, actor: Actor, customer_id: int) -> None:
    """Raises `Refusal` for who may not see contacts unmasked, or for whom the customer is no business."""
    require(actor, Deed.SEE_CONTACTS)
    customer_for(session, actor, customer_id)


def check_reason(reason: str) -> None:
    """Raises `Refusal` for a reason that says nothing."""
    if sum(char.isalpha() for char in reason) < SHORTEST_REASON:
        raise Refusal("utter_staff_reason_missing")


def show_contacts(session: Session, actor: Actor, customer_id: int, reason: str) -> list[Contact]:
    """A customer's contacts unmasked, the preferred first; kept with the reason given.

    Raises `Refusal` as `check_may_unmask` does, and for a reason that says nothing.
    """
    check_may_unmask(session, actor, customer_id)
    check_reason(reason)
    note_looks(session, actor.staff_id, UNMASKED, [customer_id], reason.strip())
    rows = select(ContactPoint.kind, ContactPoint.value).where(ContactPoint.customer_id == customer_id)
    ordered = rows.order_by(ContactPoint.preferred.desc(), ContactPoint.kind.desc(), ContactPoint.id)
    return [Contact(kind, value) for kind, value in session.execute(ordered)]
