"""Coming back to people who were let down: opened with its reason, remedied by somebody, then asked about again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from hamrah.crm.base import utc_now
from hamrah.crm.satisfaction import Feedback, FollowUp
from hamrah.services.actors import Actor
from hamrah.services.audit import by_staff, note_deed
from hamrah.services.identity import Principal
from hamrah.services.refusal import Refusal

OPEN, REMEDIED, CLOSED = "open", "remedied", "closed"


@dataclass(frozen=True)
class Chain:
    """What followed from a rating: why somebody came back, what was done, and how it was rated then."""

    follow_up_id: int
    reason: str
    first_rating: int | None
    opened_at: datetime
    remedy: str | None
    remedied_at: datetime | None
    second_rating: int | None


def open_follow_up(
    session: Session, principal: Principal, reason: str, words: str | None = None, rating: Feedback | None = None
) -> FollowUp:
    """Note that somebody must come back to this person, and why; one that is open already gets the newer words."""
    query = select(FollowUp).where(FollowUp.status == OPEN, FollowUp.sender_id == principal.sender_id)
    if principal.customer_id is not None:
        query = select(FollowUp).where(FollowUp.status == OPEN, FollowUp.customer_id == principal.customer_id)
    known = session.scalar(query.order_by(FollowUp.id.desc()).limit(1))
    if known is not None:
        if words and words not in (known.words or ""):
            known.words = words if known.words is None else f"{known.words}\n{words}"
        known.rating_id = known.rating_id or (rating.id if rating is not None else None)
        return known
    row = FollowUp(
        customer_id=principal.customer_id,
        sender_id=principal.sender_id,
        reason=reason,
        status=OPEN,
        rating_id=None if rating is None else rating.id,
        ticket_id=None if rating is None else rating.ticket_id,
        words=words,
        opened_at=utc_now(),
    )
    session.add(row)
    session.flush()
    return row


def list_follow_ups(session: Session, actor: Actor, *, limit: int = 50) -> Sequence[FollowUp]:
    """Whom somebody must still come back to, the oldest first; only what is the actor's business."""
    rows = session.execute(_with_branches().where(FollowUp.status == OPEN).order_by(FollowUp.id))
    return [row for row, branch_id in rows if actor.may_serve(branch_id)][:limit]


def remedy_follow_up(session: Session, actor: Actor, follow_up_id: int, remedy: str) -> FollowUp:
    """Note what was done for the person, who is asked again after that. Raises `Refusal` for one that is not open."""
    found = session.execute(_with_branches().where(FollowUp.id == follow_up_id)).first()
    if found is None or not actor.may_serve(found[1]):
        raise Refusal("utter_follow_up_not_found")
    row = found[0]
    if row.status != OPEN:
        raise Refusal("utter_follow_up_done")
    if not remedy.strip():
        raise Refusal("utter_words_missing")
    row.status, row.remedy, row.remedied_at = REMEDIED, remedy.strip(), utc_now()
    who = (actor.name, None) if actor.staff_id is None else by_staff(actor.staff_id)
    note_deed(session, who, "follow_up_remedied", ("follow_up", row.id), row.reason)
    return row


def rate_again(session: Session, follow_up_id: int, second: Feedback) -> None:
    """Tie the rating given after the remedy to what it is about; that ends the follow-up."""
    row = session.get(FollowUp, follow_up_id)
    if row is not None and row.second_rating_id is None:
        row.second_rating_id, row.status = second.id, CLOSED


def rating_chains(session: Session, actor: Actor, *, limit: int = 50) -> list[Chain]:
    """Rating, follow-up, remedy and second rating, the newest first, in one query; for managers and the system."""
    if not actor.serves_all:
        raise Refusal("utter_managers_only")
    first, second = aliased(Feedback), aliased(Feedback)
    query = (
        select(
            FollowUp.id,
            FollowUp.reason,
            first.rating,
            FollowUp.opened_at,
            FollowUp.remedy,
            FollowUp.remedied_at,
            second.rating,
        )
        .outerjoin(first, first.id == FollowUp.rating_id)
        .outerjoin(second, second.id == FollowUp.second_rating_id)
        .order_by(FollowUp.id.desc())
        .limit(limit)
    )
    return [Chain(*row) for row in session.execute(query).tuples()]


def _with_branches() -> Select[FollowUp, int | None]:
    """Follow-ups, each with the branch that the rating was about."""
    return select(FollowUp, Feedback.branch_id).outerjoin(Feedback, Feedback.id == FollowUp.rating_id)
