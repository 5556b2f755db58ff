"""Asking for more of what was shown, or for things like it; and saying what is not wanted."""

import pytest

from hamrah.language.dislikes import is_refused, speaks_of_another
from hamrah.language.more_words import wants_alike, wants_more
from hamrah.language.order_words import names_last_time
from hamrah.language.recipients import find_recipient
from hamrah.language.shopping_words import names_an_offer


@pytest.mark.parametrize(
    "text",
    [
        *(
            "show me more",
            "More please!",
            "any others?",
            "what else have you got",
            "something else",
            "next",
            "shwo me mroe",
        ),
        *("aur dikhao", "aur", "or dikhao", "kuch aur dikhayen", "aur bhi hain?", "mazeed", "koi aur", "aur kya hai"),
        *("اور دکھائیں", "کچھ اور دکھائیں", "مزید", "اور بھی ہیں؟", "باقی دکھائیں", "اور کیا ہے آپ کے پاس"),
    ],
)
def test_more_is_heard(text: str) -> None:
    assert wants_more(text)


@pytest.mark.parametrize(
    "text",
    [
        *("no more", "more kurtas", "no, something else", "where is my order", "any more offers", "not this one", "or"),
        *(
            "what is the rest of my order",
            "next week",
            "more discount please",
            "aur kya haal hai",
            "aur sasta",
        ),
        *(
            "yeh nahi kuch aur dikhao",
            "aur batao order kahan hai",
            "یہ نہیں، کچھ اور دکھائیں",
            "اور سستا",
            "",
            "؟",
            "12",
        ),
    ],
)
def test_what_says_more_than_more_is_something_else(text: str) -> None:
    assert not wants_more(text)


@pytest.mark.parametrize(
    "text",
    [
        "something like this",
        "similar ones",
        "aisa hi kuch aur dikhao",
        "is jaisa koi aur",
        "اس جیسا کوئی اور",
        "same type",
    ],
)
def test_things_like_it(text: str) -> None:
    assert wants_alike(text)


@pytest.mark.parametrize(
    "text", ["something to go with this", "what goes with shoes like these", "is ke sath kya pehnun", "i like this"]
)
def test_things_that_go_with_it_are_no_things_like_it(text: str) -> None:
    assert not wants_alike(text)


@pytest.mark.parametrize(
    ("text", "named", "refused"),
    [
        ("not this one, I never wear black", "black", True),
        ("shoes but not black", "black", True),
        ("shoes but not black", "shoes", False),
        ("no toys please", "toys", True),
        ("ye nahi, main kala kabhi nahi pehnti", "kala", True),
        ("yeh nahi, kala dikhao", "kala", False),
        ("khilone mat dikhaya karo", "khilone", True),
        ("یہ نہیں، میں کالا رنگ نہیں پہنتی", "کالا", True),
        ("یہ نہیں، کالا دکھائیں", "کالا", False),
        ("i like cotton, not silk", "cotton", False),
        ("i like cotton, not silk", "silk", True),
        ("why not black", "black", False),
        ("a black kurta not more than 3000", "black", False),
        ("is it not available in black", "black", False),
        ("kya black nahi hai?", "black", False),
        ("کیا کالا نہیں ہے؟", "کالا", False),
    ],
)
def test_what_is_not_wanted(text: str, named: str, refused: bool) -> None:
    start = text.index(named)
    assert is_refused(text, start, start + len(named)) is refused


def test_whose_taste_it_is() -> None:
    assert speaks_of_another("he doesn't like perfume") and speaks_of_another("انہیں کالا پسند نہیں")
    assert not speaks_of_another("I never wear black")


def test_last_time() -> None:
    assert all(map(names_last_time, ("the same as last time", "jo pichli dafa liya tha", "پچھلی بار والا ہی")))
    assert not any(map(names_last_time, ("last order", "the last one", "pichla order", "agli baar")))


def test_a_slip_in_whom_it_is_for() -> None:
    assert find_recipient("something for my husbnd") == "husband"
    assert find_recipient("gift for my mohter") == "mother"
    assert find_recipient("for another time") is None
    assert find_recipient("something for my daughter's birthday") == "child"


def test_offers_are_named() -> None:
    assert all(map(names_an_offer, ("any cheap deals?", "koi riayat hai?", "سیل کب ہے")))
    assert not names_an_offer("anything cheaper?")
