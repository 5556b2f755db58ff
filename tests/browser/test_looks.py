"""What it looks like: Urdu in its own letters from right to left, prices in order, nothing cut off.

With HAMRAH_UPDATE_PICTURES=1 the README's pictures are made anew.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Frame, Locator, expect

from hamrah.bootstrap import texts
from hamrah.services.handover import give_back, say_as_staff, take_conversation
from tests.browser.running import Shop
from tests.browser.visitor import Visitor
from tests.dialogues.stage import MANAGER

pytestmark = [pytest.mark.browser, pytest.mark.trained]

Visit = Callable[..., Visitor]
PICTURES = Path(__file__).parents[2] / "docs" / "images"
LARGEST_PICTURE = 500_000

# The left edge of every run of digits and of every Urdu word of an element, as they stand on the screen.
PLACES = """
(element) => {
  const found = [];
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    for (const part of walker.currentNode.data.matchAll(/[0-9][0-9,]*|[\\u0600-\\u06ff]+/g)) {
      const range = document.createRange();
      range.setStart(walker.currentNode, part.index);
      range.setEnd(walker.currentNode, part.index + part[0].length);
      found.push([part[0], range.getBoundingClientRect().left]);
    }
  }
  return found;
}
"""
TO_THE_GOODS = "scrollBy(0, document.querySelector('.grid').getBoundingClientRect().top - 150)"
# Whatever is wider inside than outside, and so cut off or laid over its neighbour.
TOO_WIDE = """
(root) => [...root.querySelectorAll(".text, .notice-text, .press, .card h2, .card .price, .card .subtitle, time")]
  .filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth)
  .map((one) => one.textContent)
"""


def test_a_mixed_conversation_on_a_desk(shop: Shop, visit: Visit) -> None:
    visitor = visit(width=1400, height=900)
    visitor.page.goto(f"{shop.address}/shop/?lang=en&as=ayesha@example.com")
    visitor.open_chat()
    visitor.say("8000 روپے تک کوئی گرم شال دکھائیں")
    visitor.say("doosri wali karachi branch mein mil jaye gi?")
    visitor.page.evaluate(TO_THE_GOODS)
    _looks_right(visitor)
    _keep(visitor, "shop.png")


def test_an_urdu_conversation_on_a_phone(shop: Shop, visit: Visit) -> None:
    visitor = visit(width=390, height=844, scale=2)
    visitor.page.goto(f"{shop.address}/shop/?lang=ur&as=bilal@example.com")
    visitor.open_chat()
    visitor.say("مجھے کچھ تجویز کریں")
    visitor.tap(visitor.chat.locator(".card").last.get_by_role("button", name="یہ کیوں؟"))
    expect(visitor.chat.get_by_role("textbox")).not_to_be_focused()  # or its keyboard would cover the answer
    box = visitor.page.locator("iframe").bounding_box()
    assert box == {"x": 0, "y": 0, "width": 390, "height": 844}
    _looks_right(visitor)
    _keep(visitor, "phone.png")


def test_a_person_takes_over_and_gives_back(shop: Shop, visit: Visit) -> None:
    visitor = visit(width=390, height=844, scale=2)
    visitor.page.goto(f"{shop.address}/shop/?lang=ur&as=bilal@example.com")
    visitor.open_chat()
    called = re.search(r"T-\d+", " ".join(visitor.say("مجھے کسی انسان سے بات کرنی ہے")))
    assert called is not None
    number = called[0]
    shop.serve(MANAGER, lambda session, actor: take_conversation(session, actor, texts(), number))
    notices = visitor.chat.locator("article.notice")
    expect(notices).to_contain_text("Nighat")
    expect(notices.locator("p")).to_have_css("direction", "rtl")
    words = "السلام علیکم، میں آپ کا آرڈر #1042 دیکھ رہی ہوں۔"
    shop.serve(MANAGER, lambda session, actor: say_as_staff(session, actor, number, words))
    by = visitor.chat.locator("article.staff .author")
    expect(by).to_have_text("Nighat · ہماری ٹیم")
    expect(visitor.chat.locator("article.staff")).to_contain_text("1042")
    expect(visitor.chat.locator("article.staff .text bdi")).to_have_text("#1042")
    assert len({_colour(visitor, author) for author in ("bot", "staff", "person")}) == 3
    shop.serve(MANAGER, lambda session, actor: give_back(session, actor, texts(), number))
    expect(notices).to_have_count(2)
    _looks_right(visitor)
    _keep(visitor, "handover.png")
    visitor.page.reload()
    visitor.open_chat()
    expect(notices).to_have_count(2)
    expect(by).to_have_text("Nighat · ہماری ٹیم")
    shop.serve(MANAGER, lambda session, actor: take_conversation(session, actor, texts(), number))
    expect(notices).to_have_count(3)
    notices.last.get_by_role("button", name="اسسٹنٹ سے بات کریں").click()
    expect(notices).to_have_count(4)
    expect(notices.last).to_contain_text("اسسٹنٹ پھر حاضر ہے")


def _colour(visitor: Visitor, author: str) -> str:
    bubble = visitor.chat.locator(f"article.{author} .text").last
    return str(bubble.evaluate("(box) => getComputedStyle(box).backgroundColor"))


def _looks_right(visitor: Visitor) -> None:
    frame = visitor.page.frame(url="**/widget/frame.html?*")
    assert frame is not None
    urdu = visitor.chat.locator("article.bot .text.nastaliq p").last
    expect(urdu).to_have_css("direction", "rtl")
    assert "Noto Nastaliq Urdu" in urdu.evaluate("(said) => getComputedStyle(said).fontFamily")
    assert frame.evaluate("document.fonts.check('16px \"Noto Nastaliq Urdu\"', 'آپ')")
    for price in visitor.chat.locator(".card .price.nastaliq").all():
        _reads_number_then_word(price)
    assert visitor.chat.locator("#messages").evaluate(TOO_WIDE) == []
    for place in (visitor.page.main_frame, frame):
        assert _is_no_wider_than_the_screen(place)
    for picture in visitor.chat.locator(".card img").all():
        expect(picture).to_have_js_property("complete", True)


def _reads_number_then_word(price: Locator) -> None:
    """ "6,490 روپے" read from the right: the number, its digits in their own order, then the word to its left."""
    places: list[Any] = price.evaluate(PLACES)
    (number, at), (word, left) = places
    assert number[0].isdigit() and word == "روپے"
    assert at > left


def _is_no_wider_than_the_screen(frame: Frame) -> bool:
    return bool(frame.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def _keep(visitor: Visitor, name: str) -> None:
    """Write the README's picture when asked to; it is to stay small."""
    picture = visitor.page.screenshot(animations="disabled")
    assert picture.startswith(b"\x89PNG") and len(picture) < LARGEST_PICTURE
    if os.environ.get("HAMRAH_UPDATE_PICTURES") == "1":
        PICTURES.mkdir(parents=True, exist_ok=True)
        (PICTURES / name).write_bytes(picture)
