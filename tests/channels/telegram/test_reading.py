"""Each kind of update that Telegram sends, as recorded, and what is heard of it."""

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from hamrah.bot.channels.messaging.incoming import Heard
from hamrah.bot.channels.telegram.reading import press_of, read_update
from tests.channels.telegram.updates import BOT, CAME_IN, PAYLOADS, payload, read, read_one


def test_a_text() -> None:
    found = read_one("text")
    assert (found.kind, found.text) == ("text", "میرا آرڈر #1042 کہاں ہے؟")
    assert (found.address, found.name) == ("66812456", "Ayesha Khan")
    assert found.message_id == "110201543:66812456:22901"
    assert found.phone is None, "Telegram vouches for no number unless it is shared"


def test_the_time_is_telegrams_and_keeps_the_order_within_a_second() -> None:
    found = read_one("text").at
    assert found.replace(microsecond=0) == datetime.fromtimestamp(1764201601, UTC)
    first, second = payload("text"), payload("text")
    second["update_id"] += 1
    second["message"]["message_id"] += 1
    earlier, later = (read_update(one, BOT, CAME_IN).messages[0] for one in (first, second))
    assert earlier.at < later.at


def test_start_and_the_payload_of_a_link() -> None:
    assert (read_one("start").kind, read_one("start").text) == ("start", "")
    assert read_one("start").language == "ur"
    linked = read_one("start_with_code")
    assert (linked.kind, linked.text) == ("start", "Kq7-RT2mXw_9bP")


@pytest.mark.parametrize(
    "text", ["/startle", "/start with two words", "/start کوڈ", "please /start", f"/start {'x' * 65}"]
)
def test_what_only_looks_like_start_is_text(text: str) -> None:
    update = payload("start")
    update["message"]["text"] = text
    (found,) = read_update(update, BOT, CAME_IN).messages
    assert (found.kind, found.text) == ("text", text)


def test_a_command_is_plain_text() -> None:
    found = read_one("command")
    assert (found.kind, found.text, found.button) == ("text", "/cancel_order 1042", None)


@pytest.mark.parametrize(
    ("name", "kind", "media", "text"),
    [
        ("photo", "image", "AgACAgQAAxkBAAIZ3mkn5", "yeh phat gaya"),
        ("album_photo", "image", "AgACAgQAAxkBAAIZ5mkn5", ""),
        ("animation", "image", "CgACAgQAAxkBAAIZf", ""),
        ("voice", "voice", "AwACAgQAAxkBAAIZb2kn6", ""),
        ("audio", "voice", "CQACAgQAAxkBAAIZc", ""),
        ("video_note", "video", "DQACAgQAAxkBAAIZd", ""),
        ("video", "video", "BAACAgQAAxkBAAIZe", ""),
        ("document", "file", "BQACAgQAAxkBAAIZg", "raseed"),
        ("sticker", "sticker", "CAACAgIAAxkBAAIZh", ""),
        ("location", "location", "geo:24.81386,67.03001", ""),
        ("venue", "location", "geo:24.81380,67.03000", ""),
        ("poll", "unknown", None, ""),
    ],
)
def test_what_is_no_text_is_kept_by_reference(name: str, kind: str, media: str | None, text: str) -> None:
    found = read_one(name)
    assert (found.kind, found.media, found.text) == (kind, media, text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("reply_to_picture", "yeh wala kitne ka hai?"),
        ("reply_with_quote", "کس وقت؟"),
        ("forwarded_text", "50% off tomorrow https://shop.example/sale"),
        ("text_of_premium", "shukriya 🙏"),
    ],
)
def test_what_comes_along_with_a_text_leaves_it_a_text(name: str, text: str) -> None:
    found = read_one(name)
    assert (found.kind, found.text, found.media, found.contact) == ("text", text, None, None)


def test_ones_own_number_proves_itself() -> None:
    found = read_one("own_contact")
    assert (found.kind, found.contact) == ("contact", "+923001234567")


