"""Text cut where a reader would cut it: for any text, for what people write here, by each channel's measure."""

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamrah.bot.channels.messaging.characters import units
from hamrah.bot.channels.messaging.splitting import Fits, shorten, shorten_line, shorten_lines, split_text, within
from hamrah.bot.channels.twilio.segments import count_segments
from hamrah.bot.channels.twilio.writing import fits_sms
from hamrah.language.formatting import isolate, strip_isolates

URDU = "آپ کا آرڈر کل شام تک پہنچ جائے گا۔ اگر کوئی مسئلہ ہو تو یہاں لکھ دیں؟ ہم حاضر ہیں۔"
ROMAN = "Aap ka order kal sham tak pohanch jaye ga. Koi masla ho to yahan likh dein."
FAMILY, FLAG, THUMB = "👨‍👩‍👧‍👦", "🇵🇰", "👍🏽"
EMOJI = f"{FAMILY} {FLAG} {THUMB} کیا بات ہے ❤️"
LETTERS = "آپ کا آرڈر aap ka order 0123456789 ۔.!?؟\n\n*_~`" + FAMILY + FLAG + THUMB + "é" + "ِّ"
WORDS = st.sampled_from(["آپ", "کا", "آرڈر", "order", "bhej", "diya", "gaya", "۔", "hai.", "\n", "\n\n", FAMILY, FLAG])
ISOLATED = st.sampled_from([isolate("#1042"), isolate("Rs 2,500"), isolate("Bazaar-e-Hamrah Clifton")])
SENTENCES = st.lists(st.one_of(WORDS, ISOLATED), max_size=80).map(" ".join)
TORN = st.text(alphabet="aب \n.۔\u2066\u2068\u2069\u064e👍\u200d", max_size=120)
ANY = st.one_of(st.text(max_size=600), st.text(alphabet=LETTERS, max_size=600), SENTENCES, TORN)
LONGEST = 4096


def at_most(segments: int) -> Fits:
    """As many segments of short messages."""
    return lambda text: count_segments(text) <= segments


def test_what_fits_is_left_alone() -> None:
    assert split_text(URDU, within(LONGEST)) == [URDU]
    assert split_text(" ایک سطر\nاور دوسری ", within(30)) == ["ایک سطر\nاور دوسری"]


@pytest.mark.parametrize("blank", ["", " ", "\n\n", "\t \n", "\u2068 \u2069"])
def test_nothing_gives_nothing(blank: str) -> None:
    assert split_text(blank, within(LONGEST)) == []


@given(ANY, st.integers(12, 200))
def test_pieces_fit_and_lose_nothing_but_blanks(text: str, limit: int) -> None:
    pieces = split_text(text, within(limit))
    assert all(0 < units(piece) <= limit for piece in pieces)
    assert _bare("".join(pieces)) == _bare(text)


@given(ANY)
def test_pieces_fit_into_the_segments_of_short_messages(text: str) -> None:
    pieces = split_text(text, at_most(1))
    assert all(count_segments(piece) == 1 for piece in pieces)
    assert _bare("".join(pieces)) == _bare(text)


@given(SENTENCES, st.integers(40, 200))
def test_words_and_isolates_stay_whole(text: str, limit: int) -> None:
    pieces = split_text(text, within(limit))
    assert [word for piece in pieces for word in piece.split()] == text.split()
    for piece in pieces:
        assert piece.count("\u2068") == piece.count("\u2069")


def test_random_talk_keeps_its_words() -> None:
    chance = random.Random(6)
    words = [*URDU.split(), *ROMAN.split(), *EMOJI.split(), isolate("PKR 12,500"), isolate("T-10023"), "\n", "\n\n"]
    for _ in range(300):
        text = " ".join(chance.choices(words, k=chance.randint(1, 200)))
        limit = chance.randint(24, 400)
        pieces = split_text(text, within(limit))
        assert all(0 < units(piece) <= limit for piece in pieces)
        assert " ".join(pieces).split() == text.split(), "cut within a word though there was room between words"


@given(st.lists(st.sampled_from([FAMILY, FLAG, THUMB, "é", "کِ", "a", "ب"]), min_size=1, max_size=60))
def test_a_character_of_several_code_points_is_never_cut(characters: list[str]) -> None:
    for piece in split_text("".join(characters), within(30)):
        assert piece[0] not in "\u200d\u0301\u0650" and piece[-1] != "\u200d"
        assert not unicodedata.category(piece[0]).startswith("M")
        assert sum(0x1F1E6 <= ord(letter) < 0x1F200 for letter in piece) % 2 == 0


def test_paragraphs_come_before_lines_sentences_and_words() -> None:
    text = "Pehla jumla. Doosra jumla.\nNai line yahan hai.\n\nNaya para. Aakhri."
    assert split_text(text, within(60)) == ["Pehla jumla. Doosra jumla.\nNai line yahan hai.", "Naya para. Aakhri."]
    sentences = "آپ کا آرڈر روانہ ہو چکا ہے۔ کل تک پہنچ جائے گا۔ شکریہ۔"
    assert split_text(sentences, within(50)) == ["آپ کا آرڈر روانہ ہو چکا ہے۔ کل تک پہنچ جائے گا۔", "شکریہ۔"]


