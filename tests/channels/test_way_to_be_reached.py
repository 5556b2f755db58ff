"""How somebody wants to be reached is no yes to offers, whichever app they name, in each language."""

import pytest
from sqlalchemy import select

from hamrah.crm.channels import ChannelAccount
from hamrah.crm.conversations import Conversation
from hamrah.crm.customers import Consent, Preference
from tests.channels.apps import Apps, Person
from tests.channels.speakers import AYESHA, BILAL, SANA, Speaker
from tests.channels.test_one_customer import apps, assert_said, phone_of, store

__all__ = ["apps"]
pytestmark = pytest.mark.trained
WISHES = [
    (Speaker(*BILAL), "you can message me on telegram", "telegram"),
    (Speaker(*BILAL), "please message me on Telegram from now on", "telegram"),
    (Speaker(*BILAL), "send me messages on whatsapp", "whatsapp"),
    (Speaker(*BILAL), "message me by email", "email"),
    (Speaker(*BILAL), "message me on sms", "sms"),
    (Speaker(*AYESHA), "mujhe telegram par message karein", "telegram"),
    (Speaker(*AYESHA), "mujhe whatsapp par message karo", "whatsapp"),
    (Speaker(*AYESHA), "sms par message bhejein", "sms"),
    (Speaker(*AYESHA), "mujhe email par message karein", "email"),
    (Speaker(*SANA), "مجھے ٹیلی گرام پر میسج کریں", "telegram"),
    (Speaker(*SANA), "ٹیلی گرام پر پیغام دیا کریں", "telegram"),
    (Speaker(*SANA), "مجھے واٹس ایپ پر میسج کریں", "whatsapp"),
    (Speaker(*SANA), "ایس ایم ایس پر میسج بھیجیں", "sms"),
    (Speaker(*SANA), "مجھے ای میل پر پیغام بھیجیں", "email"),
]
OFFERS = [
    (Speaker(*BILAL), "tell me about new deals on telegram"),
    (Speaker(*AYESHA), "offers telegram par bhejein"),
    (Speaker(*SANA), "آفرز ٹیلی گرام پر بھیجیں"),
]


def enter(apps: Apps, speaker: Speaker) -> Person:
    """A customer in WhatsApp, who has greeted."""
    phone = phone_of(speaker.email)
    person = apps.person("whatsapp", phone.lstrip("+"), phone)
    person.say(speaker.greets)
    return person


def customer_id(person: Person) -> int:
    theirs = select(Conversation.customer_id).join(ChannelAccount, ChannelAccount.sender_id == Conversation.sender_id)
    (found,) = store(theirs.where(ChannelAccount.id == person.account().id))
    return int(found)


def consents(person: Person) -> int:
    return len(store(select(Consent).where(Consent.customer_id == customer_id(person))))


@pytest.mark.parametrize(("speaker", "words", "channel"), WISHES)
def test_the_app_is_kept_and_nothing_is_allowed_by_it(apps: Apps, speaker: Speaker, words: str, channel: str) -> None:
    person = enter(apps, speaker)
    before = consents(person)
    assert_said(person.say(words), ["utter_contact_preference_kept"], speaker.language)
    wished = select(Preference.value).where(
        Preference.customer_id == customer_id(person), Preference.kind == "contact_channel"
    )
    assert store(wished.order_by(Preference.stated_at.desc()))[0] == channel
    assert consents(person) == before


@pytest.mark.parametrize(("speaker", "words"), OFFERS)
def test_offers_that_are_asked_for_by_name_are_a_yes(apps: Apps, speaker: Speaker, words: str) -> None:
    person = enter(apps, speaker)
    (answer,) = person.say(words)
    assert answer.key in ("utter_opted_in", "utter_opted_in_already")
