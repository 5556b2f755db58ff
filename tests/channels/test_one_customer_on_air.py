"""The same conversation over HTTP: the server, a browser, and what Meta and Telegram take, sign and bring.

It begins on the website, goes on in WhatsApp and is closed in Telegram: one customer, one ticket, in each language.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import func, select

from hamrah.crm.channels import ChannelAccount, ChannelLink
from hamrah.crm.customers import ContactPoint
from hamrah.crm.tickets import Ticket
from hamrah.language.formatting import strip_isolates
from tests.bot.site import Browser, Site, open_site, texts_of
from tests.channels.contract import wait_until
from tests.channels.fakes import telegram as telegram_fake
from tests.channels.fakes import whatsapp as whatsapp_fake
from tests.channels.fakes.telegram import FakeTelegram
from tests.channels.fakes.whatsapp import FakeWhatsApp
from tests.channels.spoken import SPOKEN, Words
from tests.channels.telegram.conftest import bot_setting
from tests.channels.telegram.driver import PATH, SECRET
from tests.channels.whatsapp.provider import PEOPLE, settings_of
from tests.dialogues.stage import NUMBER, Stage, plain, said_as

pytestmark = pytest.mark.trained
WHO = {"en": "ayesha@example.com", "ur": "bilal@example.com", "ur-Latn": "sana@example.com"}


@pytest.fixture(scope="module")
def meta() -> Iterator[FakeWhatsApp]:
    with whatsapp_fake.serving(FakeWhatsApp()) as fake:
        yield fake


@pytest.fixture(scope="module")
def telegram() -> Iterator[FakeTelegram]:
    with telegram_fake.serving(FakeTelegram(deliver_twice=True)) as fake:
        yield fake


@pytest.fixture(scope="module")
def shop(stage: Stage, meta: FakeWhatsApp, telegram: FakeTelegram) -> Iterator[Site]:
    """The server on the website, in WhatsApp and in Telegram."""
    stage.set_up()
    apps = {"HAMRAH_WHATSAPP": settings_of(meta), "HAMRAH_TELEGRAM": bot_setting(telegram)}
    with open_site(stage, HAMRAH_BURST_SECONDS="0.1", HAMRAH_MESSAGES_PER_MINUTE="0", **apps) as site:
        meta.webhook = f"{site.url}/whatsapp/webhook"
        hook = json.dumps({"url": site.url + PATH, "secret_token": SECRET}).encode()
        telegram.answer(telegram.token, "setWebhook", "application/json", hook)
        yield site


class InWhatsApp:
    """Somebody in WhatsApp, whose number the shop has not on file."""

    def __init__(self, meta: FakeWhatsApp) -> None:
        self.meta, self.address = meta, str(next(PEOPLE))

    def answers(self, deed: Callable[[], Any], key: str, language: str) -> list[str]:
        """What comes after a deed, up to the response that is waited for."""
        before = len(self.meta.to(self.address))
        assert deed().status_code == 200
        return told(lambda: [one.text for one in self.meta.to(self.address)[before:]], key, language)

    def press(self, words: str) -> Any:
        """Press the first choice with these words, of the newest message that has it."""
        shown = [(one, choice["title"]) for one in self.meta.to(self.address) for choice in one.choices]
        taken, title = next(pair for pair in reversed(shown) if words in strip_isolates(pair[1]))
        return self.meta.presses(self.address, taken, title)


def told(texts: Callable[[], list[str]], key: str, language: str) -> list[str]:
    """Texts, once one of them is a response; plain."""
    wanted = said_as(key, language)
    wait_until(lambda: any(wanted.fullmatch(plain(text)) for text in texts()))
    return [plain(text) for text in texts()]


@pytest.mark.parametrize("words", SPOKEN, ids=lambda words: words.language)
def test_one_customer_one_ticket(shop: Site, meta: FakeWhatsApp, telegram: FakeTelegram, words: Words) -> None:
    language, email = words.language, WHO[words.language]
    browser = shop.browser(f"customer:{email}")
    with shop.store() as session:
        tickets = session.scalar(select(func.max(Ticket.id))) or 0
        owner = session.scalars(select(ContactPoint.customer_id).where(ContactPoint.value == email)).one()
        phone = select(ContactPoint.value).where(ContactPoint.kind == "phone", ContactPoint.customer_id == owner)
        number = str(session.scalars(phone).first())
    browser.say(words.begins)
    assert said_as("utter_sorry_which_order", language).fullmatch(plain(texts_of(browser.say(words.is_wrong))[-1]))

    person = InWhatsApp(meta)
    link = way_into(browser, "whatsapp", language)
    (message,) = parse_qs(urlsplit(link).query)["text"]
    arrived = person.answers(lambda: meta.says(person.address, message), "utter_sorry_which_order", language)
    for key, text in zip(("utter_arrived", "utter_account_linked", "utter_sorry_which_order"), arrived, strict=True):
        assert said_as(key, language).fullmatch(text), arrived
    opened = person.answers(lambda: person.press("#"), "utter_ticket_opened", language)
    ticket = NUMBER.search("".join(opened))
    assert ticket is not None

    chat = telegram.person(700_000 + owner, "Somebody", number.lstrip("+"))
    in_telegram(chat, lambda: chat.say(words.order), "utter_ask_contact", language)
    in_telegram(chat, chat.share_contact, "utter_identified", language)
    asked = in_telegram(chat, lambda: chat.say(words.asks.format(ticket=ticket.group())), "utter_ticket_open", language)
    assert ticket.group() in "".join(asked)
    in_telegram(chat, lambda: chat.say(words.ends), "utter_ticket_closed_now", language)

    with shop.store() as session:
        made = session.scalars(select(Ticket).where(Ticket.id > tickets)).all()
        assert [(one.number, one.status, one.customer_id) for one in made] == [(ticket.group(), "closed", owner)]
        linked = (
            select(ChannelAccount.channel, ChannelAccount.sender_id, ChannelLink.proof)
            .join(ChannelLink, ChannelLink.account_id == ChannelAccount.id)
            .where(ChannelLink.customer_id == owner)
            .order_by(ChannelLink.id)
        )
        sender = browser.sender_id
        found = session.execute(linked).tuples().all()
    assert found == [("whatsapp", sender, "code"), ("telegram", sender, "contact")]
    shown = [plain(message["text"]) for message in browser.read().json()["messages"]]
    assert words.ends in shown, "the website shows what was said in the apps"


def way_into(browser: Browser, app: str, language: str) -> str:
    """The address that brings a browser's conversation into an app."""
    ways = browser.post("/chat/link-code", json={"language": language}).json()["apps"]
    return str(next(way["url"] for way in ways if way["app"] == app))


def in_telegram(chat: Any, deed: Callable[[], Any], key: str, language: str) -> list[str]:
    """What comes after a deed in Telegram, up to the response that is waited for."""
    before = len(chat.shown)
    deed()
    return told(lambda: [one.text for one in chat.shown[before:]], key, language)


def test_a_card_of_somebody_else_or_of_nobodys_account_proves_nothing(
    shop: Site, telegram: FakeTelegram, capsys: pytest.CaptureFixture[str]
) -> None:
    with shop.store() as session:
        phones = session.scalars(select(ContactPoint.value).where(ContactPoint.kind == "phone").limit(12)).all()
        before = session.scalar(select(func.count(ChannelLink.id)))
    chat = telegram.person(800_100, "Stranger", "923009990009")
    for place, phone in enumerate(phones):
        owner = None if place % 2 else 700_000 + place
        said = in_telegram(chat, lambda o=owner, p=phone: chat.send_card(o, "Her", p), "utter_contact_unknown", "ur")
        assert len(said) == 1
    with shop.store() as session:
        assert session.scalar(select(func.count(ChannelLink.id))) == before
    with capsys.disabled():
        print(f"\n{len(phones)} cards of others shared: nobody was linked, and all were answered alike")
