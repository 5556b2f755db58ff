"""Whose an account in a messaging app is, and in which conversation it speaks.

A link says whose: it stands as long as what proves it holds, and each message renews the proof of the conversation. A
number that the provider vouches for proves a customer if exactly one has it on file; what else proves is a contact
shared in the app, a code made on the website (`hamrah.services.link_codes`), a code sent to a contact on file, and of a
number that several customers share the number of an order of one of them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.channels import ChannelAccount, ChannelLink
from hamrah.crm.conversations import Conversation
from hamrah.crm.orders import Order
from hamrah.services.codes import PROOF_HOLDS
from hamrah.services.deliveries import give_up_waiting, pass_on_waiting
from hamrah.services.identity import Principal, note_interaction, prove
from hamrah.services.limits import allow
from hamrah.services.link_proofs import (
    CODE,
    CONTACT,
    MOVED,
    ORDER,
    PHONE,
    SILENCE,
    WRONG,
    is_distrusted,
    owners_of,
    unproven,
)
from hamrah.services.linking_moves import go_along
from hamrah.services.orders import clean_number
from hamrah.services.own_conversations import fresh_sender_id, open_account_conversation, open_own_conversation

ORDER_TRIES = (5, timedelta(hours=1))


@dataclass(frozen=True)
class Entered:
    """The conversation that an account speaks in, and the one that it has just left, whose open form goes along.

    `is_linked` tells whether it is known whose the account is.
    """

    conversation: Conversation
    left: str | None
    is_linked: bool


def place_of(session: Session, account: ChannelAccount) -> Conversation:
    """The conversation that an account speaks in now, made when it begins; its proof is as fresh as the message."""
    return enter(session, account).conversation


def enter(session: Session, account: ChannelAccount) -> Entered:
    """Where an account speaks now, as `place_of`, and what it left for that.

    Links the account to the customer whom its number, or a code that was right in its conversation, proves; ends a link
    that nothing proves any more, and then nothing of the customer's goes along.
    """
    link = _proven_link(session, account) or _recognised(session, account)
    if link is None:
        return Entered(open_account_conversation(session, account), None, is_linked=False)
    before = session.get(Conversation, account.sender_id)
    row = open_own_conversation(session, account, link)
    row.proof, row.proven_until = link.proof, utc_now() + PROOF_HOLDS
    if account.sender_id == row.sender_id:
        return Entered(row, None, is_linked=True)
    if before is not None:
        go_along(session, before, row)
    account.sender_id = row.sender_id
    session.flush()
    return Entered(row, None if before is None else before.sender_id, is_linked=True)


def standing_link(session: Session, account: ChannelAccount) -> ChannelLink | None:
    """The link that says whose an account is; None for a guest's."""
    return session.scalar(
        select(ChannelLink).where(ChannelLink.account_id == account.id, ChannelLink.ended_at.is_(None))
    )


def customer_of(session: Session, account: ChannelAccount) -> int | None:
    """Whose an account is by what proves it now, as its next message would show; None where that is nobody alone.

    Nothing begins or ends by asking.
    """
    link = standing_link(session, account)
    why = None if link is None else unproven(session, [(account, link)], utc_now()).get(link.id)
    if link is not None and why is None:
        return link.customer_id
    if why == SILENCE:
        return None
    owners = owners_of(session, account.phone)
    return owners[0] if len(owners) == 1 and not is_distrusted(session, account, owners[0]) else None


def proven_accounts(session: Session, customer_id: int, now: datetime) -> list[ChannelAccount]:
    """The accounts that are a customer's, the one heard last first. A link that nothing proves any more ends."""
    rows = (
        select(ChannelAccount, ChannelLink)
        .join(ChannelLink, ChannelLink.account_id == ChannelAccount.id)
        .where(ChannelLink.customer_id == customer_id, ChannelLink.ended_at.is_(None))
        .order_by(ChannelAccount.heard_at.desc().nulls_last(), ChannelAccount.id.desc())
    )
    standing = [(account, link) for account, link in session.execute(rows).tuples()]
    over = unproven(session, standing, now) if standing else {}
    for account, link in standing:
        if link.id in over:
            end_link(session, account, link, "system", over[link.id])
    return [account for account, link in standing if link.id not in over]


