"""Links of messaging accounts as the shop's people see and undo them; each look and each undoing is an audit row."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from hamrah.crm.channels import ChannelAccount, ChannelLink
from hamrah.crm.customers import Customer
from hamrah.crm.operations import Staff
from hamrah.language.text_catalogue import TextCatalogue
from hamrah.services.actors import Actor
from hamrah.services.audit import by_staff, note_deed
from hamrah.services.linking_undo import Undone, undo_link
from hamrah.services.refusal import Refusal
from hamrah.services.roles import Deed, may, require

SHOWN_DIGITS = 3
MOST_LISTED = 200


@dataclass(frozen=True)
class Link:
    """A link as it is listed: `whose` is a customer's reference or a member of staff's e-mail, `address` masked."""

    id: int
    channel: str
    address: str
    whose: str
    proof: str
    began_at: datetime
    ended_at: datetime | None
    ended_by: str | None
    why: str | None


def list_links(session: Session, actor: Actor, whose: str | None = None, *, with_ended: bool = False) -> list[Link]:
    """The links that stand and are the actor's business, the newest first; those of one customer or member of staff.

    Raises `Refusal` for a role that does not find customers.
    """
    require(actor, Deed.FIND_CUSTOMERS)
    query = _links()
    if whose is not None:
        query = query.where((Customer.external_ref == whose) | (Staff.email == whose))
    if not with_ended:
        query = query.where(ChannelLink.ended_at.is_(None))
    if not actor.serves_all:  # as `_serves` says of one
        of_nobody = Customer.home_branch_id.is_(None) | (Customer.home_branch_id == actor.branch_id)
        query = query.where(ChannelLink.customer_id.is_not(None), of_nobody)
    rows = session.execute(query.order_by(ChannelLink.id.desc()).limit(MOST_LISTED)).tuples()
    note_deed(session, by_staff(actor.staff_id), "account_links_listed", ("channel_links", (whose or "all")[:200]))
    return [
        _shown(link, account, customer, staff) for link, account, customer, staff in rows if _serves(actor, customer)
    ]


def show_link(session: Session, actor: Actor, link_id: int) -> Link:
    """One link, with the whole address for a role that sees contacts.

    Raises `Refusal` `utter_link_unknown` for one that is not there or not the actor's business, without telling which.
    """
    require(actor, Deed.FIND_CUSTOMERS)
    link, account, customer, staff = _find(session, actor, link_id)
    note_deed(session, by_staff(actor.staff_id), "account_link_seen", ("channel_link", link_id))
    whole = account.address if may(actor, Deed.SEE_CONTACTS) else None
    return _shown(link, account, customer, staff, whole)


def undo_as_staff(session: Session, texts: TextCatalogue, actor: Actor, link_id: int, reason: str) -> Undone:
    """Undo a link that was wrong, with what was said in it; the person is told in the app.

    Raises `Refusal` without a reason, for a role that does not see contacts, and for a link that does not stand.
    """
    require(actor, Deed.SEE_CONTACTS)
    if not reason.strip():
        raise Refusal("utter_reason_needed")
    link, *_ = _find(session, actor, link_id)
    if link.ended_at is not None:
        raise Refusal("utter_link_unknown", link=link_id)
    return undo_link(session, texts, link, by_staff(actor.staff_id), reason.strip(), is_wrong=True)


def _links() -> Select[ChannelLink, ChannelAccount, Customer | None, Staff | None]:
    return (
        select(ChannelLink, ChannelAccount, Customer, Staff)
        .join(ChannelAccount, ChannelAccount.id == ChannelLink.account_id)
        .outerjoin(Customer, Customer.id == ChannelLink.customer_id)
        .outerjoin(Staff, Staff.id == ChannelLink.staff_id)
    )


def _find(
    session: Session, actor: Actor, link_id: int
) -> tuple[ChannelLink, ChannelAccount, Customer | None, Staff | None]:
    found = session.execute(_links().where(ChannelLink.id == link_id)).tuples().first()
    if found is None or not _serves(actor, found[2]):
        raise Refusal("utter_link_unknown", link=link_id)
    return found


def _serves(actor: Actor, customer: Customer | None) -> bool:
    """Whether a link is the actor's business: customers of their branch or of none; colleagues' for who serves all."""
    return actor.serves_all if customer is None else actor.may_serve(customer.home_branch_id)


def _shown(
    link: ChannelLink,
    account: ChannelAccount,
    customer: Customer | None,
    staff: Staff | None,
    whole: str | None = None,
) -> Link:
    whose = customer.external_ref if customer is not None else "" if staff is None else staff.email
    address = whole or f"…{account.address[-SHOWN_DIGITS:]}"
    dates = link.began_at, link.ended_at
    return Link(link.id, account.channel, address, whose, link.proof, *dates, link.ended_by, link.why)
