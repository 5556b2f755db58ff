"""One running shop and one browser for all tests here; every visitor is watched for complaints."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.chromium import ARGUMENTS, find_chromium
from tests.browser.running import Shop, running_shop
from tests.browser.visitor import Visitor


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A Chromium. It is closed after the last test here: while it is driven no other test can run an event loop."""
    path = find_chromium()
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="package")
def shop(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Shop]:
    """The demo shop with its bot, running, and another shop's page."""
    find_chromium()
    with running_shop(tmp_path_factory.mktemp("browser")) as running:
        request.getfixturevalue("browser")
        yield running


@pytest.fixture
def visit(shop: Shop, browser: Browser) -> Iterator[Callable[..., Visitor]]:
    """Makes visitors. When the test is over, none of their browsers may have complained of anything (an error on the
    console, a refused resource) or have asked anybody but the two origins for anything."""
    visitors: list[Visitor] = []

    def come(**options: float) -> Visitor:
        visitors.append(Visitor(browser, **options))
        return visitors[-1]

    yield come
    for visitor in visitors:
        visitor.context.close()
    assert [visitor.complaints for visitor in visitors] == [[] for _ in visitors]
    assert set().union(*[visitor.origins for visitor in visitors]) <= {shop.address, shop.host_address}
