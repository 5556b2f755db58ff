"""What says whose an account is, and whether it still does: of one link, or of many with few queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hamrah.crm.channels import ChannelAccount, ChannelLink, InboundMessage
from hamrah.crm.customers import ContactPoint, Customer
from hamrah.crm.operations import Staff

SILENT_AFTER = timedelta(days=180)
"""How long a number may be silent before it must be proven anew: networks give numbers that are not used to others."""
STAFF_SILENT_AFTER = timedelta(days=30)
"""The same for a member of staff, whose account opens more than their own: one not used is not kept open."""
PHONE, CONTACT, CODE, ORDER = "phone", "contact", "code", "order"
VOUCHED = (PHONE, CONTACT, ORDER)
"""Proofs that hold only while the account's number is on the customer's file."""
WRONG, DISCONNECTED, MOVED, SILENCE = "wrong", "disconnected", "moved", "silence"
NOT_BY_PHONE_AGAIN = (WRONG, DISCONNECTED, MOVED, SILENCE)
"""Why a link ended after which the number alone proves that customer no more."""

Standing = tuple[ChannelAccount, ChannelLink]


@dataclass(frozen=True)
class _Facts:
    """What the proofs of some links rest on now; read once for all of them."""

    staff: dict[int, Staff]
    erased: frozenset[int]
    owners: dict[str, list[int]]
    distrusted: frozenset[tuple[int, int]]
    silent: frozenset[int]


def unproven(session: Session, standing: Sequence[Standing], now: datetime) -> dict[int, str]:
    """Why nothing proves links that stand any more, by their ids; those that something still proves are left out."""
    facts = _read(session, standing, now)
    reasons = {link.id: _why_not(account, link, facts) for account, link in standing}
    return {link: why for link, why in reasons.items() if why is not None}


def unproven_accounts(session: Session, account_ids: Collection[int], now: datetime) -> frozenset[int]:
    """Those of some accounts whose link stands, though nothing proves it any more: somebody else may have them now."""
    rows = select(ChannelAccount, ChannelLink).join(ChannelLink, ChannelLink.account_id == ChannelAccount.id)
    found = session.execute(rows.where(ChannelAccount.id.in_(account_ids), ChannelLink.ended_at.is_(None)))
    standing = [(account, link) for account, link in found.tuples()]
    over = unproven(session, standing, now) if standing else {}
    return frozenset(account.id for account, link in standing if link.id in over)


def owners_of(session: Session, phone: str | None) -> list[int]:
    """The customers who have a number on file and are not erased."""
    return [] if phone is None else _owners(session, {phone}).get(phone, [])


def is_distrusted(session: Session, account: ChannelAccount, customer_id: int) -> bool:
    """Whether the last link of an account to a customer ended so that the number alone proves them no more."""
    return (account.id, customer_id) in _distrusted(session, {account.id})


def proves_another(session: Session, account: ChannelAccount, customer_id: int) -> bool:
    """Whether an account's number is, as far as the shop knows, another customer's alone."""
    owners = owners_of(session, account.phone)
    return len(owners) == 1 and owners[0] != customer_id and not is_distrusted(session, account, owners[0])


def _why_not(account: ChannelAccount, link: ChannelLink, facts: _Facts) -> str | None:
    if link.staff_id is not None:
        staff = facts.staff[link.staff_id]
        if staff.signed_out_at is not None and staff.signed_out_at >= link.began_at:
            return "signed_out"
        if not staff.active:
            return "left"
    elif link.customer_id in facts.erased:
        return "erased"
    else:
        why = _why_not_by_number(account, link, facts)
        if why is not None:
            return why
    return SILENCE if link.id in facts.silent else None


def _why_not_by_number(account: ChannelAccount, link: ChannelLink, facts: _Facts) -> str | None:
    owners = facts.owners.get(account.phone or "", [])
    if link.proof in VOUCHED:
        if link.customer_id not in owners:
            return "number_gone"
        return "number_shared" if link.proof != ORDER and len(owners) > 1 else None
    if not _goes_with_number(account) or len(owners) != 1 or owners[0] == link.customer_id:
        return None
    return None if (account.id, owners[0]) in facts.distrusted else "number_gone"


def _goes_with_number(account: ChannelAccount) -> bool:
    """Whether the account is whose the number is: Telegram's stays its person's when a number once shared is not."""
    return account.channel != "telegram"


def _read(session: Session, standing: Sequence[Standing], now: datetime) -> _Facts:
    links = [link for _, link in standing]
    staff_ids = {link.staff_id for link in links if link.staff_id is not None}
    customers = {link.customer_id for link in links if link.customer_id is not None}
    phones = {account.phone for account, link in standing if account.phone is not None and link.customer_id is not None}
    by_code = {account.id for account, link in standing if link.proof not in VOUCHED and link.customer_id is not None}
    erased = select(Customer.id).where(Customer.id.in_(customers), Customer.erased_at.is_not(None))
    members = session.scalars(select(Staff).where(Staff.id.in_(staff_ids))) if staff_ids else ()
    return _Facts(
        staff={member.id: member for member in members},
        erased=frozenset(session.scalars(erased)) if customers else frozenset(),
        owners=_owners(session, phones) if phones else {},
        distrusted=_distrusted(session, by_code) if by_code and phones else frozenset(),
        silent=_silent(session, links, now),
    )


def _silent(session: Session, links: Iterable[ChannelLink], now: datetime) -> frozenset[int]:
    """The links from whose accounts nothing came for too long, before what they write now."""
    since = {link: now - (SILENT_AFTER if link.staff_id is None else STAFF_SILENT_AFTER) for link in links}
    old = [link for link, moment in since.items() if link.began_at <= moment]
    if not old:
        return frozenset()
    accounts = {link.account_id for link in old}
    answered = InboundMessage.account_id.in_(accounts), InboundMessage.handled_at.is_not(None)
    newest = select(InboundMessage.account_id, func.max(InboundMessage.at)).where(*answered)
    last = dict(session.execute(newest.group_by(InboundMessage.account_id)).tuples().all())
    return frozenset(link.id for link in old if link.account_id not in last or last[link.account_id] < since[link])


def _owners(session: Session, phones: Collection[str]) -> dict[str, list[int]]:
    rows = (
        select(ContactPoint.value, Customer.id)
        .join(Customer, Customer.id == ContactPoint.customer_id)
        .where(ContactPoint.kind == "phone", ContactPoint.value.in_(phones), Customer.erased_at.is_(None))
        .distinct()
    )
    owners: dict[str, list[int]] = defaultdict(list)
    for phone, customer_id in session.execute(rows).tuples():
        owners[phone].append(customer_id)
    return owners


def _distrusted(session: Session, account_ids: Collection[int]) -> frozenset[tuple[int, int]]:
    """The account and customer of each pair whose last link ended so that the number alone does not prove it again."""
    row = ChannelLink
    ended = select(row.account_id, row.customer_id, row.why).where(
        row.account_id.in_(account_ids), row.customer_id.is_not(None), row.ended_at.is_not(None)
    )
    last = {
        (account, customer): why
        for account, customer, why in session.execute(ended.order_by(row.id)).tuples()
        if customer is not None
    }
    return frozenset(pair for pair, why in last.items() if why in NOT_BY_PHONE_AGAIN)
