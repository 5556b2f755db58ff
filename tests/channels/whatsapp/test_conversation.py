"""Conversations on WhatsApp with the trained bot, from the webhook to what Meta takes and reports."""

import json
from datetime import timedelta
from typing import Any

import pytest
import requests
from sqlalchemy import select

from hamrah.crm.channels import ChannelAccount, ChannelLink, Delivery
from hamrah.crm.conversations import ChatMessage
from hamrah.crm.customers import ContactPoint
from hamrah.crm.orders import Order
from hamrah.crm.tickets import Ticket
from hamrah.language.formatting import strip_isolates
from hamrah.services.actors import staff_member
from hamrah.services.handover import say_as_staff, take_conversation
from hamrah.services.identity import who_speaks
from hamrah.services.linking import standing_link
from hamrah.services.transcripts import Said, write_down
from tests.bot.site import Site
from tests.channels.contract import wait_until
from tests.channels.fakes.whatsapp import FakeWhatsApp
from tests.channels.fakes.whatsapp_messages import Taken
from tests.channels.rest import wait_for_rest
from tests.channels.whatsapp.provider import PEOPLE, PUBLIC_URL
from tests.dialogues.stage import MANAGER, said_as

pytestmark = pytest.mark.trained


@pytest.fixture
def person(fake: FakeWhatsApp, site: Site) -> str:
    """The number of somebody who has never written."""
    return str(next(PEOPLE))


def account(site: Site, address: str) -> ChannelAccount:
    with site.store() as session:
        return session.scalars(select(ChannelAccount).where(ChannelAccount.address == address)).one()


def deliveries(site: Site, address: str) -> list[Delivery]:
    with site.store() as session:
        theirs = select(Delivery).where(Delivery.account_id == account(site, address).id)
        return list(session.scalars(theirs.order_by(Delivery.id)))


def newest_status(site: Site, address: str) -> str | None:
    """How the newest message to somebody stands."""
    found = deliveries(site, address)
    return found[-1].status if found else None


def ticket_of(site: Site, address: str) -> Ticket | None:
    with site.store() as session:
        return session.scalar(select(Ticket).where(Ticket.sender_id == account(site, address).sender_id))


def said_by_person(site: Site, address: str) -> list[str]:
    with site.store() as session:
        mine = (ChatMessage.sender_id == account(site, address).sender_id, ChatMessage.author == "person")
        return list(session.scalars(select(ChatMessage.text).where(*mine).order_by(ChatMessage.id)))


def newest(fake: FakeWhatsApp, address: str, after: int) -> Taken:
    """What somebody is sent after so many messages, with choices if it has any."""
    return fake.wait_for(after + 1, address)[-1]


def call_a_person(fake: FakeWhatsApp, site: Site, address: str) -> str:
    """Have somebody ask for a person, and a member of staff take the conversation; the ticket's number."""
    from hamrah.bootstrap import texts

    fake.says(address, "insaan se baat karni hai")
    ticket = wait_until(lambda: ticket_of(site, address))
    wait_until(lambda: any(ticket.number in one.text for one in fake.to(address)))
    before = len(fake.to(address))
    with site.writing() as session:
        take_conversation(session, staff_member(session, MANAGER), texts(), ticket.number)
    fake.wait_for(before + 1, address)
    return str(ticket.number)


def away_for_a_day(site: Site, fake: FakeWhatsApp, address: str) -> None:
    """Have it be more than a day since the person wrote."""
    day = timedelta(hours=24, minutes=1)
    fake.heard_at[address] -= day.total_seconds()
    with site.writing() as session:
        session.get_one(ChannelAccount, account(site, address).id).heard_at -= day  # type: ignore[operator]


