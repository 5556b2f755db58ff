"""Begun as a guest of the website, gone on with in an app after a yes: nothing happens in anybody's name before."""

import pytest
from sqlalchemy import func, select

from hamrah.crm.channels import ChannelAccount
from hamrah.crm.conversations import ChatMessage
from hamrah.crm.customers import Consent, ContactPoint
from hamrah.crm.tickets import Ticket
from tests.channels.apps import Apps
from tests.channels.spoken import Words
from tests.channels.test_one_customer import Website, apps, assert_said, phone_of, store, words
from tests.dialogues.stage import NUMBER, Stage, plain, said_as

__all__ = ["apps", "words"]
pytestmark = pytest.mark.trained
OFFERS = "yes please send me your offers and deals on my number"


def test_begun_as_a_guest_gone_on_in_whatsapp_closed_in_telegram(words: Words, apps: Apps, stage: Stage) -> None:
    web, language = Website(apps, stage, "guest"), words.language
    tickets = len(store(select(Ticket.id)))
    assert_said(web.say(words.begins), ["utter_ask_issue"], language)

    whatsapp = apps.person("whatsapp", "92300", phone_of("ayesha@example.com"))
    asked = whatsapp.say(words.sends.format(code=web.code()))
    assert_said(asked, ["utter_account_linked", "utter_ask_issue", "utter_go_on_here"], language)
    assert_said(whatsapp.press(words.go_on), ["utter_arrived", "utter_ask_issue"], language)
    assert_said(whatsapp.say(words.is_wrong), ["utter_sorry_which_order"], language)
    opened = whatsapp.press("#")
    assert_said(opened, ["utter_ticket_opened"], language)
    number = NUMBER.search(plain(opened[0].text))
    assert number is not None

    telegram = apps.person("telegram", "77")
    telegram.say(words.order)
    telegram.say("", "contact", contact=phone_of("ayesha@example.com"))
    assert_said(telegram.say(words.asks.format(ticket=number.group())), ["utter_ticket_open"], language)
    assert said_as("utter_ticket_closed_now", language).fullmatch(plain(telegram.say(words.ends)[0].text))
    made = store(select(Ticket).order_by(Ticket.id))[tickets:]
    assert [(ticket.number, ticket.status) for ticket in made] == [(number.group(), "closed")]
    assert len(set(store(select(ChannelAccount.sender_id)))) == 1, "both speak in the customer's one conversation"
    assert web.sender not in store(select(ChannelAccount.sender_id))


def test_who_is_known_behind_a_guests_link_is_not_known_in_that_browser(words: Words, apps: Apps, stage: Stage) -> None:
    web, language = Website(apps, stage, "guest"), words.language
    asks = ["utter_identify_first", "utter_ask_contact"]
    assert_said(web.say(words.order), asks, language)
    read = len(store(select(ChatMessage.id).where(ChatMessage.sender_id == web.sender)))
    telegram = apps.person("telegram", "77")
    assert_said(telegram.say(web.code(), "start"), [*asks, "utter_go_on_here"], language)
    assert_said(telegram.say(words.yes), ["utter_arrived", *asks], language)
    assert_said(telegram.say("bilal@example.com"), ["utter_code_sent", "utter_ask_code"], language)
    assert_said(telegram.say(stage.code_sent())[:2], ["utter_identified", "utter_order_shipped"], language)
    assert len(store(select(ChatMessage.id).where(ChatMessage.sender_id == web.sender))) == read
    assert_said(web.say(words.order), asks, language)


def one_who_gets_no_offers() -> str:
    """The e-mail address of a customer who has said neither yes nor no to offers, and has a phone nobody shares."""
    asked = select(Consent.customer_id).where(Consent.purpose == "marketing")
    phones = select(ContactPoint.value).where(ContactPoint.kind == "phone")
    alone = phones.group_by(ContactPoint.value).having(func.count() == 1)
    reached = select(ContactPoint.customer_id).where(
        ContactPoint.value.in_(alone), ContactPoint.customer_id.not_in(asked)
    )
    mail = select(ContactPoint.value).where(ContactPoint.kind == "email", ContactPoint.customer_id.in_(reached))
    return str(store(mail.order_by(ContactPoint.id.desc()).limit(1))[0])


def test_what_waits_behind_a_strangers_link_is_done_after_a_yes_alone(apps: Apps, stage: Stage) -> None:
    linked = apps.person("whatsapp", "92300", phone_of(one_who_gets_no_offers()))
    linked.say("where is my order")
    web, before = Website(apps, stage, "guest"), len(store(select(Consent.id)))
    web.say(OFFERS)
    first = linked.say(web.code())
    assert said_as("utter_go_on_here", "en").fullmatch(plain(first[-1].text))
    assert_said(linked.press("No, not mine"), ["utter_not_gone_on"], "en")
    assert_said(linked.press("Yes, go on here"), ["utter_link_code_wrong"], "en")
    assert len(store(select(Consent.id))) == before
    linked.say(web.code())
    assert len(store(select(Consent.id))) == before
    done = linked.press("Yes, go on here")
    assert said_as("utter_arrived", "en").fullmatch(plain(done[0].text))
    assert len(store(select(Consent.id))) == before + 1
