"""From a person back to the assistant in messaging apps: by a button, or by a number where there are none."""

from collections.abc import Sequence

import pytest
from sqlalchemy import select

from hamrah.bot.channels.messaging.outgoing import Outgoing
from hamrah.crm.conversations import Conversation, Handover
from hamrah.crm.tickets import Ticket
from tests.channels.apps import Apps, Person
from tests.channels.test_one_customer import apps, assert_said, store
from tests.channels.test_surveys_in_apps import SPOKEN, Words, enter
from tests.dialogues.stage import Stage

__all__ = ["apps"]
pytestmark = pytest.mark.trained
HUMAN = {
    "en": "I want to talk to a human",
    "ur": "مجھے کسی انسان سے بات کرنی ہے",
    "ur-Latn": "mujhe kisi insan se baat karni hai",
}
TITLE = {"en": "Back to assistant", "ur": "اسسٹنٹ سے بات کریں", "ur-Latn": "Assistant se baat"}


@pytest.fixture(params=SPOKEN, ids=lambda words: words.language)
def words(request: pytest.FixtureRequest) -> Words:
    found: Words = request.param
    return found


def taken(person: Person, stage: Stage, words: Words) -> tuple[str, Sequence[Outgoing]]:
    """Have a person called and the conversation taken; the ticket's number, and what comes of that into the app."""
    person.say(HUMAN[words.language])
    sender = person.account().sender_id
    call = store(select(Handover).where(Handover.sender_id == sender).order_by(Handover.id.desc()))[0]
    number = store(select(Ticket.number).where(Ticket.id == call.ticket_id))[0]
    before = len(person._got())
    stage.serve("take", number, "")
    return number, person._sent_since(before)


def held_by(person: Person) -> str:
    theirs = select(Conversation.held_by).where(Conversation.sender_id == person.account().sender_id)
    return str(store(theirs)[0])


@pytest.mark.parametrize("app", ["whatsapp", "telegram"])
def test_by_the_button(words: Words, apps: Apps, stage: Stage, app: str) -> None:
    person = enter(apps, app, words)
    _, said = taken(person, stage, words)
    assert_said(said, ["utter_staff_joined"], words.language)
    assert person.say(words.why) == []
    assert_said(person.press(TITLE[words.language]), ["utter_assistant_back"], words.language)
    assert held_by(person) == "bot"
    assert person.say(words.greets), "the bot answers again"


def test_by_its_number_where_there_are_no_buttons(words: Words, apps: Apps, stage: Stage) -> None:
    person = enter(apps, "sms", words)
    taken(person, stage, words)
    assert_said(person.say("1"), ["utter_assistant_back"], words.language)
    assert held_by(person) == "bot"


def test_a_number_that_staff_ask_for_is_theirs_and_the_title_is_still_the_way_back(
    words: Words, apps: Apps, stage: Stage
) -> None:
    person = enter(apps, "sms", words)
    number, _ = taken(person, stage, words)
    before = len(person._got())
    stage.serve("staff", number, "1 / 2 ?")
    assert [one.text for one in person._sent_since(before)] == ["1 / 2 ?"]
    assert person.say("1") == [] and held_by(person) == "person"
    assert person.say(words.why) == [] and held_by(person) == "person"
    assert_said(person.say(TITLE[words.language]), ["utter_assistant_back"], words.language)
    assert held_by(person) == "bot"
