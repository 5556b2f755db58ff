"""The real thing, running: `hamrah run` on a small demo shop, and another shop's page on a second origin."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.error import URLError
from urllib.request import urlopen

from sqlalchemy.orm import Session

from hamrah.bot.training import ensure_trained
from hamrah.crm.conversations import Conversation
from hamrah.crm.engine import Sessions, open_engine, open_sessions, transaction
from hamrah.crm.migrate import migrate
from hamrah.demo.seed import seed
from hamrah.services.actors import Actor, staff_member
from hamrah.services.identity import find_customer_by_subject
from hamrah.services.reaching import reach_customer
from hamrah.services.site_tokens import issue_token
from hamrah.services.transcripts import Said
from hamrah.settings import PROJECT, read_settings
from tests.ports import free_port

HOST_KEYS = {"chaman-1": "known-to-the-other-shop-and-to-the-bot-only"}
SITE_KEYS = {"demo": "known-to-the-demo-shop-and-to-the-bot-only", **HOST_KEYS}
STARTS_WITHIN_SECONDS = 90
HOST_POLICY = "default-src 'self'; script-src 'self' {bot}; frame-src {bot}"


@dataclass(frozen=True)
class Shop:
    """Where the demo shop and the other shop's page are, and sessions on the demo shop's store."""

    address: str
    host_address: str
    host_folder: Path
    store: Sessions

    def write_host_page(self, customer: str) -> None:
        """The other shop's page as its server makes it for a signed-in customer."""
        page = (PROJECT / "web" / "host-example" / "index.html").read_text("utf-8")
        token = issue_token(HOST_KEYS, customer, issuer="chaman.example")
        page = page.replace("https://bot.example.com", self.address)
        page = page.replace(' data-lang="ur"', f' data-lang="ur" data-token="{token}"')
        (self.host_folder / "index.html").write_text(page, "utf-8")

    def serve(self, email: str, use: Callable[[Session, Actor], object]) -> None:
        """Let a member of staff do something, from this process, which is not the server's."""
        with transaction(self.store) as session:
            use(session, staff_member(session, email))

    def push(self, customer: str, text: str, language: str) -> None:
        """Write to a customer as a member of staff would, from this process, which is not the server's."""
        with transaction(self.store) as session:
            found = find_customer_by_subject(session, customer)
            assert found is not None
            row = session.query(Conversation).filter_by(customer_id=found.id, channel="web", proof="token").one()
            assert reach_customer(session, row.sender_id, Said("staff", text, language))


@contextmanager
def running_shop(folder: Path) -> Iterator[Shop]:
    """Seed a small demo shop in `folder`, train if the model is stale, serve both pages until the end."""
    url = f"sqlite:///{folder / 'shop.db'}"
    engine = open_engine(url)
    migrate(engine)
    store = open_sessions(engine)
    seed(store, PROJECT / "data", lambda *_: None, customers=300, orders=1800)
    ensure_trained(read_settings())
    port, host_port = free_port(), free_port()
    address, host_address = f"http://127.0.0.1:{port}", f"http://localhost:{host_port}"
    with _bot(folder, url, port, host_address), _host_page(folder / "host", host_port, address):
        yield Shop(address, host_address, folder / "host", store)
    engine.dispose()


@contextmanager
def _bot(folder: Path, url: str, port: int, host_address: str) -> Iterator[None]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HAMRAH_")}
    environment |= {
        "HAMRAH_DATABASE_URL": url,
        "HAMRAH_VAR_DIR": str(folder),
        "HAMRAH_EMBEDDING_ORIGINS": host_address,
        "HAMRAH_SITE_KEYS": " ".join(f"{kid}:{key}" for kid, key in SITE_KEYS.items()),
        "HOST": "127.0.0.1",
        "PORT": str(port),
    }
    log = folder / "server.log"
    with log.open("w") as out:
        command = [Path(sys.executable).with_name("hamrah"), "run"]
        server = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=out, stderr=subprocess.STDOUT)
    try:
        _wait_until_served(server, f"http://127.0.0.1:{port}/health", log)
        yield
    finally:
        server.terminate()
        server.wait(15)


def _wait_until_served(server: subprocess.Popen[bytes], health: str, log: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            with urlopen(health, timeout=5) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.3)
    raise AssertionError(f"The server did not come up:\n{log.read_text()}")


class _Page(SimpleHTTPRequestHandler):
    """A file server whose pages may load nothing but what the documentation says the widget needs."""

    policy = ""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", self.policy)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def _host_page(folder: Path, port: int, bot: str) -> Iterator[None]:
    shutil.copytree(PROJECT / "web" / "host-example", folder)
    handler = type("HostPage", (_Page,), {"policy": HOST_POLICY.format(bot=bot)})
    server = ThreadingHTTPServer(("127.0.0.1", port), partial(handler, directory=str(folder)))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
