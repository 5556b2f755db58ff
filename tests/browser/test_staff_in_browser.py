"""The staff page in a real browser: sign in, find a customer in Roman Urdu, see the card and a chart."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from hamrah.demo.people_rows import DEMO_PASSWORD
from hamrah.settings import PROJECT
from tests.browser.running import Shop
from tests.browser.visitor import Visitor
from tests.dialogues.stage import MANAGER

pytestmark = [pytest.mark.browser, pytest.mark.trained]

PICTURE = PROJECT / "docs" / "images" / "staff.png"


def _say(staff: Visitor, text: str) -> None:
    staff.page.locator("#text-input").fill(text)
    staff.page.locator("#text-input").press("Enter")


def test_a_manager_finds_a_customer_and_sees_a_chart(shop: Shop, visit: Callable[..., Visitor]) -> None:
    staff = visit(width=1280, height=1000)
    staff.page.goto(f"{shop.address}/staff/?lang=en")
    staff.page.locator("#email").fill(MANAGER)
    staff.page.locator("#password").fill("wrong-password")
    staff.page.locator("#submit").click()
    expect(staff.page.locator("#refused")).to_be_visible()
    staff.complaints.clear()  # the browser itself notes the refused sign-in
    staff.page.locator("#password").fill(DEMO_PASSWORD)
    staff.page.locator("#submit").click()
    expect(staff.page.locator("#subtitle")).to_contain_text("Nighat")

    _say(staff, "pichlay mahine CSAT kaisa raha?")
    chart = staff.page.locator("img.sent-image")
    expect(chart).to_be_visible()
    _say(staff, "ayesha@example.com ka customer card dikhao")
    expect(staff.page.locator("#chat")).to_contain_text("Ayesha Khan")
    staff.page.screenshot(path=PICTURE)

    staff.page.locator("#sign-out").click()
    expect(staff.page.locator("#sign-in")).to_be_visible()
    expect(staff.page.locator("#chat")).to_be_hidden()
    staff.page.reload()
    expect(staff.page.locator("#sign-in")).to_be_visible()
