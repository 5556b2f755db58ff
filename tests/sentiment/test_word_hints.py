"""Leaning words as numbers: negation turns them, and what comes after a "but" is counted apart."""

from pathlib import Path

import numpy as np
import pytest

from hamrah.sentiment.word_hints import WordHints, read_word_list

WHOLE, AFTER = 5, 13
"""Places of the lean (good against bad) of the whole text, and of what follows the last "but"."""
STARS = -1


@pytest.fixture(scope="module")
def hints() -> WordHints:
    return WordHints(read_word_list(Path(__file__).parents[2] / "data" / "sentiment" / "words.yml"))


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("kapra bohat acha hai", 1),
        ("kapra acha nahi hai", -1),
        ("bura nahi hai", 1),
        ("کپڑا اچھا نہیں ہے", -1),
        ("کوئی شکایت نہیں", 1),
        ("this is not good", -1),
        ("I have no complaints", 1),
        ("parcel number 12", 0),
    ],
)
def test_negation_turns_a_word(hints: WordHints, text: str, sign: int) -> None:
    assert np.sign(hints.rows([text])[0, WHOLE]) == sign


@pytest.mark.parametrize(
    "text",
    ["kapra acha hai lekin delivery bohat late", "کپڑا اچھا ہے لیکن ڈیلیوری بہت لیٹ", "nice cloth but very late"],
)
def test_what_follows_a_but_is_counted_apart(hints: WordHints, text: str) -> None:
    row = hints.rows([text])[0]
    assert row[AFTER] < row[WHOLE]
    assert row[AFTER] < 0


def test_a_but_that_begins_another_clause_is_seen(hints: WordHints) -> None:
    row = hints.rows(["Very nice. But the box was broken, worst packing"])[0]
    assert row[AFTER] < 0 < row[0]


@pytest.mark.parametrize(("text", "stars"), [("5/5", 1.0), ("1 star", -0.6), ("0 out of 10", -1.0), ("3 shirts", 0.0)])
def test_stars_are_read(hints: WordHints, text: str, stars: float) -> None:
    assert hints.rows([text])[0, STARS] == pytest.approx(stars)


@pytest.mark.parametrize("text", ["", "؟؟", "👏" * 50, "lekin", "lekin lekin but", "nahi " * 300])
def test_any_text_has_hints_in_bounds(hints: WordHints, text: str) -> None:
    row = hints.rows([text])[0]
    assert np.isfinite(row).all()
    assert np.abs(row).max() <= 1
