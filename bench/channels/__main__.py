"""Messaging channels under load: `python -m bench.channels`. See docs/benchmarks.md.

`hamrah run` on a demo shop of its own, with a fake of Twilio in this process. First many people write once, then some
have conversations at the same time; a tenth of the messages is delivered twice. Beside it the same conversations over
the website's channel.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import requests
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from sqlalchemy import func, select

from bench import machine
from bench.channels.people import Crowd, Seen, converse_on_website
from bench.channels.phones import Phones
from bench.errors import BenchError
from bench.processes import Server, free_port, run
from bench.scripts import read_script
from bench.shop_bot import HAMRAH
from hamrah.crm.channels import ChannelAccount, Delivery, InboundMessage
from hamrah.crm.conversations import ChatMessage
from hamrah.crm.engine import open_engine, open_sessions
from hamrah.settings import PROJECT, settings
from tests.channels.fakes.twilio import SMS_NUMBER, WHATSAPP_NUMBER
from tests.channels.fakes.twilio_api import serving

AT_ONCE, PEOPLE = 50, 500
START_SECONDS = 120.0


@dataclass(frozen=True)
class Figures:
    """What was seen of the flood, of the conversations and of those on the website; and what the store says."""

    flood: Seen
    talk: Seen
    website: Seen
    sent: int
    store: "Counted"
    memory_mb: float
    cpu_ms: float


@dataclass(frozen=True)
class Counted:
    """Messages that were kept, that were answered, lines of people in the transcripts, answers that failed."""

    kept: int
    handled: int
    said: int
    failed: int


def main() -> int:
    """Measure and print; 0, or 2 where something stands in the way."""
    parser = argparse.ArgumentParser(prog="python -m bench.channels", description=__doc__)
    parser.add_argument("--people", type=int, default=PEOPLE, help=f"who write once ({PEOPLE})")
    parser.add_argument("--at-once", type=int, default=AT_ONCE, help=f"connections and conversations ({AT_ONCE})")
    parser.add_argument("--burst", type=float, default=0.0, help="seconds to wait for more of a burst (0; set up: 2)")
    asked = parser.parse_args()
    console = Console()
    try:
        with tempfile.TemporaryDirectory(prefix="hamrah-bench-") as folder:
            found = measure(Path(folder), asked.people, asked.at_once, asked.burst, console)
    except BenchError as error:
        Console(stderr=True).print(f"bench: {error}", markup=False, highlight=False, soft_wrap=True)
        return 2
    show(found, asked.at_once, asked.burst, console)
    return 0


def measure(scratch: Path, people: int, at_once: int, burst: float, console: Console) -> Figures:
    """Seed, start, measure one after another, look into the store."""
    port = free_port()
    script = [line.text for line in read_script("channels")]
    with Progress(console=console) as progress, serving(Phones(f"http://127.0.0.1:{port}")) as phones:
        preparing = progress.add_task("seeding the demo shop, starting", total=None)
        with running(scratch, port, environment(scratch, port, phones, burst)) as server:
            progress.remove_task(preparing)
            crowd = Crowd(phones, port, at_once)
            warm = crowd.converse(script[:1], lambda: None)
            converse_on_website(port, at_once, script[:1], lambda: None)
            before = server.cpu_seconds()
            total = len(script) * at_once
            flood = crowd.flood(script[0], people, step(progress, "everybody once", people))
            talk = crowd.converse(script, step(progress, "conversations", total))
            cpu = (server.cpu_seconds() - before) / (flood.messages + talk.messages)
            website = converse_on_website(port, at_once, script, step(progress, "the same on the website", total))
            memory = server.memory_bytes() / 1e6
            sent = warm.messages + flood.messages + talk.messages
            return Figures(flood, talk, website, sent, count_in_store(scratch), memory, cpu * 1000)


def step(progress: Progress, title: str, total: int):  # type: ignore[no-untyped-def]
    """What moves a new bar by one."""
    task = progress.add_task(title, total=total)
    return lambda: progress.advance(task)


def environment(scratch: Path, port: int, phones: Phones, burst: float) -> dict[str, str]:
    """The server's settings."""
    account = {
        "account_sid": phones.account,
        "auth_token": phones.token,
        "public_url": phones.public_url,
        "sms_number": SMS_NUMBER,
        "whatsapp_number": WHATSAPP_NUMBER.removeprefix("whatsapp:"),
        "api_url": phones.url,
    }
    return {
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "HAMRAH_DATABASE_URL": f"sqlite:///{scratch / 'shop.db'}",
        "HAMRAH_VAR_DIR": str(scratch),
        "HAMRAH_MESSAGES_PER_MINUTE": "0",
        "HAMRAH_BURST_SECONDS": str(burst),
        "HAMRAH_TWILIO": json.dumps(account),
    }


