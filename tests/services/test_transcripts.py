"""What was said in a conversation, and the buttons that only it can press."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from hamrah.crm.base import utc_now
from hamrah.crm.conversations import Button, ChatMessage, Conversation, SeenMessage
from hamrah.crm.engine import Sessions, open_engine, open_sessions, transaction
from hamrah.services.transcripts import (
    Said,
    is_being_written,
    newest_message_id,
    newest_messages,
    press,
    read_transcript,
    take_once,
    write_down,
)

from .world import Shop

CANCEL = {"title": "Cancel it", "payload": {"intent": "cancel_order", "entities": {"order_number": "1001"}}}


def shown(shop: Shop, said: Said, sender_id: str = "web-guest") -> ChatMessage:
    with shop.writing() as session:
        return write_down(session, sender_id, said)


def test_a_transcript_holds_its_own_messages_oldest_first(shop: Shop) -> None:
    for author, text in (("person", "سلام"), ("bot", "وعلیکم السلام"), ("person", "#1042?")):
        shown(shop, Said(author, text, "ur"))
    shown(shop, Said("person", "Hello", "en"), "web-ayesha")
    with shop.reading() as session:
        rows = read_transcript(session, "web-guest")
        assert [(row.author, row.text) for row in rows] == [
            ("person", "سلام"),
            ("bot", "وعلیکم السلام"),
            ("person", "#1042?"),
        ]
        assert [row.text for row in read_transcript(session, "web-guest", after=rows[0].id)] == [
            "وعلیکم السلام",
            "#1042?",
        ]
        assert read_transcript(session, "web-bilal") == []


def test_a_page_shows_the_last_two_hundred(sqlite_shop: Shop) -> None:
    with sqlite_shop.writing() as session:
        for number in range(203):
            write_down(session, "web-guest", Said("person", str(number), "en"))
    with sqlite_shop.reading() as session:
        texts = [row.text for row in read_transcript(session, "web-guest")]
    assert (len(texts), texts[0], texts[-1]) == (200, "3", "202")


def test_a_button_is_an_opaque_id_that_means_something_to_its_conversation(shop: Shop) -> None:
    (button,) = shown(shop, Said("bot", "What now?", "en", buttons=[CANCEL])).extras["buttons"]
    assert set(button) == {"id", "title"} and "1001" not in button["id"] and "cancel" not in button["id"]
    with shop.reading() as session:
        found = press(session, "web-guest", button["id"])
        assert found is not None
        assert (found.title, found.intent, found.entities) == ("Cancel it", "cancel_order", {"order_number": "1001"})


@pytest.mark.parametrize("sender_id", ["web-other-guest", "web-ayesha", "never-seen"])
def test_nobody_else_can_press_it(sqlite_shop: Shop, sender_id: str) -> None:
    (button,) = shown(sqlite_shop, Said("bot", "What now?", "en", buttons=[CANCEL])).extras["buttons"]
    with sqlite_shop.reading() as session:
        assert press(session, sender_id, button["id"]) is None
        assert press(session, "web-guest", "made-up") is None
        assert press(session, "web-guest", "") is None


def test_a_button_holds_for_a_week(sqlite_shop: Shop) -> None:
    (button,) = shown(sqlite_shop, Said("bot", "What now?", "en", buttons=[CANCEL])).extras["buttons"]
    for age, works in ((timedelta(days=6, hours=23), True), (timedelta(days=7, minutes=1), False)):
        with sqlite_shop.writing() as session:
            session.execute(update(Button).values(shown_at=utc_now() - age))
        with sqlite_shop.reading() as session:
            assert (press(session, "web-guest", button["id"]) is not None) is works


def test_buttons_of_cards_are_as_opaque(sqlite_shop: Shop) -> None:
    card = {"sku": "K-1", "title": "Kurta", "buttons": [CANCEL, CANCEL]}
    row = shown(sqlite_shop, Said("bot", "Look", "en", cards=[card, {"sku": "K-2"}], image="/pictures/x.svg"))
    first, second = row.extras["cards"]
    assert (first["sku"], second["buttons"], row.extras["image"]) == ("K-1", [], "/pictures/x.svg")
    assert len({button["id"] for button in first["buttons"]}) == 2
    assert "payload" not in str(row.extras)
    assert sqlite_shop.count(Button) == 2


def test_waiting_pages_learn_whose_conversation_has_something_new(shop: Shop) -> None:
    before = shown(shop, Said("person", "one", "en")).id
    second = shown(shop, Said("bot", "two", "en")).id
    third = shown(shop, Said("bot", "three", "en"), "web-ayesha").id
    with shop.reading() as session:
        assert newest_message_id(session) == third
        assert newest_messages(session, before) == [(second, "web-guest"), (third, "web-ayesha")]
        assert newest_messages(session, third) == []


def test_of_very_many_new_messages_the_older_come_first(shop: Shop) -> None:
    """The next look begins after the highest id of this one, so none in between may be left out."""
    with shop.writing() as session:
        now = utc_now()
        for number in range(1005, 0, -1):
            values = {"sender_id": "web-guest", "author": "bot", "at": now, "text": "x", "extras": {}}
            session.add(ChatMessage(id=number, **values))
    with shop.reading() as session:
        assert [number for number, _ in newest_messages(session, 0)] == list(range(1, 1001))
        assert len(newest_messages(session, 1000)) == 5


def test_on_postgresql_a_reader_learns_that_something_is_being_said(store: Sessions) -> None:
    with transaction(store) as session:
        for sender_id in ("web-1", "web-2"):
            session.add(Conversation(sender_id=sender_id, channel="web", started_at=utc_now(), seen_at=utc_now()))
    with store() as writer:
        write_down(writer, "web-1", Said("bot", "hello", "en"))
        on_postgresql = writer.get_bind().dialect.name == "postgresql"
        with store() as reader:
            assert is_being_written(reader, "web-1") is on_postgresql
            assert not is_being_written(reader, "web-2")
        writer.commit()
    with store() as reader:
        assert not is_being_written(reader, "web-1")


def test_on_postgresql_two_may_say_something_at_once(postgresql_url: str) -> None:
    engine = open_engine(postgresql_url)
    store = open_sessions(engine)
    with transaction(store) as session:
        session.add(Conversation(sender_id="web-1", channel="web", started_at=utc_now(), seen_at=utc_now()))
    with store() as one, store() as other:
        for writer in (one, other):
            write_down(writer, "web-1", Said("bot", "hello", "en"))
        for writer in (other, one):
            writer.commit()
    engine.dispose()


def test_an_empty_store_has_no_newest_message(sqlite_shop: Shop) -> None:
    with sqlite_shop.reading() as session:
        assert newest_message_id(session) == 0


def test_a_message_is_taken_once_in_each_conversation(shop: Shop) -> None:
    with shop.writing() as session:
        assert take_once(session, "web-guest", "m-1")
    with shop.writing() as session:
        assert not take_once(session, "web-guest", "m-1")
        assert take_once(session, "web-guest", "m-2")
        assert take_once(session, "web-ayesha", "m-1")
        assert take_once(session, "web-guest", None) and take_once(session, "web-guest", None)


def test_message_ids_are_forgotten_after_three_days(sqlite_shop: Shop) -> None:
    with sqlite_shop.writing() as session:
        take_once(session, "web-guest", "m-1")
        session.flush()
        session.execute(update(SeenMessage).values(at=utc_now() - timedelta(days=3, minutes=1)))
    with sqlite_shop.writing() as session:
        take_once(session, "web-guest", "m-2")
    with sqlite_shop.reading() as session:
        assert [row.message_id for row in session.scalars(select(SeenMessage))] == ["web-guest:m-2"]
