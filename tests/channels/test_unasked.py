"""What comes unasked into a messaging app, and the one word that stops it there, in each language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from hamrah.bootstrap import sessions, texts
from hamrah.bot.channels.messaging.outgoing import Outgoing
from hamrah.crm.base import utc_now
from hamrah.crm.conversations import Button, ChatMessage, Conversation
from hamrah.crm.customers import Consent
from hamrah.crm.engine import transaction
from tests.channels.apps import Apps, Person
from tests.channels.speakers import AYESHA, BILAL, SANA, Speaker
from tests.channels.test_one_customer import apps, assert_said, phone_of, store
from tests.dialogues.stage import Stage

__all__ = ["apps"]
pytestmark = pytest.mark.trained
NOBODYS = "+923009990077"


@dataclass(frozen=True)
class Words(Speaker):
    """What a customer says in their language."""

    stop: str
    again: str
    yes: str
    start: str


SPOKEN = [
    Words(*BILAL, "STOP", "stop it please", "Yes", "start"),
    Words(*SANA, "بند کریں", "روک دیں", "جی ہاں", "شروع کریں"),
    Words(*AYESHA, "bas", "band karo", "Ji haan", "shuru karein"),
]


@pytest.fixture(autouse=True)
def _always_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """The shop tells people something whatever the hour is at which these tests run."""
    monkeypatch.setattr("hamrah.services.proactive_rules.after_quiet", lambda moment, hours: moment)


@pytest.fixture(params=SPOKEN, ids=lambda words: words.language)
def words(request: pytest.FixtureRequest) -> Words:
    found: Words = request.param
    return found


def told(person: Person, stage: Stage, email: str) -> list[Outgoing]:
    """Let a customer's parcel arrive, and the worker tell of it; what comes into the app."""
    from hamrah.services.proactive_planning import find_happened, plan_messages
    from hamrah.services.proactive_sending import send_due

    before = len(person._got())
    stage.deliver(person.account().sender_id)
    with transaction(sessions()) as session:
        now = utc_now()
        plan_messages(session, find_happened(session, ["order_delivered"], now), now)
        assert send_due(session, texts(), now + timedelta(hours=1)) >= 1, email
    return person._sent_since(before)


def hold(person: Person) -> None:
    """Let a person of the shop have the conversation."""
    with transaction(sessions()) as session:
        session.get_one(Conversation, person.account().sender_id).held_by = "person"


def consents(purpose: str, app: str = "whatsapp") -> Sequence[bool]:
    """Every word to a purpose that was said in an app, the oldest first."""
    said = select(Consent.granted).where(Consent.purpose == purpose, Consent.touchpoint == app)
    return store(said.order_by(Consent.id))


def test_it_comes_into_the_app_and_one_word_stops_it(words: Words, apps: Apps, stage: Stage) -> None:
    person, language = apps.person("whatsapp", "923001", phone_of(words.email)), words.language
    person.say(words.greets)
    before = len(consents("marketing"))
    (message,) = told(person, stage, words.email)
    assert_said([message], ["utter_message_order_delivered"], language)
    assert message.key == "utter_message_order_delivered" and len(message.choices) == 2
    assert_said(person.say(words.stop), ["utter_opted_out"], language)
    assert consents("marketing")[before:] == [False]
    assert_said(person.say(words.again), ["utter_ask_stop_service"], language)
    assert_said(person.press(words.yes), ["utter_service_stopped"], language)
    assert consents("service") == [False]
    assert_said(person.say(words.start), ["utter_messages_back"], language)
    assert consents("service") == [False, True] and consents("marketing")[before:] == [False, True]


def test_it_needs_no_message_before_it_there(words: Words, apps: Apps) -> None:
    person = apps.person("whatsapp", "923002", phone_of(words.email))
    person.say(words.greets)
    assert_said(person.say(words.stop), ["utter_opted_out"], words.language)


def test_a_burst_stops_it_too(words: Words, apps: Apps, stage: Stage) -> None:
    person = apps.person("whatsapp", "923008", phone_of(words.email))
    person.say(words.greets)
    told(person, stage, words.email)
    before = len(consents("marketing"))
    said = person.burst(words.greets, words.stop)
    assert_said(said[:1], ["utter_opted_out"], words.language)
    assert len(said) == 2 and consents("marketing")[before:] == [False]