@contextmanager
def running(scratch: Path, port: int, env: dict[str, str]) -> Iterator[Server]:
    """`hamrah run` on a fresh demo shop, once it answers."""
    run([HAMRAH, "seed"], PROJECT, env)
    if not any(settings().models_dir.glob("*.tar.gz")):
        run([HAMRAH, "train"], PROJECT, env)
    server = Server([HAMRAH, "run"], PROJECT, env, scratch / "hamrah.log")
    try:
        await_health(server, port)
        yield server
    finally:
        server.stop()


def count_in_store(scratch: Path) -> Counted:
    """What the store says of all messages that came in from phones."""
    engine = open_engine(f"sqlite:///{scratch / 'shop.db'}")
    phones = select(ChannelAccount.sender_id)
    said = select(func.count(ChatMessage.id)).where(ChatMessage.author == "person", ChatMessage.sender_id.in_(phones))
    kept = select(func.count(InboundMessage.id))
    failed = select(func.count(Delivery.id)).where(Delivery.status == "failed")
    handled = kept.where(InboundMessage.handled_at.is_not(None))
    with open_sessions(engine)() as session:
        found = Counted(*(session.scalar(query) or 0 for query in (kept, handled, said, failed)))
    engine.dispose()
    return found


def await_health(server: Server, port: int) -> None:
    """Wait until the server answers. Raises `BenchError` when it does not, or has ended."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        server.check_alive()
        with suppress(requests.RequestException):
            if requests.get(f"http://127.0.0.1:{port}/health", timeout=5).ok:
                return
        time.sleep(0.1)
    raise BenchError(f"the server was not up after {START_SECONDS:.0f} s")


def show(found: Figures, at_once: int, burst: float, console: Console) -> None:
    """Print the figures."""
    flood, talk, website, store = found.flood, found.talk, found.website, found.store
    table = Table(title=f"Messaging channels, {at_once} at once, a burst of {burst:g} s", title_justify="left")
    for title in ("", "webhooks", "the website's channel"):
        table.add_column(title, justify="right" if title else "left")
    webhooks = len(flood.acknowledged) / flood.until_acknowledged
    table.add_row(f"{flood.messages:,} people write once: acknowledged", f"{webhooks:,.0f} a second", "–")
    table.add_row("… p50 / p95 to acknowledge", in_ms(flood.acknowledged), "–")
    table.add_row("… answered", f"{len(flood.answered) / flood.elapsed:,.1f} a second", "–")
    rates = [f"{len(one.answered) / one.elapsed:,.1f} a second" for one in (talk, website)]
    table.add_row(f"{at_once} conversations: answered", *rates)
    table.add_row("… p50 / p95 to acknowledge", in_ms(talk.acknowledged), "–")
    table.add_row("… p50 / p95 to the answer", in_ms(talk.answered), in_ms(website.answered))
    twice = flood.twice + talk.twice
    table.add_row("delivered twice / answered twice", f"{twice:,} / {store.said - found.sent:,}", "–")
    table.add_row("sent / kept / handled", f"{found.sent:,} / {store.kept:,} / {store.handled:,}", "–")
    table.add_row("answers that failed", f"{store.failed:,}", "–")
    away = flood.unavailable + talk.unavailable
    table.add_row("requests that met an unavailable store", f"{away:,}", f"{website.unavailable:,}")
    table.add_row("CPU a message / memory", f"{found.cpu_ms:,.1f} ms / {found.memory_mb:,.0f} MB", "the same process")
    console.print(table)
    console.print(machine.describe(), markup=False, highlight=False, soft_wrap=True)


def in_ms(seconds: Sequence[float]) -> str:
    """p50 and p95."""
    p50, p95 = np.percentile(np.array(seconds) * 1000, (50, 95))
    return f"{p50:,.1f} / {p95:,.1f} ms"


if __name__ == "__main__":
    sys.exit(main())