def begin_link(
    session: Session, account: ChannelAccount, proof: str, customer_id: int | None = None, staff_id: int | None = None
) -> ChannelLink:
    """Have an account be a customer's, or a member of staff's; another link of it ends. One that stands is kept."""
    link = standing_link(session, account)
    if link is not None and (link.customer_id, link.staff_id) == (customer_id, staff_id):
        return link
    if link is not None:
        end_link(session, account, link, "customer", "another")
    link = ChannelLink(
        account_id=account.id, customer_id=customer_id, staff_id=staff_id, proof=proof, began_at=utc_now()
    )
    session.add(link)
    session.flush()
    if customer_id is not None:
        spoken = Principal(account.sender_id, account.channel, customer_id)
        note_interaction(session, spoken, "account_linked", "channel_link", link.id)
    return link


def end_link(session: Session, account: ChannelAccount, link: ChannelLink, by: str, why: str) -> None:
    """End a link: from now on the account speaks in a conversation of its own, in which nothing was said yet.

    Nothing that was said to whom the account was taken for goes there any more, neither what waits to be sent nor what
    is said in those conversations from now on. Where that was wrong, what was said to the guest whom the account was
    before is still theirs.
    """
    link.ended_at, link.ended_by, link.why = utc_now(), by, why
    left = Conversation.sender_id == account.sender_id
    if link.customer_id is not None and why != WRONG:
        left |= Conversation.customer_id == link.customer_id
    give_up_waiting(session, account.id, session.scalars(select(Conversation.sender_id).where(left)).all())
    for place in session.scalars(select(Conversation).where(left, Conversation.account_id == account.id)):
        place.account_id = None
    account.sender_id = fresh_sender_id(account)
    session.flush()


def share_contact(session: Session, account: ChannelAccount, phone: str) -> bool:
    """Take the number that a person shared as their own, as the provider says it is; whether it shows who they are."""
    account.phone = phone
    return (_proven_link(session, account) or _recognised(session, account)) is not None


def link_by_order(session: Session, principal: Principal, number: str) -> bool:
    """Whether the order of that number shows whose the account is that speaks; then the conversation is theirs.

    It must be an order of one of those who have the account's number on file: of a number that several share it tells
    which of them writes. Raises `Refusal` for a member of staff.
    """
    principal.check_no_staff()
    row = session.get(Conversation, principal.sender_id)
    account = None if row is None or row.account_id is None else session.get(ChannelAccount, row.account_id)
    if row is None or account is None or account.phone is None:
        return False
    if not allow(session, "link_by_order", str(account.id), *ORDER_TRIES):
        return False
    owner = session.scalars(
        select(Order.customer_id)
        .where(Order.number == clean_number(number), Order.customer_id.in_(owners_of(session, account.phone)))
        .distinct()
        .limit(2)
    ).all()
    if len(owner) != 1 or owner[0] is None:
        return False
    prove(session, row, owner[0], ORDER, PROOF_HOLDS)
    begin_link(session, account, ORDER, owner[0])
    return True


def move_account(session: Session, account: ChannelAccount, to: ChannelAccount) -> None:
    """Note that a person has another number from now on, as the provider says.

    A guest's conversation goes along, with what waits to be sent. A customer's does not: the new number proves who they
    are by being on file, or they show it anew. The old account is nobody's, so that whoever gets its number begins
    afresh.
    """
    link = _proven_link(session, account) or _recognised(session, account)
    if link is not None:
        end_link(session, account, link, "system", MOVED)
        return
    if standing_link(session, to) is None and session.get(Conversation, to.sender_id) is None:
        to.sender_id = account.sender_id
    pass_on_waiting(session, account.id, to.id, account.sender_id)
    place = session.get(Conversation, account.sender_id)
    if place is not None and place.account_id == account.id:
        place.account_id = to.id
    account.sender_id = fresh_sender_id(account)
    session.flush()


def _proven_link(session: Session, account: ChannelAccount) -> ChannelLink | None:
    """The link that stands and is still proven; one that is not ends here."""
    link = standing_link(session, account)
    if link is None:
        return None
    why = unproven(session, [(account, link)], utc_now()).get(link.id)
    if why is None:
        return link
    end_link(session, account, link, "system", why)
    return None


def _recognised(session: Session, account: ChannelAccount) -> ChannelLink | None:
    """A new link where a code was right in the account's conversation, or its number is one customer's alone."""
    row = session.get(Conversation, account.sender_id)
    if row is not None and row.customer_id is not None and _is_proven(row):
        return begin_link(session, account, ORDER if row.proof == ORDER else CODE, row.customer_id)
    owners = owners_of(session, account.phone)
    if len(owners) != 1 or is_distrusted(session, account, owners[0]):
        return None
    return begin_link(session, account, CONTACT if account.channel == "telegram" else PHONE, owners[0])


def _is_proven(row: Conversation) -> bool:
    return row.proven_until is not None and row.proven_until > utc_now()
