"""What goes out, within what the Bot API takes: the fake's rules refuse all else."""

import random
from typing import Any

import pytest

from hamrah.bootstrap import texts
from hamrah.bot.channels.messaging.outgoing import Card, Choice, Outgoing
from hamrah.bot.channels.messaging.port import Part
from hamrah.bot.channels.telegram.writing import write_parts
from tests.channels.fakes import telegram_rules as rules
from tests.channels.fakes.telegram_rules import Rejected

PICTURE = "https://shop.example/pictures/KRT-1/red.jpg"
URDU = "آپ کا آرڈر ⁨#1042⁩ راستے میں ہے۔ "
TITLES = ("Haan", "Nahi", "میرا آرڈر کہاں ہے؟", "Shikayat likhein", "Yes, write a complaint about this order please")


def parts_of(said: Outgoing) -> list[Part]:
    """The parts of a message, each of which Telegram takes."""
    parts = write_parts(said, texts())
    for part in parts:
        check(part)
    return parts


def check(part: Part) -> None:
    """Refuse what Telegram would refuse."""
    fields = {"chat_id": 1, **part.payload}
    rules.check_fields(part.method, fields)
    rules.check_markup_of(fields)
    if part.method == "sendPhoto":
        rules.check_photo(fields["photo"])
        rules.check_caption(fields.get("caption", ""))
    else:
        rules.check_text(fields.get("text"))


def rows_of(part: Part) -> list[list[str]]:
    """The titles of the buttons under a part."""
    return [[button["text"] for button in row] for row in part.payload["reply_markup"]["inline_keyboard"]]


def choices(*titles: str) -> tuple[Choice, ...]:
    """Buttons with ids such as the transcript gives them."""
    return tuple(Choice(f"pGz9Xq2LmT{number:02d}", title) for number, title in enumerate(titles))


def test_a_text_goes_as_it_is_without_formatting_and_preview() -> None:
    (part,) = parts_of(Outgoing("*Rs* 4_500 [hai](https://shop.example) <b>", "ur-Latn"))
    assert part.method == "sendMessage"
    assert part.payload["text"] == "*Rs* 4_500 [hai](https://shop.example) <b>"
    assert "parse_mode" not in part.payload
    assert part.payload["link_preview_options"] == {"is_disabled": True}


def test_a_long_text_has_its_buttons_under_its_last_piece() -> None:
    parts = parts_of(Outgoing(URDU * 400, "ur", choices("جی ہاں", "نہیں")))
    assert len(parts) == 4
    assert all("reply_markup" not in part.payload for part in parts[:-1])
    assert rows_of(parts[-1]) == [["جی ہاں", "نہیں"]]
    assert "".join(part.payload["text"] + " " for part in parts).split() == (URDU * 400).split()


def test_buttons_carry_our_ids_and_stand_side_by_side_where_they_are_short() -> None:
    (part,) = parts_of(Outgoing("Rate?", "en", choices("1 ★", "2 ★", "3 ★", "4 ★", "5 ★")))
    assert rows_of(part) == [["1 ★", "2 ★", "3 ★"], ["4 ★", "5 ★"]]
    assert part.payload["reply_markup"]["inline_keyboard"][1][1]["callback_data"] == "pGz9Xq2LmT04"
    (part,) = parts_of(Outgoing("?", "en", choices(*TITLES)))
    assert rows_of(part) == [["Haan", "Nahi", "میرا آرڈر کہاں ہے؟"], ["Shikayat likhein"], [TITLES[-1]]]


def test_buttons_without_a_word_still_stand_under_something() -> None:
    (part,) = parts_of(Outgoing("", "en", choices("Yes")))
    assert rows_of(part) == [["Yes"]]
    assert parts_of(Outgoing(" \n", "en"))


@pytest.mark.parametrize("language", ["en", "ur", "ur-Latn"])
def test_the_question_who_one_is_has_a_key_that_shares_the_number(language: str) -> None:
    (part,) = parts_of(Outgoing("Who are you?", language, key="utter_ask_contact"))
    markup = part.payload["reply_markup"]
    assert markup["keyboard"] == [[{"text": texts().button(language, "share_contact"), "request_contact": True}]]
    assert markup["one_time_keyboard"] is True


def test_the_key_is_taken_away_by_what_is_said_next() -> None:
    (part,) = parts_of(Outgoing("Shukriya", "ur-Latn", key="utter_identified"))
    assert part.payload["reply_markup"] == {"remove_keyboard": True}


def test_cards_are_pictures_with_their_lines_and_buttons() -> None:
    card = Card("Khaadi Kurta", ("Lawn, red", "Rs 4,500"), PICTURE, choices("In stock?", "Not this"))
    text, shown = parts_of(Outgoing("Here:", "en", cards=(card,)))
    assert (text.method, shown.method) == ("sendMessage", "sendPhoto")
    assert shown.payload["photo"] == PICTURE
    assert shown.payload["caption"] == "Khaadi Kurta\nLawn, red\nRs 4,500"
    assert rows_of(shown) == [["In stock?", "Not this"]]


def test_a_card_without_a_picture_is_text() -> None:
    (shown,) = parts_of(Outgoing("", "en", cards=(Card("Khaadi Kurta", ("Rs 4,500",)),)))
    assert shown.method == "sendMessage"
    assert shown.payload["text"] == "Khaadi Kurta\nRs 4,500"
    assert "reply_markup" not in shown.payload


