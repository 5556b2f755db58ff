"""The rows that the satisfaction report counts: one query for ratings, invitations, tickets, what was done, handovers.

Each row carries all that a report may be grouped by, so that a report by anything takes the same five queries.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Integer, Label, Row, Select, case, cast, func, literal, null, or_, select
from sqlalchemy.orm import Session, aliased

from hamrah.crm.catalogue import Branch
from hamrah.crm.conversations import Conversation, Handover
from hamrah.crm.customers import Customer
from hamrah.crm.orders import TOUCHPOINTS, Order, Refund
from hamrah.crm.satisfaction import Feedback, FollowUp, Review, SurveyInvitation
from hamrah.crm.segments import SegmentMembership
from hamrah.crm.tickets import Ticket, TicketEvent
from hamrah.services.complaint_topics import RETURNS, topic_of
from hamrah.services.local_days import local_day
from hamrah.services.messaging_apps import APPS
from hamrah.services.report_scope import AnyColumn, Span, segment_then
from hamrah.settings import settings

ASKED = ("asked", "answered", "unanswered")
REPLIES = ("answer", "solution")
"""The events that are an answer to the customer."""
AnyRow = Row[*tuple[Any, ...]]
AnySelect = Select[*tuple[Any, ...]]


def rating_rows(session: Session, span: Span, by: str) -> Sequence[AnyRow]:
    """How often what was rated: group, kind, rating, many. By channel a rating counts where it was asked, if it was."""
    branch_id = func.coalesce(Feedback.branch_id, Order.branch_id)
    query = (
        select(
            Feedback.kind.label("kind"),
            Feedback.rating.label("what"),
            _group(
                by,
                month=_month(session, span, Feedback.at),
                channel=func.coalesce(_touchpoint(SurveyInvitation.channel), Feedback.touchpoint),
                branch=Branch.code,
                topic=Feedback.topic,
                language=func.coalesce(Feedback.language, Customer.language),
            ),
        )
        .select_from(Feedback)
        .outerjoin(SurveyInvitation, SurveyInvitation.id == Feedback.invitation_id)
        .outerjoin(Order, Order.id == Feedback.order_id)
        .outerjoin(Branch, Branch.id == branch_id)
        .outerjoin(Customer, Customer.id == Feedback.customer_id)
        .where(
            Feedback.rating.is_not(None),
            span.holds(Feedback.at, branch_id),
            span.scope.of_order(Feedback.order_id, Feedback.product_id),
        )
    )
    return _counted(session, _with_segment(query, span, Feedback.customer_id, Feedback.at, by))


def invitation_rows(session: Session, span: Span, by: str) -> Sequence[AnyRow]:
    """How many questions were asked: group, kind, whether answered (`what`), many.

    Branch and topic are those of what was asked about, so that who did not answer stands in the same group.
    """
    ticket, first = aliased(Ticket), aliased(Feedback)
    order_id = func.coalesce(_subject("order"), _subject("returned_order"), Refund.order_id, first.order_id)
    branch_id = func.coalesce(ticket.branch_id, Order.branch_id, first.branch_id, Review.branch_id)
    sent_back = SurveyInvitation.subject_type.in_(("refund", "returned_order"))
    topic = case((ticket.id.is_not(None), topic_of(ticket.kind)), (sent_back, RETURNS), else_=first.topic)
    query = (
        select(
            SurveyInvitation.kind.label("kind"),
            (SurveyInvitation.status == "answered").label("what"),
            _group(
                by,
                month=_month(session, span, SurveyInvitation.asked_at),
                channel=_touchpoint(SurveyInvitation.channel),
                branch=Branch.code,
                topic=topic,
                language=func.coalesce(SurveyInvitation.language, Customer.language),
            ),
        )
        .select_from(SurveyInvitation)
        .outerjoin(Refund, Refund.id == _subject("refund"))
        .outerjoin(FollowUp, FollowUp.id == _subject("follow_up"))
        .outerjoin(first, first.id == FollowUp.rating_id)
        .outerjoin(Review, Review.id == FollowUp.review_id)
        .outerjoin(Order, Order.id == order_id)
        .outerjoin(ticket, ticket.id == func.coalesce(_subject("ticket"), FollowUp.ticket_id))
        .outerjoin(Branch, Branch.id == branch_id)
        .outerjoin(Customer, Customer.id == SurveyInvitation.customer_id)
        .where(
            SurveyInvitation.status.in_(ASKED),
            span.holds(SurveyInvitation.asked_at, branch_id),
            span.scope.of_order(func.coalesce(Order.id, ticket.order_id)),
        )
    )
    return _counted(session, _with_segment(query, span, SurveyInvitation.customer_id, SurveyInvitation.asked_at, by))


def ticket_rows(session: Session, span: Span) -> Sequence[AnyRow]:
    """Tickets opened in the span, without those merged into another, with their clocks.

    `first_said_at` is the first answer of all, `first_answered_at` that since the ticket was opened last, as it is due.
    """
    replies = select(func.min(TicketEvent.at)).where(TicketEvent.ticket_id == Ticket.id, TicketEvent.kind.in_(REPLIES))
    branch_id = func.coalesce(Ticket.branch_id, Order.branch_id)
    query = (
        select(
            Ticket.id,
            Ticket.opened_at.label("at"),
            Ticket.first_answered_at,
            func.coalesce(replies.scalar_subquery(), Ticket.first_answered_at).label("first_said_at"),
            Ticket.waiting_since,
            Ticket.solved_at,
            Ticket.answer_due_at,
            Ticket.solution_due_at,
            Ticket.reopened,
            Ticket.touchpoint.label("channel"),
            Branch.code.label("branch"),
            topic_of(Ticket.kind).label("topic"),
            func.coalesce(Ticket.language, Customer.language).label("language"),
            SegmentMembership.segment.label("segment"),
        )
        .select_from(Ticket)
        .outerjoin(Order, Order.id == Ticket.order_id)
        .outerjoin(Branch, Branch.id == branch_id)
        .outerjoin(Customer, Customer.id == Ticket.customer_id)
        .where(
            Ticket.merged_into_id.is_(None),
            span.holds(Ticket.opened_at, branch_id),
            span.scope.of_ticket(Ticket.id, Ticket.order_id),
        )
    )
    return session.execute(_with_segment(query, span, Ticket.customer_id, Ticket.opened_at)).all()


def deed_rows(session: Session, span: Span) -> Sequence[AnyRow]:
    """What staff did to the tickets opened in the span: ticket, kind of deed, how often."""
    branch_id = func.coalesce(Ticket.branch_id, Order.branch_id)
    query = (
        select(TicketEvent.ticket_id, TicketEvent.kind, func.count().label("times"))
        .join(Ticket, Ticket.id == TicketEvent.ticket_id)
        .outerjoin(Order, Order.id == Ticket.order_id)
        .where(
            or_(TicketEvent.actor == "staff", TicketEvent.actor.like("staff:%")),
            span.holds(Ticket.opened_at, branch_id),
        )
        .group_by(TicketEvent.ticket_id, TicketEvent.kind)
    )
    return session.execute(query).all()


def handover_rows(session: Session, span: Span) -> Sequence[AnyRow]:
    """Conversations that a person took in the span: from when to when, channel, language, segment."""
    branch_id = func.coalesce(Ticket.branch_id, Order.branch_id)
    query = (
        select(
            Handover.taken_at,
            Handover.given_back_at,
            Handover.called_at.label("at"),
            _touchpoint(Conversation.channel).label("channel"),
            Branch.code.label("branch"),
            topic_of(Ticket.kind).label("topic"),
            Conversation.language.label("language"),
            SegmentMembership.segment.label("segment"),
        )
        .join(Conversation, Conversation.sender_id == Handover.sender_id)
        .outerjoin(Ticket, Ticket.id == Handover.ticket_id)
        .outerjoin(Order, Order.id == Ticket.order_id)
        .outerjoin(Branch, Branch.id == branch_id)
        .where(
            Handover.taken_at.is_not(None),
            span.holds(Handover.called_at, branch_id),
            span.scope.of_ticket(Ticket.id, Ticket.order_id),
        )
    )
    return session.execute(_with_segment(query, span, Conversation.customer_id, Handover.called_at)).all()


def _subject(kind: str) -> ColumnElement[Any]:
    """The id of what was asked about, as a number, so that the row is looked up by its key; null for other kinds."""
    return case((SurveyInvitation.subject_type == kind, cast(SurveyInvitation.subject_id, Integer)))


def _touchpoint(channel: AnyColumn) -> ColumnElement[Any]:
    """A touchpoint itself; of a channel of the chat its app, `chat` on the website, null where there is none."""
    apps = [(channel.in_(channels), literal(app)) for app, channels in APPS.items()]
    return case((channel.is_(None), null()), (channel.in_(TOUCHPOINTS), channel), *apps, else_=literal("chat"))


def _month(session: Session, span: Span, moment: Any) -> ColumnElement[Any]:
    """The month (YYYY-MM) of a moment by the shop's calendar."""
    return func.substr(local_day(session, moment, span.since, span.until, settings().timezone), 1, 7)


def _group(by: str, *, month: ColumnElement[Any], **others: AnyColumn) -> Label[Any]:
    groups: dict[str, AnyColumn] = {"period": month, "segment": SegmentMembership.segment, **others}
    return groups[by].label("group")


def _counted(session: Session, query: AnySelect) -> Sequence[AnyRow]:
    """How many rows of a query are alike: there are very many ratings and few kinds of them."""
    rows = query.subquery()
    alike = rows.c.group, rows.c.kind, rows.c.what
    return session.execute(select(*alike, func.count().label("many")).group_by(*alike)).all()


def _with_segment(
    query: AnySelect, span: Span, customer_id: AnyColumn, moment: AnyColumn, by: str = "segment"
) -> AnySelect:
    """The segment in which the customer was at that moment, and only those of the segment that is asked for."""
    if by != "segment" and span.scope.wish.segment is None:
        return query
    joined = query.outerjoin(SegmentMembership, segment_then(customer_id, moment))
    return joined.where(span.scope.of_segment(SegmentMembership.segment))
