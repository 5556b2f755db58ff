"""A chart's link opens for an hour, for who is still the member of staff it was made for; nothing else opens."""

import base64
import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from sanic import Sanic
from sqlalchemy import select

from hamrah import bootstrap, keys
from hamrah.bot.chart_door import chart_site
from hamrah.bot.staff_door import staff_site
from hamrah.charts.plan import Bar, ChartPlan
from hamrah.crm.base import utc_now
from hamrah.crm.catalogue import Branch
from hamrah.crm.conversations import Conversation
from hamrah.crm.engine import transaction
from hamrah.crm.operations import Staff
from hamrah.services import chart_links
from hamrah.services.actors import acting_staff
from hamrah.services.chart_links import HOLDS, forget_charts, keep_chart, open_chart
from hamrah.services.identity import who_speaks
from hamrah.services.staff_sign_in import sign_out
from hamrah.services.web_sessions import open_session
from hamrah.settings import settings
from hamrah.worker.jobs import tidy_up
from tests.bot.site import served
from tests.own_store import own_store
from tests.services.world import build

PLAN = ChartPlan("CSAT, Lahore", "%", (Bar("March", 84.0, "84%", 70.0, 92.0),), "ur", True)


@pytest.fixture
def door(store_url: str, own_var: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The real door over HTTP, on each database; its address. `staff` is a signed-in agent's conversation."""
    with own_store(monkeypatch, store_url):
        with transaction(bootstrap.sessions()) as session:
            build(session)
            branch = session.scalars(select(Branch.id).where(Branch.code == "LHR")).one()
            for name in ("sunita", "rameez"):
                row = Staff(name=name, email=f"{name}@shop.example", role="agent", branch_id=branch)
                session.add(row)
                session.flush()
                now = utc_now()
                values = {"staff_id": row.id, "proof": "password", "proven_until": now + timedelta(hours=12)}
                session.add(Conversation(sender_id=name, channel="web", started_at=now, seen_at=now, **values))
        app = Sanic("charts", configure_logging=False)
        app.blueprint(chart_site())
        app.blueprint(staff_site(settings().web_dir))
        with served(app) as port:
            yield f"http://127.0.0.1:{port}"


def link(sender: str = "sunita", back: timedelta = timedelta()) -> str:
    """The path of a chart's link, made so long ago."""
    with bootstrap.sessions()() as session:
        principal = who_speaks(session, sender)
        return keep_chart(PLAN.as_json(), principal, acting_staff(session, principal), utc_now() - back)


def ask(door: str, path: str, secret: str | None = None) -> requests.Response:
    headers = {} if secret is None else {"Authorization": f"Bearer {secret}"}
    return requests.get(door + path, headers=headers, timeout=60)


def assert_closed(answer: requests.Response) -> None:
    assert (answer.status_code, answer.content) == (404, b"")
    assert "no-store" in answer.headers["cache-control"]


def change(sender: str, **columns: Any) -> None:
    """Change the conversation's row or, where the column is one of theirs, the member's."""
    with transaction(bootstrap.sessions()) as session:
        row = session.get_one(Conversation, sender)
        staff = session.get_one(Staff, row.staff_id)
        for name, value in columns.items():
            setattr(staff if name in ("role", "active", "branch_id") else row, name, value)


def test_the_owners_link_shows_the_picture(door: str) -> None:
    answer = ask(door, link())
    assert answer.status_code == 200 and answer.content.startswith(b"\x89PNG")
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_a_link_says_nothing_and_is_never_the_same(door: str) -> None:
    paths = {link() for _ in range(20)}
    assert len(paths) == 20
    for path in paths:
        token = path.rsplit("/", 1)[1].removesuffix(".png")
        assert len(token) == 56
        assert b"sunita" not in base64.urlsafe_b64decode(token)


def test_every_changed_character_closes_it(door: str) -> None:
    """Also the time in it, so that nobody makes an old link young; and what is no token at all."""
    path = link()
    token = path.rsplit("/", 1)[1].removesuffix(".png")
    with bootstrap.sessions()() as session:
        shown = open_chart(session, token, utc_now())
        assert shown is not None and ChartPlan.from_json(shown) == PLAN
        tried = 0
        for place in range(len(token)):
            other = "A" if token[place] != "A" else "B"
            changed = token[:place] + other + token[place + 1 :]
            assert open_chart(session, changed, utc_now()) is None
            tried += 1
        raw = bytearray(base64.urlsafe_b64decode(token))
        raw[chart_links.RANDOM_BYTES : chart_links.RANDOM_BYTES + chart_links.TIME_BYTES] = b"\x00\x7f\xff\xff\xff\xff"
        assert open_chart(session, base64.urlsafe_b64encode(raw).decode(), utc_now()) is None
    print(f"{tried + 1} changed tokens")
    for wrong in (token[:-4], token + "AAAA", "x", "x" * 5000, "..%2F..%2Fserver", "%2e%2e", "é" * 56, "="):
        assert ask(door, f"/staff/charts/{wrong}.png").status_code == 404
    assert_closed(ask(door, f"/staff/charts/{token[:-4]}.png"))


def test_a_key_of_another_installation_opens_nothing(
    door: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = link()
    file = settings().var_dir / "server.key"
    file.write_bytes(bytes(32))
    keys.server_key.cache_clear()
    try:
        assert_closed(ask(door, path))
    finally:
        keys.server_key.cache_clear()


def test_after_an_hour_it_is_over(door: str) -> None:
    assert ask(door, link(back=HOLDS - timedelta(seconds=30))).status_code == 200
    assert_closed(ask(door, link(back=HOLDS)))


@pytest.mark.parametrize(
    "change_made",
    [
        {"active": False},
        {"role": "branch_manager"},
        {"branch_id": None},
        {"proven_until": None},
        {"staff_id": None},
    ],
    ids=lambda change_made: next(iter(change_made)),
)
def test_who_left_or_signed_out_or_has_another_role_opens_it_no_more(door: str, change_made: dict[str, Any]) -> None:
    path = link()
    assert ask(door, path).status_code == 200
    change("sunita", **change_made)
    assert_closed(ask(door, path))


def test_a_session_that_is_shown_must_be_the_owners(door: str) -> None:
    with transaction(bootstrap.sessions()) as session:
        guest = open_session(session, None, None)
    path = link()
    assert_closed(ask(door, path, guest.secret))
    for wrong in ("", "x", "Bearer"):
        assert_closed(ask(door, path, wrong))
    own = link_of(guest.sender_id)
    assert ask(door, own, guest.secret).status_code == 200
    assert ask(door, own).status_code == 200


def link_of(sender_id: str) -> str:
    """A link made in a conversation in which a member of staff signs in now."""
    with transaction(bootstrap.sessions()) as session:
        row = session.get_one(Conversation, sender_id)
        row.staff_id = session.scalars(select(Staff.id).where(Staff.name == "rameez")).one()
        row.proof, row.proven_until = "password", utc_now() + timedelta(hours=1)
    return link(sender_id)


def test_who_signs_out_and_in_again_begins_anew(door: str) -> None:
    path = link()
    with transaction(bootstrap.sessions()) as session:
        member = session.get_one(Staff, session.get_one(Conversation, "sunita").staff_id)
        sign_out(session, member.id)
    assert_closed(ask(door, path))
    change("sunita", proven_until=utc_now() + timedelta(hours=1))
    assert_closed(ask(door, path))


def test_what_is_kept_is_for_the_server_alone_and_goes_after_its_hour(door: str) -> None:
    token = link().rsplit("/", 1)[1].removesuffix(".png")
    (kept,) = (settings().var_dir / "charts").iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert token not in kept.name and token not in kept.read_text(encoding="utf-8")
    assert forget_charts(utc_now()) == 0 and kept.exists()
    assert forget_charts(utc_now() + HOLDS + timedelta(seconds=1)) == 1 and not kept.exists()
    assert forget_charts(utc_now()) == 0
    assert_closed(ask(door, f"/staff/charts/{token}.png"))


def test_the_worker_tidies_them(door: str, monkeypatch: pytest.MonkeyPatch) -> None:
    link()
    later = utc_now() + HOLDS + timedelta(minutes=1)
    monkeypatch.setattr("hamrah.worker.jobs.utc_now", lambda: later)
    tidy_up(bootstrap.sessions())
    assert not list((settings().var_dir / "charts").iterdir())
