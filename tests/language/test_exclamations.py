"""Angry exclamations around a wish; what only looks like one stays part of the wish."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamrah.language.exclamations import MOST_AT_AN_END, accuses, find_exclamation, only_accuses, split_at_breaks


@pytest.mark.parametrize(
    ("text", "words", "wish"),
    [
        ("Where is my order, this is ridiculous!", "this is ridiculous!", "Where is my order"),
        ("where is my order this is ridiculous", "this is ridiculous", "where is my order"),
        ("this is ridiculous where is my order", "this is ridiculous", "where is my order"),
        ("I am so fed up! cancel order 1042", "I am so fed up", "cancel order 1042"),
        ("Where is my parcel? I've had enough.", "I've had enough.", "Where is my parcel"),
        ("order kahan hai yeh kya mazaq hai", "yeh kya mazaq hai", "order kahan hai"),
        ("yaar had hai mera order kahan hai", "yaar had hai", "mera order kahan hai"),
        ("sharam karein kuch, mera refund kab aayega", "sharam karein kuch", "mera refund kab aayega"),
        ("حد ہو گئی، میرا آرڈر کہاں ہے", "حد ہو گئی", "میرا آرڈر کہاں ہے"),
        ("میرا آرڈر کہاں ہے یہ کیا مذاق ہے", "یہ کیا مذاق ہے", "میرا آرڈر کہاں ہے"),
        ("kab aaye ga yeh kya mazaq hai", "yeh kya mazaq hai", "kab aaye ga"),
        ("you cheated me, where is my money", "you cheated me", "where is my money"),
        ("mera order kahan hai, tum log jhoote ho", "tum log jhoote ho", "mera order kahan hai"),
        ("میرا آرڈر کہاں ہے آپ لوگ جھوٹے ہیں", "آپ لوگ جھوٹے ہیں", "میرا آرڈر کہاں ہے"),
        ("mera paisa wapas karo warna police mein jaunga", "warna police mein jaunga", "mera paisa wapas karo"),
        ("میرے پیسے واپس کریں ورنہ پولیس میں جاؤں گا", "ورنہ پولیس میں جاؤں گا", "میرے پیسے واپس کریں"),
        (
            *("sabar khatam ho gaya hai mera, kal se wait kar raha hun", "sabar khatam ho gaya hai mera"),
            "kal se wait kar raha hun",
        ),
    ],
)
def test_the_wish_stands_beside_the_exclamation(text: str, words: str, wish: str) -> None:
    found = find_exclamation(text)
    assert found is not None
    assert (found.words, found.wish) == (words, wish)


@pytest.mark.parametrize(
    "text",
    [
        "this is ridiculous",
        "your sale texts are useless, turn them off",
        "what kind of shirts do you have",
        "this kurta is useless",
        "tired of cotton, show me silk",
        "koi tareeqa hai order cancel karne ka?",
        "order cancel karne ka koi tareeqa hai?",
        "order ki quality ghatiya hai",
        "kya yeh ghatiya kapra hai",
        "where is my order",
        "حد ہو گئی ہے، انتہائی گھٹیا سروس ہے آپ کی",
        "",
    ],
)
def test_what_is_said_of_a_thing_is_no_exclamation(text: str) -> None:
    assert find_exclamation(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "you guys are liars",
        "tum log jhoote ho, paisay kha gaye mere",
        "آپ لوگ جھوٹے ہیں، میرے پیسے کھا گئے",
        "میرا صبر ختم ہو گیا ہے",
    ],
)
def test_who_does_nothing_but_accuse_wishes_nothing(text: str) -> None:
    assert accuses(text)
    assert only_accuses(text)
    assert find_exclamation(text) is None


def test_an_accusation_stands_beside_a_wish_too() -> None:
    assert accuses("mera order kahan hai, tum log jhoote ho")
    assert not only_accuses("mera order kahan hai, tum log jhoote ho")


@pytest.mark.parametrize(
    "text", ["this is ridiculous", "police mein fir kaise katwate hain", "cheat day snacks", "sabar karein", ""]
)
def test_other_words_accuse_nobody(text: str) -> None:
    assert not accuses(text)


def test_each_part_up_to_a_break_may_be_one() -> None:
    parts = {(part.words, part.wish) for part in split_at_breaks("aap log nikamme ho. order kahan hai? batao na")}
    assert ("aap log nikamme ho", "order kahan hai? batao na") in parts
    assert ("batao na", "aap log nikamme ho. order kahan hai") in parts
    assert split_at_breaks("where is my order") == []


@given(st.text())
def test_any_text_is_split_into_parts_of_itself(text: str) -> None:
    for part in [*split_at_breaks(text), *filter(None, [find_exclamation(text)])]:
        assert part.words in text
        assert part.wish in text


def test_of_many_breaks_the_outer_ones_count() -> None:
    parts = split_at_breaks("bas. " * 40)
    assert len(parts) <= 2 * (MOST_AT_AN_END * 2)
