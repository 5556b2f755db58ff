"""Messages that a provider refused for good: they were not told, and may be told at another place."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import and_, false, or_, select
from sqlalchemy.orm import Session

from hamrah.crm.channels import Delivery, ProactiveMessage
from hamrah.crm.conversations import ChatMessage, Conversation
from hamrah.services.proactive_rules import message_rules
from hamrah.services.receipts import refused

REFUSED = "refused"
"""The reason of a message that no provider brought and that has found no other place."""


def take_back_refused(session: Session, now: datetime) -> int:
    """Have messages be planned again that the provider refused for good, while they are worth telling; how many.

    So they do not count for the caps. Only of the class service: who refuses marketing in one app may well mean all.
    """
    row = ProactiveMessage
    worth_telling = [
        and_(row.kind == name, row.due_at >= now - timedelta(hours=kind.valid_hours))
        for name, kind in message_rules().kinds.items()
        if kind.consent == "service"
    ]
    query = select(row).where(row.status == "sent", or_(false(), *worth_telling), refused(row.message_id))
    held = query.with_for_update(of=row, skip_locked=True).execution_options(populate_existing=True)
    messages = session.scalars(held).all()
    for message in messages:
        message.status, message.why = "planned", REFUSED
        message.sent_at = message.channel = None
    session.flush()
    return len(messages)


def accounts_refusing(session: Session, messages: Collection[ProactiveMessage]) -> Mapping[int, frozenset[int]]:
    """By message that was refused, the customer's accounts that took something not since it was planned."""
    row = ProactiveMessage
    ids = [one.id for one in messages if one.why == REFUSED]
    query = (
        select(row.id, Delivery.account_id)
        .join(Conversation, Conversation.customer_id == row.customer_id)
        .join(ChatMessage, and_(ChatMessage.sender_id == Conversation.sender_id, ChatMessage.at >= row.planned_at))
        .join(Delivery, Delivery.message_id == ChatMessage.id)
        .where(row.id.in_(ids), Delivery.status == "failed")
    )
    found: defaultdict[int, set[int]] = defaultdict(set)
    for message_id, account_id in session.execute(query).tuples() if ids else ():
        found[message_id].add(account_id)
    return {message_id: frozenset(accounts) for message_id, accounts in found.items()}
