"""A conversation begun on the website, gone on with in WhatsApp, ended in Telegram: one customer, one ticket."""

import asyncio
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from sqlalchemy import func, select

from hamrah.crm.channels import ChannelAccount, ChannelLink
from hamrah.crm.conversations import ChatMessage, Conversation
from hamrah.crm.customers import ContactPoint, Customer
from hamrah.crm.orders import Order
from hamrah.crm.tickets import Ticket
from tests.channels.apps import Apps, Person
from tests.channels.spoken import SPOKEN, Words
from tests.dialogues.stage import NUMBER, Stage, plain, said_as

pytestmark = pytest.mark.trained
NOBODYS = "+923009990001"


@pytest.fixture
def apps(stage: Stage) -> Iterator[Apps]:
    stage.set_up()
    opened = Apps(stage, stage_loop(stage))
    yield opened
    opened.close()


_LOOPS: dict[int, asyncio.AbstractEventLoop] = {}


def stage_loop(stage: Stage) -> asyncio.AbstractEventLoop:
    """One loop for the stage's bot."""
    return _LOOPS.setdefault(id(stage), asyncio.new_event_loop())


@pytest.fixture(params=SPOKEN, ids=lambda words: words.language)
def words(request: pytest.FixtureRequest) -> Words:
    return request.param


class Website:
    """The website's side of a stage: somebody in a browser."""

    def __init__(self, apps: Apps, stage: Stage, who: str) -> None:
        self.apps, self.door = apps, stage.door
        self.sender = stage.enter(who)

    def say(self, text: str) -> list[ChatMessage]:
        return list(self.apps.loop.run_until_complete(self.door.say(self.sender, text)))

    def code(self) -> str:
        """A code that brings this conversation into an app, as the widget asks for it."""
        from hamrah.bootstrap import sessions
        from hamrah.crm.engine import transaction
        from hamrah.services.identity import who_speaks
        from hamrah.services.link_codes import make_link_code

        with transaction(sessions()) as session:
            made = make_link_code(session, who_speaks(session, self.sender))
            assert made is not None
            return made.code


def store(query: Any) -> Sequence[Any]:
    from hamrah.bootstrap import sessions

    with sessions()() as session:
        return session.scalars(query).all()


def phone_of(email: str) -> str:
    owner = select(ContactPoint.customer_id).where(ContactPoint.value == email)
    phone = select(ContactPoint.value).where(ContactPoint.kind == "phone", ContactPoint.customer_id.in_(owner))
    return str(store(phone)[0])


def assert_said(said: Sequence[Any], keys: Sequence[str], language: str) -> None:
    """The messages are these responses, in this order."""
    texts = [plain(one.text) for one in said]
    matched = [bool(said_as(key, language).fullmatch(text)) for key, text in zip(keys, texts, strict=False)]
    assert len(texts) == len(keys) and all(matched), texts


def test_begun_on_the_website_gone_on_in_whatsapp_ended_in_telegram(words: Words, apps: Apps, stage: Stage) -> None:
    web, language = Website(apps, stage, "customer:ayesha@example.com"), words.language
    tickets = len(store(select(Ticket.id)))
    assert_said(web.say(words.begins), ["utter_ask_issue"], language)
    assert_said(web.say(words.is_wrong), ["utter_sorry_which_order"], language)

    whatsapp = apps.person("whatsapp", "923009990001", NOBODYS)
    arrived = whatsapp.say(words.sends.format(code=web.code()))
    assert_said(arrived, ["utter_arrived", "utter_account_linked", "utter_sorry_which_order"], language)
    opened = whatsapp.press("#")
    assert_said(opened, ["utter_ticket_opened"], language)
    number = NUMBER.search(plain(opened[0].text))
    assert number is not None

    telegram = apps.person("telegram", "77")
    telegram.say(words.order)
    shared = telegram.say("", "contact", contact=phone_of("ayesha@example.com"))
    assert said_as("utter_account_linked", language).fullmatch(plain(shared[0].text))
    asked = telegram.say(words.asks.format(ticket=number.group()))
    assert_said(asked, ["utter_ticket_open"], language)
    assert number.group() in plain(asked[0].text)
    assert said_as("utter_ticket_closed_now", language).fullmatch(plain(telegram.say(words.ends)[0].text))

    made = store(select(Ticket).order_by(Ticket.id))[tickets:]
    assert [(ticket.number, ticket.status, ticket.sender_id) for ticket in made] == [
        (number.group(), "closed", web.sender)
    ]
    accounts = store(select(ChannelAccount.sender_id))
    assert set(accounts) == {web.sender}, "all speak in the customer's one conversation"
    assert store(select(func.count(func.distinct(ChannelLink.customer_id)))) == [1]


