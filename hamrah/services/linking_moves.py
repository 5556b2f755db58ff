"""What goes along when an account goes on in the conversation of whom it turned out to be."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.conversations import STANDING_CALL, Button, ChatMessage, Conversation, Handover
from hamrah.crm.satisfaction import SurveyInvitation
from hamrah.services.identity import DEEDS, prove, who_speaks
from hamrah.services.transcripts import Said, write_down

AT_ONCE = timedelta(0)
MOST_SAID_AGAIN = 5
FRESH = timedelta(hours=1)
"""How long ago something may have been said to count as said just now."""


def go_along(session: Session, before: Conversation, after: Conversation) -> None:
    """Take what is under way in an account's conversation `before` along into `after`, where it speaks from now on.

    That is all that `take_what_was_done` takes, and what was said last, so that what is pressed or typed next answers
    it. The earlier transcript stays.
    """
    take_what_was_done(session, before, after)
    _take_last_words(session, before.sender_id, after.sender_id)


def take_what_was_done(session: Session, before: Conversation, after: Conversation) -> None:
    """Take a guest's deeds, the language chosen, who has the conversation and a survey's open question along.

    The deeds become the customer's who speaks in `after`, or go to the guest there. Nobody is known in `before` from
    now on: whoever else can still open it (a browser) must not speak as whom somebody has shown to be in an app.
    """
    speaks = who_speaks(session, after.sender_id)
    if speaks.customer_id is not None and before.customer_id != speaks.customer_id:
        prove(session, before, speaks.customer_id, after.proof or "", AT_ONCE)
    elif speaks.customer_id is None and speaks.staff_id is None:
        _take_deeds(session, before.sender_id, after.sender_id)
    if before.proven_until is not None:
        before.proven_until = utc_now()
    after.pinned_language = before.pinned_language or after.pinned_language
    after.language = before.language or after.language
    _take_call(session, before, after)
    session.execute(
        update(SurveyInvitation)
        .where(SurveyInvitation.sender_id == before.sender_id, SurveyInvitation.status == "asked")
        .values(sender_id=after.sender_id)
    )


def say_again(session: Session, said: Sequence[ChatMessage], sender_id: str, *, to_be_answered: bool = True) -> None:
    """Say messages again in a conversation, with new buttons; where they were said they stay as they are.

    Who goes on in an app sees there what they were asked on the website. What is not `to_be_answered` is only shown,
    without its buttons.
    """
    ids = _button_ids(said) if to_be_answered else []
    buttons = {one.id: one for one in session.scalars(select(Button).where(Button.id.in_(ids)))}
    for message in said:
        extras = message.extras or {}
        cards = [{**card, "buttons": _meant(card, buttons)} for card in extras.get("cards") or ()]
        again = Said(
            message.author, message.text, message.language, _meant(extras, buttons), cards, extras.get("image")
        )
        named = replace(again, name=extras.get("name"), key=extras.get("key"), values=extras.get("values") or {})
        write_down(session, sender_id, named)


def last_words(session: Session, sender_id: str) -> list[ChatMessage]:
    """What was said in a conversation since its person spoke, if that is not long ago; at most the newest few."""
    spoken = select(func.max(ChatMessage.id)).where(ChatMessage.sender_id == sender_id, ChatMessage.author == "person")
    last = session.scalar(spoken) or 0
    told = select(ChatMessage).where(
        ChatMessage.sender_id == sender_id, ChatMessage.id > last, ChatMessage.at > utc_now() - FRESH
    )
    newest = session.scalars(told.order_by(ChatMessage.id.desc()).limit(MOST_SAID_AGAIN)).all()
    return [one for one in reversed(newest) if not (one.extras or {}).get("notice")]


def _button_ids(said: Sequence[ChatMessage]) -> list[str]:
    shown = [part for one in said for part in (one.extras or {}, *((one.extras or {}).get("cards") or ()))]
    return [button["id"] for part in shown for button in part.get("buttons") or ()]


def _meant(part: Mapping[str, Any], buttons: Mapping[str, Button]) -> list[dict[str, Any]]:
    """The buttons of a message or card with what they mean; one that is kept no longer is left out."""
    kept = [buttons[shown["id"]] for shown in part.get("buttons") or () if shown["id"] in buttons]
    return [{"title": one.title, "payload": {"intent": one.intent, "entities": one.entities}} for one in kept]


def _take_deeds(session: Session, before: str, after: str) -> None:
    """What a guest did goes to the guest who they are elsewhere: it becomes the customer's once that one is known."""
    for table in DEEDS:
        nobodys = (table.sender_id == before, table.customer_id.is_(None))
        session.execute(update(table).where(*nobodys).values(sender_id=after))


def _take_call(session: Session, before: Conversation, after: Conversation) -> None:
    """A call for a person that stands, unless one stands there already: then that one counts for both."""
    calls = select(Handover.id).where(Handover.sender_id == after.sender_id, STANDING_CALL)
    if session.scalar(calls.limit(1)) is None:
        mine = update(Handover).where(Handover.sender_id == before.sender_id, STANDING_CALL)
        session.execute(mine.values(sender_id=after.sender_id))
        after.held_by = before.held_by
    before.held_by = "bot"


def _take_last_words(session: Session, before: str, after: str) -> None:
    ids = [message.id for message in last_words(session, before)]
    session.execute(update(ChatMessage).where(ChatMessage.id.in_(ids)).values(sender_id=after))
    session.execute(update(Button).where(Button.sender_id == before).values(sender_id=after))
