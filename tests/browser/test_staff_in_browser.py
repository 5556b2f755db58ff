"""The staff page in a real browser: sign in, find a customer in Roman Urdu, see the card and a chart.

With HAMRAH_UPDATE_PICTURES=1 the pictures in the docs are made anew.
"""

import os
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect
from sqlalchemy import select

from hamrah.crm.customers import Customer
from hamrah.services.staff_sign_in import DEMO_PASSWORD
from hamrah.settings import PROJECT
from tests.browser.running import Shop
from tests.browser.visitor import Visitor
from tests.dialogues.stage import MANAGER

pytestmark = [pytest.mark.browser, pytest.mark.trained]

Visit = Callable[..., Visitor]
PICTURES = PROJECT / "docs" / "images"
# Whatever is wider inside than outside, and so cut off or laid over its neighbour.
TOO_WIDE = """
(root) => [...root.querySelectorAll(".text, .press, .facts, .facts h2, .facts dt, .facts dd, .card h2, #asks button")]
  .filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth)
  .map((one) => `${one.className}: ${one.textContent}`)
"""


LOADED = "(image) => image.complete && image.naturalWidth > 400"


def _sign_in(staff: Visitor, shop: Shop, language: str) -> None:
    staff.page.goto(f"{shop.address}/staff/?lang={language}")
    staff.page.locator("#email").fill(MANAGER)
    staff.page.locator("#password").fill(DEMO_PASSWORD)
    staff.page.locator("#submit").click()
    expect(staff.page.locator("#subtitle")).to_contain_text("Nighat")


def _say(staff: Visitor, text: str) -> None:
    staff.page.locator("#text-input").fill(text)
    staff.page.locator("#text-input").press("Enter")


def _ask_for_chart(staff: Visitor, text: str) -> Locator:
    """The chart of the answer, drawn and loaded."""
    charts = staff.page.locator("img.sent-image")
    before = charts.count()
    _say(staff, text)
    chart = charts.nth(before)
    expect(chart).to_be_attached()
    chart.scroll_into_view_if_needed()  # it is not loaded before
    staff.page.wait_for_function(LOADED, arg=chart.element_handle())
    return chart


def _card(staff: Visitor, title: str) -> Locator:
    return staff.page.locator("article.bot .facts").filter(has_text=title).last


def _customers_called(shop: Shop, first_name: str) -> list[str]:
    with shop.store() as session:
        return list(session.scalars(select(Customer.name).where(Customer.name.like(f"{first_name} %"))))


def _looks_right(staff: Visitor) -> None:
    assert staff.page.locator("body").evaluate(TOO_WIDE) == []
    assert staff.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def _keep(staff: Visitor, name: str, part: Locator | None = None) -> None:
    """Keep the page as a picture, or a part of it in the size in which it is read."""
    if os.environ.get("HAMRAH_UPDATE_PICTURES") != "1":
        return
    if part is None:
        staff.page.screenshot(path=PICTURES / name)
    else:
        part.screenshot(path=PICTURES / name, scale="css")


def test_a_wrong_password_is_refused(shop: Shop, visit: Visit) -> None:
    staff = visit()
    staff.page.goto(f"{shop.address}/staff/?lang=en")
    staff.page.locator("#email").fill(MANAGER)
    staff.page.locator("#password").fill("wrong-password")
    staff.page.locator("#submit").click()
    expect(staff.page.locator("#refused")).to_be_visible()
    staff.complaints.clear()  # the browser itself notes the refused sign-in


def test_a_customer_is_found_by_name_in_roman_urdu_and_a_chart_is_seen(shop: Shop, visit: Visit) -> None:
    staff = visit(width=1280, height=1700)
    _sign_in(staff, shop, "ur-Latn")

    chart = _ask_for_chart(staff, "pichlay mahine CSAT kaisa raha?")
    _say(staff, "Ayesha Khan ka record dikhao")
    card = _card(staff, "Ayesha Khan")
    expect(card).to_contain_text("Segment")
    expect(card).to_contain_text("a•••@e•••.com")
    expect(chart).to_be_in_viewport()
    _looks_right(staff)
    _keep(staff, "staff.png")


def test_of_several_with_the_name_the_second_is_chosen(shop: Shop, visit: Visit) -> None:
    staff = visit(width=1280, height=1000)
    _sign_in(staff, shop, "ur-Latn")
    assert len(_customers_called(shop, "Ali")) > 1
    _say(staff, "Ali ka record dikhao")
    choices = staff.page.locator("article.bot").last.locator(".press")
    expect(choices.nth(1)).to_be_visible()
    second = choices.nth(1).inner_text().partition(".")[2].partition("·")[0].strip()
    _say(staff, "doosri wali")
    expect(_card(staff, second)).to_contain_text("Segment")
    _looks_right(staff)


def test_on_a_phone_the_card_and_the_chart_read_from_the_right(shop: Shop, visit: Visit) -> None:
    staff = visit(width=390, height=844, scale=2)
    _sign_in(staff, shop, "ur")
    expect(staff.page.locator("html")).to_have_attribute("dir", "rtl")
    _say(staff, "عائشہ خان کا کارڈ دکھائیں")
    card = _card(staff, "Ayesha Khan")
    expect(card).to_contain_text("سیگمنٹ")
    expect(card).to_have_css("direction", "rtl")
    _looks_right(staff)
    staff.page.set_viewport_size({"width": 420, "height": 2000})  # the card whole
    _keep(staff, "customer.png", card)
    staff.page.set_viewport_size({"width": 390, "height": 844})
    chart = _ask_for_chart(staff, "پچھلے مہینے کی سیل برانچ کے حساب سے دکھائیں")
    chart.scroll_into_view_if_needed()
    _looks_right(staff)
    _keep(staff, "staff-phone.png")


def test_signing_out_leaves_nothing_on_the_page(shop: Shop, visit: Visit) -> None:
    """The last here: charts that were shown close with it, and are not found any more."""
    staff = visit()
    _sign_in(staff, shop, "en")
    staff.page.locator("#sign-out").click()
    expect(staff.page.locator("#sign-in")).to_be_visible()
    expect(staff.page.locator("#chat")).to_be_hidden()
    staff.page.reload()
    expect(staff.page.locator("#sign-in")).to_be_visible()
    expect(staff.page.locator("#chat")).to_be_hidden()
