"""The transcript of a conversation as its channel shows it, and the buttons that were shown in it."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.channels import Delivery
from hamrah.crm.conversations import Button, ChatMessage, Conversation, SeenMessage

KEPT_ON_PAGE = 200
BUTTONS_HOLD = timedelta(days=7)
IDS_HOLD = timedelta(days=3)
SEEN = "conversation"
WRITING = 1
"""The kind of advisory lock, on PostgreSQL, that whoever writes into a conversation shares until they commit."""


@dataclass(frozen=True)
class Said:
    """One message to write down: its text in a language, with buttons (title and payload), cards, an image.

    `name` is the first name of the member of staff who says it; a `notice` tells who has the conversation now.
    `media` is a provider's reference of what a person sent instead of words.
    `key` and `values` say which response it is, for providers that take only what they have approved.
    """

    author: str
    text: str
    language: str | None
    buttons: Sequence[Mapping[str, Any]] = ()
    cards: Sequence[Mapping[str, Any]] = ()
    image: str | None = None
    name: str | None = None
    notice: bool = False
    media: str | None = None
    key: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)


def write_down(session: Session, sender_id: str, said: Said) -> ChatMessage:
    """Add a message to a transcript; its buttons get opaque ids that only this conversation can press.

    What is said to a person who is in a messaging app is sent there (`Delivery`), if the transaction is committed.
    """
    if _counts_before_commit(session):
        session.execute(select(func.pg_advisory_xact_lock_shared(WRITING, func.hashtext(sender_id))))
    cards = [{**card, "buttons": _show(session, sender_id, card.get("buttons") or ())} for card in said.cards]
    extras: dict[str, Any] = {"buttons": _show(session, sender_id, said.buttons), "cards": cards, "image": said.image}
    extras |= {"name": said.name, "notice": said.notice}
    if said.media is not None:
        extras["media"] = said.media
    if said.key is not None:
        extras |= {"key": said.key, "values": dict(said.values)}
    row = ChatMessage(
        sender_id=sender_id,
        author=said.author,
        at=utc_now(),
        language=said.language,
        text=said.text,
        extras=extras,
    )
    session.add(row)
    session.flush()
    place = session.get(Conversation, sender_id)
    if said.author != "person" and place is not None and place.account_id is not None:
        session.add(Delivery(message_id=row.id, account_id=place.account_id, next_at=row.at))
    return row


def is_being_written(session: Session, sender_id: str) -> bool:
    """Whether somebody is writing into a conversation and has not committed; if not, nobody begins to meanwhile.

    What they say may have a lower id than what was said after it, and who asks for what is new would never get it.
    Ask before reading, in a transaction that ends with that.
    """
    if not _counts_before_commit(session):
        return False
    return not session.scalar(select(func.pg_try_advisory_xact_lock(WRITING, func.hashtext(sender_id))))


def read_transcript(session: Session, sender_id: str, after: int = 0) -> list[ChatMessage]:
    """The messages of a conversation after an id, oldest first, at most the last two hundred."""
    query = select(ChatMessage).where(ChatMessage.sender_id == sender_id, ChatMessage.id > after)
    return list(session.scalars(query.order_by(ChatMessage.id.desc()).limit(KEPT_ON_PAGE)))[::-1]


def newest_messages(session: Session, after: int) -> list[tuple[int, str]]:
    """(id, sender id) of the next thousand messages after an id: what waiting pages are woken by."""
    query = select(ChatMessage.id, ChatMessage.sender_id).where(ChatMessage.id > after).order_by(ChatMessage.id)
    return [(row.id, row.sender_id) for row in session.execute(query.limit(1000))]


def newest_message_id(session: Session) -> int:
    """The id of the newest message of all."""
    return session.scalar(select(func.max(ChatMessage.id))) or 0


def take_once(session: Session, sender_id: str, message_id: str | None) -> bool:
    """Whether a message is seen for the first time in this conversation; one without an id always is.

    Old ids are forgotten after three days: no channel delivers again after that.
    """
    if message_id is None:
        return True
    key = f"{sender_id}:{message_id[:80]}"
    known = select(SeenMessage.id).where(SeenMessage.channel == SEEN, SeenMessage.message_id == key)
    if session.scalar(known) is not None:
        return False
    now = utc_now()
    session.execute(delete(SeenMessage).where(SeenMessage.at < now - IDS_HOLD))
    try:
        with session.begin_nested():
            session.add(SeenMessage(channel=SEEN, message_id=key, at=now))
    except IntegrityError:  # the other delivery came at the same moment
        return False
    return True


def press(session: Session, sender_id: str, button_id: str) -> Button | None:
    """What a button means; None for one that is unknown, too old or another conversation's."""
    button = session.get(Button, button_id)
    if button is None or button.sender_id != sender_id or button.shown_at < utc_now() - BUTTONS_HOLD:
        return None
    return button


def _counts_before_commit(session: Session) -> bool:
    """Whether ids come in another order than commits do: SQLite has one writer at a time, PostgreSQL has many."""
    return session.get_bind().dialect.name == "postgresql"


def _show(session: Session, sender_id: str, buttons: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    shown = []
    for button in buttons:
        payload = button["payload"]
        row = Button(
            id=secrets.token_urlsafe(9),
            sender_id=sender_id,
            title=button["title"],
            intent=payload["intent"],
            entities=payload.get("entities") or {},
            shown_at=utc_now(),
        )
        session.add(row)
        shown.append({"id": row.id, "title": row.title})
    return shown
