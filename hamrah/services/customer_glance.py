"""A customer at a glance, for a member of staff: who, what they are worth, what they bought, what troubles them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select, union_all
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.catalogue import Branch
from hamrah.crm.customers import ContactPoint, Customer, Preference
from hamrah.crm.orders import Order
from hamrah.crm.satisfaction import Feedback, Review
from hamrah.crm.segments import CustomerWorth, SegmentMembership
from hamrah.crm.tickets import Ticket
from hamrah.services.actors import Actor
from hamrah.services.consents import newest_consents
from hamrah.services.customer_contacts import Contact, masked
from hamrah.services.identity import Principal
from hamrah.services.orders import list_orders
from hamrah.services.ticket_history import DONE

ORDERS, TICKETS, RATINGS = 3, 3, 3
MOST_LISTED = 10
LATELY = timedelta(days=365)
"""So far back what somebody wrote tells how they feel."""


@dataclass(frozen=True)
class Feeling:
    """How many of the things that a customer wrote lately were judged to be of each sentiment."""

    negative: int = 0
    neutral: int = 0
    positive: int = 0

    @property
    def mood(self) -> str | None:
        """`negative`, `positive`, or `mixed` where neither is twice the other; None where nothing was judged."""
        if not self.negative + self.neutral + self.positive:
            return None
        if self.negative > 2 * self.positive and self.negative >= self.neutral:
            return "negative"
        return "positive" if self.positive > 2 * self.negative and self.positive >= self.neutral else "mixed"


@dataclass(frozen=True)
class Glance:
    """What a member of staff sees of a customer. Money in minor units; contacts are masked.

    `segment_before` is the segment they came from at `segment_since`, None for their first one.
    """

    customer: Customer
    branch: Branch | None
    contacts: Sequence[Contact]
    consents: Mapping[str, bool]
    channel: str | None
    worth: CustomerWorth | None
    segment: str | None
    segment_before: str | None
    segment_since: datetime | None
    orders: Sequence[Order]
    order_count: int
    tickets: Sequence[Ticket]
    ticket_count: int
    ratings: Sequence[Feedback]
    feeling: Feeling


def read_glance(session: Session, actor: Actor, customer: Customer) -> Glance:
    """A customer whom `open_customer` gave, at a glance: as many queries for a long history as for a short one."""
    segments = _segments(session, customer.id)
    return Glance(
        customer=customer,
        branch=None if customer.home_branch_id is None else session.get(Branch, customer.home_branch_id),
        contacts=read_contacts(session, customer.id),
        consents={purpose: granted for (_, purpose), granted in newest_consents(session, [customer.id]).items()},
        channel=_channel(session, customer.id),
        worth=session.get(CustomerWorth, customer.id),
        segment=segments[0].segment if segments and segments[0].valid_until is None else None,
        segment_before=segments[1].segment if len(segments) > 1 else None,
        segment_since=segments[0].valid_from if segments else None,
        orders=list_orders(session, behalf_of(customer), limit=ORDERS),
        order_count=session.scalar(select(func.count()).where(Order.customer_id == customer.id)) or 0,
        tickets=read_tickets(session, actor, customer, open_only=True, limit=TICKETS),
        ticket_count=_count_open(session, actor, customer),
        ratings=read_ratings(session, customer),
        feeling=_feeling(session, customer.id),
    )


def behalf_of(customer: Customer) -> Principal:
    """A principal with a customer's rights to look, in no conversation: for use cases that read only."""
    return Principal("", "staff", customer.id, customer.source)


def read_contacts(session: Session, customer_id: int) -> list[Contact]:
    """A customer's phones and e-mails, masked, the preferred ones first."""
    rows = select(ContactPoint.kind, ContactPoint.value).where(ContactPoint.customer_id == customer_id)
    ordered = rows.order_by(ContactPoint.preferred.desc(), ContactPoint.kind.desc(), ContactPoint.id).limit(MOST_LISTED)
    return [Contact(kind, masked(kind, value)) for kind, value in session.execute(ordered)]


def read_orders(
    session: Session, customer: Customer, *, limit: int, period: tuple[datetime, datetime] | None = None
) -> list[Order]:
    """A customer's last orders, newest first, within a half-open period where one is given."""
    return list_orders(session, behalf_of(customer), limit=min(limit, MOST_LISTED), period=period)


def read_tickets(
    session: Session, actor: Actor, customer: Customer, *, open_only: bool = False, limit: int = MOST_LISTED
) -> list[Ticket]:
    """A customer's tickets that are the actor's business, newest first; what was merged stands in the other."""
    query = select(Ticket).where(*_tickets_of(actor, customer))
    if open_only:
        query = query.where(Ticket.status.not_in(DONE))
    return list(session.scalars(query.order_by(Ticket.id.desc()).limit(min(limit, MOST_LISTED))))


def read_ratings(session: Session, customer: Customer, limit: int = RATINGS) -> list[Feedback]:
    """A customer's last ratings, newest first."""
    rated = select(Feedback).where(Feedback.customer_id == customer.id, Feedback.rating.is_not(None))
    return list(session.scalars(rated.order_by(Feedback.at.desc(), Feedback.id.desc()).limit(limit)))


def _tickets_of(actor: Actor, customer: Customer) -> list[ColumnElement[bool]]:
    conditions = [Ticket.customer_id == customer.id, Ticket.merged_into_id.is_(None)]
    if not actor.serves_all:
        conditions.append(Ticket.branch_id.is_(None) | (Ticket.branch_id == actor.branch_id))
    return conditions


def _count_open(session: Session, actor: Actor, customer: Customer) -> int:
    is_open = Ticket.status.not_in(DONE)
    return session.scalar(select(func.count(Ticket.id)).where(*_tickets_of(actor, customer), is_open)) or 0


def _channel(session: Session, customer_id: int) -> str | None:
    wanted = select(Preference.value).where(Preference.customer_id == customer_id, Preference.kind == "contact_channel")
    return session.scalar(wanted.order_by(Preference.stated_at.desc()).limit(1))


def _segments(session: Session, customer_id: int) -> list[SegmentMembership]:
    """The segment that a customer is in and the one before."""
    rows = select(SegmentMembership).where(SegmentMembership.customer_id == customer_id)
    return list(session.scalars(rows.order_by(SegmentMembership.valid_from.desc()).limit(2)))


def _feeling(session: Session, customer_id: int) -> Feeling:
    since = utc_now() - LATELY
    said = union_all(
        select(Feedback.sentiment).where(Feedback.customer_id == customer_id, Feedback.at > since),
        select(Review.sentiment).where(Review.customer_id == customer_id, Review.written_at > since),
    ).subquery()
    counted = select(said.c.sentiment, func.count()).where(said.c.sentiment.is_not(None)).group_by(said.c.sentiment)
    return Feeling(**{sentiment: many for sentiment, many in session.execute(counted)})
