"""What a customer allows, wishes and may ask for about their own data."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.customers import Consent, Preference
from hamrah.crm.operations import DataRequest
from hamrah.services.audit import note_deed
from hamrah.services.consents import MARKETING, consents_to
from hamrah.services.identity import Principal, note_interaction
from hamrah.services.policies import policies
from hamrah.services.sizes import SIZE_KINDS, size_kind
from hamrah.services.stated import DISLIKED

SINGLE = (*SIZE_KINDS, "price_max", "language", "contact_channel", "contact_wish")
"""Preferences of which the newest replaces the older; of the others several can hold at once."""


def set_marketing_consent(session: Session, principal: Principal, granted: bool) -> bool:
    """Note a yes or no to offers; False when that was so already."""
    return set_consent(session, principal, MARKETING, granted)


def set_consent(
    session: Session, principal: Principal, purpose: str, granted: bool, touchpoint: str | None = None
) -> bool:
    """Note the customer's yes or no to a purpose; False when that was so already. Raises `Refusal` for a guest.

    `touchpoint` is where they said so; by itself the principal's.
    """
    customer_id = principal.known()
    if consents_to(session, customer_id, purpose) is granted:
        return False
    where = touchpoint or principal.touchpoint
    session.add(Consent(customer_id=customer_id, purpose=purpose, granted=granted, touchpoint=where, at=utc_now()))
    _audit(session, principal, "consent_given" if granted else "consent_withdrawn", purpose)
    note_interaction(session, principal, "consent_given" if granted else "consent_withdrawn")
    return True


def state_preferences(session: Session, principal: Principal, stated: Mapping[str, str | Sequence[str]]) -> None:
    """Keep lasting tastes and wishes by kind (`size`, `color`, `material`, `brand`, `contact_channel`, …).

    A size is kept as the kind of size that it is: clothes, shoes and children's clothes each have their own. Of a kind
    there may be several values. What is liked is not disliked (`not_color`, …) any more, and the other way round.
    """
    customer_id = principal.known()
    several = [(kind, one) for kind, value in stated.items() for one in ([value] if isinstance(value, str) else value)]
    for said, value in several:
        kind = size_kind(value) if said == "size" else said
        opposite = kind.removeprefix(DISLIKED) if kind.startswith(DISLIKED) else DISLIKED + kind
        whose = Preference.customer_id == customer_id
        session.execute(delete(Preference).where(whose, Preference.kind == opposite, Preference.value == value))
        mine = select(Preference).where(Preference.customer_id == customer_id, Preference.kind == kind)
        row = session.scalar(mine if kind in SINGLE else mine.where(Preference.value == value))
        if row is None:
            row = Preference(customer_id=customer_id, kind=kind)
            session.add(row)
        row.value = value
        row.stated_at = utc_now()
    note_interaction(session, principal, "preference_stated")


def request_data(session: Session, principal: Principal, kind: str) -> tuple[DataRequest, bool]:
    """Ask for a copy (`export`) or erasure (`erase`) of one's data; the open request and whether it is new."""
    customer_id = principal.known()
    open_one = session.scalar(
        select(DataRequest).where(
            DataRequest.customer_id == customer_id, DataRequest.kind == kind, DataRequest.status == "open"
        )
    )
    if open_one is not None:
        return open_one, False
    now = utc_now()
    row = DataRequest(
        customer_id=customer_id,
        kind=kind,
        status="open",
        requested_at=now,
        due_at=now + timedelta(days=policies().service.data_request_days),
    )
    session.add(row)
    session.flush()
    _audit(session, principal, f"data_{kind}_requested")
    note_interaction(session, principal, f"data_{kind}_requested", "data_request", row.id)
    return row, True


def _audit(session: Session, principal: Principal, action: str, reason: str | None = None) -> None:
    own = str(principal.customer_id)
    note_deed(session, ("customer", own), action, ("customer", own), reason)
