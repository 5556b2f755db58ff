"""What a new ticket is: its words, the order and lines it is about, how much it hurts, and by when it is due."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rapidfuzz import fuzz, utils
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from hamrah.crm.catalogue import Product, Variant
from hamrah.crm.conversations import Conversation
from hamrah.crm.orders import Order, OrderLine
from hamrah.crm.tickets import Ticket, TicketLine, TicketPhoto
from hamrah.language.garbled import is_garbled
from hamrah.services.branches import list_branches
from hamrah.services.identity import Principal
from hamrah.services.order_numbers import next_ticket_number
from hamrah.services.orders import WHOLE, clean_number
from hamrah.services.photo_links import picture_links
from hamrah.services.refusal import Refusal
from hamrah.services.sla import start_clocks
from hamrah.services.ticket_priority import is_valued, rupees_of
from hamrah.services.ticket_rules import impact_of, priority_of, ticket_rules

LONGEST_WORDS = 4000
"""Characters of one message that a ticket takes."""
ALIKE = 80
"""From how many of a hundred a product's name is taken for the one that was said."""
_MARKUP = re.compile(r"<\s*[/!?]?\s*[a-z][^<>]*>", re.IGNORECASE)
_WITH_CATEGORY = (
    selectinload(Order.lines)
    .selectinload(OrderLine.variant)
    .selectinload(Variant.product)
    .selectinload(Product.category)
)


@dataclass(frozen=True)
class Complaint:
    """What somebody complains about: the contract's `issue_type`, in their words, the order and the goods if named."""

    kind: str
    description: str
    order_number: str | None = None
    named: tuple[str, ...] = ()
    """Products and categories that the words name, as understood."""
    city: str | None = None
    """The city that the words name: of no order, the complaint is the branch's there."""


def checked_words(text: str) -> tuple[str, list[str]]:
    """The words as they are kept, and the picture links in them.

    Raises `Refusal` for words that are too long, lost their letters on the way, hold markup, or link to what is not on
    the public internet.
    """
    words = text.strip()
    if len(words) > LONGEST_WORDS:
        raise Refusal("utter_words_too_long", longest=LONGEST_WORDS)
    if is_garbled(words):
        raise Refusal("utter_words_garbled")
    if _MARKUP.search(words):
        raise Refusal("utter_words_with_markup")
    return words, picture_links(words)


def own_order(session: Session, principal: Principal, number: str | None) -> Order | None:
    """The principal's own order of a number; None for none, an unknown one and somebody else's."""
    if number is None or principal.customer_id is None:
        return None
    mine = select(Order).where(Order.customer_id == principal.customer_id, Order.number == clean_number(number))
    return session.scalar(mine.options(*WHOLE, _WITH_CATEGORY).limit(1))


def make_ticket(
    session: Session, principal: Principal, complaint: Complaint, order: Order | None, now: datetime
) -> Ticket:
    """Write the ticket's row, and which lines of the order it is about."""
    rules, words = ticket_rules(), complaint.description.strip()
    if order is None and complaint.order_number is not None and complaint.order_number not in words:
        words = f"#{clean_number(complaint.order_number)}: {words}"
    impact = impact_of(rules, complaint.kind, words, rupees_of(order))
    priority = priority_of(rules, impact, valued=is_valued(session, principal.customer_id))
    conversation = session.get(Conversation, principal.sender_id)
    ticket = Ticket(
        number=next_ticket_number(session),
        customer_id=principal.customer_id,
        sender_id=principal.sender_id,
        kind=complaint.kind,
        status="open",
        impact=impact,
        priority=priority,
        queue=rules.kind(complaint.kind).queue,
        order_id=None if order is None else order.id,
        branch_id=_branch_in(session, complaint.city) if order is None else order.branch_id,
        language=None if conversation is None else conversation.language,
        description=words,
        touchpoint=principal.touchpoint,
        opened_at=now,
    )
    start_clocks(session, ticket, now)
    session.add(ticket)
    session.flush()
    for line in [] if order is None else lines_concerned(order.lines, complaint.named):
        session.add(TicketLine(ticket_id=ticket.id, order_line_id=line.id))
    return ticket


def keep_pictures(session: Session, ticket: Ticket, links: Sequence[str], now: datetime) -> None:
    """Keep which pictures belong to a ticket, by their links."""
    for link in links:
        session.add(TicketPhoto(ticket_id=ticket.id, reference=link, at=now))


def _branch_in(session: Session, city: str | None) -> int | None:
    """The shop's only branch in a city; none where there are several, since nobody knows which."""
    branches = [] if city is None else list_branches(session, city)
    return branches[0].id if len(branches) == 1 else None


def lines_concerned(lines: Sequence[OrderLine], named: Sequence[str]) -> list[OrderLine]:
    """The lines that the words name; of an order with one line that one."""
    if len(lines) == 1:
        return list(lines)
    return [line for line in lines if any(_is_called(line, name) for name in named)]


def _is_called(line: OrderLine, name: str) -> bool:
    product = line.variant.product
    if name.lower() == product.category.code.lower():
        return True
    return any(
        fuzz.token_set_ratio(name, text.name, processor=utils.default_process) >= ALIKE for text in product.texts
    )