def test_a_form_begun_as_a_guest_of_an_app_is_ended_on_the_website(words: Words, apps: Apps, stage: Stage) -> None:
    telegram, language = apps.person("telegram", "77"), words.language
    assert_said(telegram.say(words.begins), ["utter_ask_issue"], language)
    shared = telegram.say("", "contact", contact=phone_of("bilal@example.com"))
    assert_said(shared, ["utter_account_linked"], language)
    assert_said(telegram.say(words.is_wrong), ["utter_sorry_which_order"], language)
    web = Website(apps, stage, "customer:bilal@example.com")
    shown = store(select(ChatMessage).where(ChatMessage.sender_id == web.sender).order_by(ChatMessage.id.desc()))
    button = shown[0].extras["buttons"][0]["id"]
    answers = apps.loop.run_until_complete(stage.door.press(web.sender, button))
    assert_said(answers, ["utter_ticket_opened"], language)


def test_the_number_is_enough_in_whatsapp_and_what_was_wished_is_done(words: Words, apps: Apps) -> None:
    ayesha = apps.person("whatsapp", "92300", phone_of("ayesha@example.com"))
    said = ayesha.say(words.order)
    assert_said(said[:2], ["utter_account_linked", "utter_order_shipped"], words.language)
    assert_said(ayesha.say(words.order)[:1], ["utter_order_shipped"], words.language)


def test_what_waited_for_the_person_to_be_known_is_done_when_they_share_their_contact(words: Words, apps: Apps) -> None:
    telegram = apps.person("telegram", "77")
    assert_said(telegram.say(words.order), ["utter_identify_first", "utter_ask_contact"], words.language)
    done = telegram.say("", "contact", contact=phone_of("ayesha@example.com"))
    assert_said(done[:3], ["utter_account_linked", "utter_identified", "utter_order_shipped"], words.language)


def test_somebody_elses_contact_and_an_unknown_one_have_one_answer(words: Words, apps: Apps) -> None:
    telegram = apps.person("telegram", "77")
    telegram.say(words.order)
    for contact in (None, NOBODYS):  # the provider says of somebody else's card only that it is not their own
        assert_said(telegram.say("", "contact", contact=contact), ["utter_contact_unknown"], words.language)
    assert store(select(ChannelLink.id)) == []


def test_who_is_not_that_customer_says_so_and_is_a_guest(words: Words, apps: Apps) -> None:
    stranger, language = apps.person("whatsapp", "92300", phone_of("ayesha@example.com")), words.language
    stranger.say(words.order)
    own = stranger.account().sender_id
    assert_said(stranger.press(words.not_me), ["utter_disown_surely"], language)
    assert_said(stranger.press(words.surely), ["utter_account_disowned"], language)
    assert_said(stranger.say(words.order), ["utter_identify_first", "utter_ask_contact"], language)
    assert stranger.account().sender_id != own
    left = store(select(ChatMessage.text).where(ChatMessage.sender_id == own).order_by(ChatMessage.id))
    assert words.order not in left
    (link,) = store(select(ChannelLink))
    assert (link.ended_by, link.why) == ("customer", "wrong")


def test_who_says_in_words_that_it_is_surely_not_them_is_believed(words: Words, apps: Apps) -> None:
    stranger, language = apps.person("whatsapp", "92300", phone_of("ayesha@example.com")), words.language
    stranger.say(words.order)
    stranger.press(words.not_me)
    for unclear in (words.order, words.no):
        stranger.say(unclear)
        assert store(select(ChannelLink.why)) == [None]
        stranger.press(words.not_me)
    assert_said(stranger.say(f"{words.yes}, {words.not_me}"), ["utter_account_disowned"], language)
    assert store(select(ChannelLink.why)) == ["wrong"]


def test_of_a_number_that_two_share_an_order_tells_who_writes(words: Words, apps: Apps) -> None:
    from hamrah.bootstrap import sessions
    from hamrah.crm.engine import transaction

    shared = phone_of("ayesha@example.com")
    bilal = store(select(ContactPoint.customer_id).where(ContactPoint.value == "bilal@example.com"))[0]
    with transaction(sessions()) as session:
        session.add(ContactPoint(customer_id=bilal, kind="phone", value=shared))
    number = store(select(Order.number).where(Order.customer_id == bilal).order_by(Order.id.desc()))[0]
    person, language = apps.person("whatsapp", "92300", shared), words.language
    assert_said(person.say(words.order), ["utter_identify_first", "utter_ask_contact"], language)
    said = person.say(f"#{number}")
    assert said_as("utter_identified", language).fullmatch(plain(said[0].text))
    names = store(select(Customer.name).where(Customer.id.in_(select(ContactPoint.customer_id))))
    assert not any(name in one.text for one in said[:1] for name in names if name)
    assert_said(said[-1:], ["utter_account_linked"], language)
    assert store(select(Conversation.customer_id).where(Conversation.sender_id == person.account().sender_id)) == [
        bilal
    ]


def test_a_code_typed_in_the_app_links_it_at_once(words: Words, apps: Apps, stage: Stage) -> None:
    person, language = apps.person("whatsapp", "92300", NOBODYS), words.language
    person.say(words.order)
    assert_said(person.say("bilal@example.com"), ["utter_code_sent", "utter_ask_code"], language)
    assert store(select(ChannelLink.id)) == []
    said = person.say(stage.code_sent())
    assert_said(said[:2], ["utter_identified", "utter_order_shipped"], language)
    assert_said(said[-1:], ["utter_account_linked"], language)
    owner = store(select(ContactPoint.customer_id).where(ContactPoint.value == "bilal@example.com"))
    assert store(select(ChannelLink.customer_id)) == owner
    assert_said(person.say(words.order)[:1], ["utter_order_shipped"], language)


