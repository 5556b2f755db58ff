"""Telling the shop's people something: a notice to their e-mail address, kept like those to customers."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.conversations import Notification
from hamrah.crm.operations import Staff

STAFF_LANGUAGE = "en"


def tell_staff(session: Session, members: Iterable[Staff], kind: str, text_key: str, values: dict[str, str]) -> None:
    """Write a notice to each of these members of staff."""
    for member in members:
        session.add(
            Notification(
                customer_id=None,
                kind=kind,
                channel="email",
                address=member.email,
                language=STAFF_LANGUAGE,
                text_key=text_key,
                values=values,
                at=utc_now(),
            )
        )
