"""Telling a person something outside the chat."""

from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.conversations import Notification
from hamrah.crm.customers import ContactPoint


class Notifier(Protocol):
    """Sends a text (a response key with values) to a contact point, in a language."""

    def send(
        self, session: Session, to: ContactPoint, kind: str, language: str, text_key: str, values: dict[str, str]
    ) -> None:
        """Send, or make sure that it will be sent if the transaction is committed."""


class StoreNotifier:
    """Keeps what would be sent in the store, where `hamrah inbox` and the demo page show it."""

    def send(
        self, session: Session, to: ContactPoint, kind: str, language: str, text_key: str, values: dict[str, str]
    ) -> None:
        """Write the notification's row."""
        session.add(
            Notification(
                customer_id=to.customer_id,
                kind=kind,
                channel="sms" if to.kind == "phone" else to.kind,
                address=to.value,
                language=language,
                text_key=text_key,
                values=values,
                at=utc_now(),
            )
        )


def latest_notifications(session: Session, limit: int = 20, *, to_customers: bool = False) -> list[Notification]:
    """The newest notifications that the store keeps, newest first; all of them, or only those to customers."""
    query = select(Notification).order_by(Notification.id.desc()).limit(limit)
    return list(session.scalars(query.where(Notification.customer_id.is_not(None)) if to_customers else query))
