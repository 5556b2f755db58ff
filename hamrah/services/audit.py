"""The audit trail of looks: which member of staff saw what of which customer, why and when; never what was seen."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.operations import Audit
from hamrah.language.sensitive import redact


def note_looks(session: Session, actor_id: int | None, action: str, customers: Iterable[int], why: str | None) -> None:
    """Keep that a member of staff (None: the system) looked at customers: one row for each.

    `why` is what was asked for, or the reason given; a phone or e-mail in it is not kept.
    """
    reason = None if why is None else redact(why)
    for customer_id in customers:
        session.add(
            Audit(
                at=utc_now(),
                actor="system" if actor_id is None else "staff",
                actor_id=None if actor_id is None else str(actor_id),
                action=action,
                subject_type="customer",
                subject_id=str(customer_id),
                reason=reason,
            )
        )
