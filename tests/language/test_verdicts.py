"""Verdicts in words, denied ones above all; what says anything else is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamrah.language.normalise import words_of
from hamrah.language.verdicts import verdict


@pytest.mark.parametrize(
    ("text", "stars"),
    [
        ("bohat mutmain", 5),
        ("thek tha", 3),
        ("bs thik", 3),
        ("worst experience ever", 1),
        ("بہت مطمئن", 5),
        ("very much", 5),
        ("haan bohat hi acha tha", 5),
        ("bilkul theek tha", 4),
        ("pasand aaya", 4),
        ("v gud", 5),
        ("bahut badhiya", 5),
        ("bohut bura", 1),
        ("main naraz hoon", 2),
        ("super acha", 5),
        ("theek hai", 3),
        ("not bad at all", 3),
        ("bura nahi tha", 3),
        ("mushkil nahi tha", 3),
        ("theek nahi tha", 2),
        ("ٹھیک نہیں تھا", 2),
        ("it was not ok", 2),
        ("it wasn’t good", 2),
        ("bohat acha nahi tha", 2),
        ("not very easy", 2),
        ("main mutmain nahi hun", 2),
        ("مطمئن نہیں ہوں", 2),
        ("pasand nahi aaya", 2),
        ("kuch khaas nahi tha", 2),
        ("so bad", 1),
        ("not at all", 1),
        ("bilkul nahi", 1),
        ("بالکل نہیں", 1),
        ("not satisfied at all", 1),
        ("not at all easy", 1),
        ("bilkul achi nahi", 1),
        ("achi bilkul bhi nahi thi", 1),
        ("بالکل اچھی نہیں", 1),
        ("mujhe aap ki service bilkul achi nahi lagi", 1),
    ],
)
def test_what_is_said(text: str, stars: int) -> None:
    assert verdict(words_of(text)) == stars


@pytest.mark.parametrize(
    "text",
    [
        "nahi",
        "no",
        "not yet",
        "nahi acha tha",
        "theek hai nahi",
        "theek hai bohat shukriya",
        "haan theek hai",
        "certainly",
        "kabhi nahi",
        "acha order kahan hai",
        "",
    ],
)
def test_other_talk_is_none(text: str) -> None:
    assert verdict(words_of(text)) is None


@pytest.mark.parametrize(
    ("text", "stars"),
    [
        ("certainly", 5),
        ("haan zaroor", 5),
        ("ضرور", 5),
        ("shayad", 3),
        ("never", 1),
        ("hargiz nahi", 1),
        ("ہرگز نہیں", 1),
    ],
)
def test_likelihood_counts_where_it_was_asked(text: str, stars: int) -> None:
    assert verdict(words_of(text), "nps") == stars


@given(st.text(max_size=40))
def test_no_text_fails(text: str) -> None:
    assert verdict(words_of(text), "nps") in (None, 1, 2, 3, 4, 5)