@pytest.mark.parametrize("name", ["friends_contact", "card_without_account", "forwarded_own_contact"])
def test_another_card_proves_nothing(name: str) -> None:
    found = read_one(name)
    assert (found.kind, found.contact, found.phone, found.text) == ("contact", None, None, "")


@pytest.mark.parametrize("number", ["", "12", "++", "0300", "9" * 16, "۹۲۳۰۰۱۲۳۴۵۶۷"])
def test_a_number_that_is_none_proves_nothing(number: str) -> None:
    update = payload("own_contact")
    update["message"]["contact"]["phone_number"] = number
    (found,) = read_update(update, BOT, CAME_IN).messages
    assert found.contact is None


def test_a_press_carries_our_id_and_the_title_that_was_shown() -> None:
    found = read_one("press")
    assert (found.kind, found.button, found.text) == ("button", "h3Wb_7-kQeYc", "نہیں")
    assert (found.address, found.at) == ("66812456", CAME_IN)
    assert press_of(payload("press")) == "286957313572849512"


def test_a_press_under_a_message_that_telegram_no_longer_shows_counts() -> None:
    assert read_one("press_on_old_message").button == "h3Wb_7-kQeYc"


@pytest.mark.parametrize("data", ["\x00", "x" * 65, "ہاں", "/restart", "a b", "😀"])
def test_data_that_no_button_of_ours_has_is_no_button(data: str) -> None:
    update = payload("press")
    update["callback_query"]["data"] = data
    (found,) = read_update(update, BOT, CAME_IN).messages
    assert found.button == "?"


def test_an_edit_names_the_message_that_it_replaces() -> None:
    found = read_one("edited_text")
    assert (found.kind, found.text) == ("text", "میرا آرڈر #1043 کہاں ہے؟")
    assert found.edits == read_one("text").message_id
    assert found.message_id != found.edits


def test_two_edits_in_one_second_are_two_and_a_second_delivery_is_none() -> None:
    update = payload("edited_text")
    again = read_update(update, BOT, CAME_IN).messages[0]
    assert again.message_id == read_one("edited_text").message_id
    update["update_id"] += 1
    assert read_update(update, BOT, CAME_IN).messages[0].message_id == again.message_id, "told again for a preview"
    update["edited_message"]["text"] += "؟"
    assert read_update(update, BOT, CAME_IN).messages[0].message_id != again.message_id


def test_blocking_and_letting_in_again() -> None:
    assert (read_one("blocked").kind, read_one("blocked").address) == ("blocked", "66812456")
    assert read_one("unblocked").kind == "unblocked"


@pytest.mark.parametrize(
    "name",
    [
        *("group_text", "press_in_group", "added_to_group", "channel_post", "bots_text", "press_elsewhere"),
        *("pinned", "auto_delete_timer", "edited_preview", "edited_live_location", "inline_query"),
        *("reaction", "written_to_business"),
    ],
)
def test_what_is_not_said_to_the_bot_by_a_person_is_not_heard(name: str) -> None:
    assert read(name) == Heard()


def test_two_bots_number_their_messages_apart() -> None:
    """A shop that moves to a new bot meets numbers that the old one has had."""
    assert read_update(payload("text"), "999", CAME_IN).messages[0].message_id != read_one("text").message_id


def test_no_two_recorded_updates_have_one_id() -> None:
    ids = [one.message_id for file in PAYLOADS.glob("*.json") for one in read(file.stem).messages]
    assert len(ids) == len(set(ids)) > 20


@pytest.mark.parametrize(
    "update", [{}, {"update_id": "x"}, {"update_id": 1, "message": []}, {"update_id": 1, "message": {}}]
)
def test_what_is_no_update_is_refused_without_its_content(update: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        read_update(update, BOT, CAME_IN)


def test_an_update_of_a_kind_to_come_is_no_error() -> None:
    assert read_update({"update_id": 5, "hologram": {"id": 1}}, BOT, CAME_IN) == Heard()