def test_a_card_with_too_much_to_say_is_shortened() -> None:
    for picture in (PICTURE, None):
        (shown,) = parts_of(Outgoing("", "ur", cards=(Card("کرتا", (URDU * 200,), picture),)))
        assert (shown.payload.get("caption") or shown.payload["text"]).endswith("…")


def test_cards_beyond_ten_are_a_list() -> None:
    cards = tuple(Card(f"Kurta {number}", ("Rs 100",), PICTURE) for number in range(13))
    parts = parts_of(Outgoing("Here:", "en", cards=cards))
    assert [part.method for part in parts] == ["sendMessage", *["sendPhoto"] * 10, "sendMessage"]
    assert parts[-1].payload["text"] == "Kurta 10, Rs 100\nKurta 11, Rs 100\nKurta 12, Rs 100"


def test_a_picture_has_the_text_under_it_where_that_fits() -> None:
    (part,) = parts_of(Outgoing("Yeh dekhein", "ur-Latn", choices("Haan"), image=PICTURE))
    assert (part.method, part.payload["caption"], rows_of(part)) == ("sendPhoto", "Yeh dekhein", [["Haan"]])
    text, picture = parts_of(Outgoing("a" * 1025, "en", choices("Haan"), image=PICTURE))
    assert rows_of(text) == [["Haan"]]
    assert picture.payload == {"photo": PICTURE}


def test_who_of_the_staff_says_it_stands_over_it() -> None:
    (part,) = parts_of(Outgoing("Salam!", "en", name="Nighat"))
    assert part.payload["text"] == "Nighat:\nSalam!"
    (part,) = parts_of(Outgoing("السلام علیکم", "ur", name="Nighat"))
    assert part.payload["text"] == "⁨Nighat⁩:\nالسلام علیکم"


def test_whatever_is_said_telegram_takes_it() -> None:
    """Any mixture of long and short, with and without, in all scripts: `parts_of` refuses what Telegram would."""
    chance = random.Random(6)
    words = [*URDU.split(), "Rs 4,500", "👩‍👩‍👧‍👦", "*", "_", "`", "<b>", "\n\n", "https://shop.example/a_b", "𝒜"]
    for _ in range(200):
        said = Outgoing(
            text=" ".join(chance.choices(words, k=chance.choice((0, 3, 300, 3000)))),
            language=chance.choice(("en", "ur", "ur-Latn")),
            choices=choices(*chance.choices(TITLES, k=chance.choice((0, 2, 15)))),
            cards=tuple(_card(chance, words) for _ in range(chance.choice((0, 1, 12)))),
            image=chance.choice((None, PICTURE)),
            key=chance.choice((None, "utter_ask_contact")),
        )
        assert parts_of(said)


def _card(chance: random.Random, words: list[str]) -> Card:
    lines = tuple(" ".join(chance.choices(words, k=chance.choice((1, 500)))) for _ in range(chance.choice((0, 3))))
    return Card(chance.choice(words), lines, chance.choice((None, PICTURE)), choices(*chance.choices(TITLES, k=2)))


@pytest.mark.parametrize(
    ("method", "fields", "why"),
    [
        ("sendMessage", {"text": " \n"}, "text is empty"),
        ("sendMessage", {"text": "👍" * 2049}, "too long"),
        ("sendMessage", {"text": "a.b", "parse_mode": "MarkdownV2"}, "reserved"),
        ("sendMessage", {"text": "4_500", "parse_mode": "Markdown"}, "entity"),
        ("sendMessage", {"text": "a <x>", "parse_mode": "HTML"}, "start tag"),
        ("sendPhoto", {"photo": "http://shop.example/a.jpg"}, "HTTP URL"),
        ("sendPhoto", {"photo": "https://localhost/a.jpg"}, "URL content"),
        ("sendPhoto", {"photo": PICTURE, "caption": "a" * 1025}, "caption is too long"),
    ],
)
def test_the_rules_refuse_what_telegram_refuses(method: str, fields: dict[str, Any], why: str) -> None:
    with pytest.raises(Rejected, match=why):
        if method == "sendPhoto":
            rules.check_photo(fields["photo"])
            rules.check_caption(fields.get("caption", ""))
        else:
            rules.check_text(fields["text"], fields.get("parse_mode"))


@pytest.mark.parametrize(
    ("markup", "why"),
    [
        ({"inline_keyboard": [[{"text": "x", "callback_data": "ی" * 33}]]}, "BUTTON_DATA_INVALID"),
        ({"inline_keyboard": [[{"text": "x", "callback_data": ""}]]}, "BUTTON_DATA_INVALID"),
        ({"inline_keyboard": [[{"text": "x"}]]}, "unallowed"),
        ({"inline_keyboard": [[{"text": "", "callback_data": "1"}]]}, "parse inline"),
        ({"inline_keyboard": []}, "rows"),
        ({"inline_keyboard": [[{"text": "x", "callback_data": "1"}] * 9]}, "too long"),
        ({"inline_keyboard": [[{"text": "x", "callback_data": "1"}]], "remove_keyboard": True}, "one kind"),
        ({"keyboard": [[{"text": "x", "request_contact": True, "callback_data": "1"}]]}, "unknown field"),
    ],
)
def test_the_rules_refuse_keyboards_that_telegram_refuses(markup: dict[str, Any], why: str) -> None:
    with pytest.raises(Rejected, match=why):
        rules.check_markup_of({"reply_markup": markup})
