"""Messages that are committed later than others with higher ids: on PostgreSQL no page misses one."""

import asyncio
from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from hamrah.bootstrap import sessions
from hamrah.bot.channels.waiting import WaitingRoom
from hamrah.crm.base import utc_now
from hamrah.crm.conversations import Conversation
from hamrah.crm.engine import transaction
from hamrah.services.transcripts import Said, write_down
from tests.own_store import own_store


@pytest.fixture
def saying(postgresql_url: str) -> Iterator[Session]:
    """A transaction in which somebody says "first" to a page, to which "second" was said when it is committed."""
    with pytest.MonkeyPatch.context() as patch, own_store(patch, postgresql_url):
        with transaction(sessions()) as session:
            for sender_id in ("web-1", "web-2"):
                session.add(Conversation(sender_id=sender_id, channel="web", started_at=utc_now(), seen_at=utc_now()))
        with sessions()() as slow:
            write_down(slow, "web-1", Said("staff", "first", "en"))
            with transaction(sessions()) as session:
                write_down(session, "web-1", Said("bot", "second", "en"))
                write_down(session, "web-2", Said("bot", "another's", "en"))
            yield slow


async def read_while(saying: Session) -> list[str]:
    """What a page reads that asks before it is committed."""
    from hamrah.bot.channels.web import channel

    reading = asyncio.create_task(channel._said_after("web-1", 0))
    await asyncio.wait([reading], timeout=0.5)
    saying.commit()
    return [message["text"] for message in await reading]


def test_a_page_gets_what_was_begun_earlier_and_said_later(saying: Session) -> None:
    from hamrah.bot.engine import activate

    activate(quiet=True)
    assert asyncio.run(read_while(saying)) == ["first", "second"]


def test_it_waits_for_nobody_elses_and_not_for_ever(saying: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    from hamrah.bot.engine import activate

    activate(quiet=True)
    from hamrah.bot.channels.web import channel

    assert [one["text"] for one in asyncio.run(channel._said_after("web-2", 0))] == ["another's"]
    monkeypatch.setattr(channel, "LONGEST_SAYING_SECONDS", 0.1)
    assert [one["text"] for one in asyncio.run(channel._said_after("web-1", 0))] == ["second"]


def test_a_page_that_waits_is_woken_for_it(saying: Session) -> None:
    room = WaitingRoom()
    with room.seat("web-1"), room.seat("web-2"):
        room._look()
        room._look()
        assert room._look() == set()
        saying.commit()
        assert room._look() == {"web-1"}
        assert room._look() == set()
