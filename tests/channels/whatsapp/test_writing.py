"""Messages as WhatsApp takes them: whatever is said, the API's rules hold and nothing of it is lost."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamrah.bot.channels.messaging.outgoing import Card, Choice, Outgoing
from hamrah.bot.channels.messaging.port import Part
from hamrah.bot.channels.whatsapp.words import Words, words_of
from hamrah.bot.channels.whatsapp.writing import write_parts
from hamrah.language.formatting import isolate, strip_isolates
from tests.channels.fakes.whatsapp_messages import Taken
from tests.channels.fakes.whatsapp_rules import check_message

EN = Words("Choose", "Please choose:", "More options:")
PICTURE = "https://shop.example.pk/pictures/KRT-1.jpg"
TEXT = st.text(alphabet="آپ کا آرڈر aap ka order #1042 ۔.!?\n*_~`👨‍👩‍👧🇵🇰", max_size=2500)
TITLES = st.text(alphabet="ہاں نہیں yes no karein 12★…", min_size=1, max_size=40).filter(
    lambda text: bool(text.strip())
)
PICTURES = st.sampled_from([None, PICTURE, "https://shop.example.pk/KRT-2.png"])


def taken(said: Outgoing, words: Words = EN) -> list[Taken]:
    """What goes out, after the API has checked it."""
    return [_check(part) for part in write_parts(said, words)]


def _check(part: Part) -> Taken:
    body = {"messaging_product": "whatsapp", "recipient_type": "individual", "to": "923001234567", **part.payload}
    check_message(body, {})
    return Taken("wamid.1", "923001234567", body)


def choices(*titles: str) -> tuple[Choice, ...]:
    return tuple(Choice(f"id-{place}-{title}"[:60], title) for place, title in enumerate(titles))


@st.composite
def messages(draw: st.DrawFn) -> Outgoing:
    ids = iter(range(10_000))

    def chosen(most: int) -> tuple[Choice, ...]:
        return tuple(Choice(f"b{next(ids)}", title) for title in draw(st.lists(TITLES, max_size=most)))

    cards = tuple(
        Card(draw(TITLES), tuple(draw(st.lists(TEXT, max_size=2))), draw(PICTURES), chosen(4))
        for _ in range(draw(st.integers(0, 5)))
    )
    name = draw(st.one_of(st.none(), TITLES))
    return Outgoing(draw(TEXT), "ur", chosen(14), cards, draw(PICTURES), name)


@given(messages())
def test_whatever_is_said_the_api_takes_it_and_every_choice_is_there(said: Outgoing) -> None:
    sent = taken(said)
    assert sent
    wanted = [choice.id for holder in (*said.cards, said) for choice in holder.choices]
    assert sorted(choice["id"] for one in sent for choice in one.choices) == sorted(wanted)


@given(messages())
def test_no_word_of_it_is_lost(said: Outgoing) -> None:
    sent = _letters("".join(one.text for one in taken(said)))
    for piece in (said.text, *(line for card in said.cards for line in (card.title, *card.lines))):
        assert _letters(piece) in sent


def _letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())


def test_words_alone_are_one_text() -> None:
    (one,) = taken(Outgoing("آپ کا آرڈر روانہ ہو چکا ہے۔", "ur"))
    assert (one.kind, one.text) == ("text", "آپ کا آرڈر روانہ ہو چکا ہے۔")
    assert one.body["text"]["preview_url"] is False


def test_a_few_short_choices_are_buttons() -> None:
    (one,) = taken(Outgoing("Kya order cancel kar dein?", "ur-Latn", choices("Ji haan", "Ji nahi")))
    assert (one.kind, one.text) == ("button", "Kya order cancel kar dein?")
    assert [choice["title"] for choice in one.choices] == ["Ji haan", "Ji nahi"]


def test_a_choice_too_long_for_a_button_stands_whole_in_a_list() -> None:
    (one,) = taken(Outgoing("Aap kya chahenge?", "ur-Latn", choices("Shikayat", "Kisi insaan se baat karein")))
    assert one.kind == "list"
    assert one.choices[1]["title"] == "Kisi insaan se baat…"
    assert one.choices[1]["description"] == "Kisi insaan se baat karein"
    assert "description" not in one.choices[0]


def test_many_choices_are_several_lists() -> None:
    sent = taken(Outgoing("Choose", "en", choices(*(f"Option {number}" for number in range(23)))))
    assert [one.kind for one in sent] == ["list"] * 3
    assert [len(one.choices) for one in sent] == [10, 10, 3]
    assert [one.text for one in sent] == ["Choose", EN.more, EN.more]


def test_a_long_text_comes_before_its_choices() -> None:
    text = " ".join(f"jumla {number}." for number in range(600))
    sent = taken(Outgoing(text, "ur-Latn", choices("Ji haan", "Ji nahi")))
    assert [one.kind for one in sent] == ["text", "text", "button"]
    assert " ".join(one.text for one in sent[:2]) == text
    assert sent[2].text == EN.pick


def test_cards_with_pictures_are_pictures_with_their_buttons() -> None:
    cards = tuple(
        Card(f"Kurta {n}", ("Rs 2,500",), PICTURE, (Choice(f"s{n}", "In stock?"), Choice(f"w{n}", "Why this?")))
        for n in (1, 2)
    )
    intro, *shown = taken(Outgoing("For you:", "en", cards=cards))
    assert (intro.kind, intro.text) == ("text", "For you:")
    assert [one.text for one in shown] == ["1. Kurta 1\nRs 2,500", "2. Kurta 2\nRs 2,500"]
    assert all(one.body["interactive"]["header"]["image"]["link"] == PICTURE for one in shown)
    assert [choice["id"] for one in shown for choice in one.choices] == ["s1", "w1", "s2", "w2"]


def test_cards_without_pictures_are_numbered_and_their_choices_listed_under_their_names() -> None:
    cards = tuple(
        Card(f"کرتا {n}", (f"{2500 * n} روپے",), None, (Choice(f"s{n}", "اسٹاک میں ہے؟"),)) for n in (1, 2, 3)
    )
    (one,) = taken(Outgoing("یہ دیکھیے:", "ur", cards=cards), words_of("ur"))
    assert one.text.startswith("یہ دیکھیے:\n\n1. کرتا 1\n2500 روپے\n\n2. کرتا 2")
    sections = one.body["interactive"]["action"]["sections"]
    assert [section["title"] for section in sections] == ["1. کرتا 1", "2. کرتا 2", "3. کرتا 3"]
    assert [row["title"] for row in one.choices] == ["کرتا 1", "کرتا 2", "کرتا 3"]
    assert {row["description"] for row in one.choices} == {"اسٹاک میں ہے؟"}


def test_a_row_says_which_card_it_opens_and_a_long_name_stands_whole_under_it() -> None:
    names = ("T-10211 · damaged item", "T-10038 · the order came late and was not whole")
    cards = tuple(Card(name, ("open",), None, (Choice(f"o{n}", "Kholein"),)) for n, name in enumerate(names))
    (one,) = taken(Outgoing("2 tickets:", "ur-Latn", cards=cards), words_of("ur-Latn"))
    first, second = one.choices
    assert (first["title"], first["description"]) == (names[0], "Kholein")
    assert second["title"].startswith("T-10038 · the") and second["description"] == f"Kholein · {names[1]}"


def test_a_card_with_two_choices_keeps_their_names() -> None:
    both = (Choice("s", "In stock?"), Choice("w", "Why this?"))
    cards = tuple(Card(f"Kurta {n}", (), None, both if n == 1 else (Choice("x", "In stock?"),)) for n in (1, 2))
    (one,) = taken(Outgoing("For you:", "en", cards=cards))
    assert [row["title"] for row in one.choices] == ["In stock?", "Why this?", "Kurta 2"]


def test_a_card_with_more_choices_than_buttons_keeps_its_picture() -> None:
    card = Card("Kurta", ("Rs 2,500",), PICTURE, choices("S", "M", "L", "XL"))
    sent = taken(Outgoing("", "en", cards=(card,)))
    assert [one.kind for one in sent] == ["image", "list"]
    assert sent[0].text == "Kurta\nRs 2,500"


def test_a_chart_is_a_picture_with_the_words_under_it() -> None:
    (one,) = taken(Outgoing("CSAT 4.2", "en", image=PICTURE))
    assert (one.kind, one.text, one.body["image"]["link"]) == ("image", "CSAT 4.2", PICTURE)
    (two,) = taken(Outgoing("CSAT 4.2", "en", choices("Lahore", "Karachi"), image=PICTURE))
    assert two.body["interactive"]["header"]["image"]["link"] == PICTURE
    sent = taken(Outgoing("x " * 900, "en", image=PICTURE))
    assert [one.kind for one in sent] == ["image", "text"]


def test_who_of_the_shop_says_it_stands_over_the_words() -> None:
    (one,) = taken(Outgoing("میں دیکھ رہا ہوں۔", "ur", name="Farhan"))
    assert one.text == "*Farhan*\nمیں دیکھ رہا ہوں۔"
    (two,) = taken(Outgoing("Ji", "en", name="*_x_*"))
    assert two.text.endswith("\nJi") and two.text.count("*") == 2


def test_markup_of_a_person_stays_what_it_is_and_isolates_stay() -> None:
    (one,) = taken(Outgoing(f"آپ نے لکھا: *جلدی* {isolate('#1042')}", "ur"))
    assert one.text == f"آپ نے لکھا: ∗جلدی∗ {isolate('#1042')}"


def test_nothing_said_is_still_a_message() -> None:
    (one,) = taken(Outgoing("", "en"))
    assert one.kind == "text"


@pytest.mark.parametrize("language", ["en", "ur", "ur-Latn"])
def test_the_channels_own_words_fit(language: str) -> None:
    sent = taken(Outgoing("x", language, choices(*"abcdefghijklm")), words_of(language))
    labels: list[Any] = [one.body["interactive"]["action"]["button"] for one in sent]
    assert len(set(labels)) == 1 and strip_isolates(labels[0])


def test_the_rules_refuse_what_meta_refuses() -> None:
    wrong: list[Mapping[str, Any]] = [
        {"type": "text", "text": {"body": ""}},
        {"type": "text", "text": {"body": "x" * 4097}},
        {"type": "text", "text": {"body": "x", "colour": "red"}},
        {"type": "image", "image": {"link": "http://shop.example.pk/a.png"}},
        {"type": "image", "image": {"link": "https://shop.example.pk/a.svg"}},
        _buttons("a", "b", "c", "d"),
        _buttons("same", "same"),
        _buttons("x" * 21),
        {"type": "hologram", "hologram": {}},
    ]
    for payload in wrong:
        with pytest.raises(Exception, match=r"^\d+: "):
            _check(Part(dict(payload)))


def _buttons(*titles: str) -> dict[str, Any]:
    replies = [{"type": "reply", "reply": {"id": f"b{n}", "title": title}} for n, title in enumerate(titles)]
    content = {"type": "button", "body": {"text": "x"}, "action": {"buttons": replies}}
    return {"type": "interactive", "interactive": content}
