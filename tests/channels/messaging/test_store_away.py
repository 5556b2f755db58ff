"""A store that fails while a message is being answered: the message is answered after all, once."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from hamrah.crm.channels import InboundMessage
from hamrah.crm.conversations import ChatMessage
from tests.channels.apps import Apps, Person
from tests.channels.test_one_customer import apps
from tests.dialogues.stage import said_as

__all__ = ["apps"]
pytestmark = pytest.mark.trained
Fail = Callable[[], None]


@pytest.fixture
def fail_next_answer(monkeypatch: pytest.MonkeyPatch) -> Fail:
    """Have the store fail as the bot's next answer is written down, after the person's words were."""
    from hamrah.bot.channels import door
    from hamrah.bot.channels.messaging import inbox

    monkeypatch.setattr(inbox, "RETRY_SECONDS", 0.05)
    write_down, planned = door.write_down, []

    def write(session: Any, sender_id: str, said: Any) -> ChatMessage:
        if said.author == "bot" and planned:
            planned.pop()
            raise OperationalError("insert", {}, Exception("away"))
        return write_down(session, sender_id, said)

    monkeypatch.setattr(door, "write_down", write)
    return lambda: planned.append(True)


def lines(person: Person) -> list[tuple[str, str]]:
    """Who said what in a person's conversation."""
    from hamrah.bootstrap import sessions

    with sessions()() as session:
        theirs = select(ChatMessage).where(ChatMessage.sender_id == person.account().sender_id)
        return [(row.author, row.text) for row in session.scalars(theirs.order_by(ChatMessage.id))]


def test_words_are_answered_once_and_stand_once(apps: Apps, fail_next_answer: Fail) -> None:
    person = apps.person("telegram", "7001")
    fail_next_answer()
    (answer,) = person.say("what is your return policy?")
    assert said_as("utter_return_policy", "en").search(answer.text)
    assert [author for author, _ in lines(person)] == ["person", "bot"]
    (_,) = person.say("what is your return policy?")


def test_a_press_is_answered_once(apps: Apps, fail_next_answer: Fail) -> None:
    person = apps.person("telegram", "7002")
    (shown,) = person.say("help")
    title = shown.choices[0].title
    fail_next_answer()
    answers = person.press(title)
    assert answers
    assert [text for author, text in lines(person) if author == "person"] == ["help", title]
    assert len(lines(person)) == 3 + len(answers)


def test_a_message_that_was_answered_as_the_process_ended_is_not_answered_again(apps: Apps) -> None:
    from hamrah.bootstrap import sessions
    from hamrah.crm.engine import transaction

    person = apps.person("telegram", "7003")
    (_,) = person.say("what is your return policy?")
    with transaction(sessions()) as session:
        row = session.scalars(select(InboundMessage).where(InboundMessage.account_id == person.account().id)).one()
        row.handled_at, row.content = None, {"kind": "text", "text": "what is your return policy?"}
    apps.loop.run_until_complete(apps.inbox._answering.answer_account(person.account().id))
    assert [author for author, _ in lines(person)] == ["person", "bot"]
