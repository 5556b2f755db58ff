"""The server on WhatsApp, once for all tests of it that need the trained bot."""

from collections.abc import Iterator

import pytest

from tests.bot.site import Site
from tests.channels.fakes.whatsapp import FakeWhatsApp
from tests.channels.whatsapp.provider import on_whatsapp
from tests.dialogues.stage import Stage


@pytest.fixture(scope="package")
def on_air(stage: Stage) -> Iterator[tuple[FakeWhatsApp, Site]]:
    """The fake of Meta's API, and the real server with the trained bot."""
    with on_whatsapp(stage) as running:
        yield running


@pytest.fixture
def fake(on_air: tuple[FakeWhatsApp, Site]) -> FakeWhatsApp:
    """Meta's API; nothing is planned to fail."""
    fake, _ = on_air
    fake.answers.clear()
    fake.mark_answers.clear()
    fake.let_go.clear()
    fake.refused.clear()
    fake.templates.clear()
    fake.ahead = 0.0
    return fake


@pytest.fixture
def site(on_air: tuple[FakeWhatsApp, Site]) -> Site:
    """The running server."""
    return on_air[1]