@pytest.mark.parametrize(
    ("language", "hello", "greets", "question"),
    [
        ("ur-Latn", "salam", "utter_greet_back", "return policy kya hai?"),
        ("ur", "السلام علیکم", "utter_greet_back", "واپسی کی پالیسی کیا ہے؟"),
        ("en", "hello", "utter_greet", "what is your return policy?"),
    ],
)
def test_a_conversation_in_each_language(
    fake: FakeWhatsApp, site: Site, person: str, language: str, hello: str, greets: str, question: str
) -> None:
    fake.says(person, hello)
    greeting = newest(fake, person, 0)
    assert said_as(greets, language).search(strip_isolates(greeting.text))
    assert greeting.kind == "list" and 1 < len(greeting.choices) <= 10
    before = len(fake.to(person))
    picked = greeting.choices[0]
    fake.presses(person, greeting, picked["title"])
    newest(fake, person, before)
    whole = picked.get("description", picked["title"])
    assert strip_isolates(said_by_person(site, person)[-1]) == strip_isolates(whole)
    wait_until(lambda: newest_status(site, person) == "sent")
    before = len(fake.to(person))
    fake.says(person, question)
    answer = newest(fake, person, before)
    assert said_as("utter_return_policy", language).search(strip_isolates(answer.text)), answer.text
    assert fake.refused == []


def test_products_are_pictures_with_name_price_and_buttons(fake: FakeWhatsApp, site: Site, person: str) -> None:
    fake.says(person, "mujhe kurtay dikhayein")
    fake.wait_for(2, person)
    wait_until(lambda: newest_status(site, person) == "sent")
    intro, *shown = fake.to(person)
    assert intro.kind == "text" and len(shown) > 1
    for place, one in enumerate(shown, 1):
        link = one.body["interactive"]["header"]["image"]["link"]
        assert link.startswith(f"{PUBLIC_URL}/pictures/") and link.endswith(".png")
        assert requests.get(site.url + link.removeprefix(PUBLIC_URL), timeout=30).headers["content-type"] == "image/png"
        assert one.text.startswith(f"{place}. ") and "Rs " in one.text
        assert one.choices[0]["title"] == "Stock mein hai?"
    before = len(fake.to(person))
    fake.presses(person, shown[0], "Stock mein hai?")
    newest(fake, person, before)
    fake.says(person, "dusra wala kitne ka hai?")
    newest(fake, person, before + 1)
    assert fake.refused == []


def test_a_row_of_somebody_elses_list_says_nothing_of_it(fake: FakeWhatsApp, site: Site, person: str) -> None:
    fake.says(person, "help")
    theirs = newest(fake, person, 0)
    stranger = str(next(PEOPLE))
    fake.presses(stranger, theirs, theirs.choices[0]["title"])
    answer = newest(fake, stranger, 0)
    assert said_as("utter_button_gone", "en").search(answer.text)


def test_who_has_a_username_is_answered_without_their_number(fake: FakeWhatsApp, site: Site, person: str) -> None:
    address = f"PK.1349{person}"
    fake.says(address, "return policy?")
    assert newest(fake, address, 0).body["recipient"] == address
    assert account(site, address).phone is None


def test_a_person_of_the_shop_answers_by_name(fake: FakeWhatsApp, site: Site, person: str) -> None:
    ticket = call_a_person(fake, site, person)
    before = len(fake.to(person))
    with site.writing() as session:
        say_as_staff(session, staff_member(session, MANAGER), ticket, "Main dekh rahi hoon.")
    assert newest(fake, person, before).text == "*Nighat*\nMain dekh rahi hoon."


def test_after_a_day_the_person_is_told_once_that_an_answer_waits_and_gets_it_when_they_write(
    fake: FakeWhatsApp, site: Site, person: str
) -> None:
    fake.templates["hamrah_answer_waits_roman", "ur"] = (0, 0)
    ticket = call_a_person(fake, site, person)
    before = len(fake.to(person))
    for words in ("Aap ka refund ho gaya hai.", "Shukriya."):
        away_for_a_day(site, fake, person)
        with site.writing() as session:
            say_as_staff(session, staff_member(session, MANAGER), ticket, words)
        wait_until(lambda: newest_status(site, person) == "held")
    told = fake.wait_for(before + 1, person)[before:]
    assert [(one.kind, one.text) for one in told] == [("template", "hamrah_answer_waits_roman")]
    fake.says(person, "ji?")
    words = [one.text for one in fake.wait_for(before + 3, person)[before + 1 :]]
    assert words == ["*Nighat*\nAap ka refund ho gaya hai.", "*Nighat*\nShukriya."]
    assert fake.refused == []


