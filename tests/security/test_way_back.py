"""Nobody ends somebody else's conversation with a person: not by the id of its button, nor by any words."""

import pytest
from sqlalchemy import select

from hamrah.crm.conversations import Conversation, Handover
from hamrah.crm.tickets import Ticket
from tests.bot.site import Browser, Site, buttons_of, texts_of
from tests.dialogues.stage import said_as

pytestmark = pytest.mark.trained


@pytest.fixture
def held(site: Site) -> tuple[Browser, str]:
    """A browser whose conversation a person has, and the id of its button that leads back."""
    browser = site.browser(site.customers(1)[0])
    browser.say("I want to talk to a human")
    with site.store() as session:
        call = select(Handover.ticket_id).where(Handover.sender_id == browser.sender_id)
        number = session.scalars(select(Ticket.number).where(Ticket.id.in_(call))).one()
    (joined,) = site.stage.serve("take", number, "")
    return browser, joined.extras["buttons"][0]["id"]


def held_by(site: Site, browser: Browser) -> str:
    with site.store() as session:
        return session.get_one(Conversation, browser.sender_id).held_by


@pytest.mark.parametrize("who", ["guest", "customer:bilal@example.com"])
def test_another_browser_that_has_the_buttons_id_ends_nothing(site: Site, held: tuple[Browser, str], who: str) -> None:
    browser, button = held
    answer = texts_of(site.browser(who).press(button))
    assert said_as("utter_button_gone", "en").fullmatch(answer[0])
    assert held_by(site, browser) == "person"


def test_words_that_name_the_button_or_its_meaning_are_the_persons(site: Site, held: tuple[Browser, str]) -> None:
    browser, button = held
    for said in ("Back to assistant", "back_to_assistant", "/back_to_assistant", button, "yes"):
        assert texts_of(browser.say(said)) == []
    assert held_by(site, browser) == "person"


def test_its_own_browser_ends_it(site: Site, held: tuple[Browser, str]) -> None:
    browser, button = held
    answer = browser.press(button)
    assert said_as("utter_assistant_back", "en").fullmatch(texts_of(answer)[0]) and buttons_of(answer) == []
    assert held_by(site, browser) == "bot"
