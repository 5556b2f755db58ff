"""The audit trail: who did what to whom, or looked at whom, why and when; never what was seen."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.operations import Audit
from hamrah.language.sensitive import redact

Who = tuple[str, str | None]
"""Who does something: what kind of one (`staff`, `customer`, `system`), and their id."""


def by_staff(staff_id: int | None) -> Who:
    """A member of staff as one who does something; None is the system."""
    return ("system", None) if staff_id is None else ("staff", str(staff_id))


def note_deed(session: Session, who: Who, action: str, about: tuple[str, object], reason: str | None = None) -> None:
    """Keep that somebody did something to a subject: `about` says of what kind it is and its id."""
    actor, actor_id = who
    kind, subject = about
    session.add(
        Audit(
            at=utc_now(),
            actor=actor,
            actor_id=actor_id,
            action=action,
            subject_type=kind,
            subject_id=str(subject),
            reason=reason,
        )
    )


def note_looks(session: Session, actor_id: int | None, action: str, customers: Iterable[int], why: str | None) -> None:
    """Keep that a member of staff (None: the system) looked at customers: one row for each.

    `why` is what was asked for, or the reason given; a phone or e-mail in it is not kept.
    """
    reason = None if why is None else redact(why)
    for customer_id in customers:
        note_deed(session, by_staff(actor_id), action, ("customer", customer_id), reason)
