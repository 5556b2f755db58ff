"""What our tickets are called in outside systems, and on which status both sides agree."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from hamrah.crm.outbox import Outbox, RemoteRecord

TICKET = "ticket"
SETTLING = timedelta(hours=1)


def remote_tickets(session: Session, target: str, numbers: Collection[str]) -> dict[str, RemoteRecord]:
    """The records of these tickets by number, as far as the target is known to have them."""
    mine = (RemoteRecord.target == target, RemoteRecord.kind == TICKET, RemoteRecord.local_id.in_(numbers))
    return {record.local_id: record for record in session.scalars(select(RemoteRecord).where(*mine))}


def tickets_there(session: Session, target: str, remote_ids: Collection[str]) -> dict[str, str]:
    """Our numbers by these ids of the target; what is not ours is left out."""
    mine = (RemoteRecord.target == target, RemoteRecord.kind == TICKET, RemoteRecord.remote_id.in_(remote_ids))
    found = session.execute(select(RemoteRecord.remote_id, RemoteRecord.local_id).where(*mine))
    return {remote_id: number for remote_id, number in found}


def keep_remote(session: Session, target: str, number: str, remote_id: str, status: str | None, now: datetime) -> None:
    """Keep what a ticket is called there, and the status (None: not known) that it was brought to."""
    record = remote_tickets(session, target, [number]).get(number)
    if record is None:
        session.add(
            RemoteRecord(target=target, kind=TICKET, local_id=number, remote_id=remote_id, at=now, status=status)
        )
    elif status is not None:
        record.status = status


def something_unsettled(session: Session, target: str, now: datetime) -> bool:
    """Whether the target may have a ticket of which we do not know yet: somebody began to make it, lately."""
    known = exists().where(
        RemoteRecord.target == target, RemoteRecord.kind == TICKET, RemoteRecord.local_id == Outbox.subject
    )
    begun = (Outbox.target == target, Outbox.status == "pending", Outbox.attempts > 0)
    lately = Outbox.created_at > now - SETTLING
    return session.scalar(select(Outbox.id).where(*begun, lately, ~known).limit(1)) is not None
