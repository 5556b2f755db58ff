"""Pointing at what was shown, dropping a condition, leaving what is being done."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamrah.language.references import find_dropped, find_ordinals, find_place, is_leave_it, tells_which
from tests.language.growth import grows_with_length_only


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("the second one", [2]),
        ("2nd", [2]),
        ("number 2", [2]),
        ("number do", [2]),
        ("#2", [2]),
        ("option 3", [3]),
        ("doosra wala", [2]),
        ("dusri wali dikhao", [2]),
        ("دوسرا والا", [2]),
        ("دوسرا والا، بڑے سائز میں؟", [2]),
        ("pehli", [1]),
        ("pehle wala", [1]),
        ("پہلی والی", [1]),
        ("teesra", [3]),
        ("2 number wala", [2]),
        ("do number wali pasand hai", [2]),
        ("aakhri", [-1]),
        ("the last one please", [-1]),
        ("آخری والا", [-1]),
        ("first and third", [1, 3]),
        ("ya doosra, ya pehla", [2, 1]),
        ("the second, the second one!", [2]),
        ("5th", [5]),
        ("پانچویں والی", [5]),
        ("وہ پہلے والا نہیں، دوسرا آرڈر", [2]),
        ("pehla nahi doosra", [2]),
        ("not the first, the third", [3]),
        ("pehla wala nahi", []),
        ("pehla order nahi mila", [1]),
    ],
)
def test_ordinals(text: str, places: list[int]) -> None:
    assert find_ordinals(text) == places


@pytest.mark.parametrize(
    "text",
    [
        *(
            "last week",
            "last 30 days",
            "koi doosra dikhao",
            "کوئی دوسرا",
            "one second",
            "doosri baar aaya",
            "pehle bata do",
        ),
        *("#1042", "order number 1042", "number 42", "first time", "", "kurta", "پہلے بتائیں", "second hand"),
    ],
)
def test_not_ordinals(text: str) -> None:
    assert find_ordinals(text) == []


@pytest.mark.parametrize(
    ("text", "facets"),
    [
        ("drop the colour", {"color"}),
        ("any color", {"color"}),
        ("remove the price limit", {"price"}),
        ("forget about the brand", {"brand"}),
        ("rang koi bhi", {"color"}),
        ("koi bhi rang", {"color"}),
        ("kisi bhi company ka", {"brand"}),
        ("any branch", {"city"}),
        ("koi bhi shehr", {"city"}),
        ("کسی بھی برانچ میں", {"city"}),
        ("رنگ کوئی بھی", {"color"}),
        ("برانڈ کی کوئی قید نہیں", {"brand"}),
        ("رنگ کی شرط ہٹا دیں", {"color"}),
        ("rang ki shart hata dein", {"color"}),
        ("brand ki koi shart nahi hai", {"brand"}),
        ("price doesn't matter", {"price"}),
        ("price doesn’t matter", {"price"}),
        ("budget ki fikar nahi", {"price"}),
        ("size chhor do", {"size"}),
        ("سائز رہنے دیں", {"size"}),
        ("kapra jo bhi ho", {"material"}),
        ("any size or colour is fine", {"size", "color"}),
        ("rang aur size koi bhi", {"size", "color"}),
        ("colour, size and brand don't matter", {"size", "color", "brand"}),
        ("qeemat se koi farq nahi parta", {"price"}),
        ("category koi bhi", {"category"}),
        ("black colour", set()),
        ("what colours do you have", set()),
        ("colour acha nahi", set()),
        ("change the size", set()),
        ("leave it", set()),
        ("", set()),
    ],
)
def test_dropped(text: str, facets: set[str]) -> None:
    assert find_dropped(text) == facets


@pytest.mark.parametrize(
    "text",
    [
        *(
            "leave it",
            "Leave it!",
            "forget it",
            "never mind",
            "nevermind yaar",
            "stop",
            "let it be",
            "cancel this form",
            "drop it",
        ),
        *(
            "rehne dein yaar",
            "rehne do",
            "acha chor do abhi",
            "chhoro",
            "koi baat nahi rehne do",
            "chordo bhai",
            "jane do",
        ),
        *("رہنے دیں", "چھوڑیں", "چھوڑ دیں یار", "اچھا رہنے دو", "جانے دیں"),
    ],
)
def test_leave_it(text: str) -> None:
    assert is_leave_it(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "rang chhor do",
            "leave the order at the gate",
            "cancel my order",
            "stop sending me offers",
            "drop the colour",
            "",
            "ok",
        ),
        *("آرڈر گیٹ پر چھوڑ دیں", "please leave it at the gate", "order cancel kar do", "yes", "chhota size"),
    ],
)
def test_not_leave_it(text: str) -> None:
    assert not is_leave_it(text)


@given(st.text(st.characters(exclude_categories=()), max_size=300))
def test_any_text_is_read(text: str) -> None:
    assert all(place == -1 or 1 <= place <= 20 for place in find_ordinals(text))
    find_dropped(text)
    is_leave_it(text)


@pytest.mark.parametrize(
    "unit",
    ["second ", "number 2 ", "rang ", "any ", "rang aur ", "chhor do ", "koi ", "drop the ", "z", "\ud800", "# "],
)
def test_long_input_costs_in_proportion_to_its_length(unit: str) -> None:
    for read in (find_ordinals, find_dropped, is_leave_it):
        assert grows_with_length_only(read, unit)


@pytest.mark.parametrize(
    "text",
    ["jis mein kurta tha", "wo jis mein bed sheet thi", "جس میں شال تھی", "the one with the shawl", "jo kal aya hai"],
)
def test_it_tells_which(text: str) -> None:
    assert tells_which(text)


@pytest.mark.parametrize(
    "text", ["kurta chahiye", "jis din aap kahein ge us din de dena", "مجھے شال چاہیے", "one kurta please"]
)
def test_it_tells_more_than_which(text: str) -> None:
    assert not tells_which(text)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("2", 2),
        ("#2", 2),
        ("2.", 2),
        ("۲", 2),
        ("۳ والا", 3),
        ("the second one", 2),
        ("doosra wala", 2),
        ("2 number wala", 2),
        ("پہلی والی", 1),
        ("last one", -1),
    ],
)
def test_nothing_but_a_place_is_said(text: str, place: int) -> None:
    assert find_place(text) == place


@pytest.mark.parametrize(
    "text", ["", "one", "do", "2 kurte", "4/5", "5*", "3 ★", "12959", "koi doosra", "second hand", "1st and 2nd"]
)
def test_more_or_something_else_is_said(text: str) -> None:
    assert find_place(text) is None
