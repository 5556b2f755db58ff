"""A guest's code shows in an app what was begun on the website; it goes on there once the person says yes."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hamrah.bootstrap import texts
from hamrah.crm.base import utc_now
from hamrah.crm.channels import ChannelLink, LinkCode
from hamrah.crm.conversations import BrowsingEvent, Button, ChatMessage, Conversation
from hamrah.crm.tickets import Ticket
from hamrah.services.identity import prove, who_speaks
from hamrah.services.joining import JOIN, LEAVE, join_at_rest, offered, press_join_button, said_joining
from hamrah.services.linking_buttons import shown_last
from hamrah.services.ticket_opening import Complaint
from hamrah.services.tickets import open_ticket
from hamrah.services.transcripts import Said, press, write_down

from .linked import expected, prove_by_code
from .sent_codes import known_as, make, send
from .world import CUSTOMERS, Shop

AYESHAS = CUSTOMERS["ayesha"][2]


def begin(shop: Shop, question: str = "Shall I cancel it?") -> None:
    """A guest of the website is asked something."""
    button = {"title": "Yes", "payload": {"intent": "affirm", "entities": {}}}
    with shop.writing() as session:
        write_down(session, "web-guest", Said("person", "cancel it", "en"))
        write_down(session, "web-guest", Said("bot", question, "en", buttons=[button]))


def told(shop: Shop, sender_id: str) -> list[str]:
    """What was said in a conversation: the response, where it is one of the catalogue."""
    with shop.reading() as session:
        said = select(ChatMessage).where(ChatMessage.sender_id == sender_id).order_by(ChatMessage.id)
        return [one.extras.get("key") or one.text for one in session.scalars(said)]


def shown(shop: Shop, intent: str) -> Button:
    """The button of that meaning in the account's newest message."""
    place = known_as(shop)[0]
    with shop.reading() as session:
        return next(one for one in shown_last(session, place) if one.intent == intent)


def say_yes(shop: Shop, button: Button) -> bool | None:
    """Press the yes; whether what was begun goes on, None where the button works no more."""
    with shop.writing() as session:
        joins = offered(session, button)
        return None if joins is None else join_at_rest(session, texts(), button.sender_id, joins)


def test_an_app_never_speaks_in_the_conversation_that_a_browser_opens(shop: Shop) -> None:
    begin(shop)
    send(shop, make(shop, shop.who("guest")))
    place, known = known_as(shop)
    assert place != "web-guest" and known is None
    assert say_yes(shop, shown(shop, JOIN))
    assert known_as(shop) == (place, None)
    assert told(shop, "web-guest") == ["cancel it", "Shall I cancel it?"], "the browser reads nothing of the app"
    assert shop.count(ChannelLink) == 0


def test_who_shows_who_they_are_behind_a_guests_code_does_so_in_the_app_alone(shop: Shop) -> None:
    begin(shop)
    send(shop, make(shop, shop.who("guest")))
    say_yes(shop, shown(shop, JOIN))
    prove_by_code(shop, known_as(shop)[0], "ayesha@example.com")
    assert known_as(shop) == (expected(shop, "ayesha"), shop.ids["ayesha"])
    with shop.reading() as session:
        assert who_speaks(session, "web-guest").customer_id is None


def test_what_was_asked_last_is_shown_and_can_be_answered_after_the_yes(shop: Shop) -> None:
    begin(shop)
    send(shop, make(shop, shop.who("guest")))
    place = known_as(shop)[0]
    assert told(shop, place) == ["Shall I cancel it?", "utter_go_on_here"]
    with shop.reading() as session:
        meant = session.scalars(select(Button.intent).where(Button.sender_id == place)).all()
    assert sorted(meant) == [JOIN, LEAVE], "nothing of it can be pressed before"
    assert say_yes(shop, shown(shop, JOIN))
    assert told(shop, place)[2:] == ["utter_arrived", "Shall I cancel it?"]
    with shop.reading() as session:
        assert [press(session, place, one.id) is one for one in shown_last(session, place)] == [True]


