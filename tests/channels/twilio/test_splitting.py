"""Long texts in pieces."""

from hypothesis import given
from hypothesis import strategies as st

from hamrah.bot.channels.twilio.splitting import split_text
from hamrah.language.formatting import isolate, strip_isolates


def at_most(limit: int):  # type: ignore[no-untyped-def]
    return lambda text: len(text) <= limit


def test_what_fits_is_left_alone() -> None:
    assert split_text(" ایک سطر\nاور دوسری ", at_most(30)) == ["ایک سطر\nاور دوسری"]
    assert split_text("", at_most(30)) == split_text(" \n", at_most(30)) == []


def test_it_is_cut_between_paragraphs_else_lines_else_sentences_else_words() -> None:
    assert split_text("one two\nthree\n\nfour five\nsix", at_most(20)) == ["one two\nthree", "four five\nsix"]
    assert split_text("one two\nthree four five", at_most(13)) == ["one two", "three four", "five"]
    assert split_text("پہلی بات۔ دوسری بات یہ ہے", at_most(14)) == ["پہلی بات۔", "دوسری بات یہ", "ہے"]
    assert split_text('He said "yes!" Then he left', at_most(20)) == ['He said "yes!"', "Then he left"]
    assert split_text("one two three", at_most(7)) == ["one two", "three"]


def test_a_word_without_end_is_cut_but_no_letter_of_it() -> None:
    assert split_text("a" * 25, at_most(10)) == ["a" * 10, "a" * 10, "a" * 5]
    family = "👨\u200d👩\u200d👧"
    assert split_text(family * 3, at_most(7)) == [family] * 3
    assert split_text("مُحَمَّد" * 2, at_most(9))[0][-1] != "م", "a letter keeps its marks"
    assert split_text("ا" + "\u064e" * 30, at_most(16)) == ["ا" + "\u064e" * 15, "\u064e" * 15], "marks without end"


def test_an_isolate_stays_whole() -> None:
    number = isolate("Order 1042 of May")
    pieces = split_text(f"آپ کا آرڈر {number} راستے میں ہے", at_most(22))
    assert number in pieces
    assert "".join(pieces).replace(" ", "") == f"آپکاآرڈر{number}راستےمیںہے".replace(" ", "")


def test_an_isolate_that_no_piece_could_hold_is_opened() -> None:
    pieces = split_text(isolate("word " * 20), at_most(22))
    assert all(len(piece) <= 22 and strip_isolates(piece) == piece for piece in pieces)
    assert " ".join(pieces).split() == ["word"] * 20


@given(st.text(alphabet="aب \n.۔\u2068\u2069\u064e👍\u200d", max_size=120), st.integers(12, 40))
def test_whatever_it_is_the_pieces_fit_and_nothing_is_lost(text: str, limit: int) -> None:
    pieces = split_text(text, at_most(limit))
    assert all(0 < len(piece) <= limit for piece in pieces)
    assert "".join(strip_isolates("".join(pieces)).split()) == "".join(strip_isolates(text).split())
