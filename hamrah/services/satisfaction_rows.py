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
from hamrah.crm.orders import TOUCHPOINTS, Order
from hamrah.crm.satisfaction import Feedback, SurveyInvitation
from hamrah.crm.segments import SegmentMembership
from hamrah.crm.tickets import Ticket, TicketEvent
from hamrah.services.complaint_topics import topic_of
from hamrah.services.local_days import local_day
from hamrah.services.messaging_apps import APPS
from hamrah.services.report_scope import AnyColumn, Span, segment_then
from hamrah.settings import settings

ASKED = ("asked", "answered", "unanswered")
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
    """How many questions were asked: group, kind, whether answered (`what`), many."""
    ticket = aliased(Ticket)
    about_order, about_ticket = Order.id == _subject("order"), ticket.id == _subject("ticket")
    branch_id = func.coalesce(ticket.branch_id, Order.branch_id, Feedback.branch_id)
    query = (
        select(
            SurveyInvitation.kind.label("kind"),
            (SurveyInvitation.status == "answered").label("what"),
            _group(
                by,
                month=_month(session, span, SurveyInvitation.asked_at),
                channel=_touchpoint(SurveyInvitation.channel),
                branch=Branch.code,
                topic=Feedback.topic,
                language=func.coalesce(SurveyInvitation.language, Customer.language),
            ),
        )
        .select_from(SurveyInvitation)
        .outerjoin(Order, about_order)
        .outerjoin(ticket, about_ticket)
        .outerjoin(Feedback, Feedback.invitation_id == SurveyInvitation.id)
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
    """Tickets opened in the span, without those merged into another, with their clocks."""
    branch_id = func.coalesce(Ticket.branch_id, Order.branch_id)
    query = (
        select(
            Ticket.id,
            Ticket.opened_at.label("at"),
            Ticket.first_answered_at,
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
