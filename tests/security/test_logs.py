"""Nothing that identifies a person or that a person wrote is logged, however much is logged."""

import asyncio
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from sqlalchemy import select

from tests.bot.site import Browser, Site, buttons_of

pytestmark = pytest.mark.trained

SAID = [
    "salam, mera naam Zubaida Khatoon hai",
    "my number is 0321-7654321 and zubaida.khatoon@example.org",
    "میرا نمبر ۰۳۲۱۷۶۵۴۳۲۱ ہے",
    "CNIC 35202-7654321-1, card 4111 1111 1111 1111",
    "I want to complain: the kettle leaks on my grandmother",
    "mera order kahan hai?",
    "change my address to 14-B Gulistan-e-Parindah, Sahiwal",
    "/restart Zubaida",
    "cancel my order please, Zubaida",
    "the blue umbrella is torn 😡",
    "yes",
    "my code is 908172",
]
ASKED = "where are your branches, asks Zubaida?"
PRIVATE = [
    "Zubaida",
    "Khatoon",
    "7654321",
    "۷۶۵۴۳۲۱",
    "zubaida",
    "4111",
    "kettle",
    "grandmother",
    "Parindah",
    "Sahiwal",
]
PRIVATE += ["umbrella", "908172", "kahan hai", "35202"]


@pytest.fixture(params=["WARNING", "INFO", "DEBUG"])
def logged(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Every record made at a level by whatever logger, as a plain handler writes it."""
    from hamrah.bot.engine.logging_filter import configure_logging

    before, level, settings = logging.getLogRecordFactory(), logging.getLogger().level, structlog.get_config()
    lines: list[str] = []
    shape = logging.Formatter("%(levelname)s %(name)s %(message)s")

    def keep(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = before(*args, **kwargs)
        lines.append(shape.format(record))
        return record

    monkeypatch.setattr(logging, "raiseExceptions", False)  # a handler of an earlier test may write to a closed file
    keep.without_personal_data = True  # type: ignore[attr-defined]
    logging.setLogRecordFactory(keep)
    configure_logging(request.param)
    yield lines
    logging.setLogRecordFactory(before)
    configure_logging(level)
    structlog.configure(**settings)


def converse(browser: Browser) -> None:
    for text in SAID:
        answer = browser.say(text)
        assert answer.status_code == 200
        for button in buttons_of(answer)[:1]:
            browser.press(button["id"])


def test_a_conversation_with_personal_data_leaves_nothing_in_the_log(
    site: Site, logged: list[str], capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from actions import store as failing
    from hamrah.crm.customers import Address, Customer

    customer = site.customers(1)[0]
    converse(site.browser())
    browser = site.browser(customer)
    converse(browser)
    with site.store() as session:
        names = session.scalars(select(Customer.name)).all()
        streets = session.scalars(select(Address.line)).all()
    with monkeypatch.context() as patch:
        patch.setattr(failing, "list_branches", _fail, raising=False)
        browser.say(ASKED)
    whole = "\n".join([*logged, *capfd.readouterr()])
    found = [line for line in whole.splitlines() if any(word in line for word in PRIVATE)]
    assert not found, found[:5]
    assert customer.removeprefix("customer:") not in whole
    assert browser.secret not in whole
    assert not [one for one in (*names, *streets) if len(one) > 9 and one in whole]
    assert any("action_ask_store_location failed" in line for line in logged)


def _fail(*_: Any) -> None:
    raise RuntimeError("Zubaida Khatoon, 0321 7654321")


def test_what_asyncio_says_of_a_lost_task_holds_nothing(site: Site, logged: list[str]) -> None:
    async def lose() -> None:
        task = asyncio.ensure_future(_raise())
        await asyncio.wait([task])
        del task

    asyncio.run(lose())
    assert not any("Zubaida" in line for line in logged)


async def _raise() -> None:
    _fail()
