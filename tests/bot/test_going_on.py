"""The website makes a code that brings a conversation into the apps: for who has its secret, and not too often."""

import json
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import func, select

from hamrah.crm.channels import LinkCode
from hamrah.services.link_codes import find_code
from hamrah.services.sign_in_tries import read_browser
from hamrah.services.staff_sign_in import DEMO_PASSWORD, check_password, sign_in
from tests.bot.site import Browser, Site, open_site
from tests.dialogues.stage import MANAGER, Stage

pytestmark = pytest.mark.trained
TWILIO = {
    "account_sid": "AC" + "0" * 32,
    "auth_token": "t" * 32,
    "public_url": "https://bot.shop.example",
    "sms_number": "+923000000001",
    "whatsapp_number": "+923000000002",
    "api_url": "http://127.0.0.1:9",
}
TELEGRAM = {"bot": "hamrah_bot", "token": "123456:" + "a" * 35, "secret": "s" * 32, "api_url": "http://127.0.0.1:9"}


@pytest.fixture(scope="module")
def shop(stage: Stage) -> Iterator[Site]:
    with open_site(stage, HAMRAH_TWILIO=json.dumps(TWILIO), HAMRAH_TELEGRAM=json.dumps(TELEGRAM)) as opened:
        yield opened


def test_a_shop_without_apps_makes_none(stage: Stage) -> None:
    with open_site(stage, HAMRAH_TWILIO="", HAMRAH_TELEGRAM="") as site:
        browser = Browser(site.url)
        assert browser.open().json()["apps"] == []
        assert browser.post("/chat/link-code", json={}).status_code == 404


def ask(browser: Browser, language: str = "ur") -> dict[str, object]:
    answer = browser.post("/chat/link-code", json={"language": language})
    assert answer.status_code == 200, answer.text
    found: dict[str, object] = answer.json()
    return found


def test_each_app_has_a_way_in_that_carries_the_code(shop: Site) -> None:
    browser = shop.browser()
    ways = ask(browser)
    code = ways["code"]
    whatsapp, telegram, sms = ways["apps"]  # type: ignore[misc]
    parts = urlsplit(whatsapp["url"])
    assert (parts.netloc, parts.path) == ("wa.me", "/923000000002")
    (message,) = parse_qs(parts.query)["text"]
    assert find_code(message) == str(code).replace("-", "") and "کوڈ" in message
    assert telegram["url"] == f"https://t.me/hamrah_bot?start={code}"
    assert sms == {"app": "sms", "number": "+923000000001"}


def test_the_code_is_this_conversations_and_its_customers(shop: Site) -> None:
    browser = shop.browser(shop.customers(1)[0])
    ask(browser)
    with shop.store() as session:
        row = session.scalars(select(LinkCode).order_by(LinkCode.id.desc())).first()
        assert row is not None and row.sender_id == browser.sender_id and row.customer_id is not None


def test_the_page_is_told_which_apps_there_are(shop: Site) -> None:
    browser = Browser(shop.url)
    assert browser.open().json()["apps"] == ["whatsapp", "telegram", "sms"]


@pytest.mark.parametrize("secret", ["", "forged", "eyJhbGciOiJub25lIn0.e30."])
def test_without_the_conversations_secret_there_is_none(shop: Site, secret: str) -> None:
    browser = Browser(shop.url)
    browser.secret = secret
    with shop.store() as session:
        before = session.scalar(select(func.count(LinkCode.id)))
    assert browser.post("/chat/link-code", json={"language": "en"}).status_code == 401
    with shop.store() as session:
        assert session.scalar(select(func.count(LinkCode.id))) == before


def test_no_more_than_five_in_ten_minutes(shop: Site) -> None:
    browser = shop.browser()
    assert [browser.post("/chat/link-code", json={}).status_code for _ in range(6)] == [200] * 5 + [429]


def test_staff_go_on_only_where_nobody_can_forge_who_writes(shop: Site) -> None:
    with shop.writing() as session:
        checked = check_password(session, MANAGER, DEMO_PASSWORD)
        assert checked is not None
        signed_in = sign_in(session, checked, "198.51.100.7", read_browser(None))
    assert signed_in is not None
    desk = Browser(shop.url)
    assert desk.open(signed_in.token).json()["apps"] == ["whatsapp", "telegram"]
    assert [way["app"] for way in ask(desk)["apps"]] == ["whatsapp", "telegram"]
    assert Browser(shop.url).open().json()["apps"] == ["whatsapp", "telegram", "sms"]
