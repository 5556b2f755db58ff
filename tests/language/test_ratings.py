"""Ratings in whatever people answer with."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hamrah.language.ratings import Rated, find_portion, find_rating

CSAT, NPS, CES = (1, 5), (0, 10), (1, 7)


@pytest.mark.parametrize(
    ("text", "rating"),
    [
        ("4", 4),
        ("۵", 5),
        ("٣", 3),
        ("چار", 4),
        ("paanch", 5),
        ("teen star", 3),
        ("4 stars", 4),
        ("5/5", 5),
        ("4 out of 5", 4),
        ("8/10", 4),
        ("four out of five", 4),
        ("5 mein se 4", 4),
        ("paanch mein se teen", 3),
        ("پانچ میں سے تین", 3),
        ("10 me se 8", 4),
        ("10 out of 10", 5),
        ("theek tha", 3),
        ("bas theek tha", 3),
        ("bohat bura", 1),
        ("bht acha laga", 5),
        ("acha tha", 4),
        ("acha nahi tha", 2),
        ("bura nahi tha", 3),
        ("not bad", 3),
        ("it was great", 5),
        ("very bad service", 1),
        ("بہت اچھا تھا", 5),
        ("ٹھیک تھا", 3),
        ("اچھا نہیں تھا", 2),
        ("بہت برا", 1),
        ("😡", 1),
        ("👍", 5),
        ("😐", 3),
        ("😍😍😍", 5),
        ("❤️", 5),
        ("😭", 1),
        ("bohat acha 👍", 5),
        ("chaar doon ga", 4),
        ("4 de do", 4),
    ],
)
def test_what_people_answer_on_a_scale_of_five(text: str, rating: int) -> None:
    assert find_rating(text, *CSAT) == Rated(rating)


@pytest.mark.parametrize(
    ("text", "scale", "rating"),
    [
        ("9", NPS, 9),
        ("das", NPS, 10),
        ("0", NPS, 0),
        ("bohat acha", NPS, 10),
        ("bakwas", NPS, 0),
        ("5/5", NPS, 10),
        ("bohat asaan tha", CES, 7),
        ("mushkil", CES, 2),
        ("آسان", CES, 6),
        ("theek", CES, 4),
        ("3.5/7", CES, 4),
        ("4/5", CES, 6),
        ("bilkul asaan nahi tha", CES, 1),
    ],
)
def test_other_scales(text: str, scale: tuple[int, int], rating: int) -> None:
    assert find_rating(text, *scale) == Rated(rating)


@pytest.mark.parametrize(
    ("text", "rating"),
    [
        ("1.5/5", 2),
        ("0.5/5", 1),
        (".5/5", 1),
        ("4.5", 5),
        ("4.2 stars", 4),
        ("2.5 out of 10", 1),
        ("ساڑھے تین", 4),
        ("saadhe chaar", 5),
        ("four and a half", 5),
        ("do aur adha", 3),
        ("تین اور آدھا", 4),
        ("dedh/5", 2),
        ("dhai out of 5", 3),
        ("9/10", 5),
        ("5/10", 3),
        ("2 out of 10", 1),
        ("i would rate you 4/10", 2),
        ("10 mein se 4 doonga", 2),
        ("10 mn sy 4", 2),
        ("دس میں سے پانچ", 3),
    ],
)
def test_a_half_is_rounded_up_and_a_whole_other_than_five_counts(text: str, rating: int) -> None:
    assert find_rating(text, *CSAT) == Rated(rating)


@pytest.mark.parametrize("text", ["2.5 hours late", "2,5/5", "12/11/2026", "12.11.2026", "kuch/5"])
def test_a_number_that_touches_another_is_no_rating(text: str) -> None:
    assert find_rating(text, *CSAT) is None


@pytest.mark.parametrize(
    ("text", "scale", "rated"),
    [
        ("⭐⭐⭐⭐", CSAT, Rated(4)),
        ("⭐️⭐️⭐️", CSAT, Rated(3)),
        ("★★★★☆", CSAT, Rated(4)),
        ("⭐", CSAT, Rated(1)),
        ("⭐⭐ bohat late aaya", CSAT, Rated(2, "bohat late aaya")),
        ("⭐⭐⭐⭐⭐⭐", CSAT, Rated(6)),
        ("⭐⭐⭐⭐⭐", NPS, Rated(10)),
        ("5 stars", NPS, Rated(10)),
        ("⭐⭐⭐⭐", CES, Rated(6)),
        ("⭐⭐⭐⭐⭐⭐⭐", CES, Rated(7)),
        ("thank you ⭐", CSAT, None),
    ],
)
def test_stars_are_five_on_every_scale(text: str, scale: tuple[int, int], rated: Rated | None) -> None:
    assert find_rating(text, *scale) == rated


def test_a_whole_is_heard_at_the_end_of_a_long_message() -> None:
    long = "aap ki dukaan se pehli dafa saman mangwaya tha aur rider do din late aaya is liye main 4 out of 10 doonga"
    assert find_rating(long, *CSAT) is None
    assert find_portion(long, *CSAT) == Rated(2)
    assert find_portion("main aap ko 4 doonga", *CSAT) is None


@pytest.mark.parametrize(
    ("text", "rating"), [("11", 11), ("-1", -1), ("11 of 5", 11), ("6/5", 6), ("0", 0), ("5 mein se 11", 11)]
)
def test_what_lies_outside_is_given_as_it_was_said(text: str, rating: int) -> None:
    assert find_rating(text, *CSAT) == Rated(rating)


@pytest.mark.parametrize("text", ["paanch mein se kuch bhi nahi", "5 out of whatever"])
def test_a_whole_without_its_part_is_no_rating(text: str) -> None:
    assert find_rating(text, *CSAT) is None


def test_words_after_a_number_are_a_comment() -> None:
    assert find_rating("3, delivery late thi", *CSAT) == Rated(3, "delivery late thi")
    assert find_rating("2 kyun ke packing kharab thi", *CSAT) == Rated(2, "kyun ke packing kharab thi")
    assert find_rating("4/5, it came late though", *CSAT) == Rated(4, "it came late though")
    assert find_rating("پانچ میں سے دو، بہت دیر سے آیا", *CSAT) == Rated(2, "بہت دیر سے آیا")
    long = "the rider came late and shouted at me in front of everybody for no reason at all"
    assert find_rating(f"1 out of 5 {long}", *CSAT) == Rated(1, long)
    assert find_rating("4/5 stars", *CSAT) == Rated(4)
    assert find_rating("1/5 nobody even called me", *CSAT) == Rated(1, "nobody even called me")
    assert find_rating("5 mein se 2 parcel khula hua tha", *CSAT) == Rated(2, "parcel khula hua tha")


@pytest.mark.parametrize(
    "text", ["4 out of 5 is what I give", "4/5 from me", "4/5 de raha hoon", "5 mein se 4 meri taraf se"]
)
def test_that_it_is_a_rating_is_no_comment(text: str) -> None:
    assert find_rating(text, *CSAT) == Rated(4)


@pytest.mark.parametrize(
    "text",
    [
        *("چار دن سے پارسل نہیں آیا", "4 days and no parcel", "3 din lag gaye", "2 dafa call kiya"),
        "",
        "mera order kahan hai",
        "order 1042",
        "1042",
        "I ordered 2 shirts and one is missing",
        "haan",
        "thanks",
        "kurta 5000 ka hai",
        "salam",
        "acha ye batayein lahore mein dukan kahan hai",
        "میرا آرڈر کہاں ہے",
        "what is the price",
        "ٹھیک ٹھاک ہیں آپ سب؟",
    ],
)
def test_other_talk_is_no_rating(text: str) -> None:
    assert find_rating(text, *CSAT) is None


@given(st.text(max_size=60))
@example("❶")
def test_no_text_fails(text: str) -> None:
    find_rating(text, *NPS)


@given(st.integers(0, 10))
def test_each_number_of_the_scale_is_itself(number: int) -> None:
    assert find_rating(str(number), *NPS) == Rated(number)
