"""Text cut where a reader would cut it, within lengths as Telegram counts them."""

import random

import pytest

from hamrah.bot.channels.telegram.splitting import shorten, split_text, units
from hamrah.language.formatting import isolate

URDU = "آپ کا آرڈر کل شام تک پہنچ جائے گا۔ اگر کوئی مسئلہ ہو تو یہاں لکھ دیں؟ ہم حاضر ہیں۔"
ROMAN = "Aap ka order kal sham tak pohanch jaye ga. Koi masla ho to yahan likh dein."
EMOJI = "👩‍👩‍👧‍👦 🇵🇰 👍🏽 کیا بات ہے ❤️ ⁦"
LONGEST = 4096


def test_a_short_text_stays_as_it_is() -> None:
    assert split_text(URDU, LONGEST) == [URDU]


@pytest.mark.parametrize("blank", ["", " ", "\n\n", "\t \n"])
def test_nothing_gives_nothing(blank: str) -> None:
    assert split_text(blank, LONGEST) == []


def test_paragraphs_are_kept_together_before_lines_sentences_and_words() -> None:
    text = "Pehla jumla. Doosra jumla.\nNai line yahan hai.\n\nNaya para. Aakhri."
    assert split_text(text, 60) == ["Pehla jumla. Doosra jumla.\nNai line yahan hai.", "Naya para. Aakhri."]
    assert split_text("aik do teen\nchar paanch chhay saat", 20) == ["aik do teen", "char paanch chhay", "saat"]
    assert split_text("Yeh hai. Woh bhi hai wahan", 16) == ["Yeh hai. Woh bhi", "hai wahan"]
    assert split_text("Yeh wala hai. Woh bhi", 18) == ["Yeh wala hai.", "Woh bhi"]
    assert split_text("یہ پہلا ہے۔ دوسرا جملہ", 16) == ["یہ پہلا ہے۔", "دوسرا جملہ"]


def test_a_word_without_end_is_cut_between_characters() -> None:
    family = "👩‍👩‍👧‍👦"
    assert units(family) == 11
    assert split_text(family * 5, 25) == [family * 2, family * 2, family]
    assert split_text("🇵🇰" * 3, 6) == ["🇵🇰", "🇵🇰", "🇵🇰"]


def test_marks_without_end_do_not_break_the_limit() -> None:
    pieces = split_text("ا" + "\u064e" * 5000, LONGEST)
    assert [units(piece) <= LONGEST for piece in pieces] == [True, True]


def test_a_value_of_the_other_direction_stays_whole() -> None:
    number = isolate("Rs 4,500 only")
    text = f"رقم {number} ہے، پھر {number} بھی"
    for limit in range(units(number), units(text)):
        for piece in split_text(text, limit):
            assert piece.count("\u2068") == piece.count("\u2069")
        assert sum(piece.count(number) for piece in split_text(text, limit)) == 2


def test_a_value_longer_than_a_message_is_apart_in_each_piece() -> None:
    pieces = split_text(f"دیکھیں {isolate('word ' * 20)}", 40)
    assert len(pieces) > 2
    assert all(piece.count("\u2068") == piece.count("\u2069") for piece in pieces)
    assert "".join(pieces).count("word") == 20


def test_whatever_is_split_keeps_its_words_its_characters_and_the_limit() -> None:
    chance = random.Random(6)
    words = [*URDU.split(), *ROMAN.split(), *EMOJI.split(), isolate("PKR 12,500"), isolate("T-10023"), "\n", "\n\n"]
    for _ in range(300):
        text = " ".join(chance.choices(words, k=chance.randint(1, 200)))
        limit = chance.randint(24, 400)
        pieces = split_text(text, limit)
        assert all(0 < units(piece) <= limit for piece in pieces)
        assert " ".join(pieces).split() == text.split(), "cut within a word though there was room between words"
        assert "".join("".join(pieces).split()) == "".join(text.split())


def test_what_is_shortened_says_so() -> None:
    assert shorten(ROMAN, 200) == ROMAN
    short = shorten(ROMAN, 30)
    assert short.endswith("…")
    assert units(short) <= 30
    assert short == "Aap ka order kal sham tak…"


def test_units_are_counted_as_telegram_counts_them() -> None:
    for text in (URDU, ROMAN, EMOJI, "𝒜"):
        assert units(text) == len(text.encode("utf-16-le")) // 2
