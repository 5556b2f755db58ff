"""The whole thing as a person meets it: the demo shop's page in a real browser, the real server, the trained bot."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Request, expect

from hamrah.bootstrap import languages, texts
from tests.browser.running import Shop
from tests.browser.visitor import Visitor
from tests.dialogues.stage import said_as

pytestmark = [pytest.mark.browser, pytest.mark.trained]

Visit = Callable[..., Visitor]
ROMAN, URDU = "ur-Latn", "ur"
REASONS = ("popular", "bought", "looked_at", "asked")
PARTS = ".text, .card"


def _said(key: str, language: str, answers: list[str]) -> None:
    pattern = said_as(key, language)
    assert any(pattern.search(answer) for answer in answers), (key, answers)


def _tells_of_cart(request: Request) -> bool:
    return request.url.endswith("/chat/events") and "cart" in (request.post_data or "")


def _enter(visitor: Visitor, shop: Shop, who: str | None = None, language: str = ROMAN) -> None:
    visitor.page.goto(f"{shop.address}/shop/?lang={language}")
    if who is not None:
        visitor.page.locator("#person").select_option(label=who)


def test_a_customer_is_served_and_finds_it_all_after_a_reload(shop: Shop, visit: Visit) -> None:
    ayesha = visit()
    _enter(ayesha, shop, "Ayesha Khan")
    ayesha.open_chat()

    _said("utter_order_shipped", ROMAN, ayesha.say("mera order kahan hai?"))

    before = ayesha.answers.count()
    suggested = ayesha.say("مجھے کچھ تجویز کریں")
    _said("utter_suggestions", URDU, suggested)
    card = ayesha.answers.nth(before).locator(".card").first
    expect(card.locator("img")).to_be_visible()
    expect(card.locator(".price")).to_contain_text("روپے")
    named = card.locator("h2").inner_text()
    reason = ayesha.say("یہ کیوں تجویز کیا؟")
    assert named in reason[0] and any(said_as(f"utter_reason_{kind}", URDU).search(reason[0]) for kind in REASONS)

    _said("utter_rated", ROMAN, _rate(ayesha))

    ticket = _complain(ayesha)
    number = re.search(r"T-\d+", ticket)
    assert number, ticket

    said = _all_said(ayesha)
    ayesha.page.reload()
    ayesha.open_chat()
    expect(ayesha.messages.locator(PARTS)).to_have_count(len(said))
    assert _all_said(ayesha) == said
    _said("utter_ticket_open", ROMAN, ayesha.say("meri shikayat ka kya bana?"))


def test_another_browser_sees_nothing_of_it_until_it_proves_who_is_there(shop: Shop, visit: Visit) -> None:
    bilal, guest = visit(), visit()
    _enter(bilal, shop, "Bilal Ahmed")
    bilal.open_chat()
    _said("utter_order_shipped", ROMAN, bilal.say("mera order kahan hai?"))

    _enter(guest, shop)
    guest.open_chat()
    expect(guest.messages).to_have_count(1)
    expect(guest.messages).to_contain_text("Assalam-o-alaikum")
    _said("utter_identify_first", ROMAN, guest.say("mera order kahan hai?"))
    _said("utter_ask_code", ROMAN, guest.say("0300 9876543"))
    phone = guest.page.locator("#phone")
    guest.page.locator("#phone-button").click()
    expect(phone.locator(".sms-one").first).to_contain_text("+923009876543")
    code = re.search(r"\d{6}", phone.locator(".sms-one p").first.inner_text())
    assert code
    answers = guest.say(code.group())
    _said("utter_identified", ROMAN, answers)
    _said("utter_order_shipped", ROMAN, answers)  # the question that was asked first

    # Signed out, the conversation leaves the browser; the customer has it again with the token.
    said = _all_said(bilal)
    bilal.page.locator("#person").select_option(label="Mehman")
    expect(bilal.messages).to_have_count(1)
    bilal.page.locator("#person").select_option(label="Bilal Ahmed")
    expect(bilal.messages.locator(PARTS)).to_have_count(len(said))


def test_a_product_put_in_the_cart_on_the_page_is_what_a_suggestion_goes_by(shop: Shop, visit: Visit) -> None:
    visitor = visit()
    _enter(visitor, shop, language="en")
    shawls = visitor.page.get_by_role("navigation", name="Categories").get_by_role("link", name="Shawl")
    shawls.click()
    expect(shawls).to_have_attribute("aria-current", "true")
    visitor.page.locator(".tile a").first.click()
    title = visitor.page.locator("article.one h1")
    expect(title).to_be_visible()
    looked_at = title.inner_text()
    with visitor.page.expect_request(_tells_of_cart):
        visitor.page.get_by_role("button", name="Add to cart").click()
    visitor.open_chat()

    _said("utter_suggestions", "en", visitor.say("Can you suggest something for me?"))
    why = visitor.chat.locator(".card").first.get_by_role("button", name=re.compile("Why this"))
    answers = visitor.press(why)
    _said("utter_reason_in_cart", "en", answers)
    assert looked_at in answers[0]
    expect(why).to_be_disabled()
    expect(visitor.chat.get_by_role("textbox")).to_be_focused()


def test_another_shops_page_embeds_it_with_one_tag_and_a_token(shop: Shop, visit: Visit) -> None:
    shop.write_host_page("sana@example.com")
    customer = visit()
    customer.page.goto(shop.host_address)
    customer.open_chat()
    _said("utter_order_shipped", URDU, customer.say("میرا آرڈر کہاں ہے؟"))
    said = _all_said(customer)
    customer.page.reload()
    customer.open_chat()
    expect(customer.messages.locator(PARTS)).to_have_count(len(said))
    assert customer.origins == {shop.host_address, shop.address}
    policy = customer.page.evaluate("fetch(location.href).then((page) => page.headers.get('content-security-policy'))")
    assert policy.startswith("default-src 'self'; script-src 'self' http")


def test_what_staff_writes_from_another_process_appears(shop: Shop, visit: Visit) -> None:
    sana = visit()
    _enter(sana, shop, "Sana Malik")
    sana.open_chat()
    sana.say("shukriya")
    shop.push("sana@example.com", "السلام علیکم، میں کسٹمر کیئر سے فرح بول رہی ہوں۔", URDU)
    expect(sana.chat.locator("article.staff")).to_contain_text("فرح")
    sana.page.keyboard.press("Escape")
    expect(sana.launcher).to_be_focused()
    shop.push("sana@example.com", "آپ کا پارسل مل گیا؟", URDU)
    expect(sana.launcher.locator(".badge")).to_have_text("1")
    sana.open_chat()
    expect(sana.chat.locator("article.staff").last).to_contain_text("پارسل")
    expect(sana.launcher.locator(".badge")).to_be_hidden()


def _all_said(visitor: Visitor) -> list[str]:
    """All messages and cards; the widget's own greeting, which stands before the first of them, is no message."""
    greetings = {texts().message(language, "widget_welcome")[0] for language in languages().codes}
    return [said for said in visitor.messages.locator(PARTS).all_inner_texts() if said not in greetings]


def _rate(visitor: Visitor) -> list[str]:
    return visitor.say("mere pichle order ke liye 5 star")


def _complain(visitor: Visitor) -> str:
    asked = visitor.say("mujhe shikayat karni hai, kurta phata hua nikla")
    if not re.search(r"T-\d+", asked[-1]):
        _said("utter_sorry_which_order", ROMAN, asked)
        asked = visitor.press(visitor.chat.get_by_role("button", name=re.compile(r"^#\d+")).last)
    return asked[-1]
