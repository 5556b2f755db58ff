"""Undoing a link between a messaging account and whom it was taken for: by that person, or by the shop's people."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.channels import ChannelAccount, ChannelLink, InboundMessage
from hamrah.crm.conversations import STANDING_CALL, BrowsingEvent, ChatMessage, Conversation, Handover, Interaction
from hamrah.crm.offers import OfferTelling
from hamrah.crm.recommendations import Recommendation
from hamrah.crm.satisfaction import Feedback, FollowUp
from hamrah.crm.tickets import Ticket
from hamrah.language.text_catalogue import TextCatalogue
from hamrah.services.audit import Who, note_deed
from hamrah.services.handover_calls import BOT, PERSON, hold_conversation
from hamrah.services.identity import Principal
from hamrah.services.link_proofs import DISCONNECTED, WRONG
from hamrah.services.linking import end_link
from hamrah.services.own_conversations import open_account_conversation
from hamrah.services.refusal import Refusal
from hamrah.services.transcripts import Said, write_down

MOST_AT_ONCE = 400
WRITTEN: tuple[tuple[Any, Any], ...] = (
    (BrowsingEvent, BrowsingEvent.at),
    (Interaction, Interaction.at),
    (Recommendation, Recommendation.shown_at),
    (Ticket, Ticket.opened_at),
    (Feedback, Feedback.at),
    (FollowUp, FollowUp.opened_at),
    (OfferTelling, OfferTelling.at),
)
"""The rows that carry whose and of which conversation they are, and when each was written."""


@dataclass(frozen=True)
class Undone:
    """What became of a link: how many rows are no longer the customer's."""

    detached: int


def undo_own_link(
    session: Session, texts: TextCatalogue, principal: Principal, link_id: int, *, is_mine: bool
) -> Undone:
    """Undo a link at the wish of whom it names, or of who writes in the account. The account is told in its own place.

    Raises `Refusal` (`utter_link_gone`) for a link that stands no more or is another's.
    """
    link = session.get(ChannelLink, link_id)
    if link is None or link.ended_at is not None or link.customer_id != principal.known():
        raise Refusal("utter_link_gone")
    return undo_link(session, texts, link, ("customer", str(link.customer_id)), None, is_wrong=not is_mine)


def undo_link(
    session: Session,
    texts: TextCatalogue,
    link: ChannelLink,
    by: Who,
    reason: str | None,
    *,
    is_wrong: bool,
) -> Undone:
    """End a link that stands, tell the account so and leave an audit row; `by` is who does it (kind, id).

    Of a link that was wrong what the account wrote while it stood goes with it: it is nobody's, and no longer in the
    customer's transcript. That is told by when the account's messages were being answered. The person of the shop whom
    they called goes along with them.
    """
    account = session.get_one(ChannelAccount, link.account_id)
    former = session.get(Conversation, account.sender_id)
    end_link(session, account, link, by[0], WRONG if is_wrong else DISCONNECTED)
    place = open_account_conversation(session, account)
    if former is not None:
        place.language, place.pinned_language = former.language, former.pinned_language
    detached = 0
    if is_wrong and link.customer_id is not None:
        earlier = _earlier(session, account, link)
        detached = _detach(session, account, link, former, place, earlier)
        if former is not None:
            _take_calls(session, former, place, earlier)
    key = "utter_account_disowned" if is_wrong else "utter_account_disconnected"
    language = place.spoken_language
    write_down(session, place.sender_id, Said("bot", texts.message(language, key)[0], language, key=key))
    action = "account_link_undone" if is_wrong else "account_disconnected"
    note_deed(session, by, action, ("channel_link", link.id), reason)
    return Undone(detached)


def _earlier(session: Session, account: ChannelAccount, link: ChannelLink) -> list[str]:
    """The conversations of the guest whom an account was before it was taken for a customer."""
    guests = select(Conversation.sender_id).where(
        Conversation.account_id == account.id, Conversation.customer_id == link.customer_id
    )
    return list(session.scalars(guests))


