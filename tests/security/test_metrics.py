"""Metrics are for who has the token, hold nobody's data, and are computed once a minute."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families
from sanic import Sanic
from sqlalchemy import select

from hamrah import bootstrap
from hamrah.bot.metrics_door import KeptText, metrics_site
from hamrah.crm.base import utc_now
from hamrah.crm.conversations import Handover
from hamrah.crm.customers import Customer
from hamrah.crm.engine import transaction
from hamrah.crm.outbox import Outbox
from hamrah.crm.satisfaction import Feedback
from hamrah.crm.tickets import Ticket
from hamrah.settings import SettingsError, read_settings, settings
from tests.bot.site import served
from tests.own_store import own_store
from tests.services.world import ago, build

TOKEN = "t" * 32


@pytest.fixture
def door(store_url: str, own_var: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The real door over HTTP, on each database, with something to count; its address."""
    with own_store(monkeypatch, store_url, HAMRAH_METRICS_TOKEN=TOKEN):
        with transaction(bootstrap.sessions()) as session:
            build(session)
            _fill(session.scalars(select(Customer.id)).first() or 0, session.add)
        app = Sanic("metrics", configure_logging=False)
        app.blueprint(metrics_site())
        with served(app) as port:
            yield f"http://127.0.0.1:{port}/metrics"


def _fill(customer_id: int, add: object) -> None:
    assert callable(add)
    for rating, days in ((5, 1), (4, 2), (1, 3), (1, 31)):
        add(
            Feedback(
                kind="csat", rating=rating, touchpoint="chat", customer_id=customer_id, comment="Ayesha", at=ago(days)
            )
        )
    for number, (priority, due, merged) in enumerate((("high", 1, None), ("high", -1, None), ("normal", 1, 1))):
        values = {"kind": "late", "status": "open", "queue": "service", "description": "Ayesha", "touchpoint": "chat"}
        clocks = {"opened_at": ago(2), "answer_due_at": ago(due), "merged_into_id": merged}
        add(Ticket(number=f"T-{number}", priority=priority, **values, **clocks))
    now = utc_now()
    for key, status in (("a", "pending"), ("b", "dead"), ("c", "dead")):
        add(Outbox(topic="t", key=key, subject="T-0", payload={}, status=status, created_at=now, due_at=now))
    add(Handover(sender_id="web-ayesha", reason="asked", called_at=now))
    add(Handover(sender_id="web-ayesha", reason="asked", called_at=now, taken_at=now))


def ask(door: str, token: str | None = TOKEN) -> requests.Response:
    headers = {} if token is None else {"Authorization": f"Bearer {token}".encode()}
    return requests.get(door, headers=headers, timeout=30)  # type: ignore[arg-type]


def values(text: str) -> dict[tuple[str, ...], float]:
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_the_figures_of_thirty_days_and_what_stands_open(door: str) -> None:
    answer = ask(door)
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/plain")
    found = values(answer.text)
    assert found["hamrah_csat_ratings", "all"] == found["hamrah_csat_ratings", "chat"] == 3
    assert found["hamrah_csat_satisfied_ratio", "all"] == pytest.approx(2 / 3)
    assert ("hamrah_nps_points", "all") not in found
    assert (found["hamrah_outbox_rows", "dead"], found["hamrah_outbox_rows", "pending"]) == (2, 1)
    assert (found["hamrah_tickets_open", "high"], found["hamrah_tickets_overdue", "high"]) == (2, 1)
    assert ("hamrah_tickets_open", "normal") not in found
    assert found[("hamrah_handovers_waiting",)] == 1


def test_nobodys_data_is_among_them(door: str) -> None:
    text = ask(door).text.lower()
    for personal in ("ayesha", "bilal", "@example", "+92", "t-0", "web-"):
        assert personal not in text


@pytest.mark.parametrize("token", [None, "", "x" * 32, TOKEN + "x", TOKEN[:-1], "é"])
def test_without_the_token_nothing_is_shown(door: str, token: str | None) -> None:
    answer = ask(door, token)
    assert (answer.status_code, answer.json()) == (401, {"error": "token_invalid"})


def test_where_no_token_is_set_there_are_no_metrics(door: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HAMRAH_METRICS_TOKEN")
    settings.cache_clear()
    for token in (None, "", TOKEN):
        assert ask(door, token).status_code == 404


def test_a_short_token_is_refused_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAMRAH_METRICS_TOKEN", "short")
    with pytest.raises(SettingsError, match=r"^HAMRAH_METRICS_TOKEN is not usable"):
        read_settings()


def test_they_are_computed_at_most_once_a_minute() -> None:
    asked: list[datetime] = []

    def compute(now: datetime) -> bytes:
        asked.append(now)
        return str(len(asked)).encode()

    kept, start = KeptText(compute), datetime(2026, 3, 1, tzinfo=UTC)
    found = [kept.text(start + timedelta(seconds=seconds)) for seconds in (0, 30, 59.9, 60, 61, 200)]
    assert found == [b"1", b"1", b"1", b"2", b"2", b"3"]