def customer_with_a_number(site: Site) -> str:
    """The WhatsApp number of a customer who has bought and has never spoken."""
    (who,) = site.customers(1)
    email = ContactPoint.value == who.removeprefix("customer:")
    with site.store() as session:
        theirs = select(ContactPoint.customer_id).where(email).scalar_subquery()
        phones = select(ContactPoint.value).where(ContactPoint.customer_id == theirs, ContactPoint.kind == "phone")
        return session.scalars(phones.limit(1)).one().removeprefix("+")


def test_a_customer_is_known_by_the_number_that_meta_vouches_for(fake: FakeWhatsApp, site: Site) -> None:
    address = customer_with_a_number(site)
    fake.says(address, "mera aakhri order kahan hai?")
    wait_until(lambda: newest_status(site, address) == "sent")
    with site.store() as session:
        customer = who_speaks(session, account(site, address).sender_id).customer_id
        assert customer is not None
        numbers = session.scalars(select(Order.number).where(Order.customer_id == customer)).all()
    wait_until(lambda: any(number in one.text for one in fake.to(address) for number in numbers))


def test_what_the_shop_says_of_its_own_accord_goes_as_a_template_whose_buttons_work(
    fake: FakeWhatsApp, site: Site
) -> None:
    address = customer_with_a_number(site)
    fake.templates["hamrah_order_delivered_roman", "ur"] = (1, 2)
    fake.says(address, "salam")
    wait_until(lambda: newest_status(site, address) == "sent")
    before = len(fake.to(address))
    away_for_a_day(site, fake, address)
    with site.writing() as session:
        write_down(session, account(site, address).sender_id, delivered("1042"))
    told = newest(fake, address, before)
    assert (told.kind, told.text) == ("template", "hamrah_order_delivered_roman")
    fake.presses(address, told, told.choices[0]["title"])
    wait_until(lambda: len(fake.to(address)) > before + 1)
    assert said_by_person(site, address)[-1] == "Is mein masla hai"
    assert fake.refused == []


def delivered(number: str) -> Said:
    """That an order has arrived, as the worker says it."""
    from hamrah.bootstrap import texts

    key, title = "utter_message_order_delivered", texts().button
    entities = {"order_number": number}
    buttons = [
        {"title": title("ur-Latn", "message_problem"), "payload": {"intent": "report_issue", "entities": entities}},
        {"title": title("ur-Latn", "message_none"), "payload": {"intent": "opt_out_marketing", "entities": {}}},
    ]
    text = texts().message("ur-Latn", key)[0].format(number=number)
    return Said("bot", text, "ur-Latn", buttons, key=key, values={"number": number})


def test_whoever_gets_the_number_of_a_customer_who_has_moved_is_nobody(fake: FakeWhatsApp, site: Site) -> None:
    address = customer_with_a_number(site)
    fake.says(address, "mera order kahan hai?")
    wait_until(lambda: link_of(site, address) is not None)
    wait_for_rest(site, address)
    change = {"type": "user_changed_number", "wa_id": str(next(PEOPLE)), "body": "changed"}
    fake.hear(fake.payload(address, {"type": "system", "system": change}))
    wait_until(lambda: link_of(site, address) is None)
    before = len(fake.to(address))
    fake.says(address, "mera order kahan hai?")
    first = fake.wait_for(before + 1, address)[before]
    assert said_as("utter_identify_first", "ur-Latn").fullmatch(first.text)
    assert link_of(site, address) is None


def link_of(site: Site, address: str) -> ChannelLink | None:
    with site.store() as session:
        return standing_link(session, account(site, address))


def test_words_secrets_and_numbers_are_in_no_log(
    fake: FakeWhatsApp,
    site: Site,
    person: str,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("hamrah.bot.channels.whatsapp.api.MEND_SECONDS", 0.1)
    with caplog.at_level("DEBUG"):
        fake.answers += [190, "503"]
        fake.says(person, "mera khufia lafz zebra hai")
        newest(fake, person, 0)
        fake.post(json.dumps(_half_readable(fake, person)).encode())
    assert "WhatsApp does not take our messages (190)" in caplog.text
    assert not any(secret in caplog.text for secret in (person, "zebra", fake.token, fake.app_secret))


def _half_readable(fake: FakeWhatsApp, address: str) -> dict[str, Any]:
    body = fake.payload(address, {"type": "text", "text": {"body": "zebra"}})
    body["entry"][0]["changes"][0]["value"]["messages"][0]["timestamp"] = "zebra"
    return body
