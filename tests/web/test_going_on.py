"""The way from the website into a messaging app, in a real browser: shown where there is one, and it leads there."""

import pytest
from playwright.sync_api import Page, expect

from tests.web.protocol import ORIGIN, Channel

pytestmark = pytest.mark.browser
WHATSAPP = "https://wa.me/923000000001?text=ABCDE-FGHJK"
WAYS = [{"app": "whatsapp", "url": WHATSAPP}, {"app": "telegram", "url": "https://t.me/b?start=ABCDE-FGHJK"}]
SMS = {"app": "sms", "number": "+923000000002"}


@pytest.fixture
def channel(page: Page) -> Channel:
    made = Channel(page)
    made.apps = ["whatsapp", "telegram", "sms"]
    made.ways = {"code": "ABCDE-FGHJK", "apps": [*WAYS, SMS]}
    return made


def open_widget(page: Page, language: str = "en") -> None:
    page.goto(f"{ORIGIN}/widget/frame.html?lang={language}")
    expect(page.locator("article").first).to_be_visible(timeout=15_000)


def test_without_apps_there_is_no_such_button(page: Page, channel: Channel) -> None:
    channel.apps = []
    open_widget(page)
    expect(page.locator("#go-on")).to_be_hidden()


def test_a_press_shows_the_ways_and_they_lead_into_the_apps(page: Page, channel: Channel) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    open_widget(page)
    page.get_by_role("button", name="Continue in an app").click()
    link = page.get_by_role("link", name="WhatsApp")
    expect(link).to_have_attribute("href", WHATSAPP)
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    expect(page.get_by_role("link", name="Telegram")).to_be_visible()
    expect(page.locator(".app-code")).to_contain_text("ABCDE-FGHJK")
    assert (channel.asked, complaints) == ([{"language": "en"}], [])
    page.get_by_role("button", name="Continue in an app").click()
    expect(page.locator("#apps")).to_be_hidden()


@pytest.mark.parametrize(
    ("language", "label"), [("ur", "کسی ایپ پر جاری رکھیں"), ("ur-Latn", "Kisi app par jaari rakhein")]
)
def test_it_speaks_the_pages_language(page: Page, channel: Channel, language: str, label: str) -> None:
    open_widget(page, language)
    page.get_by_role("button", name=label).click()
    expect(page.locator("#apps a")).to_have_count(2)
    assert channel.asked == [{"language": language}]


def test_only_addresses_of_the_web_become_links(page: Page, channel: Channel) -> None:
    channel.ways = {"code": "A", "apps": [{"app": "whatsapp", "url": "javascript:document.title=1", "number": ""}]}
    open_widget(page)
    page.locator("#go-on").click()
    expect(page.locator("#apps p").last).to_be_visible()
    assert page.locator("#apps a").count() == 0


def test_when_it_was_asked_too_often_that_is_said(page: Page, channel: Channel) -> None:
    channel.ways = None
    open_widget(page)
    page.locator("#go-on").click()
    expect(page.locator("#apps")).to_contain_text("a little fast")


@pytest.mark.parametrize("apps", [["whatsapp"], []])
def test_staff_go_on_in_an_app_from_their_page_once_they_signed_in(
    page: Page, channel: Channel, apps: list[str]
) -> None:
    channel.apps = apps
    page.goto(f"{ORIGIN}/staff/index.html?lang=en")
    expect(page.locator("#sign-in")).to_be_visible()
    expect(page.locator("#go-on")).to_be_hidden()
    page.locator("#email").fill("nighat@shop.example")
    page.locator("#password").fill("a long enough one")
    page.locator("#submit").click()
    expect(page.locator("#subtitle")).to_contain_text("Nighat")
    expect(page.locator("article").first).to_be_visible(timeout=15_000)
    expect(page.locator("#go-on")).to_be_visible(visible=bool(apps))
    if apps:
        page.get_by_role("button", name="Continue in an app").click()
        expect(page.get_by_role("link", name="WhatsApp")).to_have_attribute("href", WHATSAPP)
        page.locator("#sign-out").click()
        expect(page.locator("#apps")).to_be_hidden()
        expect(page.locator("#go-on")).to_be_hidden()