@pytest.mark.parametrize("phone", [None, AYESHAS])
def test_a_guests_doings_come_along_with_the_yes_and_not_before(shop: Shop, phone: str | None) -> None:
    with shop.writing() as session:
        session.add(BrowsingEvent(sender_id="web-guest", product_id=1, kind="view", touchpoint="website", at=utc_now()))
        open_ticket(session, shop.who("guest"), Complaint("damaged", "It came torn"))
    done = send(shop, make(shop, shop.who("guest")), phone=phone)
    assert done is not None and done.left == ()
    with shop.reading() as session:
        assert session.scalars(select(BrowsingEvent.customer_id)).all() == [None]
        assert session.execute(select(Ticket.sender_id, Ticket.customer_id)).tuples().all() == [("web-guest", None)]
    assert say_yes(shop, shown(shop, JOIN))
    if phone is None:  # a guest of the app, who says who they are later
        prove_by_code(shop, known_as(shop)[0], "ayesha@example.com")
    assert known_as(shop)[1] == shop.ids["ayesha"]
    with shop.reading() as session:
        assert session.scalars(select(BrowsingEvent.customer_id)).all() == [shop.ids["ayesha"]]
        assert session.scalars(select(Ticket.customer_id)).all() == [shop.ids["ayesha"]]
        assert who_speaks(session, "web-guest").customer_id is None, "the browser is not signed in by that"


def test_a_no_brings_nothing_and_ends_it(shop: Shop) -> None:
    begin(shop)
    send(shop, make(shop, shop.who("guest")), phone=AYESHAS)
    no, yes = shown(shop, LEAVE), shown(shop, JOIN)
    with shop.writing() as session:
        principal = who_speaks(session, no.sender_id)
        assert press_join_button(session, texts(), principal, no, "en") == ("utter_not_gone_on", [])
    assert say_yes(shop, yes) is None
    assert shop.count(LinkCode) == 0


def test_a_yes_counts_once_and_for_an_hour(shop: Shop) -> None:
    begin(shop)
    send(shop, make(shop, shop.who("guest")))
    yes = shown(shop, JOIN)
    with shop.writing() as session:
        session.scalars(select(LinkCode)).one().used_at = utc_now() - timedelta(minutes=61)
    assert say_yes(shop, yes) is None
    with shop.writing() as session:
        session.scalars(select(LinkCode)).one().used_at = utc_now()
    assert [say_yes(shop, yes), say_yes(shop, yes)] == [True, None]


def test_a_yes_is_to_what_was_seen(shop: Shop) -> None:
    """What the guest says between the question and the yes is shown first, and asked about anew."""
    begin(shop)
    send(shop, make(shop, shop.who("guest")), phone=AYESHAS)
    yes = shown(shop, JOIN)
    begin(shop, "Shall I send you our offers?")
    assert say_yes(shop, yes) is False
    assert told(shop, yes.sender_id)[-2:] == ["Shall I send you our offers?", "utter_go_on_here"]
    assert say_yes(shop, shown(shop, JOIN))


def test_a_typed_yes_or_no_answers_the_question_that_was_just_asked(shop: Shop) -> None:
    begin(shop)
    send(shop, make(shop, shop.who("guest")))
    place = known_as(shop)[0]
    with shop.reading() as session:
        typed = {words: said_joining(session, place, words) for words in ("haan ji", "نہیں", "where is my order")}
    assert typed == {"haan ji": shown(shop, JOIN).id, "نہیں": shown(shop, LEAVE).id, "where is my order": None}
    with shop.writing() as session:
        write_down(session, place, Said("bot", "Anything else?", "en"))
        assert said_joining(session, place, "haan") is None


def test_a_code_of_the_conversation_that_an_account_speaks_in_is_wrong(shop: Shop) -> None:
    """A browser whose sign-in has run out makes a guest's code in the customer's own conversation."""
    send(shop, "hello", phone=AYESHAS)
    place = known_as(shop)[0]
    with shop.writing() as session:
        prove(session, session.get_one(Conversation, place), shop.ids["ayesha"], "token", timedelta(0))
        guest = who_speaks(session, place)
    done = send(shop, make(shop, guest))
    assert done is not None and done.sender_id is None
