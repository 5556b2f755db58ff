"""What is said, as short messages and as WhatsApp messages."""

import json

import pytest

from hamrah.bot.channels.messaging.outgoing import Card, Choice, Outgoing
from hamrah.bot.channels.twilio.segments import count_segments
from hamrah.bot.channels.twilio.writing import (
    LONGEST_BODY,
    MOST_SEGMENTS,
    Words,
    numbered_choices,
    write_content,
    write_sms,
    write_whatsapp,
)
from hamrah.language.formatting import isolate, strip_isolates

WORDS = Words("Reply with a number.", "See our website.")
YES_NO = (Choice("y", "Yes"), Choice("n", "No"))
PICTURE = "https://shop.example/pictures/k-1.jpg"
CARDS = (
    Card("Lawn kurta", ("Rs 4,500",), PICTURE, (Choice("a", "In stock?"), Choice("b", "Why this?"))),
    Card("Silk dupatta", ("Rs 2,900",), None, (Choice("c", "In stock?"),)),
)
URDU = f"آپ کا آرڈر {isolate('#1042')} کل تک پہنچ جائے گا۔ "


def bodies(parts: list) -> list[str]:  # type: ignore[type-arg]
    return [part.payload.get("Body", "") for part in parts]


def test_choices_are_numbered_lines_under_the_text() -> None:
    said = Outgoing("Shall I cancel it?", "en", YES_NO)
    assert bodies(write_sms(said, WORDS)) == ["Shall I cancel it?\n\n1. Yes\n2. No\n\nReply with a number."]
    assert bodies(write_whatsapp(said, WORDS)) == bodies(write_sms(said, WORDS))


def test_without_choices_nobody_is_asked_for_a_number() -> None:
    assert bodies(write_sms(Outgoing("Done.", "en"), WORDS)) == ["Done."]


def test_choices_of_cards_go_on_counting() -> None:
    said = Outgoing("These two?", "en", (Choice("m", "More"),), CARDS)
    text = bodies(write_sms(said, WORDS))[0]
    shown = ["1. More", "2. In stock?", "3. Why this?", "4. In stock?"]
    assert [line for line in text.splitlines() if line[:1].isdigit()] == shown
    assert [choice.id for choice in numbered_choices(said)] == ["m", "a", "b", "c"]
    assert "- Lawn kurta\nRs 4,500" in text and PICTURE not in text


def test_a_long_description_is_cut_in_a_short_message_and_whole_on_whatsapp() -> None:
    about = "Sewn two-piece in black lawn, with golden block print along the hem. Iron it inside out."
    said = Outgoing("This?", "en", (), (Card("Lawn suit", (about, "Rs 4,790")),))
    short = bodies(write_sms(said, WORDS))[0]
    assert "Sewn two-piece in black lawn, with golden block print along...\nRs 4,790" in short
    assert about in bodies(write_whatsapp(said, WORDS))[0]


def test_a_rating_is_not_numbered_twice() -> None:
    stars = tuple(Choice(str(number), f"{number} ★") for number in range(1, 6))
    assert "1 ★\n2 ★\n3 ★\n4 ★\n5 ★" in bodies(write_whatsapp(Outgoing("?", "en", stars), WORDS))[0]
    odd = (Choice("x", "2 plates"), Choice("y", "7 plates"))
    assert "1. 2 plates\n2. 7 plates" in bodies(write_whatsapp(Outgoing("?", "en", odd), WORDS))[0]


def test_whatsapp_shows_each_picture_with_its_card_and_asks_at_the_end() -> None:
    parts = write_whatsapp(Outgoing("These two?", "en", (), CARDS), WORDS)
    first, card, rest = parts
    assert first.payload == {"Body": "These two?"}
    assert card.payload == {"Body": "• Lawn kurta\nRs 4,500\n1. In stock?\n2. Why this?", "MediaUrl": PICTURE}
    assert rest.payload == {"Body": "• Silk dupatta\nRs 2,900\n3. In stock?\n\nReply with a number."}


def test_a_picture_of_the_message_itself_carries_its_text() -> None:
    said = Outgoing("Your chart", "en", image=PICTURE)
    assert [part.payload for part in write_whatsapp(said, WORDS)] == [{"Body": "Your chart", "MediaUrl": PICTURE}]
    silent = Outgoing("", "en", image=PICTURE)
    assert [part.payload for part in write_whatsapp(silent, WORDS)] == [{"MediaUrl": PICTURE}]
    assert bodies(write_sms(silent, WORDS)) == [PICTURE]


def test_a_text_too_long_to_stand_under_a_picture_goes_on_without_it() -> None:
    parts = write_whatsapp(Outgoing("word " * 400, "en", image=PICTURE), WORDS)
    assert len(parts) > 1 and "MediaUrl" in parts[0].payload and len(bodies(parts)[0]) <= 1024
    assert not any("MediaUrl" in part.payload for part in parts[1:])


def test_who_says_it_is_named() -> None:
    assert bodies(write_sms(Outgoing("I will look.", "en", name="Nighat"), WORDS)) == ["Nighat: I will look."]


@pytest.mark.parametrize("write", [write_sms, write_whatsapp])
def test_nothing_at_all_is_still_a_word(write) -> None:  # type: ignore[no-untyped-def]
    assert bodies(write(Outgoing("", "en"), WORDS)) == ["See our website."]


def test_urdu_is_whole_on_whatsapp_and_without_boxes_in_a_short_message() -> None:
    said = Outgoing(URDU.strip(), "ur")
    assert bodies(write_whatsapp(said, WORDS)) == [URDU.strip()]
    assert bodies(write_sms(said, WORDS)) == [strip_isolates(URDU).strip()]


def test_nothing_becomes_bold_on_whatsapp_by_accident() -> None:
    said = Outgoing("Sizes *all* in _stock_", "en")
    assert bodies(write_whatsapp(said, WORDS)) == ["Sizes ∗all∗ in ＿stock＿"]
    assert bodies(write_sms(said, WORDS)) == ["Sizes *all* in _stock_"]


@pytest.mark.parametrize("text", [URDU * 60, "Your order is on its way. " * 200, "لفظ" * 900, "😀 " * 1500])
def test_a_long_text_is_split_within_every_limit_and_nothing_is_lost(text: str) -> None:
    said = Outgoing(text, "ur")
    for parts in (write_sms(said, WORDS), write_whatsapp(said, WORDS)):
        assert len(parts) > 1
        assert all(0 < len(body.encode("utf-16-le")) // 2 <= LONGEST_BODY for body in bodies(parts))
        assert "".join(strip_isolates("".join(bodies(parts))).split()) == "".join(strip_isolates(text).split())
    assert all(count_segments(body) <= MOST_SEGMENTS for body in bodies(write_sms(said, WORDS)))
    assert all(body.count("\u2068") == body.count("\u2069") for body in bodies(write_whatsapp(said, WORDS)))


def test_a_content_has_its_variables_by_number_on_one_line_each() -> None:
    part = write_content("HX" + "0" * 32, ["T-10001", "دو \n دن"])[0]
    assert part.payload["ContentSid"] == "HX" + "0" * 32
    assert json.loads(part.payload["ContentVariables"]) == {"1": "T-10001", "2": "دو دن"}
    assert "Body" not in part.payload
