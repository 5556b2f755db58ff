"""Telling a yes from a no by the words alone."""

import pytest

from hamrah.language.answers import find_rating_in_emoji, find_yes_or_no, says_nothing


@pytest.mark.parametrize(
    "text",
    [
        "جی منگوا دیں",
        "ہاں لکھ لیں",
        "Ji, mangwa dein",
        "haan wapas kar dein",
        "yes, cancel it",
        "ok reorder it",
        "چلیں کر دیں کینسل",
        "جی",
    ],
)
def test_yes(text: str) -> None:
    assert find_yes_or_no(text) is True


@pytest.mark.parametrize(
    "text", ["جی نہیں", "نہیں، نہ منگوائیں", "no don't order it", "nahi abhi mat karein", "ji nahi"]
)
def test_no(text: str) -> None:
    assert find_yes_or_no(text) is False


@pytest.mark.parametrize(
    "text",
    [
        *("", "?", "دوسرا والا", "order it again", "جی لیکن سائز بڑا", "yes but in blue", "cancel my order"),
        *("اچھا ایک اور آرڈر کینسل کریں", "ok how much is it", "جی کتنے پیسے لگیں گے", "ہاں؟"),
        *("جی مجھے یہ چیز کل تک گھر پر چاہیے", "haan aur mera doosra order kahan hai"),
    ],
)
def test_neither(text: str) -> None:
    assert find_yes_or_no(text) is None


@pytest.mark.parametrize(
    ("text", "answer"), [("👍", True), ("👍🏽", True), ("✅ kar dein", True), ("👎", False), ("❌", False)]
)
def test_a_thumb_is_an_answer(text: str, answer: bool) -> None:
    assert find_yes_or_no(text) is answer


@pytest.mark.parametrize(
    ("text", "rating"), [("😍😍", 5), ("🙂", 4), ("bas 😐", 3), ("😞", 2), ("😡 😍", 1), ("🍕", None)]
)
def test_an_emoji_is_a_rating(text: str, rating: int | None) -> None:
    assert find_rating_in_emoji(text) == rating


@pytest.mark.parametrize("text", ["no comment", "No comments.", "kuch nahi", "کچھ نہیں۔", "n/a"])
def test_nothing_to_say(text: str) -> None:
    assert says_nothing(text)


@pytest.mark.parametrize("text", ["kuch nahi hua", "nothing worked", "nobody called", "کچھ نہیں ملا", ""])
def test_something_to_say(text: str) -> None:
    assert not says_nothing(text)
