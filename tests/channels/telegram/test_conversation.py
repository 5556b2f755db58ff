"""Somebody's chat in Telegram from the first touch to the end, with the trained bot, over the webhook."""

import re
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from hamrah.crm.conversations import ChatMessage
from hamrah.crm.tickets import Ticket
from hamrah.language.formatting import strip_isolates
from tests.bot.site import Site
from tests.channels.fakes.telegram import FakeTelegram
from tests.channels.telegram.chats import Chat, account_of, fake, site
from tests.dialogues.stage import said_as

__all__ = ["fake", "site"]


@pytest.mark.parametrize(
    ("number", "app", "language"),
    [(800_001, "ur", "ur"), (800_011, "en-GB", "en"), (800_012, "de", "en"), (800_013, None, "en")],
)
def test_start_greets_in_the_language_of_the_app(
    site: Site, fake: FakeTelegram, number: int, app: str | None, language: str
) -> None:
    chat = Chat(fake, number)
    chat.person.language = app
    (greeting,) = chat.after(chat.person.start)
    assert said_as("utter_greet", language).fullmatch(greeting.text)
    assert account_of(site, number).name == "Ayesha"


def test_what_was_said_counts_for_more_than_the_language_of_the_app(site: Site, fake: FakeTelegram) -> None:
    chat = Chat(fake, 800_014)
    (answer,) = chat.says("what is your return policy?")
    assert said_as("utter_return_policy", "en").search(answer.text)
    (greeting,) = chat.after(chat.person.start)
    assert said_as("utter_greet", "en").fullmatch(greeting.text)


def test_in_urdu_from_the_first_question_to_the_complaint(site: Site, fake: FakeTelegram) -> None:
    """Unknown, known by a code, told where the order is, heard about what was wrong with it."""
    chat = Chat(fake, 800_002)
    chat.says("میرا آرڈر ابھی تک کیوں نہیں پہنچا، کہاں ہے؟", "فون نمبر")
    assert chat.person.keys
    chat.says("میرا نمبر ۰۳۰۰۱۲۳۴۵۶۷ ہے", "6 ہندسوں")
    fake.wait_until(lambda: not chat.person.keys)
    told = "\n".join(strip_isolates(one.text) for one in chat.says(site.stage.code_sent(), "تصدیق ہو گئی", "راستے میں"))
    (order,) = set(re.findall(r"#?(\d{4,})", told))
    complaint = f"آرڈر {order} میں کھسہ پھٹا ہوا نکلا ہے، شکایت لکھیں"
    answer = next(strip_isolates(one.text) for one in chat.says(complaint, "T-") if "T-" in one.text)
    with site.store() as session:
        (number,) = re.findall(r"T-\d+", answer)
        ticket = session.scalars(select(Ticket).where(Ticket.number == number)).one()
        assert (ticket.kind, ticket.customer_id is not None) == ("damaged", True)


def test_products_come_with_their_buttons_which_can_be_pressed(site: Site, fake: FakeTelegram) -> None:
    chat = Chat(fake, 800_009)
    shown = chat.says("مجھے کرتے دکھائیں", "روپے")
    title = next(title for one in shown for title in one.buttons)
    assert chat.presses(title)
    assert not fake.presses


@pytest.mark.parametrize(("language", "words"), [("en", "where is my order?"), ("ur", "میرا آرڈر کہاں ہے؟")])
def test_who_must_be_known_may_share_the_number_by_one_key(
    site: Site, fake: FakeTelegram, language: str, words: str
) -> None:
    chat = Chat(fake, {"en": 800_003, "ur": 800_004}[language])
    shown = chat.says(words)
    fake.wait_until(lambda: chat.person.keys)
    assert said_as("utter_ask_contact", language).fullmatch(chat.person.shown[-1].text)
    assert [key.get("request_contact") for key in chat.person.keys] == [True]
    assert shown
    chat.says("nahi, rehne dein" if language == "en" else "نہیں، رہنے دیں")
    fake.wait_until(lambda: not chat.person.keys)


def test_a_person_is_called_and_answers_by_name(site: Site, fake: FakeTelegram) -> None:
    chat = Chat(fake, 800_005)
    chat.says("kisi insaan se baat karni hai")
    sender = account_of(site, 800_005).sender_id
    with site.store() as session:
        number = session.scalars(select(Ticket.number).where(Ticket.sender_id == sender)).one()
    chat.after(lambda: site.stage.serve("take", number, ""))
    (said,) = chat.after(lambda: site.stage.serve("staff", number, "Ji, main dekh rahi hoon."), "dekh rahi")
    assert strip_isolates(said.text) == "Nighat:\nJi, main dekh rahi hoon."


def test_who_blocks_the_bot_is_left_alone_and_is_answered_again_later(site: Site, fake: FakeTelegram) -> None:
    chat = Chat(fake, 800_006)
    chat.says("return policy?")
    chat.person.block()
    fake.wait_until(fake.settled)
    fake.wait_until(lambda: account_of(site, 800_006).silenced_at is not None)
    chat.person.unblock()
    fake.wait_until(fake.settled)
    chat.says("return policy?")
    assert account_of(site, 800_006).silenced_at is None


def test_what_cannot_be_kept_is_brought_again_until_it_can(
    site: Site, fake: FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hamrah.bot.channels.messaging import inbox

    chat, keep, failures = Chat(fake, 800_010), inbox.keep_arrival, iter(range(3))

    def keep_later(*arguments: Any) -> bool:
        if next(failures, None) is not None:
            raise OperationalError("insert", {}, Exception("away"))
        return keep(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(inbox, "keep_arrival", keep_later)
        (answer,) = chat.says("return policy?")
    assert next(failures, None) is None
    assert fake.webhook["last_error_message"] == "Wrong response from the webhook: 503"
    assert answer.text


def test_what_is_said_in_a_group_is_not_answered(site: Site, fake: FakeTelegram) -> None:
    chat = Chat(fake, 800_007)
    chat.person.say_in_group("@bazaar_hamrah_bot where is my order?")
    fake.wait_until(fake.settled)
    chat.says("return policy?")
    assert {fields.get("chat_id") for method, fields in fake.calls if method.startswith("send")} <= set(fake.people)


def test_each_update_was_brought_twice_and_answered_once(site: Site, fake: FakeTelegram) -> None:
    chat = Chat(fake, 800_008)
    chat.says("return policy?")
    chat.says("bye")
    assert all(fake.brought.count(number) >= 2 for number in set(fake.brought))
    with site.store() as session:
        mine = (ChatMessage.sender_id == account_of(site, 800_008).sender_id, ChatMessage.author == "person")
        assert session.scalars(select(ChatMessage.text).where(*mine).order_by(ChatMessage.id)).all() == [
            "return policy?",
            "bye",
        ]
