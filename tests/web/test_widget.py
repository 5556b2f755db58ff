"""The widget in a real browser, against the protocol: what it shows, and that it loses nothing."""

import pytest
from playwright.sync_api import Page, expect

from tests.web.protocol import ORIGIN, Channel

pytestmark = pytest.mark.browser


@pytest.fixture
def channel(page: Page) -> Channel:
    return Channel(page)


def _open(page: Page, language: str = "en") -> None:
    page.goto(f"{ORIGIN}/widget/frame.html?lang={language}")
    expect(page.locator("article").first).to_be_visible(timeout=15_000)


def _say(page: Page, text: str) -> None:
    page.locator("#text-input").fill(text)
    page.locator("#text-input").press("Enter")


def test_a_message_goes_out_once_and_the_answer_comes_in(page: Page, channel: Channel) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    _open(page)
    _say(page, "Where is my order?")
    expect(page.locator("article.bot").last).to_contain_text("ok")
    assert channel.received == [{"text": "Where is my order?"}]
    assert page.locator("article.person").count() == 1
    assert channel.strangers == []  # nobody else is asked for anything, a font least of all
    assert complaints == []  # the policy without 'unsafe-inline' is kept


def test_what_the_server_says_is_text_and_never_markup(page: Page, channel: Channel) -> None:
    nasty = '<img src=x onerror="document.title=1"><b>bold</b> & "quotes"'
    card = {
        "sku": "A",
        "title": nasty,
        "subtitle": nasty,
        "price": nasty,
        "picture": "javascript:1",
        "url": "javascript:2",
    }
    channel.answer = {"text": nasty, "buttons": [{"id": "1", "title": nasty}], "cards": [card | {"buttons": []}]}
    _open(page)
    _say(page, nasty)
    expect(page.locator("article.bot .text").last).to_have_text(nasty)
    expect(page.locator("article.person .text").last).to_have_text(nasty)
    assert page.locator("article b, article img, article a").count() == 0
    assert page.title() == "Hamrah"


def test_a_card_of_facts_stands_for_its_text_and_is_text(page: Page, channel: Channel) -> None:
    nasty = "<b>bold</b><img src=x onerror='document.title=1'>"
    rows = [{"label": "صارف", "value": nasty}, {"label": "آرڈر", "value": "\u2068#1042\u2069 ڈیلیور ہو چکا"}]
    card = {"kind": "facts", "title": nasty, "rows": rows, "buttons": [{"id": "b1", "title": "شکایات"}]}
    channel.answer = {"text": "the same in words", "language": "ur", "cards": [card]}
    _open(page)
    _say(page, "عائشہ کا خلاصہ")
    facts = page.locator(".facts")
    expect(facts.locator("dt")).to_have_text(["صارف", "آرڈر"])
    expect(facts.locator("dd").first).to_have_text(nasty)
    assert facts.get_attribute("dir") == "rtl"
    assert "Noto Nastaliq Urdu" in facts.locator("dd").last.evaluate("node => getComputedStyle(node).fontFamily")
    assert facts.locator("b, img, a").count() == 0 and page.locator("ul.cards").count() == 0
    assert page.locator("article.bot").last.locator(".text").count() == 0
    channel.answer = {"text": "Done."}
    facts.get_by_role("button").click()
    expect(page.locator("article.bot").last).to_contain_text("Done.")
    assert channel.received[-1] == {"press": "b1", "title": "شکایات"}


def test_urdu_runs_right_to_left_and_its_numbers_stay_in_order(page: Page, channel: Channel) -> None:
    channel.answer = {"text": "آپ کا آرڈر \u2068#1042\u2069 روانہ ہو چکا ہے۔", "language": "ur"}
    _open(page)
    _say(page, "میرا آرڈر #1042 کہاں ہے؟")
    said = page.locator("article.bot .text p").last
    expect(said).to_have_attribute("dir", "rtl")
    assert "Noto Nastaliq Urdu" in said.evaluate("node => getComputedStyle(node).fontFamily")
    assert page.locator("article.person .text p").last.get_attribute("dir") == "rtl"
    assert page.locator("article.person bdi").first.inner_text() == "#1042"
    assert page.evaluate("document.fonts.check('16px \"Noto Nastaliq Urdu\"', 'آپ')")


def test_a_pressed_button_sends_its_id_and_cannot_be_pressed_again(page: Page, channel: Channel) -> None:
    channel.answer = {"text": "Sure?", "buttons": [{"id": "y1", "title": "Yes"}, {"id": "n1", "title": "No"}]}
    _open(page)
    _say(page, "cancel it")
    channel.answer = {"text": "Done."}
    page.get_by_role("button", name="Yes").click()
    expect(page.locator("article.bot").last).to_contain_text("Done.")
    assert channel.received[-1] == {"press": "y1", "title": "Yes"}
    expect(page.get_by_role("button", name="No", exact=True)).to_be_disabled()
    page.reload()
    expect(page.get_by_role("button", name="Yes")).to_be_disabled(timeout=15_000)


def test_a_refused_message_is_kept_and_goes_out_when_asked(page: Page, channel: Channel) -> None:
    _open(page)
    channel.refusal = (429, "slow_down")
    _say(page, "one more")
    expect(page.locator(".state")).to_contain_text("wait a moment")
    channel.refusal = None
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("article.bot").last).to_contain_text("ok")
    assert channel.received == [{"text": "one more"}]
    assert len(channel.keys) == 2 and len(set(channel.keys)) == 1  # the server can tell that it is the same one
    assert page.locator(".state").count() == 0


def test_what_was_typed_without_a_network_outlives_a_reload(page: Page, channel: Channel) -> None:
    _open(page)
    channel.is_away = True
    _say(page, "typed in the lift")
    expect(page.locator(".state")).to_contain_text("Not sent yet")
    expect(page.locator("#notice")).to_contain_text("No connection")
    page.locator("#text-input").fill("half a thought")
    channel.is_away = False
    page.reload()
    expect(page.locator("article.bot").last).to_contain_text("ok", timeout=15_000)
    assert channel.received == [{"text": "typed in the lift"}]
    assert page.locator("#text-input").inner_text() == "half a thought"


def test_a_person_of_the_shop_can_write_later(page: Page, channel: Channel) -> None:
    _open(page)
    _say(page, "hello")
    expect(page.locator("article.bot").last).to_contain_text("ok")
    page.wait_for_timeout(300)  # until it listens again
    channel.push("staff", text="This is Sana from customer care.")
    expect(page.locator("article.staff")).to_contain_text("Sana")
    expect(page.locator("#announcer")).to_contain_text("Our team: This is Sana")


def test_it_can_be_used_with_the_keyboard_and_says_what_its_parts_are(page: Page, channel: Channel) -> None:
    _open(page, "ur")
    assert page.evaluate("document.documentElement.dir") == "rtl"
    expect(page.get_by_role("textbox", name="پیغام لکھیں")).to_be_focused()
    expect(page.get_by_role("button", name="بھیجیں")).to_be_visible()
    expect(page.get_by_role("log", name="گفتگو")).to_be_visible()
    page.keyboard.type("salam")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("article.person")).to_contain_text("salam")
