"""The calls of people into conversations: which one stands, how it ends, and what the customer is told of it."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.conversations import Conversation, Handover
from hamrah.language.formatting import isolate
from hamrah.language.text_catalogue import TextCatalogue
from hamrah.services.reaching import reach_customer
from hamrah.services.transcripts import Said

BOT, PERSON = "bot", "person"
BACK = "back_to_assistant"
"""What the button means with which a customer leaves the person. No intent is called so: the door takes it."""


def standing_call(session: Session, sender_id: str, *, hold: bool = False) -> Handover | None:
    """The call that stands in a conversation, taken or not; with `hold` nobody else ends it meanwhile."""
    query = select(Handover).where(Handover.sender_id == sender_id, Handover.given_back_at.is_(None))
    newest = query.order_by(Handover.id.desc()).limit(1)
    return session.scalar(newest.with_for_update().execution_options(populate_existing=True) if hold else newest)


def end_call(session: Session, call: Handover, by: str) -> None:
    """End a call (by `staff`, `customer` or `idle`): the bot has the conversation again."""
    call.given_back_at, call.ended_by = utc_now(), by
    hold_conversation(session, call.sender_id, BOT)


def hold_conversation(session: Session, sender_id: str, by: str) -> None:
    """Note who has a conversation now."""
    session.get_one(Conversation, sender_id).held_by = by


def announce(
    session: Session, texts: TextCatalogue, sender_id: str, key: str, *, may_go_back: bool = False, **values: str
) -> None:
    """Tell the customer who has the conversation; where they may go back to the assistant, with the button for it."""
    conversation = session.get_one(Conversation, sender_id)
    language = conversation.pinned_language or conversation.language or "en"
    text = texts.message(language, key)[0].format(**{name: isolate(value) for name, value in values.items()})
    buttons = [back_button(texts, language)] if may_go_back else []
    reach_customer(session, sender_id, Said("bot", text, language, buttons=buttons, notice=True))


def back_button(texts: TextCatalogue, language: str) -> dict[str, Any]:
    """The button with which a customer goes back from a person to the assistant."""
    return {"title": texts.button(language, BACK), "payload": {"intent": BACK, "entities": {}}}
