"""Who complains in a messaging app and falls silent is told there that the complaint is kept, and answers it there."""

from datetime import timedelta

import pytest

from tests.channels.apps import Apps
from tests.channels.speakers import AYESHA, BILAL, SANA
from tests.channels.test_one_customer import apps, store
from tests.channels.test_surveys_in_apps import Words, enter
from tests.dialogues.stage import plain, said_as

__all__ = ["apps", "store"]
pytestmark = pytest.mark.trained
SPOKEN = [
    (Words(*BILAL, "", "", "", ""), "my shoes arrived torn at the side", "the first one"),
    (Words(*SANA, "", "", "", ""), "میرا جوتا پھٹا ہوا آیا ہے بھائی", "پہلا والا"),
    (Words(*AYESHA, "", "", "", ""), "mera juta phata hua aya hai bhai", "pehla wala"),
]


@pytest.mark.parametrize("app", ["telegram", "whatsapp"])
@pytest.mark.parametrize(("words", "complaint", "answer"), SPOKEN, ids=lambda one: getattr(one, "language", ""))
def test_it_is_told_and_answered_in_the_app(apps: Apps, app: str, words: Words, complaint: str, answer: str) -> None:
    from hamrah.bootstrap import sessions
    from hamrah.crm.base import utc_now
    from hamrah.crm.conversations import Conversation
    from hamrah.crm.engine import transaction
    from hamrah.worker.jobs import Keeping

    person = enter(apps, app, words)
    person.say(complaint)
    with transaction(sessions()) as session:
        sender = person.account().sender_id
        session.get_one(Conversation, sender).seen_at = utc_now() - timedelta(minutes=11)
    before = len(person._got())
    Keeping()(sessions())
    told = plain("\n".join(one.text for one in person._sent_since(before)))
    assert said_as("utter_complaint_kept_ask_order", words.language).search(told), told
    before = len(person._got())
    person.say(answer)
    told = plain("\n".join(one.text for one in person._sent_since(before)))
    assert said_as("utter_ticket_noted", words.language).search(told), told