def test_who_becomes_known_while_asked_who_they_are_is_asked_no_more(words: Words, apps: Apps) -> None:
    from hamrah.bootstrap import sessions
    from hamrah.crm.engine import transaction

    person, language = apps.person("whatsapp", "92300", NOBODYS), words.language
    assert_said(person.say(words.order), ["utter_identify_first", "utter_ask_contact"], language)
    bilal = store(select(ContactPoint.customer_id).where(ContactPoint.value == "bilal@example.com"))[0]
    with transaction(sessions()) as session:
        session.add(ContactPoint(customer_id=bilal, kind="phone", value=NOBODYS))
    known = person.say(words.order)
    assert_said(known[:2], ["utter_account_linked", "utter_order_shipped"], language)
    assert not any(said_as("utter_ask_contact", language).fullmatch(plain(one.text)) for one in known)


def test_what_waited_is_not_about_the_order_that_was_spoken_of_elsewhere(words: Words, apps: Apps) -> None:
    phone, language = phone_of("bilal@example.com"), words.language
    first = apps.person("whatsapp", "92300", phone).say(words.order)[1:]
    assert len(first) > 1, "there is more than one order to be told of"
    telegram = apps.person("telegram", "77")
    telegram.say(words.order)
    done = telegram.say("", "contact", contact=phone)
    assert_said(done[:2], ["utter_account_linked", "utter_identified"], language)
    assert [plain(one.text) for one in done[2:]] == [plain(one.text) for one in first]


def test_by_short_message_a_code_is_typed_and_numbers_answer_what_is_asked(apps: Apps, stage: Stage) -> None:
    web = Website(apps, stage, "customer:ayesha@example.com")
    web.say("i want to file a complaint")
    web.say("the shawl you sent has a hole in it")
    sms = apps.person("sms", NOBODYS, NOBODYS)
    typed = web.code().replace("-", " ").lower()
    assert_said(sms.say(typed), ["utter_arrived", "utter_account_linked", "utter_sorry_which_order"], "en")
    assert_said(sms.say("1"), ["utter_ticket_opened"], "en")


def test_wrong_codes_have_one_answer_and_deep_links_work(apps: Apps, stage: Stage) -> None:
    web = Website(apps, stage, "guest")
    web.say("show me kurtas")
    code = web.code()
    telegram, other = apps.person("telegram", "77"), apps.person("telegram", "78")
    asked = telegram.say(code, "start")
    assert said_as("utter_go_on_here", "en").fullmatch(plain(asked[-1].text))
    arrived = telegram.press("Yes, go on here")
    assert said_as("utter_arrived", "en").fullmatch(plain(arrived[0].text))
    assert telegram.account().sender_id != web.sender
    for wrong in (code, "ABCDE-23456"):
        assert_said(other.say(wrong, "start"), ["utter_link_code_wrong"], "en")
    assert_said(other.say("", "start"), ["utter_greet"], "en")


def test_a_wrong_code_is_answered_in_the_language_it_came_in(words: Words, apps: Apps) -> None:
    stranger = apps.person("whatsapp", "92309")
    assert_said(stranger.say(words.sends.format(code="ABCDE-23456")), ["utter_link_code_wrong"], words.language)


def test_an_app_is_disconnected_from_the_answer_about_ones_data(apps: Apps) -> None:
    ayesha = apps.person("whatsapp", "92300", phone_of("ayesha@example.com"))
    said = ayesha.say("please send me a copy of all my data")
    assert said_as("utter_connected_apps", "en").fullmatch(plain(said[-1].text)), [one.text for one in said]
    assert_said(ayesha.press("Disconnect WhatsApp"), ["utter_account_disconnected"], "en")
    assert_said(ayesha.say("where is my order"), ["utter_identify_first", "utter_ask_contact"], "en")


def test_who_has_moved_to_another_number_begins_anew_there(apps: Apps) -> None:
    old = apps.person("whatsapp", "92300", phone_of("ayesha@example.com"))
    old.say("where is my order")
    assert old.say("92301", "moved") == []
    new = apps.person("whatsapp", "92301", NOBODYS)
    assert_said(new.say("where is my order"), ["utter_identify_first", "utter_ask_contact"], "en")
    assert_said(old.say("where is my order"), ["utter_identify_first", "utter_ask_contact"], "en")


def test_what_is_said_from_outside_reaches_the_app_where_the_person_is(apps: Apps) -> None:
    from hamrah.bootstrap import sessions
    from hamrah.crm.engine import transaction
    from hamrah.services.reaching import reach_customer
    from hamrah.services.transcripts import Said

    ayesha: Person = apps.person("whatsapp", "92300", phone_of("ayesha@example.com"))
    ayesha.say("where is my order")
    with transaction(sessions()) as session:
        assert reach_customer(session, ayesha.account().sender_id, Said("staff", "Zainab here", "en"))
    assert ayesha._sent_since(0)[-1].text == "Zainab here"
