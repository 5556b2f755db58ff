"""What is one message of several lines, and what are several questions, in each language."""

import pytest
from sqlalchemy import select

from hamrah.crm.conversations import ChatMessage
from tests.channels.apps import Apps, Person
from tests.channels.test_one_customer import apps, phone_of, store

__all__ = ["apps"]
pytestmark = pytest.mark.trained

QUESTIONS = [
    ("mera order kahan hai abhi tak?", "aap ki dukan kitne baje khulti hai?"),
    ("salam", "return ki policy kya hai aap ki?", "aur mere points kitne hain"),
    ("where is my order?", "and what are your store timings?"),
    ("do you take easypaisa payments?", "where is your shop in lahore?", "pls tell"),
    ("میرا آرڈر کہاں پہنچا؟", "دکان کب کھلتی ہے آپ کی؟"),
    ("واپسی کا کیا اصول ہے؟", "میرے کتنے پوائنٹس ہیں؟"),
]
ONE = [
    ("mera order 1042", "cancel karna hai"),
    ("mera order kahan hai", "kab tak aa jayega ghar pe"),
    ("laal kurta chahiye", "size M mein", "kitne ka milega ye"),
    ("mera order kharab aya hai", "dabba bhi khula hua tha", "paise wapas chahiye"),
    ("مجھے", "لال کرتا", "چاہیے"),
    ("I want to return my order", "it does not fit me", "what should I do now"),
]


def lines_of(person: Person) -> list[str]:
    """What a person has said, as their conversation keeps it: a line for each message that was answered."""
    sender_id = person.account().sender_id
    theirs = ChatMessage.author == "person", ChatMessage.sender_id == sender_id
    return store(select(ChatMessage.text).where(*theirs).order_by(ChatMessage.id))


def newcomer(apps: Apps, burst: tuple[str, ...]) -> Person:
    """Somebody who has never written, with an account of this test's own."""
    return apps.person("whatsapp", f"92390{abs(hash(burst)) % 10**7}")


@pytest.mark.parametrize("burst", QUESTIONS)
def test_questions_about_two_things_are_both_answered(burst: tuple[str, ...], apps: Apps) -> None:
    person = newcomer(apps, burst)
    person.burst(*burst)
    assert len(lines_of(person)) == 2, lines_of(person)


@pytest.mark.parametrize("burst", ONE)
def test_one_wish_in_several_lines_stays_one(burst: tuple[str, ...], apps: Apps) -> None:
    person = newcomer(apps, burst)
    person.burst(*burst)
    assert lines_of(person) == [" ".join(burst)]


def test_both_answers_come_in_the_order_of_the_questions(apps: Apps) -> None:
    person = apps.person("whatsapp", "923907", phone_of("ayesha@example.com"))
    person.say("assalam o alaikum")
    said = person.burst("mere points kitne hain abhi?", "aap ki dukan kitne baje khulti hai?")
    assert lines_of(person)[1:] == ["mere points kitne hain abhi?", "aap ki dukan kitne baje khulti hai?"]
    assert "points" in said[0].text.lower(), [one.text for one in said]
    assert said[-1].text == person.say("aap ki dukan kitne baje khulti hai?")[-1].text


def test_an_open_form_hears_the_burst_as_one(apps: Apps) -> None:
    person = apps.person("whatsapp", "923908", phone_of("ayesha@example.com"))
    person.say("mujhe shikayat karni hai")
    person.burst("order abhi tak nahi mila", "aap ki dukan kitne baje khulti hai?")
    assert lines_of(person)[-1] == "order abhi tak nahi mila aap ki dukan kitne baje khulti hai?"
