"""The real server in a thread of the test's process, and browsers that talk to it over HTTP.

In one process, so that the bot is loaded once for all tests, and a test can make a use case fail or a clock jump.
"""

import asyncio
import base64
import json
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
import requests
from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.conversations import Conversation
from tests.dialogues.stage import Stage
from tests.own_store import forget_settings

PATIENCE_SECONDS = 30


class Site:
    """A running server: its address, the stage it plays on, and the store behind it."""

    def __init__(self, url: str, stage: Stage, door: Any, inbox: Any) -> None:
        self.url = url
        self.stage = stage
        self.door = door
        self.inbox = inbox

    def browser(self, who: str = "guest") -> "Browser":
        """A browser whose person is signed in at the shop as `who`, with a conversation open."""
        from hamrah.bot.terminal.partners import token_for

        browser = Browser(self.url)
        assert browser.open(token_for(who)).status_code == 200
        return browser

    def customers(self, count: int) -> list[str]:
        """So many customers who have bought, none of whom has spoken in a test before."""
        from hamrah.crm.customers import ContactPoint
        from hamrah.crm.orders import Order

        emails = (
            select(ContactPoint.value)
            .where(ContactPoint.kind == "email", ContactPoint.customer_id.in_(select(Order.customer_id)))
            .where(~ContactPoint.customer_id.in_(select(Conversation.customer_id).where(Conversation.customer_id > 0)))
            .order_by(ContactPoint.customer_id.desc())
        )
        with self.store() as session:
            found = [f"customer:{email}" for email in session.scalars(emails.limit(count))]
        assert len(found) == count
        return found

    def store(self) -> Session:
        """A session on the store, for looking."""
        from hamrah.bootstrap import sessions

        return sessions()()

    def writing(self) -> AbstractContextManager[Session]:
        """A transaction on the store, for making something so."""
        from hamrah.bootstrap import sessions
        from hamrah.crm.engine import transaction

        return transaction(sessions())


class Browser:
    """One person's browser: it keeps the secret of its conversation and asks the server over HTTP."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.secret = ""
        self.http = requests.Session()

    def open(self, token: str | None = None, resume: str | None = None) -> requests.Response:
        """Open a conversation and keep its secret."""
        answer = self.post("/chat/session", json={"token": token, "resume": resume})
        if answer.ok:
            self.secret = answer.json()["session"]
        return answer

    def say(self, text: Any, key: str | None = None, **more: Any) -> requests.Response:
        """Send a typed message."""
        headers = {"Idempotency-Key": key} if key else {}
        return self.post("/chat/messages", json={"text": text, **more}, headers=headers)

    def press(self, button: Any) -> requests.Response:
        """Press a button."""
        return self.post("/chat/messages", json={"press": button})

    def read(self, after: int = 0, wait: float = 0) -> requests.Response:
        """Ask for messages after an id, waiting for one."""
        return self.get("/chat/messages", params={"after": after, "wait": wait})

    def post(self, path: str, *, headers: dict[str, Any] | None = None, **body: Any) -> requests.Response:
        """Post anything with this browser's secret."""
        return self._send("POST", path, headers, **body)

    def get(self, path: str, **more: Any) -> requests.Response:
        """Get anything with this browser's secret."""
        return self._send("GET", path, None, **more)

    def _send(self, method: str, path: str, headers: dict[str, Any] | None, **more: Any) -> requests.Response:
        bearer = {"Authorization": f"Bearer {self.secret}"} if self.secret else {}
        return self.http.request(
            method, self.url + path, headers={**bearer, **(headers or {})}, timeout=PATIENCE_SECONDS, **more
        )

    @property
    def sender_id(self) -> str:
        """The conversation's id on the server, read from the secret (which is signed, not hidden)."""
        body = self.secret.split(".")[1]
        return str(json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))["sub"])


def fellow(browser: Browser) -> Browser:
    """Another tab of the same browser."""
    tab = Browser(browser.url)
    tab.secret = browser.secret
    return tab


def texts_of(answer: requests.Response) -> list[str]:
    """What the bot said."""
    assert answer.status_code == 200, answer.text
    return [message["text"] for message in answer.json()["messages"]]


def buttons_of(answer: requests.Response) -> list[dict[str, str]]:
    """All buttons shown with an answer, those of its cards too."""
    shown = [part for message in answer.json()["messages"] for part in (message, *message["cards"])]
    return [button for part in shown for button in part["buttons"]]


def make_cancellable(site: Site, browser: Browser) -> str:
    """The number of an order that this browser's customer may still cancel: one is made so."""
    from hamrah.crm.orders import Order

    with site.writing() as session:
        customer = session.get_one(Conversation, browser.sender_id).customer_id
        order = session.scalars(
            select(Order).where(Order.customer_id == customer, Order.status != "cancelled").limit(1)
        ).one()
        order.status = "placed"
        return order.number


@contextmanager
def open_site(stage: Stage, **settings: str) -> Iterator[Site]:
    """Serve `stage` as `hamrah run` does, with settings (names of environment variables) of its own."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in settings.items():
            patch.setenv(name, value)
        if settings:
            forget_settings()
        with _serving(stage, patch) as (port, app):
            yield Site(f"http://127.0.0.1:{port}", stage, app.ctx.door, app.ctx.inbox)
    if settings:
        forget_settings()


@contextmanager
def _serving(stage: Stage, patch: pytest.MonkeyPatch) -> Iterator[tuple[int, Any]]:
    from hamrah.bot import server

    async def loaded(*_: Any) -> Any:
        return stage.door._agent

    patch.setattr(server, "load_agent", loaded)  # the bot is loaded already
    app = server.make_app()
    with served(app) as port:
        yield port, app


@contextmanager
def served(app: Any) -> Iterator[int]:
    """Serve an application in a thread; its port."""
    from sanic import Sanic

    Sanic.unregister_app(app)  # a process has one application, the tests have one for each of their settings
    app.config.MOTD = app.config.TOUCHUP = False  # nothing is printed, and Sanic rewrites its own code for one app only
    loop = asyncio.new_event_loop()
    bound = socket.create_server(("127.0.0.1", 0))
    up: Future[None] = Future()
    thread = threading.Thread(target=_run, args=(loop, app, bound, up), name="site", daemon=True)
    thread.start()
    up.result(PATIENCE_SECONDS)
    yield bound.getsockname()[1]
    loop.call_soon_threadsafe(loop.stop)
    thread.join(PATIENCE_SECONDS)
    assert not thread.is_alive(), "the server did not stop"


def _run(loop: asyncio.AbstractEventLoop, app: Any, bound: socket.socket, up: Future[None]) -> None:
    asyncio.set_event_loop(loop)

    async def start() -> Any:
        served = await app.create_server(sock=bound, return_asyncio_server=True, access_log=False)
        await served.startup()
        await served.before_start()
        await served.after_start()
        return served

    try:
        served = loop.run_until_complete(start())
    except BaseException as error:
        up.set_exception(error)
        raise
    up.set_result(None)
    loop.run_forever()
    loop.run_until_complete(served.before_stop())
    served.server.close()
    app.shutdown_tasks(timeout=0)
    for task in asyncio.all_tasks(loop):
        task.cancel()
    loop.run_until_complete(loop.shutdown_default_executor())
    loop.close()
