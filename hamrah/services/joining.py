"""Going on in an app with what a guest began on the website, once the person there says that it is theirs.

A guest's code proves nothing: whoever made it may have handed it on, so that what they began happens in the name of
who opens the link. Till the person says yes, they only see what was said last.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.bulk import changed_one
from hamrah.crm.channels import ChannelAccount, LinkCode
from hamrah.crm.conversations import Button, ChatMessage, Conversation
from hamrah.language.answers import find_yes_or_no
from hamrah.language.text_catalogue import TextCatalogue
from hamrah.services.identity import Principal
from hamrah.services.linking_buttons import say_arrived, shown_last, tell_linked
from hamrah.services.linking_moves import last_words, say_again, take_what_was_done
from hamrah.services.transcripts import Said, write_down

JOIN, LEAVE = "join_conversation", "leave_conversation"
"""What the two buttons mean. No intent is called so, as of those of `hamrah.services.linking_buttons`."""
JOIN_BUTTONS = (JOIN, LEAVE)
ANSWERED_WITHIN = timedelta(hours=1)


@dataclass(frozen=True)
class Joins:
    """A yes: the id of the code, where it was made, and the newest message of there that the person has seen."""

    code_id: int
    made_in: str
    seen: int


def ask_to_join(session: Session, texts: TextCatalogue, account: ChannelAccount, code_id: int) -> None:
    """Ask in an account whether what a guest began where a code was made is to go on here; who is linked is told so."""
    place, code = session.get_one(Conversation, account.sender_id), session.get_one(LinkCode, code_id)
    if not _newest(session, place.sender_id):  # nobody has spoken here yet, and the language comes along
        place.language = session.get_one(Conversation, code.sender_id).spoken_language
    tell_linked(session, texts, account, place.spoken_language)
    _ask(session, texts, place, code)


def offered(session: Session, button: Button) -> Joins | None:
    """The yes that a pressed button says; None where it comes too late, or the question was answered before."""
    code = session.get(LinkCode, int(button.entities["code"]))
    if code is None or code.used_at is None or code.used_at < utc_now() - ANSWERED_WITHIN:
        return None
    return Joins(code.id, code.sender_id, int(button.entities["seen"]))


def press_join_button(
    session: Session, texts: TextCatalogue, principal: Principal, button: Button, language: str
) -> tuple[str, list[dict[str, Any]]]:
    """Answer a no, and a yes that is not `offered` any more; the response key of the answer, and its buttons."""
    if button.intent == JOIN:
        return "utter_link_code_wrong", []
    _answer(session, int(button.entities["code"]))
    return "utter_not_gone_on", []


def said_joining(session: Session, sender_id: str, text: str) -> str | None:
    """The id of the button that a typed yes or no means, where the question was just asked."""
    yes = find_yes_or_no(text)
    meant = None if yes is None else JOIN if yes else LEAVE
    return next((one.id for one in shown_last(session, sender_id) if one.intent == meant), None)


def join_at_rest(session: Session, texts: TextCatalogue, sender_id: str, joins: Joins) -> bool:
    """Take what a guest did along into a conversation, where the last words are said again; whether it was taken.

    For who holds both conversations at rest. What was said there since the question is shown first, and asked anew:
    the yes was to what the person had seen.
    """
    place = session.get_one(Conversation, sender_id)
    code = session.get(LinkCode, joins.code_id)
    if code is not None and _newest(session, joins.made_in) != joins.seen:
        _ask(session, texts, place, code)
        return False
    if not _answer(session, joins.code_id):
        return False
    asked = last_words(session, joins.made_in)
    take_what_was_done(session, session.get_one(Conversation, joins.made_in), place)
    say_arrived(session, texts, place)
    say_again(session, asked, sender_id)
    return True


def _ask(session: Session, texts: TextCatalogue, place: Conversation, code: LinkCode) -> None:
    """Show what was said last where a code was made, with nothing in it to be pressed, and ask."""
    made_in = session.get_one(Conversation, code.sender_id)
    language = place.spoken_language
    say_again(session, last_words(session, made_in.sender_id), place.sender_id, to_be_answered=False)
    meant = {"code": code.id, "seen": _newest(session, made_in.sender_id)}
    buttons = [
        {"title": texts.button(language, name), "payload": {"intent": intent, "entities": meant}}
        for name, intent in (("go_on_here", JOIN), ("leave_there", LEAVE))
    ]
    text = texts.message(language, "utter_go_on_here")[0]
    write_down(session, place.sender_id, Said("bot", text, language, buttons=buttons, key="utter_go_on_here"))


def _answer(session: Session, code_id: int) -> bool:
    """Note that the question of a code is answered; False where it was before, or at the same moment."""
    unanswered = delete(LinkCode).where(LinkCode.id == code_id)
    return changed_one(session, unanswered.execution_options(synchronize_session=False))


def _newest(session: Session, sender_id: str) -> int:
    """The id of the newest message of a conversation, 0 of one in which nothing was said."""
    return session.scalar(select(func.max(ChatMessage.id)).where(ChatMessage.sender_id == sender_id)) or 0
