"""The buttons with which a person undoes a link, and telling them that there is one."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.channels import ChannelAccount, ChannelLink
from hamrah.crm.conversations import Button, ChatMessage, Conversation
from hamrah.language.answers import find_yes_or_no
from hamrah.language.formatting import isolate_for
from hamrah.language.normalise import words_of
from hamrah.language.text_catalogue import TextCatalogue
from hamrah.services.identity import Principal
from hamrah.services.link_codes import Redeemed
from hamrah.services.linking import standing_link
from hamrah.services.linking_moves import last_words, say_again
from hamrah.services.linking_undo import undo_own_link
from hamrah.services.numbered_choices import choices_of
from hamrah.services.refusal import Refusal
from hamrah.services.transcripts import Said, write_down

DISOWN, DISOWN_SURELY, DISCONNECT = "disown_account", "disown_account_surely", "disconnect_account"
"""What the buttons mean. No intent is called so: the door hands them here, since they need no understanding."""
LINK_BUTTONS = (DISOWN, DISOWN_SURELY, DISCONNECT)


def disown_button(texts: TextCatalogue, language: str, link: ChannelLink) -> dict[str, Any]:
    """The button with which a person says that they are not whom the shop took them for."""
    return _button(texts.button(language, "not_you"), DISOWN, link)


def disconnect_buttons(session: Session, texts: TextCatalogue, language: str, customer_id: int) -> list[dict[str, Any]]:
    """A button for each app that is connected with a customer, with which they disconnect it."""
    linked = (
        select(ChannelLink, ChannelAccount.channel)
        .join(ChannelAccount, ChannelAccount.id == ChannelLink.account_id)
        .where(ChannelLink.customer_id == customer_id, ChannelLink.ended_at.is_(None))
    )
    found = session.execute(linked.order_by(ChannelLink.id)).tuples()
    return [_button(texts.button(language, f"disconnect_{channel}"), DISCONNECT, link) for link, channel in found]


def press_link_button(
    session: Session, texts: TextCatalogue, principal: Principal, button: Button, language: str
) -> tuple[str, list[dict[str, Any]]]:
    """Undo the link that a pressed button means; the response key of the answer, and its buttons.

    Who is not that customer is asked first: where choices are numbered lines, a number may be meant for something else.
    """
    if button.intent == DISOWN:
        surely = {"intent": DISOWN_SURELY, "entities": button.entities}
        return "utter_disown_surely", [{"title": texts.button(language, "surely_not_me"), "payload": surely}]
    is_mine = button.intent == DISCONNECT
    try:
        undo_own_link(session, texts, principal, int(button.entities["link"]), is_mine=is_mine)
    except Refusal as refusal:
        return refusal.key, []
    return "utter_link_ended", []


def said_surely(session: Session, texts: TextCatalogue, sender_id: str, text: str) -> str | None:
    """The id of the button that surely undoes a link, where it was just shown and is pressed in words: "yes, not me".

    Only a yes, or the words of the buttons themselves in any language, and nothing else: "no" may mean either.
    """
    button = next((one for one in shown_last(session, sender_id) if one.intent == DISOWN_SURELY), None)
    if button is None:
        return None
    titles = [texts.button(code, key) for code in texts.languages.codes for key in ("not_you", "surely_not_me")]
    phrases = [{word for word in words_of(title) if not find_yes_or_no(word)} for title in titles]
    said = words_of(text)
    if not said or not all(find_yes_or_no(word) or any(word in phrase for phrase in phrases) for word in said):
        return None
    return button.id if find_yes_or_no(said[0]) or any(phrase <= set(said) for phrase in phrases) else None


def shown_last(session: Session, sender_id: str) -> list[Button]:
    """The buttons of the newest message of a conversation."""
    newest = select(ChatMessage).where(ChatMessage.sender_id == sender_id).order_by(ChatMessage.id.desc()).limit(1)
    message = session.scalar(newest)
    shown = [] if message is None else [session.get(Button, choice["id"]) for choice in choices_of(message)]
    return [one for one in shown if one is not None]


def tell_linked(session: Session, texts: TextCatalogue, account: ChannelAccount, language: str) -> bool:
    """Tell the person once that an account is linked, with the button that undoes it; False where they know.

    Said in their own conversation, so that whose it is reads it on the website too.
    """
    link = standing_link(session, account)
    if link is None or link.customer_id is None:
        return False
    told = select(Button.id).where(
        Button.sender_id == account.sender_id, Button.intent == DISOWN, Button.shown_at >= link.began_at
    )
    if session.scalar(told.limit(1)) is not None:
        return False
    values = {"app": isolate_for(texts.term(language, f"app.{account.channel}"), language)}
    text = texts.message(language, "utter_account_linked")[0].format(**values)
    buttons = [disown_button(texts, language, link)]
    said = Said("bot", text, language, buttons=buttons, key="utter_account_linked", values=values)
    write_down(session, account.sender_id, said)
    return True


def welcome(session: Session, texts: TextCatalogue, account: ChannelAccount, done: Redeemed) -> None:
    """Say in the app where a code led that the conversation goes on there, and ask again what was asked last."""
    row = session.get_one(Conversation, account.sender_id)
    asked = [] if done.made_in is None else last_words(session, done.made_in)
    say_arrived(session, texts, row)
    tell_linked(session, texts, account, row.spoken_language)
    say_again(session, asked, row.sender_id)


def say_arrived(session: Session, texts: TextCatalogue, place: Conversation) -> None:
    """Say in a conversation that what was begun on the website goes on there."""
    language = place.spoken_language
    text = texts.message(language, "utter_arrived")[0]
    write_down(session, place.sender_id, Said("bot", text, language, key="utter_arrived"))


def _button(title: str, deed: str, link: ChannelLink) -> dict[str, Any]:
    return {"title": title, "payload": {"intent": deed, "entities": {"link": link.id}}}
