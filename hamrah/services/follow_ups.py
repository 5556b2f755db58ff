"""Coming back to people who were let down: opened with its reason, remedied by somebody, then asked about again."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, FromClause, func, select, true
from sqlalchemy.orm import Session, aliased, outerjoin

from hamrah.crm.base import utc_now
from hamrah.crm.customers import Customer
from hamrah.crm.orders import Order
from hamrah.crm.satisfaction import Feedback, FollowUp, Review
from hamrah.crm.tickets import Ticket
from hamrah.services.actors import Actor
from hamrah.services.audit import by_staff, note_deed, note_looks
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


@dataclass(frozen=True)
class Waiting:
    """Somebody whom the shop must come back to: who (None: a guest), why, and all that it is about."""

    id: int
    opened_at: datetime
    reason: str
    customer: str | None
    name: str | None
    rating: int | None
    ticket: str | None
    order: str | None
    review: int | None
    words: str


def open_follow_up(
    session: Session, principal: Principal, reason: str, words: str | None = None, rating: Feedback | None = None
) -> FollowUp:
    """Note that somebody must come back to this person, and why; one that is open already gets the newer words."""
    query = select(FollowUp).where(FollowUp.status == OPEN, FollowUp.sender_id == principal.sender_id)
    if principal.customer_id is not None:
        query = select(FollowUp).where(FollowUp.status == OPEN, FollowUp.customer_id == principal.customer_id)
    known = session.scalar(query.order_by(FollowUp.id.desc()).limit(1))
    if known is not None:
        add_words(known, words)
        if rating is not None and not _is_rated(session, known):
            known.rating_id = rating.id
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


def add_words(follow_up: FollowUp, words: str | None) -> None:
    """Add what the person said since, if it is new."""
    if words and words not in (follow_up.words or ""):
        follow_up.words = words if follow_up.words is None else f"{follow_up.words}\n{words}"


def take_back(session: Session, rating: Feedback) -> None:
    """Close what a low rating opened that was raised since, unless somebody acted or the person said why."""
    opened = select(FollowUp).where(FollowUp.rating_id == rating.id, FollowUp.status == OPEN, FollowUp.words.is_(None))
    for row in session.scalars(opened):
        row.status = CLOSED


def list_follow_ups(session: Session, actor: Actor, *, limit: int = 50) -> list[Waiting]:
    """Whom somebody must still come back to, the oldest first; only what is the actor's business.

    That the customers were looked at is noted.
    """
    query = (
        select(FollowUp, Customer, Feedback.rating, Ticket.number, Order.number)
        .select_from(_where_from())
        .outerjoin(Customer, Customer.id == FollowUp.customer_id)
        .outerjoin(Ticket, Ticket.id == FollowUp.ticket_id)
        .outerjoin(Order, Order.id == func.coalesce(Feedback.order_id, Ticket.order_id))
        .where(FollowUp.status == OPEN, _is_of(actor))
        .order_by(FollowUp.id)
        .limit(limit)
    )
    found = session.execute(query).tuples().all()
    seen = {customer.id for _, customer, *_ in found if customer is not None}
    note_looks(session, actor.staff_id, "follow_up_listed", seen, None)
    return [_waiting(*row) for row in found]


def _waiting(
    row: FollowUp, customer: Customer | None, rating: int | None, ticket: str | None, order: str | None
) -> Waiting:
    return Waiting(
        id=row.id,
        opened_at=row.opened_at,
        reason=row.reason,
        customer=None if customer is None else customer.external_ref,
        name=None if customer is None else customer.name,
        rating=rating,
        ticket=ticket,
        order=order,
        review=row.review_id,
        words=row.words or "",
    )


def remedy_follow_up(session: Session, actor: Actor, follow_up_id: int, remedy: str) -> FollowUp:
    """Note what was done for the person, who is asked again after that. Raises `Refusal` for one that is not open."""
    found = select(FollowUp).select_from(_where_from()).where(FollowUp.id == follow_up_id, _is_of(actor))
    row = session.scalar(found)
    if row is None:
        raise Refusal("utter_follow_up_not_found")
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
    """Rating, follow-up, remedy and second rating, the newest first, in one query; for managers and the system.

    The first rating of a review is its stars.
    """
    if not actor.serves_all:
        raise Refusal("utter_managers_only")
    first, second = aliased(Feedback), aliased(Feedback)
    query = (
        select(
            FollowUp.id,
            FollowUp.reason,
            func.coalesce(first.rating, Review.stars),
            FollowUp.opened_at,
            FollowUp.remedy,
            FollowUp.remedied_at,
            second.rating,
        )
        .outerjoin(first, first.id == FollowUp.rating_id)
        .outerjoin(Review, Review.id == FollowUp.review_id)
        .outerjoin(second, second.id == FollowUp.second_rating_id)
        .order_by(FollowUp.id.desc())
        .limit(limit)
    )
    return [Chain(*row) for row in session.execute(query).tuples()]


def _where_from() -> FromClause:
    """Follow-ups beside the rating and the review that opened them."""
    rated = outerjoin(FollowUp, Feedback, Feedback.id == FollowUp.rating_id)
    return rated.outerjoin(Review, Review.id == FollowUp.review_id)


def _is_of(actor: Actor) -> ColumnElement[bool]:
    """Whether a follow-up of `_where_from` is the actor's business: of their branch, or of none."""
    branch_id = func.coalesce(Feedback.branch_id, Review.branch_id)
    return true() if actor.serves_all else branch_id.is_(None) | (branch_id == actor.branch_id)


def _is_rated(session: Session, follow_up: FollowUp) -> bool:
    """Whether what opened it is a rating, not words alone."""
    opened_by = None if follow_up.rating_id is None else session.get(Feedback, follow_up.rating_id)
    return opened_by is not None and opened_by.rating is not None
