"""What adds to something said before, and what begins something new."""

import pytest

from hamrah.language.adding import adds_to_what_was_said


@pytest.mark.parametrize(
    "text",
    [
        "he also gave me no bill",
        "no bill was given either",
        "and the box was open",
        "they were late as well",
        "us ne bill bhi nahi diya",
        "aur dabba bhi khula hua tha",
        "upar se rider ne bura bola",
        "one more thing, the bag was ripped",
        "ek aur baat, rider badtameez tha",
        "اس نے بل بھی نہیں دیا",
        "اور ڈبہ کھلا ہوا تھا",
    ],
)
def test_one_thing_more(text: str) -> None:
    assert adds_to_what_was_said(text)


@pytest.mark.parametrize(
    "text",
    ["my other order is late too", "doosra order bhi nahi aaya", "دوسرا سوٹ بھی پھٹا ہوا ہے", "the box was open", ""],
)
def test_something_else(text: str) -> None:
    assert not adds_to_what_was_said(text)
