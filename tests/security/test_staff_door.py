"""The staff page's door: who is not staff gets nothing through it, and who was gets nothing any more."""

import json

import pytest
import requests
from sqlalchemy import delete

from hamrah.crm.conversations import Attempt
from hamrah.services.sign_in_tries import TRIES_AN_ACCOUNT_FROM_A_SOURCE
from hamrah.services.staff_sign_in import DEMO_PASSWORD
from tests.bot.site import PATIENCE_SECONDS, Browser, Site, texts_of
from tests.dialogues.stage import MANAGER

REFUSED = {"error": "sign_in_failed"}


def _sign_in(site: Site, **given: object) -> requests.Response:
    body = json.dumps({"email": MANAGER, "password": DEMO_PASSWORD, **given})
    headers = {"Content-Type": "application/json"}
    return requests.post(site.url + "/staff/sign-in", data=body, headers=headers, timeout=PATIENCE_SECONDS)


def _sign_out(site: Site, token: str) -> int:
    headers = {"Authorization": f"Bearer {token}"}
    return requests.post(site.url + "/staff/sign-out", headers=headers, timeout=PATIENCE_SECONDS).status_code


def _at_the_desk(site: Site) -> tuple[Browser, str]:
    token = _sign_in(site).json()["token"]
    browser = Browser(site.url)
    assert browser.open(token).status_code == 200
    return browser, token


def test_staff_sign_in_and_speak(site: Site) -> None:
    browser, token = _at_the_desk(site)
    assert texts_of(browser.say("hello"))
    assert _sign_out(site, token) == 204


@pytest.mark.parametrize(
    "given",
    [
        {"password": "wrong"},
        {"email": "nobody@bazaar-e-hamrah.example"},
        {"email": "ayesha@example.com"},
        {"email": "", "password": ""},
        {"email": ["x"]},
        {"password": {"$ne": ""}},
        {"password": "x" * 3000},
        {"role": "manager"},
    ],
)
def test_all_that_is_wrong_is_refused_alike(site: Site, given: dict[str, object]) -> None:
    answer = _sign_in(site, **given)
    assert (answer.status_code, answer.json()) == (401, REFUSED)


def test_who_signed_in_here_before_gets_in_while_somebody_else_guesses(site: Site) -> None:
    mark = _sign_in(site).json()["browser"]
    for _ in range(TRIES_AN_ACCOUNT_FROM_A_SOURCE[0]):
        assert _sign_in(site, password="wrong").status_code == 401
    assert _sign_in(site).status_code == 401
    for forged in ("", "x", mark[:-4] + "abcd", json.dumps({"staff": [1]})):
        assert _sign_in(site, browser=forged).status_code == 401
    assert _sign_in(site, browser=mark).status_code == 200
    with site.writing() as session:
        session.execute(delete(Attempt))  # for the tests that follow, which sign in from the same address


def test_a_body_that_is_no_json_or_too_long_is_refused(site: Site) -> None:
    for body, status in ((b"\xff\xfe", 401), (b"[]", 401), (b"x" * 10_000, 413)):
        answer = requests.post(site.url + "/staff/sign-in", data=body, timeout=PATIENCE_SECONDS)
        assert answer.status_code == status


def test_after_signing_out_the_secret_reads_and_says_nothing(site: Site) -> None:
    browser, token = _at_the_desk(site)
    browser.say("hello")
    assert browser.read().json()["messages"]
    assert _sign_out(site, token) == 204
    assert browser.read().status_code == 401
    assert browser.say("hello").status_code == 401
    assert Browser(site.url).open(token).status_code == 401


def test_signing_out_with_what_is_no_token_signs_nobody_out(site: Site) -> None:
    browser, token = _at_the_desk(site)
    for other in ("", "x", token[:-3] + "abc", browser.secret):
        assert _sign_out(site, other) == 204
    assert browser.read().status_code == 200
    _sign_out(site, token)


def test_a_customers_token_opens_no_desk_and_staffs_no_customer(site: Site) -> None:
    browser, token = _at_the_desk(site)
    customer = site.browser("customer:ayesha@example.com")
    assert customer.sender_id != browser.sender_id
    assert Browser(site.url).open(None, resume=browser.secret).json()["signed_in"] is False
    _sign_out(site, token)


def test_the_page_may_not_be_framed_and_loads_nothing_from_elsewhere(site: Site) -> None:
    page = requests.get(site.url + "/staff/", timeout=PATIENCE_SECONDS)
    assert page.status_code == 200
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert requests.get(site.url + "/staff/../widget/api.js", timeout=PATIENCE_SECONDS).url.endswith("/widget/api.js")
    for path in ("/staff/%2e%2e/widget/api.js", "/staff/..%2fwidget%2fapi.js", "/staff/nothing.js"):
        assert requests.get(site.url + path, timeout=PATIENCE_SECONDS).status_code == 404