def _detach(
    session: Session,
    account: ChannelAccount,
    link: ChannelLink,
    former: Conversation | None,
    place: Conversation,
    earlier: Sequence[str],
) -> int:
    """Take what the account did from the customer: rows of its guest conversations, and of its turns in theirs."""
    count = 0
    for table, _ in WRITTEN:
        mine = update(table).where(table.sender_id.in_(earlier), table.customer_id == link.customer_id)
        count += _rows(session, mine.values(customer_id=None))
    freed = update(Conversation).where(Conversation.sender_id.in_(earlier))
    session.execute(freed.values(customer_id=None, proof=None, proven_until=None))
    turns = _turns(session, account, link)
    if former is None or not turns:
        return count
    for table, at in WRITTEN:
        of_customer = (table.sender_id == former.sender_id, table.customer_id == link.customer_id)
        values = {"sender_id": place.sender_id, "customer_id": None}
        count += _take(session, table, at, of_customer, turns, values)
    said = (ChatMessage.sender_id == former.sender_id,)
    return count + _take(session, ChatMessage, ChatMessage.at, said, turns, {"sender_id": place.sender_id})


def _take_calls(session: Session, former: Conversation, place: Conversation, earlier: Sequence[str]) -> None:
    """Have the calls that stand by tickets that are the account's go where it speaks; those of the customer stay."""
    theirs = select(Ticket.id).where(Ticket.sender_id.in_([place.sender_id, *earlier]))
    standing = Handover.sender_id == former.sender_id, STANDING_CALL
    session.execute(update(Handover).where(*standing, Handover.ticket_id.in_(theirs)).values(sender_id=place.sender_id))
    for one in (former, place):
        taken = select(Handover.id).where(Handover.sender_id == one.sender_id, STANDING_CALL)
        is_held = session.scalar(taken.where(Handover.staff_id.is_not(None)).limit(1)) is not None
        hold_conversation(session, one.sender_id, PERSON if is_held else BOT)


def _turns(session: Session, account: ChannelAccount, link: ChannelLink) -> list[tuple[datetime, datetime]]:
    """When messages of the account were being answered while the link stood, from coming in to being answered."""
    rows = select(InboundMessage.received_at, InboundMessage.handled_at).where(
        InboundMessage.account_id == account.id, InboundMessage.received_at >= link.began_at
    )
    began = session.execute(rows.order_by(InboundMessage.received_at)).tuples()
    first = select(func.max(InboundMessage.received_at)).where(
        InboundMessage.account_id == account.id, InboundMessage.received_at < link.began_at
    )
    before = session.scalar(first)  # the message with which the link began came in before it
    opening = [] if before is None else [(link.began_at, _handled(session, account, before))]
    return [*opening, *((received, handled or utc_now()) for received, handled in began)]


def _handled(session: Session, account: ChannelAccount, received: datetime) -> datetime:
    handled = select(func.max(InboundMessage.handled_at)).where(
        InboundMessage.account_id == account.id, InboundMessage.received_at == received
    )
    return session.scalar(handled) or utc_now()


def _take(
    session: Session,
    table: Any,
    at: Any,
    whose: Sequence[Any],
    turns: Sequence[tuple[datetime, datetime]],
    values: dict[str, Any],
) -> int:
    """Give rows that were written during turns other values; how many there were."""
    starts = [start for start, _ in turns]
    written = session.execute(select(table.id, at).where(*whose, at >= starts[0])).tuples()
    ids = []
    for row_id, moment in written:
        place = bisect_right(starts, moment) - 1
        if place >= 0 and moment <= turns[place][1]:
            ids.append(row_id)
    for start in range(0, len(ids), MOST_AT_ONCE):
        chunk = ids[start : start + MOST_AT_ONCE]
        session.execute(update(table).where(table.id.in_(chunk)).values(**values))
    return len(ids)


def _rows(session: Session, change: Any) -> int:
    done: Any = session.execute(change, execution_options={"synchronize_session": False})
    return int(done.rowcount)