def test_a_burst_stops_it_in_an_open_form_too(apps: Apps, stage: Stage) -> None:
    person = apps.person("whatsapp", "923011", phone_of("bilal@example.com"))
    person.say("I want to return something")
    told(person, stage, "bilal@example.com")
    before = len(consents("marketing"))
    person.burst("thanks", "STOP")
    assert consents("marketing")[before:] == [False]


@pytest.mark.parametrize("burst", [("salam", "STOP"), ("STOP", "where is my order"), ("unsubscribe", "salam")])
def test_the_word_itself_stops_it_in_any_burst(burst: tuple[str, str], apps: Apps) -> None:
    person = apps.person("whatsapp", "923009", phone_of("bilal@example.com"))
    person.say("hello")
    before = len(consents("marketing"))
    person.burst(*burst)
    assert consents("marketing")[before:] == [False]


@pytest.mark.parametrize("burst", [("laal kurta chahiye", "bas"), ("please", "don't stop"), ("STOP", "STOP")])
def test_a_burst_is_one_message_else(burst: tuple[str, str], apps: Apps) -> None:
    person = apps.person("whatsapp", "923010", phone_of("bilal@example.com"))
    person.say("hello")
    person.burst(*burst)
    lines = select(ChatMessage.text).where(ChatMessage.author == "person").order_by(ChatMessage.id.desc())
    assert store(lines.limit(1)) == [" ".join(burst)]


def test_it_stops_while_a_person_has_the_conversation(words: Words, apps: Apps, stage: Stage) -> None:
    person = apps.person("whatsapp", "923005", phone_of(words.email))
    person.say(words.greets)
    told(person, stage, words.email)
    hold(person)
    before = len(consents("marketing"))
    assert_said(person.say(words.stop), ["utter_opted_out"], words.language)
    assert consents("marketing")[before:] == [False]
    assert_said(person.press(texts().button(words.language, "messages_undo")), ["utter_messages_back"], words.language)
    assert_said(person.press(texts().button(words.language, "message_none")), ["utter_service_stopped"], words.language)
    assert person.say(words.greets) == [], "the rest is the person's"


def test_the_button_under_it_stops_it_however_old_it_is(words: Words, apps: Apps, stage: Stage) -> None:
    person = apps.person("whatsapp", "923006", phone_of(words.email))
    person.say(words.greets)
    (message,) = told(person, stage, words.email)
    with transaction(sessions()) as session:
        shown = Button.id.in_([choice.id for choice in message.choices])
        session.execute(update(Button).where(shown).values(shown_at=utc_now() - timedelta(days=8)))
    problem, none = message.choices
    assert_said(person.say(none.title, "button", button=none.id), ["utter_opted_out"], words.language)
    assert_said(person.say(problem.title, "button", button=problem.id), ["utter_button_gone"], words.language)


def test_where_there_are_no_buttons_its_words_stop_it_whatever_was_said_since(words: Words, apps: Apps) -> None:
    person = apps.person("sms", "+923007", phone_of(words.email))
    person.say(words.greets)
    before = len(consents("marketing", "sms"))
    said = person.say(texts().button(words.language, "message_none"))
    assert_said(said, ["utter_opted_out"], words.language)
    assert consents("marketing", "sms")[before:] == [False]


def test_an_open_form_is_what_it_leaves(apps: Apps) -> None:
    person = apps.person("whatsapp", "923003", phone_of("bilal@example.com"))
    person.say("I want to return something")
    before = len(consents("marketing"))
    assert_said(person.say("stop"), ["utter_stopped"], "en")
    assert len(consents("marketing")) == before


def test_whoever_nobody_knows_gets_nothing_unasked(apps: Apps) -> None:
    person = apps.person("whatsapp", "923004", NOBODYS)
    person.say("hello, good afternoon")
    assert_said(person.say("STOP"), ["utter_nothing_stopped_here"], "en")
