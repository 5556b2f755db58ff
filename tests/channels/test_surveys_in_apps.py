"""How it was is asked in the app where the person is, and answered there by a button, a number or words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from hamrah.bot.channels.messaging.outgoing import Outgoing
from hamrah.bot.channels.whatsapp.templates import templates
from hamrah.crm.satisfaction import Feedback, SurveyInvitation
from hamrah.services.survey_rules import Kind, survey_rules
from tests.channels.apps import Apps, Person
from tests.channels.speakers import AYESHA, BILAL, SANA, Speaker
from tests.channels.test_one_customer import apps, assert_said, phone_of, store
from tests.dialogues.stage import Stage

__all__ = ["apps"]
pytestmark = pytest.mark.trained
SCALES: dict[Kind, tuple[str, int]] = {"csat": ("helped_in_chat", 5), "nps": ("each_quarter", 11)}


@dataclass(frozen=True)
class Words(Speaker):
    """What a customer says in their language."""

    four: str
    bad: str
    why: str
    eleven: str


SPOKEN = [
    Words(*BILAL, "four out of five", "terrible", "nobody called", "11"),
    Words(*SANA, "چار", "بہت برا", "کسی نے فون نہیں کیا", "۱۱"),
    Words(*AYESHA, "4/5", "bohat bura", "kisi ne call nahi ki", "11"),
]


@pytest.fixture(params=SPOKEN, ids=lambda words: words.language)
def words(request: pytest.FixtureRequest) -> Words:
    found: Words = request.param
    return found


def enter(apps: Apps, app: str, words: Words) -> Person:
    """The customer in an app, who is known there and has greeted."""
    phone = phone_of(words.email)
    if app == "telegram":
        person = apps.person(app, "77")
        person.say(words.greets)
        person.say("", "contact", contact=phone)
        return person
    person = apps.person(app, phone.lstrip("+"), phone)
    person.say(words.greets)
    return person


def asked(person: Person, kind: Kind, **rules: Any) -> list[Outgoing]:
    """Have the worker ask the person, by day; what comes into the app."""
    from hamrah.bootstrap import sessions, texts
    from hamrah.crm.base import utc_now
    from hamrah.crm.engine import transaction
    from hamrah.services.identity import who_speaks
    from hamrah.services.survey_asking import ask_due

    before = len(person._got())
    by_day = utc_now() + timedelta(hours=1)
    while not 6 <= by_day.hour < 14:  # eleven in the morning to seven in the evening, in Karachi
        by_day += timedelta(hours=1)
    with transaction(sessions()) as session:
        sender = person.account().sender_id
        whose = who_speaks(session, sender).known()
        about = {"subject_type": "conversation", "subject_id": f"{sender}/{kind}", "customer_id": whose}
        times = {"planned_at": utc_now(), "due_at": utc_now()}
        row = SurveyInvitation(survey=SCALES[kind][0], kind=kind, sender_id=sender, status="planned", **about, **times)
        session.add(row)
        session.flush()
        agree(session, whose)
        assert ask_due(session, texts(), by_day) == 1, (row.status, row.reason)
        row.asked_at = utc_now()
    return person._sent_since(before)


def agree(session: Any, customer_id: int) -> None:
    """Have a customer allow marketing, without which no recommendation is asked for."""
    from hamrah.crm.base import utc_now
    from hamrah.crm.customers import Consent

    session.add(Consent(customer_id=customer_id, purpose="marketing", granted=True, touchpoint="website", at=utc_now()))


def answers() -> Sequence[tuple[str, int, str, str | None]]:
    """What was answered: the kind, the rating, on which channel it was asked, and the comment."""
    rated = select(Feedback).where(Feedback.invitation_id.is_not(None)).order_by(Feedback.id)
    channels = {row.id: row.channel for row in store(select(SurveyInvitation))}
    return [(row.kind, row.rating, channels[row.invitation_id], row.comment) for row in store(rated)]


@pytest.fixture(autouse=True)
def nothing_answered_before(apps: Apps) -> None:
    """The demo's own invitations stay out of the way."""
    from hamrah.bootstrap import sessions
    from hamrah.crm.engine import transaction

    with transaction(sessions()) as session:
        session.query(Feedback).filter(Feedback.invitation_id.is_not(None)).update({"invitation_id": None})
        session.query(SurveyInvitation).delete()


@pytest.mark.parametrize("app", ["whatsapp", "telegram", "sms"])
def test_words_are_the_answer_in_every_app(words: Words, apps: Apps, app: str) -> None:
    person = enter(apps, app, words)
    (question,) = asked(person, "csat")
    assert_said([question], ["utter_survey_helped_in_chat"], words.language)
    assert len(question.choices) == 5 and question.key == "utter_survey_helped_in_chat"
    assert_said(person.say(words.four), ["utter_ask_comment"], words.language)
    assert_said(person.say(words.why), ["utter_rated"], words.language)
    assert answers() == [("csat", 4, app, words.why)]


@pytest.mark.parametrize("app", ["whatsapp", "telegram", "sms"])
def test_a_number_is_the_rating_and_not_a_place_in_a_list(words: Words, apps: Apps, app: str) -> None:
    person = enter(apps, app, words)
    asked(person, "csat")
    assert_said(person.say("4"), ["utter_ask_comment"], words.language)
    assert answers() == [("csat", 4, app, None)]


@pytest.mark.parametrize(("said", "rating"), [("0", 0), ("1", 1), ("10", 10)])
def test_numbers_of_a_scale_that_begins_at_nought(apps: Apps, said: str, rating: int) -> None:
    person = enter(apps, "sms", SPOKEN[0])
    (question,) = asked(person, "nps")
    assert len(question.choices) == 11
    person.say(said)
    assert answers() == [("nps", rating, "sms", None)]


def test_a_button_is_pressed_in_an_app_that_has_some(words: Words, apps: Apps) -> None:
    person = enter(apps, "whatsapp", words)
    asked(person, "csat")
    assert_said(person.press("2 ★"), ["utter_ask_comment_low"], words.language)
    assert answers() == [("csat", 2, "whatsapp", None)]


def test_a_bad_word_offers_a_person_and_eleven_is_asked_again(words: Words, apps: Apps) -> None:
    person = enter(apps, "telegram", words)
    asked(person, "csat")
    again = person.say(words.eleven)
    assert_said(again, ["utter_rating_out_of_range", "utter_ask_rating_csat"], words.language)
    assert_said(person.say(words.bad), ["utter_ask_comment_low"], words.language)
    assert len(person._got()[-1].choices) == 2 and answers() == [("csat", 1, "telegram", None)]


def test_something_else_is_simply_answered(apps: Apps) -> None:
    person = enter(apps, "whatsapp", SPOKEN[0])
    asked(person, "csat")
    assert_said(person.say("what payment methods do you take"), ["utter_payment_methods"], "en")
    assert answers() == []


def test_what_is_asked_in_an_app_is_answered_on_the_website(apps: Apps, stage: Stage) -> None:
    person = enter(apps, "whatsapp", SPOKEN[0])
    asked(person, "csat")
    sender = stage.enter("customer:bilal@example.com")
    apps.loop.run_until_complete(stage.door.say(sender, "5"))
    assert answers() == [("csat", 5, "whatsapp", None)]


def test_each_question_has_a_template_for_whatsapp() -> None:
    asked_by_the_shop = {f"utter_survey_{name}" for name in survey_rules().surveys}
    assert asked_by_the_shop <= set(templates().templates)
