"""When a conversation in an app is at rest: all that came is answered, and every part of every answer is out."""

from sqlalchemy import select

from hamrah.crm.channels import ChannelAccount, Delivery, InboundMessage
from tests.bot.site import Site
from tests.channels.contract import wait_until


def wait_for_rest(site: Site, address: str) -> None:
    """Wait until nothing of an address waits to be answered or to be sent."""
    wait_until(lambda: not _waiting(site, address))


def _waiting(site: Site, address: str) -> bool:
    with site.store() as session:
        theirs = session.scalars(select(ChannelAccount.id).where(ChannelAccount.address == address)).one()
        unanswered = select(InboundMessage.id).where(
            InboundMessage.account_id == theirs, InboundMessage.handled_at.is_(None)
        )
        unsent = select(Delivery.id).where(Delivery.account_id == theirs, Delivery.status == "queued")
        return any(session.scalar(one.limit(1)) is not None for one in (unanswered, unsent))
