"""Ratings, comments and praise."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.catalogue import Variant
from hamrah.crm.conversations import Conversation
from hamrah.crm.orders import Order, OrderLine, Refund
from hamrah.crm.satisfaction import Feedback, FollowUp, SurveyInvitation
from hamrah.crm.tickets import Ticket
from hamrah.services.follow_ups import open_follow_up, rate_again, take_back
from hamrah.services.identity import Principal, note_interaction
from hamrah.services.photo_links import harmless
from hamrah.services.refusal import Refusal
from hamrah.services.survey_answers import NOTHING_ASKED, invitation_meant, scale_of, scale_of_kind

LOW_RATING, ANGRY = "low_rating", "angry_message"
SAME_RATING = timedelta(hours=1)
"""A second rating so soon takes the place of the first."""


def check_rating(rating: int, invitation: SurveyInvitation | None = None) -> int:
    """The rating, if it lies on the scale that was asked for. Raises `Refusal` with the scale otherwise."""
    scale = scale_of(invitation)
    if not scale.lowest <= rating <= scale.highest:
        raise Refusal("utter_rating_out_of_range", lowest=scale.lowest, highest=scale.highest)
    return rating


def is_low(rating: int, kind: str = "csat") -> bool:
    """Whether somebody should come back to who rated so."""
    return rating <= scale_of_kind(kind).low


def rate(
    session: Session, principal: Principal, rating: int, *, ticket: str | None = None, about: str | None = None
) -> Feedback:
    """Keep a rating: of what its button is `about`, else the answer to what was asked last, else a CSAT given unasked.

    Unasked it is about the `ticket` (its number) just talked of, else about the customer's last delivered order. A
    second one of the same within the hour replaces it, as one by a question's own button does at any time. A low one
    opens a follow-up; one given after a remedy ends it. Raises `Refusal` for staff, and for what is on no scale.
    """
    principal.check_shopper()
    invitation = invitation_meant(session, principal, about)
    check_rating(rating, invitation)
    if invitation is None:
        ticket = ticket if about in (None, NOTHING_ASKED) else about
        row = _replaced(session, principal, ticket)
    else:
        row = _given(session, invitation)
    if row is None:
        row = _new(session, principal, "csat" if invitation is None else invitation.kind)
        _tie(session, principal, row, invitation, ticket)
    row.rating = rating
    session.flush()
    note_interaction(session, principal, "rated", "feedback", row.id)
    if invitation is not None:
        invitation.status, invitation.answered_at = "answered", row.at
        if invitation.subject_type == "follow_up":
            rate_again(session, int(invitation.subject_id), row)
    if is_low(rating, row.kind):
        open_follow_up(session, principal, LOW_RATING, rating=row)
    else:
        take_back(session, row)
    return row


def comment(session: Session, principal: Principal, text: str, kind: str = "csat") -> Feedback:
    """Keep a comment, beside the rating just given where there is one; displeasure opens a follow-up.

    Staff read it: markup and links that are not public are made harmless. Raises `Refusal` for staff.
    """
    principal.check_shopper()
    text = harmless(text)
    row = latest_rating(session, principal) if kind == "csat" else None
    if row is None:
        row = _new(session, principal, kind)
    row.comment = text if row.comment is None else f"{row.comment}\n{text}"
    row.sentiment = row.score = row.topic = row.urgency = None  # what was judged were other words
    session.flush()
    note_interaction(session, principal, "commented", "feedback", row.id)
    if row.rating is not None and is_low(row.rating, row.kind):
        open_follow_up(session, principal, LOW_RATING, text, row)
    return row


def keep_displeasure(session: Session, principal: Principal, text: str) -> Feedback:
    """Keep an angry message, and have somebody come back to the person."""
    row = comment(session, principal, text, kind="displeasure")
    open_follow_up(session, principal, ANGRY, harmless(text), row)
    return row


def _new(session: Session, principal: Principal, kind: str) -> Feedback:
    conversation = session.get(Conversation, principal.sender_id)
    row = Feedback(
        customer_id=principal.customer_id,
        sender_id=principal.sender_id,
        kind=kind,
        language=None if conversation is None else conversation.language,
        touchpoint=principal.touchpoint,
        at=utc_now(),
    )
    session.add(row)
    return row


def _tie(
    session: Session, principal: Principal, row: Feedback, invitation: SurveyInvitation | None, ticket: str | None
) -> None:
    """Note what a rating is about: ticket, order, branch, and the product where there was only one."""
    if invitation is None:
        row.ticket_id = _own_ticket(session, principal, ticket)
        row.order_id = None if row.ticket_id is not None else _last_delivered(session, principal)
    else:
        row.invitation_id = invitation.id
        subject = invitation.subject_id
        if invitation.subject_type == "ticket":
            row.ticket_id = int(subject)
        elif invitation.subject_type in ("order", "returned_order"):
            row.order_id = int(subject)
        elif invitation.subject_type == "refund":
            row.order_id = session.scalar(select(Refund.order_id).where(Refund.id == int(subject)))
        elif invitation.subject_type == "follow_up":
            row.ticket_id = session.scalar(select(FollowUp.ticket_id).where(FollowUp.id == int(subject)))
    order_id = row.order_id
    if row.ticket_id is not None:
        order_id, row.branch_id = session.execute(
            select(Ticket.order_id, Ticket.branch_id).where(Ticket.id == row.ticket_id)
        ).one()
    if order_id is not None:
        row.branch_id = session.scalar(select(Order.branch_id).where(Order.id == order_id))
        products = select(Variant.product_id).join(OrderLine).where(OrderLine.order_id == order_id).distinct().limit(2)
        bought = session.scalars(products).all()
        row.product_id = bought[0] if len(bought) == 1 else None


def latest_rating(session: Session, principal: Principal) -> Feedback | None:
    """The rating of the last hour in this conversation."""
    return session.scalar(
        select(Feedback)
        .where(
            Feedback.sender_id == principal.sender_id,
            Feedback.rating.is_not(None),
            Feedback.at > utc_now() - SAME_RATING,
        )
        .order_by(Feedback.id.desc())
        .limit(1)
    )


def _replaced(session: Session, principal: Principal, ticket: str | None) -> Feedback | None:
    """The rating that an unasked one takes the place of: a late second thought, not one about something else."""
    row = latest_rating(session, principal)
    if row is None or row.invitation_id is not None:
        return None
    about = _own_ticket(session, principal, ticket)
    return row if about is None or row.ticket_id == about else None


def _given(session: Session, invitation: SurveyInvitation) -> Feedback | None:
    """The rating that was given to a question before, as of now."""
    row = session.scalar(select(Feedback).where(Feedback.invitation_id == invitation.id).limit(1))
    if row is not None:
        row.at = utc_now()
    return row


def _own_ticket(session: Session, principal: Principal, number: str | None) -> int | None:
    if number is None:
        return None
    mine = Ticket.sender_id == principal.sender_id
    if principal.customer_id is not None:
        mine = Ticket.customer_id == principal.customer_id
    return session.scalar(
        select(Ticket.id).where(mine, Ticket.number == number, Ticket.status.in_(("solved", "closed")))
    )


def _last_delivered(session: Session, principal: Principal) -> int | None:
    if principal.customer_id is None:
        return None
    return session.scalar(
        select(Order.id)
        .where(Order.customer_id == principal.customer_id, Order.status == "delivered")
        .order_by(Order.placed_at.desc())
        .limit(1)
    )