@pytest.mark.parametrize(
    ("text", "limit", "pieces"),
    [
        ("aik do teen\nchar paanch chhay saat", 20, ["aik do teen", "char paanch chhay", "saat"]),
        ("Yeh hai. Woh bhi hai wahan", 16, ["Yeh hai. Woh bhi", "hai wahan"]),
        ("Yeh wala hai. Woh bhi", 18, ["Yeh wala hai.", "Woh bhi"]),
        ("یہ پہلا ہے۔ دوسرا جملہ", 16, ["یہ پہلا ہے۔", "دوسرا جملہ"]),
        ("aap ka order kal tak pohanch jaye ga", 20, ["aap ka order kal tak", "pohanch jaye ga"]),
        ("one two\nthree\n\nfour five\nsix", 20, ["one two\nthree", "four five\nsix"]),
        ("one two\nthree four five", 13, ["one two", "three four", "five"]),
        ("پہلی بات۔ دوسری بات یہ ہے", 14, ["پہلی بات۔", "دوسری بات یہ", "ہے"]),
        ('He said "yes!" Then he left', 20, ['He said "yes!"', "Then he left"]),
        ("one two three", 7, ["one two", "three"]),
    ],
)
def test_it_is_cut_where_a_reader_would(text: str, limit: int, pieces: list[str]) -> None:
    assert split_text(text, within(limit)) == pieces


def test_a_word_without_end_is_cut_between_characters() -> None:
    assert split_text("a" * 25, within(10)) == ["a" * 10, "a" * 10, "a" * 5]
    assert split_text(FAMILY * 5, within(25)) == [FAMILY * 2, FAMILY * 2, FAMILY]
    assert split_text(FLAG * 3, within(6)) == [FLAG] * 3
    assert split_text("مُحَمَّد" * 2, within(9))[0][-1] != "م", "a letter keeps its marks"


def test_marks_without_end_do_not_break_the_limit() -> None:
    assert split_text("ا" + "\u064e" * 30, within(16)) == ["ا" + "\u064e" * 15, "\u064e" * 15]


def test_a_value_of_the_other_direction_stays_whole() -> None:
    number = isolate("Rs 4,500 only")
    text = f"رقم {number} ہے، پھر {number} بھی"
    for limit in range(units(number), units(text)):
        pieces = split_text(text, within(limit))
        assert all(piece.count("\u2068") == piece.count("\u2069") for piece in pieces)
        assert sum(piece.count(number) for piece in pieces) == 2


@pytest.mark.parametrize("value", ["word " * 20, "x" * 90])
def test_a_value_longer_than_a_piece_is_closed_and_opened_again(value: str) -> None:
    pieces = split_text(f"دیکھیں {isolate(value)} شکریہ", within(40))
    assert len(pieces) > 2
    assert all(piece.count("\u2068") == piece.count("\u2069") for piece in pieces)
    assert all(piece.startswith("\u2068") for piece in pieces[1:-1])
    assert _bare("".join(pieces)) == _bare(f"دیکھیں {value} شکریہ")


def test_a_value_is_opened_again_in_its_own_direction() -> None:
    first, second = split_text("\u2066" + "x" * 30 + "\u2069", within(20))
    assert (first[0], first[-1]) == (second[0], second[-1]) == ("\u2066", "\u2069")


@pytest.mark.parametrize(
    "text", ["\u2068" * 5000, "*a " * 3000, "x" * 20_000, "a\u0301" * 9000, "\u2068x\u2069" * 4000, FLAG * 4000]
)
def test_odd_texts_end(text: str) -> None:
    assert all(units(piece) <= LONGEST for piece in split_text(text, within(LONGEST)))
    assert all(fits_sms(piece) for piece in split_text(text, fits_sms))


@given(ANY, st.integers(12, 72))
def test_a_shortened_line_fits(text: str, limit: int) -> None:
    short = shorten_line(text, within(limit))
    assert units(short) <= limit and "\n" not in short
    line = " ".join(text.split())
    bare = strip_isolates(line)
    assert short in (line, bare) or (short.endswith("…") and bare.startswith(short[:-1]))


@given(ANY, st.integers(12, 72))
def test_a_shortened_text_fits(text: str, limit: int) -> None:
    short = shorten(text, within(limit))
    assert units(short) <= limit
    assert short == text or (short.endswith("…") and _bare(text).startswith(_bare(short[:-1])))


def test_what_is_shortened_ends_after_a_word_and_keeps_its_lines_and_isolates() -> None:
    assert shorten(ROMAN, within(200)) == ROMAN
    assert shorten(ROMAN, within(30)) == "Aap ka order kal sham tak…"
    assert shorten("Shalwar\nRs 4,500 ya kam", within(17)) == "Shalwar\nRs 4,500…"
    assert shorten(f"رقم {isolate('Rs 4,500 only today')}", within(18)) == f"رقم {isolate('Rs 4,500')}…"
    assert shorten_line("Shalwar\nRs 4,500 ya kam", within(17)) == "Shalwar Rs 4,500…"


@given(st.lists(ANY.filter(lambda text: bool(strip_isolates(text).strip())), max_size=12), st.integers(20, 24))
def test_shortened_titles_stay_distinct(titles: list[str], limit: int) -> None:
    short = shorten_lines(titles, within(limit))
    assert len({strip_isolates(one).casefold() for one in short}) == len(titles)
    assert all(units(one) <= limit for one in short)


def test_titles_that_begin_alike_are_numbered() -> None:
    titles = ["Kisi insaan se baat karein", "Kisi insaan se baat karni hai", "Ji haan"]
    assert shorten_lines(titles, within(20)) == ["Kisi insaan se baat…", "Kisi insaan se… 2", "Ji haan"]


def _bare(text: str) -> str:
    return "".join(strip_isolates(text).split())
