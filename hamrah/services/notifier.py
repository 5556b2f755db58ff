"""Telling a person something outside the chat."""

from typing import Any, Protocol

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.conversations import Notification
from hamrah.crm.customers import ContactPoint
from hamrah.settings import settings


class Notifier(Protocol):
    """Sends a text (a response key with values) to a contact point, in a language."""

    def send(
        self, session: Session, to: ContactPoint, kind: str, language: str, text_key: str, values: dict[str, str]
    ) -> None:
        """Send, or make sure that it will be sent if the transaction is committed."""


class StoreNotifier:
    """Writes what is to be sent into the store, from where the bot's process sends it by the ways that are set up.

    `hamrah inbox` and the demo page show it.
    """

    def send(
        self, session: Session, to: ContactPoint, kind: str, language: str, text_key: str, values: dict[str, str]
    ) -> None:
        """Write the notification's row."""
        session.add(
            Notification(
                customer_id=to.customer_id,
                kind=kind,
                channel=_channel_of(to.kind),
                address=to.value,
                language=language,
                text_key=text_key,
                values=values,
                at=utc_now(),
            )
        )


def best_reached() -> tuple[ColumnElement[Any], ...]:
    """The order of a person's contact points: those that something can be sent to, the preferred, the oldest."""
    is_open = ContactPoint.kind.in_(settings().reachable_contacts)
    return is_open.desc(), ContactPoint.preferred.desc(), ContactPoint.id.asc()


def gets_there() -> ColumnElement[bool]:
    """The condition that a notification went out, or waits for a way that is set up."""
    open_now = [_channel_of(kind) for kind in settings().reachable_contacts]
    return (Notification.status == "sent") | ((Notification.status == "waiting") & Notification.channel.in_(open_now))


def latest_notifications(session: Session, limit: int = 20, *, to_customers: bool = False) -> list[Notification]:
    """The newest notifications that the store keeps, newest first; all of them, or only those to customers."""
    query = select(Notification).order_by(Notification.id.desc()).limit(limit)
    return list(session.scalars(query.where(Notification.customer_id.is_not(None)) if to_customers else query))


def _channel_of(kind: str) -> str:
    """The way by which something goes to a kind of contact point."""
    return "sms" if kind == "phone" else kind
