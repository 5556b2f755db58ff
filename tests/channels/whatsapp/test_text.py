"""Text cut, shortened and kept plain as WhatsApp needs it: for any text, and for what people write here."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamrah.bot.channels.whatsapp.text import shorten, shorten_all, split_text, unformatted, width
from hamrah.language.formatting import isolate, strip_isolates

FAMILY, FLAG, THUMB = "👨‍👩‍👧‍👦", "🇵🇰", "👍🏽"
LETTERS = "آپ کا آرڈر aap ka order 0123456789 ۔.!?؟\n\n*_~`" + FAMILY + FLAG + THUMB + "é" + "ِّ"
WORDS = st.sampled_from(["آپ", "کا", "آرڈر", "order", "bhej", "diya", "gaya", "۔", "hai.", "\n", "\n\n", FAMILY, FLAG])
ISOLATED = st.sampled_from([isolate("#1042"), isolate("Rs 2,500"), isolate("Bazaar-e-Hamrah Clifton")])
SENTENCES = st.lists(st.one_of(WORDS, ISOLATED), max_size=80).map(" ".join)
ANY = st.one_of(st.text(max_size=600), st.text(alphabet=LETTERS, max_size=600), SENTENCES)


@given(ANY, st.integers(30, 200))
def test_pieces_are_short_enough_and_lose_nothing_but_blanks(text: str, limit: int) -> None:
    pieces = split_text(text, limit)
    assert all(0 < width(piece) <= limit for piece in pieces)
    assert _bare("".join(pieces)) == _bare(text)


@given(SENTENCES, st.integers(40, 200))
def test_words_and_isolates_stay_whole(text: str, limit: int) -> None:
    pieces = split_text(text, limit)
    assert [word for piece in pieces for word in piece.split()] == text.split()
    for piece in pieces:
        assert piece.count("\u2068") == piece.count("\u2069")


@given(st.lists(st.sampled_from([FAMILY, FLAG, THUMB, "é", "کِ", "a", "ب"]), min_size=1, max_size=60))
def test_a_character_of_several_code_points_is_never_cut(characters: list[str]) -> None:
    for piece in split_text("".join(characters), 30):
        assert piece[0] not in "\u200d\u0301\u0650" and piece[-1] != "\u200d"
        assert not unicodedata.category(piece[0]).startswith("M")
        assert sum(0x1F1E6 <= ord(letter) < 0x1F200 for letter in piece) % 2 == 0


def test_it_is_cut_where_a_reader_would() -> None:
    paragraphs = "pehla paragraph yahan hai.\n\ndusra paragraph yahan hai."
    assert split_text(paragraphs, 40) == ["pehla paragraph yahan hai.", "dusra paragraph yahan hai."]
    sentences = "آپ کا آرڈر روانہ ہو چکا ہے۔ کل تک پہنچ جائے گا۔ شکریہ۔"
    assert split_text(sentences, 50) == ["آپ کا آرڈر روانہ ہو چکا ہے۔ کل تک پہنچ جائے گا۔", "شکریہ۔"]
    assert split_text("aap ka order kal tak pohanch jaye ga", 20) == ["aap ka order kal tak", "pohanch jaye ga"]


def test_an_isolate_longer_than_a_piece_is_closed_and_opened_again() -> None:
    pieces = split_text(f"دیکھیں {isolate('x' * 90)} شکریہ", 40)
    assert all(piece.count("\u2068") == piece.count("\u2069") for piece in pieces)
    assert strip_isolates("".join(pieces)) == "دیکھیں" + "x" * 90 + " شکریہ"


@pytest.mark.parametrize(
    "text", ["\u2068" * 5000, "*a " * 3000, "x" * 20_000, "a\u0301" * 9000, "\u2068x\u2069" * 4000]
)
def test_odd_texts_end(text: str) -> None:
    pieces = [unformatted(piece) for piece in split_text(text, 4096)]
    assert all(width(piece) <= 4096 for piece in pieces)


@given(ANY, st.integers(12, 72))
def test_what_is_shortened_fits_on_one_line(text: str, limit: int) -> None:
    short = shorten(text, limit)
    assert width(short) <= limit and "\n" not in short
    line = " ".join(text.split())
    assert short == line or (short.endswith("…") and strip_isolates(line).startswith(short[:-1]))


@given(st.lists(ANY.filter(lambda text: bool(strip_isolates(text).strip())), max_size=12), st.integers(20, 24))
def test_shortened_titles_stay_distinct(titles: list[str], limit: int) -> None:
    short = shorten_all(titles, limit)
    assert len({strip_isolates(one).casefold() for one in short}) == len(titles)
    assert all(width(one) <= limit for one in short)


def test_titles_that_begin_alike_are_numbered() -> None:
    titles = ["Kisi insaan se baat karein", "Kisi insaan se baat karni hai", "Ji haan"]
    assert shorten_all(titles, 20) == ["Kisi insaan se…", "Kisi insaan se… 2", "Ji haan"]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("*sale* aaj", "∗sale∗ aaj"),
        ("_shukriya_", "＿shukriya＿"),
        ("(~purana~)", "(∼purana∼)"),
        ("`x` ```y```", "‵x‵ ‵‵‵y‵‵‵"),
        ("*_dono_*", "∗＿dono＿∗"),
        ("> Kaha tha", "› Kaha tha"),
        ("آپ کا *آرڈر* آ گیا", "آپ کا ∗آرڈر∗ آ گیا"),
    ],
)
def test_nothing_is_formatted_by_accident(text: str, plain: str) -> None:
    assert unformatted(text) == plain
    assert width(plain) == width(text)


@pytest.mark.parametrize(
    "text", ["5 * 3 * 2", "BH_KRT_01", "a*b*c", "* ek\n* do", "https://shop.pk/_new_/*all*", "10 > 5", "~500 se ~700"]
)
def test_what_would_not_be_formatted_is_left_alone(text: str) -> None:
    assert unformatted(text) == text


def _bare(text: str) -> str:
    return "".join(strip_isolates(text).split())
